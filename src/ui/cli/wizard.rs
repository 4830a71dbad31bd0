//! Bare `dockwright`: the wizard, where there is a terminal; line by line, where that is wished or all it can do.

use std::path::Path;
use std::sync::Arc;

use super::args::Cli;
use super::output::{End, data, talk};
use super::write::report;
use clap::CommandFactory as _;

use crate::core::catalog::Catalog;
use crate::core::diagnostic::{Problem, nearest};
use crate::shell::tty::{self, Environment};
use crate::ui::prompt;
use crate::ui::tui::{self, Outcome, Wishes, theme::Wish};

/// Runs it; its last word is the command that repeats what was answered.
pub(super) fn wizard(catalog: &Arc<Catalog>, dir: &Path, cli: &Cli) -> End {
    let is_dumb = Environment::gather().is_dumb();
    if cli.plain || is_dumb {
        return plain(prompt::run(catalog, dir, is_dumb));
    }
    if !dir.is_dir() {
        let shown = dir.display().to_string();
        let command = Cli::command();
        let near = nearest(
            &shown,
            command.get_subcommands().map(clap::Command::get_name),
        );
        let near = near.map_or_else(String::new, |near| {
            format!(", did you mean `dockwright {near}`?")
        });
        talk(&format!(
            "there is no folder {shown}{near}\n  mkdir {shown} makes it; `dockwright --help` tells the commands"
        ));
        return End::Usage;
    }
    if !tty::is_terminal() {
        talk(tty::NO_TERMINAL);
        return End::Usage;
    }
    let wishes = Wishes {
        theme: cli.theme.as_deref().and_then(Wish::of),
        ascii: cli.ascii,
    };
    match tui::run(catalog, dir, wishes) {
        Ok(Outcome::Left(command)) => {
            if !command.is_empty() {
                data(&format!("{command}\n"));
            }
            End::Done
        }
        Ok(Outcome::Plain(None)) => plain(prompt::run(catalog, dir, is_dumb)),
        Ok(Outcome::Plain(Some(editing))) => plain(Ok(prompt::go_on(*editing, dir, is_dumb))),
        Err(problems) => report(&problems, false),
    }
}

/// How the interview ended.
fn plain(ended: Result<prompt::Outcome, Vec<Problem>>) -> End {
    match ended {
        Ok(prompt::Outcome::Written) => End::Done,
        Ok(prompt::Outcome::Left) => End::Failed,
        Ok(prompt::Outcome::Interrupted) => End::Interrupted,
        Err(problems) => report(&problems, false),
    }
}
