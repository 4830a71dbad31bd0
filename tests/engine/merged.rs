//! What a merge makes of an edited compose file is one that Compose takes, where it took the edit and
//! what is new.

use std::fs;
use std::path::Path;

use dockwright::core::change::{Content, Found, Snapshot};
use dockwright::core::design::{Design, Wishes};
use dockwright::core::merge::Format;

use crate::support::cases::{World, after, counted, some_edited};
use crate::support::dice::Dice;
use crate::support::process::run;
use crate::support::rig::{self, Rig};
use crate::support::steps::say;

/// How many results are shown to Compose.
const SAMPLE: usize = 40;

#[test]
fn compose_takes_what_comes_out_of_a_merge() {
    let Some((rig, _turn)) = rig::engine("merged") else {
        return;
    };
    let world = World::new();
    let holder = tempfile::tempdir().unwrap();
    let mut taken = 0;
    let mut cases = 0;
    while taken < SAMPLE {
        // Not those that the tests without an engine look at.
        let mut dice = Dice::of(10_000 + cases);
        cases += 1;
        let (before, now) = world.pair(&mut dice);
        let first = world
            .studio
            .changes(&before, &Snapshot::default(), &Wishes::default());
        let pristine = after(&first, Snapshot::default());
        let disk = some_edited((&before, &now), &pristine, &mut dice);
        let set = world.studio.changes(&now, &disk, &Wishes::default());
        let is_compose = |path: &str| path.starts_with("compose.");
        let mut changes = set.changes.iter();
        let is_merged =
            changes.any(|change| change.merged.is_some() && is_compose(change.path.as_str()));
        if set.is_refused() || !is_merged || !is_taken(rig, holder.path(), &disk).is_empty() {
            continue;
        }
        let result = after(&set, disk.clone());
        let said = is_taken(rig, holder.path(), &result);
        let lines = || told(&before, &now, &disk, &result);
        assert!(said.is_empty(), "case {cases}: {said}\n{}", lines());
        taken += 1;
    }
    say(&format!("merged: {taken} results of {cases} cases"));
}

/// What Compose says against the files, in development and in production; empty where nothing.
fn is_taken(rig: &Rig, dir: &Path, disk: &Snapshot) -> String {
    let mut said = String::new();
    for (path, found) in &disk.entries {
        if let Found::File(Content { bytes, .. }) = found
            && !path.as_str().contains('/')
        {
            fs::write(dir.join(path.as_str()), bytes.as_slice()).unwrap();
        }
    }
    for second in ["compose.override.yaml", "compose.prod.yaml"] {
        let mut command = rig.command("docker");
        command
            .current_dir(dir)
            .env("SITE_URL", "https://example.org")
            .args(["compose", "-f", "compose.yaml", "-f", second])
            .args(["--profile", "*", "config", "--quiet"]);
        let ran = run(&mut command);
        if ran.code != Some(0) {
            said.push_str(&ran.to_string());
        }
    }
    said
}

/// The lines that each side put into the compose files, and what came out.
fn told(before: &Design, now: &Design, disk: &Snapshot, merged: &Snapshot) -> String {
    let mut out = String::new();
    for (path, file) in &before.files.files {
        let (Some(theirs), Some(result)) = (disk.file(path), merged.file(path)) else {
            continue;
        };
        let base = file.text();
        let new = now.files.files.get(path).map(|file| file.text());
        let (theirs, new) = (theirs.text().unwrap_or_default(), new.unwrap_or_default());
        if Format::of(path) == Format::Yaml && theirs != base {
            for (who, side) in [("yours", theirs), ("ours", &new)] {
                let known = counted(&base);
                let put_in = side.lines().filter(|line| !known.contains_key(line));
                put_in.for_each(|line| out.push_str(&format!("{who}: {line}\n")));
            }
            out.push_str(&format!("{path}:\n{}\n", result.text().unwrap_or_default()));
        }
    }
    out
}
