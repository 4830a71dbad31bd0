//! What is taken over from the answers before is what would be made anew: random answers, each of
//! them compared with a design that knows of no other.

use std::sync::Arc;

use dockwright::core::answers::FILE;
use dockwright::core::catalog::Slot;
use dockwright::core::catalog::{Catalog, presets};
use dockwright::core::change::{APPLIED, Action, Change, ChangeSet, Content, Found, Snapshot};
use dockwright::core::design::{Design, Draft, Studio};
use dockwright::core::editing::{Editing, Seen, Start};
use dockwright::core::form::{Edit, Field, Subject, alter, form, outline};
use dockwright::core::path::RelPath;
use dockwright::core::reshape::Add;
use dockwright::core::trace::Trace;

struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 11) % sides as u64).unwrap()
    }
}

/// Several services of each sort, beside each other and in one folder.
const MANY: &str = "\
dockwright: 1
name: shop
services:
  web: {kind: django, path: backend, port: 8000, route: /, uses: [db, cache, queue], processes: {worker: {kind: celery_worker}}}
  api: {kind: fastapi, path: api, port: 8001, route: {path: /api, strip: true}, uses: [db, web]}
  go: {kind: go, path: backend, port: 8002, uses: [db], env: {B: b, A: \"{{ name }}\"}}
  tool: {kind: go, path: backend/tool, port: 8003}
  front:
    kind: vite
    path: front
    port: 5173
    uses: [api]
    production: {into: edge}
backing:
  db: {kind: postgres}
  cache: {kind: valkey}
  queue: {kind: rabbitmq}
  edge: {kind: caddy, development: none}
features: {hot_reload: mount, debugger: true, devcontainer: true}
profiles: {tools: [go]}
";

fn starts() -> Vec<Start> {
    let mut starts: Vec<Start> = presets().iter().map(Start::of).collect();
    starts.push(Start {
        text: MANY.to_owned(),
        is_project: true,
        ..Start::default()
    });
    starts
}

/// The same answers, of which nothing was known before.
fn anew(catalog: &Arc<Catalog>, editing: &Editing, renamed: Option<(&str, &str)>) -> Design {
    again(catalog, editing, renamed, None)
}

/// The same where a write was made before.
fn again(
    catalog: &Arc<Catalog>,
    editing: &Editing,
    renamed: Option<(&str, &str)>,
    applied: Option<&str>,
) -> Design {
    let studio = Studio::new(catalog, "shop", applied);
    let draft = Draft {
        file: FILE,
        text: editing.text(),
        renamed,
        ..Draft::default()
    };
    studio.design(draft, |_, _| {}, editing.options())
}

/// One random answer: a field's, a member that comes, goes or has another name.
fn edit(catalog: &Catalog, design: &Design, dice: &mut Dice) -> Option<(Edit, String)> {
    let rows = outline(catalog, design);
    let subjects: Vec<&Subject> = rows.iter().filter_map(|row| row.subject()).collect();
    let members: Vec<&String> = design
        .answers
        .services
        .keys()
        .chain(design.answers.backing.keys())
        .collect();
    match dice.roll(12) {
        0 => {
            let kinds = [
                (Slot::Services, "go"),
                (Slot::Backing, "redis"),
                (Slot::Services, "django"),
            ];
            let (slot, kind) = kinds[dice.roll(3)];
            let name = format!("new{}", dice.roll(4));
            let add = Add {
                slot,
                kind: kind.to_owned(),
                path: (slot == Slot::Services).then(|| name.clone()),
                name,
                to: None,
                used_by: Vec::new(),
                sets: Vec::new(),
            };
            Some((Edit::Add(add), String::new()))
        }
        1 => Some((
            Edit::Remove((*members.get(dice.roll(members.len().max(1)))?).clone()),
            String::new(),
        )),
        2 => {
            let old = (*members.get(dice.roll(members.len().max(1)))?).clone();
            let new = format!("{}{}", &old[..1], dice.roll(100));
            Some((Edit::Rename { old, new }, String::new()))
        }
        _ => {
            let subject = subjects[dice.roll(subjects.len())];
            let fields: Vec<Field> = form(catalog, design, subject);
            let field = fields.get(dice.roll(fields.len().max(1)))?;
            let edits = alter(catalog, design, field);
            let edit = edits.get(dice.roll(edits.len().max(1)))?.clone();
            Some((edit, field.key.clone()))
        }
    }
}

fn same(one: &Design, two: &Design, said: &str) {
    assert_eq!(one.problems, two.problems, "{said}\n{}", one.text);
    assert_eq!(one.files.folders, two.files.folders, "{said}");
    assert_eq!(one.files.secrets, two.files.secrets, "{said}");
    for (path, file) in &two.files.files {
        let known = one.files.files.get(path);
        let known = known.unwrap_or_else(|| panic!("{path} is missing: {said}\n{}", one.text));
        assert_eq!(known.text(), file.text(), "{path}: {said}\n{}", one.text);
        assert_eq!(known, file, "{path}: {said}");
    }
    assert_eq!(one.files, two.files, "{said}");
}

/// What a write would do is what it would do if nothing were known of the files before.
fn same_changes(editing: &Editing, catalog: &Arc<Catalog>, said: &str) {
    let seen = editing.seen();
    let studio = Studio::new(catalog, "shop", applied(&seen.snapshot));
    let mut anew = studio.changes(editing.sound(), &seen.snapshot, editing.wishes());
    let mut known = ChangeSet::clone(editing.changes());
    for set in [&mut anew, &mut known] {
        // What is edited here asks before it takes the place of what was not read.
        set.changes.retain(|change| change.path.as_str() != FILE);
    }
    assert_eq!(known.restored, anew.restored, "{said}");
    for (known, anew) in known.changes.iter().zip(&anew.changes) {
        assert_eq!(
            (known.action, &known.reason),
            (anew.action, &anew.reason),
            "{}: {said}",
            known.path
        );
        let text = |change: &Change| {
            change
                .new
                .as_ref()
                .map(|new| new.text().unwrap().to_owned())
        };
        assert_eq!(text(known), text(anew), "{}: {said}", known.path);
        assert_eq!(known, anew, "{said}");
    }
    assert_eq!(known, anew, "{said}");
}

fn applied(disk: &Snapshot) -> Option<&str> {
    disk.file(&RelPath::new(APPLIED).unwrap())?.text()
}

/// A disk as people leave it: files that are edited or gone, bases that are damaged or gone.
fn touched(disk: &Snapshot, dice: &mut Dice) -> Snapshot {
    let mut disk = disk.clone();
    // Many of them, few or hardly any.
    let sides = [14, 80, 500][dice.roll(3)];
    let paths: Vec<RelPath> = disk.entries.keys().cloned().collect();
    for path in paths.iter().filter(|path| path.as_str() != APPLIED) {
        let Some(Found::File(content)) = disk.entries.get_mut(path) else {
            continue;
        };
        let text = content.text().unwrap().to_owned();
        match dice.roll(sides) {
            0 => drop(disk.entries.remove(path)),
            1 => *content = Content::new(format!("{text}# mine\n"), content.mode),
            2 => *content = Content::new(format!("{text}<<<<<<< a\n=======\n>>>>>>> b\n"), 0o600),
            3 => *content = Content::new(text.replacen('\n', "\r\n", 3), content.mode),
            4 => drop(disk.entries.insert(path.clone(), Found::Link)),
            _ => {}
        }
    }
    disk
}

/// What a write of the design would leave on the disk.
fn written(editing: &Editing) -> Snapshot {
    let mut disk = Snapshot::default();
    for write in editing.changes().writes() {
        if let Some(new) = write.new {
            let content = new.clone();
            disk.entries
                .insert(write.path.clone(), Found::File(content));
        }
    }
    disk
}

#[test]
fn what_is_taken_over_is_what_would_be_made_anew() {
    let catalog = Arc::new(Catalog::builtin());
    let (mut given, mut unsound) = (0, 0);
    for (number, start) in starts().into_iter().enumerate() {
        for seed in 0..4_u64 {
            let seed = (seed + 1) * 7919 + number as u64 * 104_729;
            let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
            let studio = Arc::new(Studio::new(&catalog, "shop", None));
            let mut editing = Editing::new(&studio, start.clone(), Seen::default());
            let snapshot = written(&editing);
            editing.see(Seen {
                snapshot,
                ..Seen::default()
            });
            for _ in 0..14 {
                let Some((edit, key)) = edit(&catalog, editing.design(), &mut dice) else {
                    continue;
                };
                let mut said = format!("{edit:?}");
                let mut renamed = match &edit {
                    Edit::Rename { old, new } => Some((old.as_str(), new.as_str())),
                    _ => None,
                };
                if dice.roll(8) == 0 {
                    if editing.undo().is_none() {
                        continue;
                    }
                    "undo".clone_into(&mut said);
                    renamed = None;
                } else if editing.answer(edit.clone(), &key, &said).is_err() {
                    continue;
                }
                same(editing.design(), &anew(&catalog, &editing, renamed), &said);
                given += 1;
                unsound += usize::from(!editing.design().is_sound());
            }
        }
    }
    eprintln!("like: {given} answers, {unsound} of them not sound");
    assert!(given > 200 && unsound * 2 < given, "{given} {unsound}");
}

/// A trace is the same whether the files of the design are known or not.
#[test]
fn a_trace_that_takes_over_finds_the_same_lines() {
    let catalog = Arc::new(Catalog::builtin());
    let studio = Arc::new(Studio::new(&catalog, "shop", None));
    let start = starts().pop().unwrap();
    let editing = Editing::new(&studio, start, Seen::default());
    let options = editing.options();
    let design = editing.design();
    let mut traced = 0;
    for row in outline(&catalog, design) {
        let Some(subject) = row.subject() else {
            continue;
        };
        for field in form(&catalog, design, subject) {
            let lines = Trace {
                studio: &studio,
                design,
                options: &options,
            }
            .lines(&field);
            let mut all = dockwright::core::trace::Lines::new();
            for edit in alter(&catalog, design, &field) {
                let Ok(text) = edit.apply(&catalog, &design.text) else {
                    continue;
                };
                let draft = Draft {
                    file: FILE,
                    text: &text,
                    ..Draft::default()
                };
                let other = studio.design(draft, |_, _| {}, &options);
                if !other.is_sound() {
                    continue;
                }
                for (path, file) in &design.files.files {
                    let Some(before) = other.files.files.get(path) else {
                        all.insert(path.clone(), (0..file.text().lines().count()).collect());
                        continue;
                    };
                    let lines = dockwright::core::trace::differing(&before.text(), &file.text());
                    let known = all.entry(path.clone()).or_default();
                    known.extend(lines);
                    known.sort_unstable();
                    known.dedup();
                }
            }
            all.retain(|path, lines| path.as_str() != FILE && !lines.is_empty());
            assert_eq!(lines, all, "{}", field.key);
            traced += usize::from(!lines.is_empty());
        }
    }
    assert!(traced > 30, "{traced}");
}

/// After each answer, on any disk.
#[test]
fn changes_that_are_taken_over_are_those_that_would_be_found_anew() {
    let catalog = Arc::new(Catalog::builtin());
    let (mut given, mut conflicts, mut restored) = (0, 0, 0);
    for (number, start) in starts().into_iter().enumerate() {
        for seed in 0..3_u64 {
            let seed = (seed + 1) * 6271 + number as u64 * 130_363;
            let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
            let studio = Arc::new(Studio::new(&catalog, "shop", None));
            let editing = Editing::new(&studio, start.clone(), Seen::default());
            let disk = written(&editing);
            let snapshot = touched(&disk, &mut dice);
            let studio = Arc::new(Studio::new(&catalog, "shop", applied(&snapshot)));
            let as_seen = |snapshot| Seen {
                snapshot,
                ..Seen::default()
            };
            let mut editing = Editing::new(&studio, start.clone(), as_seen(snapshot));
            same_changes(&editing, &catalog, "the start");
            for _ in 0..12 {
                let Some((edit, key)) = edit(&catalog, editing.design(), &mut dice) else {
                    continue;
                };
                let said = format!("{edit:?}");
                match dice.roll(10) {
                    0 => drop(editing.undo()),
                    1 => drop(editing.redo()),
                    2 => drop(editing.see(as_seen(touched(&disk, &mut dice)))),
                    3 => {
                        let mut wishes = editing.wishes().clone();
                        let paths = editing.changes().changes.iter();
                        let refused = paths.filter(|change| change.action == Action::Conflict);
                        wishes
                            .overwrite
                            .extend(refused.take(1).map(|change| change.path.clone()));
                        editing.wish(wishes);
                    }
                    4 => {
                        editing.written();
                        editing.see(as_seen(touched(&disk, &mut dice)));
                    }
                    _ if matches!(edit, Edit::Rename { .. }) => continue,
                    _ => drop(editing.answer(edit, &key, &said)),
                }
                same_changes(&editing, &catalog, &said);
                let disk_now = editing.seen();
                let fresh = again(&catalog, &editing, None, applied(&disk_now.snapshot));
                same(editing.design(), &fresh, &said);
                given += 1;
                conflicts += usize::from(editing.changes().is_refused());
                restored += usize::from(!editing.changes().restored.is_empty());
            }
        }
    }
    eprintln!(
        "like: {given} answers, {conflicts} with conflicts, {restored} with bases made again"
    );
    assert!(
        given > 200 && conflicts > 50 && restored > 50 && given - restored > 100,
        "{conflicts} {restored}"
    );
}
