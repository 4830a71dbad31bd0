//! One integration binary: whole behaviours.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "tests fail loudly"
)]

mod above;
mod add_found;
mod adopt;
mod architecture;
mod backing;
mod catalog_check;
mod catalog_ids;
mod catalogs;
mod compiled;
mod cuts;
mod debug_ports;
mod detect;
mod detect_hostile;
mod diffs;
mod disk;
mod doctor;
mod edits;
mod explain;
mod faults;
mod frames;
mod hostile;
mod hosts;
mod init;
mod joined;
mod laravel;
mod like;
mod lockfiles;
mod machine;
mod members;
mod merged;
mod node;
mod one_folder;
mod pages;
mod picture;
mod plain;
mod plain_found;
mod presets;
mod problems;
mod processes;
mod pty;
mod python;
mod random;
mod real;
mod run_files;
mod said;
mod schemas;
mod situations;
mod support;
mod two;
mod undo;
mod undo_random;
mod used;
mod verify;
mod wizard;
mod wizard_conflict;
mod wizard_found;
mod wizard_pty;
mod wizard_set;
mod wizard_verify;
mod workspaces;
mod yaml_edit;
mod yaml_edit_all;
mod yaml_hostile;
mod yaml_parse;
