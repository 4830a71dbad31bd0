//! The command line, as clap reads it.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use super::doctor::Doctor;
use super::verify::Verify;
use crate::core::merge::Side;

/// Designs a project's whole Docker set-up and writes it.
#[derive(Debug, Parser)]
#[command(
    name = "dockwright",
    version,
    disable_help_subcommand = true,
    about = "Designs a project's whole Docker set-up and writes it",
    override_usage = "dockwright [DIR]\n       dockwright COMMAND"
)]
pub(super) struct Cli {
    /// Work in this folder
    #[arg(short = 'C', global = true, value_name = "DIR")]
    pub(super) directory: Option<PathBuf>,
    /// Lay the items of this folder over the catalog
    #[arg(long, global = true, value_name = "DIR")]
    pub(super) catalog: Option<PathBuf>,
    /// The project's folder, for the wizard
    #[arg(value_name = "DIR")]
    pub(super) dir: Option<PathBuf>,
    /// Ask line by line instead: for a screen reader, a dumb terminal or a pipe
    #[arg(long)]
    pub(super) plain: bool,
    /// Colours of the wizard: 16 (the terminal's own), dark, light, none, or auto (as its background is)
    #[arg(long, value_name = "NAME", value_parser = ["16", "dark", "light", "none", "auto"])]
    pub(super) theme: Option<String>,
    /// Nothing beyond ASCII in the wizard
    #[arg(long)]
    pub(super) ascii: bool,
    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Begin a project: answers from a preset or a file, then all files
    Init(Init),
    /// Write what dockwright.yaml says
    Apply(Apply),
    /// Add a service, a backing service or a process, and write all that follows from it
    #[command(subcommand)]
    Add(Add),
    /// Take a member out, with all that names it; data stays
    Remove(Remove),
    /// Give a member another name, wherever it is named
    Rename(Rename),
    /// Keep a file as you have it, and let dockwright write it no more
    Own(Own),
    /// Show what apply would change, as a unified diff
    Diff(Diff),
    /// Exit 1 if apply would change something
    Check(Check),
    /// Take back the last write, then the one before
    Undo(Undo),
    /// What the code that is there tells: services, what they use, and why that is believed
    Detect(Detect),
    /// The stack in words: what each container is for, who talks to whom, what to do first
    Explain(Explain),
    /// What keeps the stack from running on this machine, and how to mend it
    Doctor(Doctor),
    /// Prove it: build, start, ask and test the stack beside the one that may be running
    Verify(Verify),
    /// What can be chosen
    #[command(subcommand)]
    Catalog(Catalog),
    /// Whole answers to begin with
    #[command(subcommand)]
    Presets(Presets),
    /// The JSON Schema of what people write, for editors
    #[command(subcommand)]
    Schema(Schema),
}

#[derive(Debug, Args)]
pub(super) struct Init {
    /// The project's folder; made if it is not there
    #[arg(value_name = "DIR")]
    pub(super) dir: Option<PathBuf>,
    /// Answers of the catalog, or a file like one
    #[arg(long, value_name = "NAME|FILE", conflicts_with = "answers")]
    pub(super) preset: Option<String>,
    /// Answers from a file
    #[arg(long, value_name = "FILE")]
    pub(super) answers: Option<PathBuf>,
    /// Change one answer, such as services.web.with.python=3.13
    #[arg(long, value_name = "KEY=VALUE")]
    pub(super) set: Vec<String>,
    /// Do not look at the code that is there
    #[arg(long)]
    pub(super) no_detect: bool,
    /// Write no starter code, even where a folder is empty
    #[arg(long)]
    pub(super) no_starter: bool,
    /// Write without asking
    #[arg(long, short)]
    pub(super) yes: bool,
    #[command(flatten)]
    pub(super) write: Write,
}

#[derive(Debug, Args)]
pub(super) struct Apply {
    /// The project's folder
    #[arg(value_name = "DIR")]
    pub(super) dir: Option<PathBuf>,
    #[command(flatten)]
    pub(super) write: Write,
}

#[derive(Debug, Subcommand)]
pub(super) enum Add {
    /// Code that is developed here
    Service {
        /// Its name
        name: String,
        /// What it is, as `dockwright catalog list` has it; where its code tells that, it need not be said
        #[arg(long)]
        kind: Option<String>,
        /// Where its code is; a folder of its name where nothing is said
        #[arg(long, value_name = "PATH")]
        path: Option<String>,
        /// Do not look at the code that is there
        #[arg(long)]
        no_detect: bool,
        /// Write no starter code, even where the folder is empty
        #[arg(long)]
        no_starter: bool,
        #[command(flatten)]
        more: More,
    },
    /// Something that is used, such as a database
    Backing {
        /// Its name
        name: String,
        /// What it is, as `dockwright catalog list` has it
        #[arg(long)]
        kind: String,
        #[command(flatten)]
        more: More,
    },
    /// One more container of a service's image, such as a worker
    Process {
        /// Its name
        name: String,
        /// What it is, as `dockwright catalog list` has it
        #[arg(long)]
        kind: String,
        /// The service it belongs to; where there is one, that one
        #[arg(long, value_name = "SERVICE")]
        to: Option<String>,
        /// Change one of its answers, such as port=9000 or concurrency=4
        #[arg(long, value_name = "KEY=VALUE")]
        set: Vec<String>,
        #[command(flatten)]
        write: Write,
    },
}

