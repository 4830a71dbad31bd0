//! `init`, `apply`, `diff` and `check`: what a project is to be, against what it is.

use std::path::Path;
use std::sync::Arc;

use serde_json::json;

use super::answers::{Begin, Start, nothing, preset};
use super::args::Init;
use super::args::Write;
use super::detect;
use super::output::{End, data, json as print_json, problems as print_problems, talk};
use super::project::{Look, Project, Starters, look};
use crate::core::answers::{BLANK, FILE};
use crate::core::catalog::Catalog;
use crate::core::change::{Action, Change, ChangeSet};
use crate::core::diagnostic::{Level, Problem};
use crate::core::explain::pages;
use crate::core::merge::Side;
use crate::core::path::RelPath;
use crate::shell::disk::{self, UNFINISHED};
use crate::shell::passwords;
use crate::shell::project::{own, read};

/// `init`: on a folder with answers it is `apply`.
pub(super) fn init(catalog: &Arc<Catalog>, dir: &Path, init: &Init) -> End {
    // Whether there are answers shows when an interrupted write is finished or taken back.
    let notes = match disk::recover(dir) {
        Ok(notes) => notes,
        Err(problem) => return report(&[problem], init.write.json),
    };
    match begin(catalog, dir, init) {
        Ok(Ok(start)) => {
            if !init.yes && !init.write.dry_run {
                talk("init writes with --yes, and only says what it would do with --dry-run");
                return End::Usage;
            }
            let starters = match start {
                Some(_) if !init.no_starter => Starters::All,
                _ => Starters::None,
            };
            let how = Look {
                notes,
                start,
                sets: &init.set,
                starters,
                ..Look::writing(catalog, &init.write)
            };
            run(dir, &how, &init.write)
        }
        Ok(Err(why)) => {
            talk(&why);
            End::Usage
        }
        Err(problem) => report(&[notes, vec![problem]].concat(), init.write.json),
    }
}

/// The answers to begin with; none where the folder has its own; in words what is missing.
fn begin(
    catalog: &Catalog,
    dir: &Path,
    init: &Init,
) -> Result<Result<Option<Begin>, String>, Problem> {
    let chosen = init.preset.is_some() || init.answers.is_some();
    if own(dir)?.is_some() {
        if chosen {
            let message = format!(
                "{} has its answers already, in dockwright.yaml",
                dir.display()
            );
            let mend = "leave --preset and --answers out, or take another folder";
            return Err(Problem::error("answers-there", message).mend(mend));
        }
        return Ok(Ok(None));
    }
    let found = || {
        (!chosen && !init.no_detect)
            .then(|| detect::begin(catalog, dir))
            .flatten()
    };
    let start = match (&init.preset, &init.answers) {
        (Some(name), _) => preset(name)?,
        (None, Some(file)) => Start::Text(Begin {
            text: read(file)?,
            file: file.display().to_string(),
            ..Begin::default()
        }),
        (None, None) if let Some(begin) = found() => Start::Text(begin),
        // Keys and values alone are something to go on.
        (None, None) if !init.set.is_empty() => Start::Text(Begin {
            text: BLANK.to_owned(),
            file: FILE.to_owned(),
            ..Begin::default()
        }),
        (None, None) => nothing(),
    };
    Ok(match start {
        Start::Text(begin) => Ok(Some(begin)),
        Start::Nothing(why) => Err(why),
    })
}

/// `apply`.
pub(super) fn apply(catalog: &Arc<Catalog>, dir: &Path, write: &Write) -> End {
    let how = Look {
        ..Look::writing(catalog, write)
    };
    run(dir, &how, write)
}

pub(super) fn run(dir: &Path, how: &Look<'_>, write: &Write) -> End {
    let mut project = match look_again(dir, how) {
        Ok(project) => project,
        Err(problems) => return report(&problems, write.json),
    };
    project.problems.extend(project.changes.problems());
    let refused = project.problems.iter().any(Problem::is_error);
    if !refused && !write.dry_run && !project.changes.is_empty() {
        match disk::apply(&project.dir, &project.changes) {
            Ok(notes) => project.problems.extend(notes),
            Err(problems) => return report(&problems, write.json),
        }
    }
    if !refused && !write.dry_run {
        passwords::remember(&project.dir, &project.stack, &project.plan);
    }
    if write.json {
        print_json(&json!({ "changes": project.changes.changes, "problems": project.problems }));
    } else {
        tell(&project, write.dry_run, how.start.is_some());
    }
    if refused { End::Failed } else { End::Done }
}

/// Looks; and where the user's side is to be taken of files that dockwright never wrote, again with
/// those left to the user: that is an answer.
fn look_again(dir: &Path, how: &Look<'_>) -> Result<Project, Vec<Problem>> {
    let project = look(dir, how)?;
    if how.on_conflict != Some(Side::Theirs) {
        return Ok(project);
    }
    let foreign = project.changes.changes.iter().filter(|change| {
        let reason = change.reason.as_ref();
        change.action == Action::Conflict && reason.is_some_and(|reason| reason.code == "not-ours")
    });
    let mut own: Vec<&str> = foreign.map(|change| change.path.as_str()).collect();
    if own.is_empty() {
        return Ok(project);
    }
    own.extend(project.own.iter().map(RelPath::as_str));
    let set = format!("own=[{}]", own.join(", "));
    let sets: Vec<String> = how.sets.iter().cloned().chain([set]).collect();
    let how = Look {
        sets: &sets,
        ..how.clone()
    };
    look(dir, &how)
}

