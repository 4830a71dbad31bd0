//! What code tells: skeletons under `tests/it/detect`, each about one awkward thing, and the proposal
//! that must come out, evidence included. `UPDATE=1` writes what comes out: read it before it stays.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use dockwright::core::catalog::Catalog;
use dockwright::core::detect::{Proposal, Rules, detect};
use dockwright::shell::walk::{self, Disk};
use serde_json::Value;

use crate::catalog_ids;
use crate::support::Sandbox;

fn skeletons() -> Vec<(String, PathBuf)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/detect");
    let mut all: Vec<(String, PathBuf)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), path))
        .collect();
    all.sort();
    all
}

/// The catalog and its rules, made once for many folders.
pub(crate) struct Known {
    catalog: Catalog,
    rules: Rules,
}

impl Known {
    pub(crate) fn new() -> Self {
        Self::of(Catalog::builtin())
    }

    fn of(catalog: Catalog) -> Self {
        let rules = Rules::of(&catalog);
        Self { catalog, rules }
    }

    pub(crate) fn proposal(&self, dir: &Path) -> Proposal {
        let listing = walk::list(
            dir,
            &self.rules.skipped(),
            &self.rules.of_programs(),
            |_| true,
        );
        let disk = Disk::new(dir);
        let mut proposal = detect(&self.catalog, &self.rules, &listing.paths, &disk);
        proposal.problems.extend(listing.problems);
        proposal
    }
}

fn proposal(dir: &Path) -> Proposal {
    Known::new().proposal(dir)
}

/// Every text below `evidence` or `because`.
fn evidence<'v>(value: &'v Value, within: bool, all: &mut Vec<&'v str>) {
    match value {
        Value::String(text) if within => all.push(text),
        Value::Array(items) => items.iter().for_each(|item| evidence(item, within, all)),
        Value::Object(entries) => {
            for (key, value) in entries {
                evidence(value, within || key == "evidence" || key == "because", all);
            }
        }
        _ => {}
    }
}

/// Whether the file holds what is quoted of it, in the line that is named.
fn holds(dir: &Path, place: &str) -> Result<(), String> {
    let (place, quote) = place.split_once(' ').unwrap_or((place, ""));
    let (file, line) = place.rsplit_once(':').unwrap_or((place, ""));
    let text = fs::read_to_string(dir.join(file)).map_err(|error| format!("{file}: {error}"))?;
    if line.is_empty() {
        return if quote.is_empty() {
            Ok(())
        } else {
            Err(format!("no line: {place} {quote}"))
        };
    }
    let number: usize = line.parse().map_err(|_| format!("no number: {place}"))?;
    let found = text.lines().nth(number - 1).unwrap_or_default();
    if !quote.is_empty() && found.contains(quote) {
        return Ok(());
    }
    Err(format!("{place} says {found:?}, and not {quote:?}"))
}

