//! The command line: arguments -> one command -> exit code.

mod answers;
mod args;
mod catalog;
mod members;
mod output;
mod project;
mod write;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;

use self::args::{Catalog as CatalogVerb, Cli, Command, Presets};
use self::output::End;
use crate::core::catalog::Catalog;

/// Runs the program.
pub fn main() -> ExitCode {
    ExitCode::from(run(&Cli::parse()).code())
}

fn run(cli: &Cli) -> End {
    let folder = |dir: &Option<PathBuf>| -> PathBuf {
        let base = cli.directory.as_deref().unwrap_or(Path::new("."));
        dir.as_ref()
            .map_or_else(|| base.to_owned(), |dir| base.join(dir))
    };
    match &cli.command {
        Command::Init(init) => write::init(&folder(&init.dir), init),
        Command::Apply(apply) => write::apply(&folder(&apply.dir), &apply.write),
        Command::Add(add) => members::add(&folder(&None), add),
        Command::Remove(remove) => members::remove(&folder(&None), remove),
        Command::Rename(rename) => members::rename(&folder(&None), rename),
        Command::Diff(diff) => write::diff(&folder(&diff.dir), diff.json),
        Command::Check(check) => write::check(&folder(&check.dir), check.pristine, check.json),
        Command::Catalog(CatalogVerb::List { json }) => catalog::list(&Catalog::builtin(), *json),
        Command::Catalog(CatalogVerb::Show { id, json }) => {
            catalog::show(&Catalog::builtin(), id, *json)
        }
        Command::Presets(Presets::List { json }) => catalog::list_presets(*json),
        Command::Presets(Presets::Show { name }) => catalog::show_preset(name),
    }
}