pub(super) fn report(problems: &[Problem], as_json: bool) -> End {
    if as_json {
        print_json(&json!({ "changes": [], "problems": problems }));
    } else {
        print_problems(problems);
        let errors = problems.iter().filter(|problem| problem.is_error()).count();
        let begun = problems.iter().any(|problem| problem.code == UNFINISHED);
        talk(&format!(
            "{errors} {}{}",
            if errors == 1 { "error" } else { "errors" },
            if begun { "" } else { "; nothing was written" }
        ));
    }
    End::Failed
}

/// A line for each path that is not as it is; gives how many there are.
pub(super) fn tell_changes(changes: &[Change]) -> usize {
    let shown = changes
        .iter()
        .filter(|change| change.action != Action::Same);
    let lines: Vec<String> = shown.map(line).collect();
    if !lines.is_empty() {
        talk(&lines.join("\n"));
    }
    lines.len()
}

/// What happened, for people: what changed, what is refused, what to do now.
fn tell(project: &Project, dry_run: bool, first: bool) {
    let changes = &project.changes.changes;
    tell_changes(changes);
    // A note on a file that is kept or merged stands in its line already.
    let said = |problem: &&Problem| {
        let mut reasons = changes.iter().filter_map(|change| change.reason.as_ref());
        problem.level != Level::Note || !reasons.any(|reason| reason.code == problem.code)
    };
    let told: Vec<Problem> = project.problems.iter().filter(said).cloned().collect();
    if told.iter().any(Problem::is_error) {
        data(&project.changes.conflicts());
        print_problems(&told);
        talk("nothing was written");
        return;
    }
    print_problems(&told);
    let count = changes
        .iter()
        .filter(|change| !matches!(change.action, Action::Same | Action::Keep))
        .count();
    if count == 0 {
        talk("nothing to change: the files are as dockwright.yaml says");
    } else if dry_run {
        talk(&format!(
            "{} would change; nothing was written",
            files(count)
        ));
    } else {
        talk(&format!("{} written", files(count)));
    }
    if first && !dry_run {
        next_steps(project);
    }
}

/// `update    compose.yaml  (why)`.
pub(super) fn line(change: &Change) -> String {
    let why = change
        .reason
        .as_ref()
        .map(|reason| format!("  ({})", reason.text));
    format!(
        "{:8}  {}{}",
        change.action.word(),
        change.path,
        why.unwrap_or_default()
    )
}

pub(super) fn files(count: usize) -> String {
    if count == 1 {
        "1 file".to_owned()
    } else {
        format!("{count} files")
    }
}

fn next_steps(project: &Project) {
    let here = std::env::current_dir().is_ok_and(|here| here == project.dir);
    talk("\nnext:");
    if !here && project.dir != Path::new(".") {
        let dir = project.dir.strip_prefix(".").unwrap_or(&project.dir);
        talk(&format!("  cd {}", dir.display()));
    }
    talk(&format!("  {}", project.stack.up()));
    let changes = project.changes.changes.iter();
    let mut dot_env = changes.filter(|change| change.path.as_str() == ".env");
    let dot_env = dot_env.find_map(|change| change.new.as_ref()?.text());
    for (name, url) in pages(&project.stack, dot_env.unwrap_or_default()) {
        talk(&format!("  {url}  {name}"));
    }
}

/// `diff`: what `apply` would change.
pub(super) fn diff(catalog: &Arc<Catalog>, dir: &Path, as_json: bool) -> End {
    let project = match look(dir, &Look::with(catalog)) {
        Ok(project) => project,
        Err(problems) => return report(&problems, as_json),
    };
    let differs = differs(&project.changes);
    if as_json {
        print_json(&changed(&project.changes, false));
    } else {
        print_problems(&project.problems);
        data(&project.changes.unified());
    }
    if differs { End::Failed } else { End::Done }
}

/// `check`: whether `apply` would change something.
pub(super) fn check(catalog: &Arc<Catalog>, dir: &Path, pristine: bool, as_json: bool) -> End {
    let project = match look(dir, &Look::with(catalog)) {
        Ok(project) => project,
        Err(problems) => return report(&problems, as_json),
    };
    let rows = changed(&project.changes, pristine);
    if as_json {
        print_json(&rows);
    } else {
        print_problems(&project.problems);
        for change in &rows {
            data(&format!("{:8}  {}\n", change.action.word(), change.path));
        }
    }
    if differs(&project.changes) || (pristine && !rows.is_empty()) {
        End::Failed
    } else {
        End::Done
    }
}

fn differs(changes: &ChangeSet) -> bool {
    !changed(changes, false).is_empty()
}

/// What differs from what the answers say; this developer's own files do not count.
fn changed(changes: &ChangeSet, pristine: bool) -> Vec<&Change> {
    let shown = changes.changes.iter();
    let shown = shown.filter(|change| change.action == Action::Conflict || !change.is_local());
    shown
        .filter(|change| match change.action {
            Action::Same => false,
            Action::Keep => pristine,
            _ => true,
        })
        .collect()
}