#[test]
fn each_skeleton_gives_its_proposal() {
    let (skeletons, known) = (skeletons(), Known::new());
    let mut wrong = Vec::new();
    for (name, path) in &skeletons {
        let dir = path.join("code");
        let found = known.proposal(&dir).to_json();
        let mut places = Vec::new();
        evidence(&found, false, &mut places);
        wrong.extend(
            places
                .into_iter()
                .filter_map(|place| holds(&dir, place).err()),
        );
        let text = serde_json::to_string_pretty(&found).unwrap() + "\n";
        let expected = path.join("expected.json");
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&expected, &text).unwrap();
        }
        if fs::read_to_string(&expected).unwrap_or_default() != text {
            let before = fs::read_to_string(&expected).unwrap_or_default();
            let differences = similar::TextDiff::from_lines(&before, &text)
                .unified_diff()
                .to_string();
            wrong.push(format!("{name}:\n{differences}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_same_files_give_the_same_proposal_in_any_order() {
    let catalog = Catalog::builtin();
    let rules = Rules::of(&catalog);
    for (name, path) in skeletons() {
        let dir = path.join("code");
        let listing = walk::list(&dir, &rules.skipped(), &rules.of_programs(), |_| true);
        let texts: BTreeMap<String, String> = listing
            .paths
            .iter()
            .filter_map(|path| Some((path.clone(), fs::read_to_string(dir.join(path)).ok()?)))
            .collect();
        let mut turned = listing.paths.clone();
        turned.reverse();
        let one = detect(&catalog, &rules, &listing.paths, &Disk::new(&dir));
        let two = detect(&catalog, &rules, &turned, &texts);
        assert_eq!(one.to_json(), two.to_json(), "{name}");
    }
}

#[test]
fn every_id_renamed_gives_the_same_proposal() {
    let original = Catalog::builtin().files();
    let ids = catalog_ids::ids(&original);
    let new = |id: &str| format!("other_{}", id.chars().rev().collect::<String>());
    let items = original
        .iter()
        .filter(|(path, _)| path.ends_with("item.yaml"));
    let renamed: BTreeMap<String, String> = items
        .map(|(path, text)| {
            let rename = |text: &str| catalog_ids::rename(text, &ids, &new);
            (rename(path), rename(text))
        })
        .collect();
    let other = Known::of(Catalog::of(renamed));
    let known = Known::new();
    for (name, path) in skeletons() {
        let dir = path.join("code");
        let mut text = serde_json::to_string_pretty(&other.proposal(&dir).to_json()).unwrap();
        for (_, id) in &ids {
            text = text.replace(&format!("\"{}\"", new(id)), &format!("\"{id}\""));
        }
        let expected = serde_json::to_string_pretty(&known.proposal(&dir).to_json()).unwrap();
        assert_eq!(text, expected, "{name}");
    }
}

/// A folder with these files.
pub(crate) fn with(files: &[(&str, &[u8])]) -> Sandbox {
    let sandbox = Sandbox::empty();
    for (path, text) in files {
        sandbox.write(path, text);
    }
    sandbox
}

/// A folder with these files, and its proposal.
fn of(files: &[(&str, &[u8])]) -> (Sandbox, Proposal) {
    let sandbox = with(files);
    let proposal = proposal(&sandbox.dir);
    (sandbox, proposal)
}

fn codes(proposal: &Proposal) -> Vec<(&str, String)> {
    // GOOD has no lockfile, which is no business of the tests that ask here.
    let problems = proposal.problems.iter();
    problems
        .filter(|problem| problem.code != "lockfile-missing")
        .map(|problem| (problem.code.as_ref(), problem.message.clone()))
        .collect()
}

/// A service that is found whatever else is broken.
pub(crate) const GOOD: (&str, &[u8]) = (
    "good/package.json",
    b"{\"scripts\": {\"start\": \"node server\"}, \"dependencies\": {\"express\": \"5\"}}",
);

#[test]
fn what_is_broken_gives_a_note_and_the_rest_of_the_proposal() {
    let huge = vec![b' '; 50 << 20];
    let deep = "[".repeat(500_000);
    let known = Known::new();
    for (path, text, why) in [
        (
            "broken/package.json",
            &b"{\"dependencies\": {\"exp"[..],
            "was not read",
        ),
        (
            "broken/pyproject.toml",
            b"[project\nname = 1",
            "was not read",
        ),
        ("broken/pom.xml", b"<project><dependencies>", "was not read"),
        (
            "broken/pnpm-workspace.yaml",
            b"packages: [a",
            "was not read",
        ),
        ("broken/package.json", huge.as_slice(), "longer than"),
        ("broken/package.json", deep.as_bytes(), "was not read"),
        ("broken/composer.json", b"\xff{}", "no UTF-8"),
        ("docker-compose.yml", b"services: [", "was not read"),
    ] {
        let sandbox = with(&[GOOD, (path, text)]);
        let proposal = known.proposal(&sandbox.dir);
        assert_eq!(proposal.services.len(), 1, "{path}");
        assert_eq!(proposal.services[0].path, "good");
        let codes = codes(&proposal);
        assert_eq!(codes.len(), 1, "{path}: {codes:?}");
        assert!(
            codes[0].0 == "detect-unread" && codes[0].1.contains(why),
            "{codes:?}"
        );
    }
}

#[test]
fn what_visual_studio_writes_in_utf_16_is_read() {
    let text = "<Project Sdk=\"Microsoft.NET.Sdk.Web\"/>".encode_utf16();
    let mut bytes = vec![0xff, 0xfe];
    bytes.extend(text.flat_map(u16::to_le_bytes));
    let sandbox = with(&[("api/Shop.Api.csproj", bytes.as_slice())]);
    let proposal = Known::new().proposal(&sandbox.dir);
    assert_eq!(proposal.services.len(), 1, "{:?}", codes(&proposal));
    assert_eq!(proposal.services[0].path, "api");
}

#[test]
fn links_are_not_followed_and_nothing_outside_is_read() {
    let sandbox = with(&[GOOD]);
    let outside = sandbox.dir.parent().unwrap().join("outside");
    fs::create_dir(&outside).unwrap();
    fs::write(outside.join("manage.py"), "").unwrap();
    fs::write(outside.join("requirements.txt"), "django\n").unwrap();
    let link = std::os::unix::fs::symlink::<&Path, PathBuf>;
    link(&outside, sandbox.dir.join("linked")).unwrap();
    link(&sandbox.dir, sandbox.dir.join("good/loop")).unwrap();
    link(
        &outside.join("requirements.txt"),
        sandbox.dir.join("requirements.txt"),
    )
    .unwrap();
    let proposal = proposal(&sandbox.dir);
    let paths: Vec<&str> = proposal
        .services
        .iter()
        .map(|one| one.path.as_str())
        .collect();
    assert_eq!(paths, ["good"]);
    assert_eq!(codes(&proposal), []);
}

#[test]
fn what_cannot_be_opened_or_named_is_noted() {
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::fs::PermissionsExt as _;

    let sandbox = with(&[GOOD, ("closed/package.json", b"{}")]);
    let strange = std::ffi::OsStr::from_bytes(b"\xff.py");
    fs::write(sandbox.dir.join(strange), "").unwrap();
    let closed = sandbox.dir.join("closed");
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).unwrap();
    // Nobody keeps root out.
    let is_root = fs::read_dir(&closed).is_ok();
    let proposal = proposal(&sandbox.dir);
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(proposal.services.len(), 1);
    let codes = codes(&proposal);
    assert!(
        codes
            .iter()
            .any(|(_, message)| message.contains("no plain text")),
        "{codes:?}"
    );
    let refused = codes
        .iter()
        .any(|(_, message)| message.contains("could not be read"));
    assert!(is_root || refused, "{codes:?}");
}

#[test]
fn a_tree_of_ten_thousand_folders_in_one_another_ends() {
    let sandbox = with(&[GOOD]);
    let mut made = vec![
        rustix::fs::open(
            &sandbox.dir,
            rustix::fs::OFlags::DIRECTORY | rustix::fs::OFlags::RDONLY,
            rustix::fs::Mode::empty(),
        )
        .unwrap(),
    ];
    for _ in 0..10_000 {
        let here = made.pop().unwrap();
        rustix::fs::mkdirat(&here, "d", rustix::fs::Mode::from_raw_mode(0o755)).unwrap();
        let flags = rustix::fs::OFlags::DIRECTORY | rustix::fs::OFlags::RDONLY;
        made.push(rustix::fs::openat(&here, "d", flags, rustix::fs::Mode::empty()).unwrap());
    }
    drop(made);
    let proposal = proposal(&sandbox.dir);
    assert_eq!(proposal.services.len(), 1);
    // A folder so deep is removed from below, by moving its inside up.
    let mut inside = sandbox.dir.join("d");
    let mut number = 0;
    while inside.join("d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d").exists() {
        let next = sandbox.dir.join(format!("up{number}"));
        fs::rename(inside.join("d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d"), &next).unwrap();
        number += 1;
        inside = next;
    }
}

#[test]
fn a_hundred_thousand_files_are_seen_and_few_are_read() {
    struct Counting<'a> {
        texts: &'a BTreeMap<String, String>,
        read: std::cell::Cell<usize>,
    }
    impl dockwright::core::detect::Texts for Counting<'_> {
        fn text(&self, path: &str) -> Result<String, String> {
            self.read.set(self.read.get() + 1);
            self.texts.get(path).cloned().ok_or_else(String::new)
        }
    }
    let mut paths: Vec<String> = (0..100_000)
        .map(|number| format!("src/part{}/file{number}.py", number % 500))
        .collect();
    let texts = BTreeMap::from([
        ("manage.py".to_owned(), String::new()),
        ("requirements.txt".to_owned(), "django\n".to_owned()),
    ]);
    paths.extend(texts.keys().cloned());
    let texts = Counting {
        texts: &texts,
        read: std::cell::Cell::new(0),
    };
    let catalog = Catalog::builtin();
    let rules = Rules::of(&catalog);
    let proposal = detect(&catalog, &rules, &paths, &texts);
    assert_eq!(proposal.services.len(), 1);
    assert!(texts.read.get() < 1_000, "{}", texts.read.get());
}