impl Add {
    /// What it says of writing.
    pub(super) fn write(&self) -> &Write {
        match self {
            Self::Service { more, .. } | Self::Backing { more, .. } => &more.write,
            Self::Process { write, .. } => write,
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct More {
    /// Change one of its answers, such as port=9000 or version=17
    #[arg(long, value_name = "KEY=VALUE")]
    pub(super) set: Vec<String>,
    /// Name it in this service's uses
    #[arg(long, value_name = "SERVICE")]
    pub(super) used_by: Vec<String>,
    #[command(flatten)]
    pub(super) write: Write,
}

#[derive(Debug, Args)]
pub(super) struct Remove {
    /// Its name
    pub(super) name: String,
    #[command(flatten)]
    pub(super) write: Write,
}

#[derive(Debug, Args)]
pub(super) struct Rename {
    /// Its name
    pub(super) old: String,
    /// The name it gets
    pub(super) new: String,
    #[command(flatten)]
    pub(super) write: Write,
}

/// What all that write can be told.
#[derive(Debug, Args)]
pub(super) struct Write {
    /// Replace this file, although dockwright did not generate it as it is
    #[arg(long, value_name = "PATH")]
    pub(super) overwrite: Vec<String>,
    /// Where you and dockwright changed the same lines: take dockwright's, keep yours, or write both
    /// between conflict markers. Without it nothing is written
    #[arg(long, value_enum, value_name = "SIDE")]
    pub(super) on_conflict: Option<OnConflict>,
    /// Say what would be done, and do nothing
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Tell programs, not people
    #[arg(long)]
    pub(super) json: bool,
}

/// A side of a conflict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum OnConflict {
    /// What dockwright would write
    Ours,
    /// What is on the disk
    Theirs,
    /// Both, between markers as git writes them
    Markers,
}

impl OnConflict {
    /// As the merge calls it.
    pub(super) fn side(self) -> Side {
        match self {
            Self::Ours => Side::Ours,
            Self::Theirs => Side::Theirs,
            Self::Markers => Side::Markers,
        }
    }
}

/// Files taken out of dockwright's hands.
#[derive(Debug, Args)]
pub(super) struct Own {
    /// Its files, as `dockwright diff` and `check` call them
    #[arg(value_name = "PATH", required = true)]
    pub(super) paths: Vec<String>,
    /// Give them back: your edits are merged as before
    #[arg(long)]
    pub(super) give_back: bool,
    #[command(flatten)]
    pub(super) write: Write,
}

#[derive(Debug, Args)]
pub(super) struct Diff {
    /// The project's folder
    #[arg(value_name = "DIR")]
    pub(super) dir: Option<PathBuf>,
    /// Tell programs, not people
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
pub(super) struct Check {
    /// The project's folder
    #[arg(value_name = "DIR")]
    pub(super) dir: Option<PathBuf>,
    /// List files that you edited or deleted, too
    #[arg(long)]
    pub(super) pristine: bool,
    /// Tell programs, not people
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
pub(super) struct Undo {
    /// The project's folder
    #[arg(value_name = "DIR")]
    pub(super) dir: Option<PathBuf>,
    /// Say which writes can be taken back, newest first
    #[arg(long, conflicts_with = "dry_run")]
    pub(super) list: bool,
    /// Say what would be done, and do nothing
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Tell programs, not people
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
pub(super) struct Detect {
    /// The folder of the code
    #[arg(value_name = "DIR")]
    pub(super) dir: Option<PathBuf>,
    /// Tell programs, not people
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
pub(super) struct Explain {
    /// The project's folder
    #[arg(value_name = "DIR")]
    pub(super) dir: Option<PathBuf>,
    /// For a terminal, for a page, or for a program
    #[arg(long, value_enum, default_value = "text")]
    pub(super) format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Format {
    Text,
    Markdown,
    Json,
}

#[derive(Debug, Subcommand)]
pub(super) enum Catalog {
    /// All items
    List {
        /// Tell programs, not people
        #[arg(long)]
        json: bool,
    },
    /// One item: what it asks and offers
    Show {
        /// Its id, such as postgres
        id: String,
        /// Tell programs, not people
        #[arg(long)]
        json: bool,
    },
    /// Say all that is wrong with items of your own
    Check(CheckCatalog),
    /// Begin an item of your own: the least that passes `catalog check`
    New(NewItem),
}

#[derive(Debug, Args)]
pub(super) struct CheckCatalog {
    /// A catalog, or one item's folder in it
    pub(super) folder: PathBuf,
    /// Tell programs, not people
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
pub(super) struct NewItem {
    /// service, backing, process, client, tool or feature
    pub(super) slot: String,
    /// Its id, and its folder's name
    pub(super) id: String,
    /// The catalog it is written into; the project's own where nothing is said
    #[arg(long, value_name = "DIR")]
    pub(super) to: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Presets {
    /// All presets
    List {
        /// Tell programs, not people
        #[arg(long)]
        json: bool,
    },
    /// The answers of one
    Show {
        /// Its name, such as django-vite
        name: String,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum Schema {
    /// Of dockwright.yaml
    Answers,
    /// Of an item.yaml
    Catalog,
}
