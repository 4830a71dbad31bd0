//! The command line: arguments -> one command -> exit code.

mod answers;
mod args;
mod catalog;
mod detect;
mod doctor;
mod explain;
mod item;
mod members;
mod output;
mod project;
mod undo;
mod verify;
mod wizard;
mod write;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser;

use self::args::{Catalog as CatalogVerb, Cli, Command, Presets, Schema};
use self::output::End;
use crate::core::catalog::Catalog;
use crate::core::schema;
use crate::shell::store;

/// Runs the program.
pub fn main() -> ExitCode {
    ExitCode::from(run(&Cli::parse()).code())
}

fn run(cli: &Cli) -> End {
    let Some(command) = &cli.command else {
        return with(cli, cli.dir.as_ref(), false, |catalog, dir| {
            wizard::wizard(catalog, dir, cli)
        });
    };
    match command {
        Command::Init(init) => with(cli, init.dir.as_ref(), init.write.json, |catalog, dir| {
            write::init(catalog, dir, init)
        }),
        Command::Apply(apply) => with(cli, apply.dir.as_ref(), apply.write.json, |catalog, dir| {
            write::apply(catalog, dir, &apply.write)
        }),
        Command::Add(add) => with(cli, None, add.write().json, |catalog, dir| {
            members::add(catalog, dir, add)
        }),
        Command::Remove(remove) => with(cli, None, remove.write.json, |catalog, dir| {
            members::remove(catalog, dir, remove)
        }),
        Command::Rename(rename) => with(cli, None, rename.write.json, |catalog, dir| {
            members::rename(catalog, dir, rename)
        }),
        Command::Own(own) => with(cli, None, own.write.json, |catalog, dir| {
            members::own(catalog, dir, own)
        }),
        Command::Diff(diff) => with(cli, diff.dir.as_ref(), diff.json, |catalog, dir| {
            write::diff(catalog, dir, diff.json)
        }),
        Command::Check(check) => with(cli, check.dir.as_ref(), check.json, |catalog, dir| {
            write::check(catalog, dir, check.pristine, check.json)
        }),
        Command::Undo(undo) => undo::undo(&place(cli, undo.dir.as_ref()), undo),
        Command::Detect(detect) => with(cli, detect.dir.as_ref(), detect.json, |catalog, dir| {
            detect::detect(catalog, dir, detect.json)
        }),
        Command::Doctor(doctor) => with(cli, doctor.dir.as_ref(), doctor.json, |catalog, dir| {
            doctor::doctor(catalog, dir, doctor)
        }),
        Command::Explain(explain) => with(cli, explain.dir.as_ref(), false, |catalog, dir| {
            explain::explain(catalog, dir, explain.format)
        }),
        Command::Verify(wanted) => with(cli, wanted.dir.as_ref(), wanted.json, |catalog, dir| {
            verify::verify(catalog, dir, wanted)
        }),
        Command::Catalog(CatalogVerb::List { json }) => {
            with(cli, None, *json, |all, _| catalog::list(all, *json))
        }
        Command::Catalog(CatalogVerb::Show { id, json }) => {
            with(cli, None, *json, |all, _| catalog::show(all, id, *json))
        }
        Command::Catalog(CatalogVerb::Check(check)) => {
            with(cli, None, check.json, |_, dir| item::check(dir, check))
        }
        Command::Catalog(CatalogVerb::New(new)) => {
            with(cli, None, false, |all, dir| item::new(all, dir, new))
        }
        Command::Presets(Presets::List { json }) => catalog::list_presets(*json),
        Command::Presets(Presets::Show { name }) => catalog::show_preset(name),
        Command::Schema(Schema::Answers) => shown(schema::ANSWERS),
        Command::Schema(Schema::Catalog) => shown(schema::CATALOG),
    }
}

fn shown(schema: &str) -> End {
    output::data(schema);
    End::Done
}

/// The folder that a command works in.
fn place(cli: &Cli, dir: Option<&PathBuf>) -> PathBuf {
    match (&cli.directory, dir) {
        (Some(base), Some(dir)) => base.join(dir),
        (Some(one), None) | (None, Some(one)) => one.clone(),
        (None, None) => PathBuf::from("."),
    }
}

/// Reads the catalogs of a folder, and does something with both.
fn with(
    cli: &Cli,
    dir: Option<&PathBuf>,
    as_json: bool,
    then: impl FnOnce(&Arc<Catalog>, &Path) -> End,
) -> End {
    let dir = place(cli, dir);
    match store::catalog(&dir, cli.catalog.as_deref()) {
        Ok(catalog) => then(&Arc::new(catalog), &dir),
        Err(problems) => write::report(&problems, as_json),
    }
}