#[test]
fn init_takes_what_the_code_tells_and_writes_no_starter() {
    let skeleton = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/detect");
    let sandbox = Sandbox::empty();
    copy(&skeleton.join("django-and-vite/code"), &sandbox.dir);
    let before = sandbox.tree();
    let set = "services.backend.port=8123";
    let ran = sandbox.run(&["init", "--yes", "--set", set]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(
        ran.stderr
            .contains("    backend/requirements.txt:2 django==5.2\n"),
        "{}",
        ran.stderr
    );
    let answers = sandbox.read("dockwright.yaml");
    for line in [
        "    path: backend\n",
        "    port: 8123\n",
        "    port: 3001\n",
        "  db: {kind: postgres}\n",
    ] {
        assert!(answers.contains(line), "{line}{answers}");
    }
    for (path, bytes) in before {
        assert_eq!(sandbox.tree().get(&path), Some(&bytes), "{path}");
    }
    let tree = sandbox.tree();
    assert!(!tree.contains_key("frontend/src/") && !tree.contains_key("backend/notes/"));
    assert_eq!(sandbox.run(&["check"]).code, 0);
}

#[test]
fn init_does_not_look_where_it_is_told_not_to_or_a_preset_says_all() {
    let sandbox = with(&[GOOD]);
    let ran = sandbox.run(&["init", "--yes", "--no-detect"]);
    assert_eq!(ran.code, 2, "{}", ran.stderr);
    assert!(ran.stderr.contains("nothing to go on"), "{}", ran.stderr);
    let ran = sandbox.run(&["init", "--preset", "static", "--yes", "--dry-run"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(!ran.stderr.contains("found in the code"), "{}", ran.stderr);
}

#[test]
fn what_a_service_cannot_do_without_is_asked_with_the_best_guess_first() {
    let (sandbox, proposal) = of(&[
        ("manage.py", b""),
        ("requirements.txt", b"django\n"),
        ("requirements-dev.txt", b"psycopg\n"),
    ]);
    let question = &proposal.questions[0];
    assert_eq!(question.key, "services.web.uses");
    assert_eq!(question.choices[0].value, "postgres");
    assert!(!question.choices[0].evidence.is_empty());
    // Nobody is asked: the guess is taken, as in the wizard, and told.
    let ran = sandbox.run(&["init", "--yes", "--dry-run"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    for told in [
        "    postgres  requirements-dev.txt:1 psycopg\n",
        "note[guessed]: web: it needs sql, and the code does not say which: what provides it? `postgres` is taken",
    ] {
        assert!(ran.stderr.contains(told), "{}", ran.stderr);
    }
    let ran = sandbox.run(&["init", "--yes", "--set", "backing.db.kind=mysql"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let answers = sandbox.read("dockwright.yaml");
    assert!(answers.contains("db: {kind: mysql}"), "{answers}");
    assert!(answers.contains("uses: [db]"), "{answers}");
}

#[test]
fn a_step_without_what_it_waits_for_is_left_out_and_told() {
    let (sandbox, proposal) = of(&[
        (
            "app.py",
            b"from flask import Flask\n\napp = Flask(__name__)\n",
        ),
        ("requirements.txt", b"flask\nflask-migrate\n"),
        ("migrations/env.py", b""),
    ]);
    assert!(proposal.services[0].steps.iter().flatten().count() > 0);
    let ran = sandbox.run(&["init", "--yes"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(
        ran.stderr
            .contains("note[step-left-out]: the step `migrate`"),
        "{}",
        ran.stderr
    );
    assert!(sandbox.read("dockwright.yaml").contains("setup: []"));
}

#[test]
fn what_a_backing_service_needs_itself_is_proposed_with_it() {
    let own = ("", "db: {kind: postgres}", "uses: [db]");
    let there = (
        "  store:\n    image: postgres:17\n",
        "store: {kind: postgres",
        "uses: [store]",
    );
    for (more, database, uses) in [own, there] {
        let login = "services:\n  login:\n    image: quay.io/keycloak/keycloak:26.4\n";
        let compose = format!("{login}{more}");
        let (sandbox, _) = of(&[GOOD, ("infra/compose.yml", compose.as_bytes())]);
        let ran = sandbox.run(&["init", "--yes"]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let answers = sandbox.read("dockwright.yaml");
        assert!(answers.contains(database), "{answers}");
        assert!(answers.contains(uses), "{answers}");
    }
}

#[test]
fn detect_tells_people_and_programs_the_same() {
    let (sandbox, proposal) = of(&[GOOD]);
    let ran = sandbox.run(&["detect", "--json"]);
    assert_eq!((ran.code, ran.json()), (0, proposal.to_json()));
    let ran = sandbox.run(&["detect", "."]);
    assert!(
        ran.stdout.contains("service  good  good  node"),
        "{}",
        ran.stdout
    );
    let ran = sandbox.run(&["detect", "nowhere", "--json"]);
    assert_eq!(ran.code, 1);
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
