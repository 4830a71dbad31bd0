//! `undo`: the last write taken back, then the one before.

use std::path::Path;

use serde_json::{Value, json};

use super::args::Undo as Arguments;
use super::output::{End, data, json as print_json, problems as print_problems, talk};
use super::write::{files, report, tell_changes};
use crate::core::answers::FILE;
use crate::core::diagnostic::Problem;
use crate::shell::disk::{self, Past, Undo};

/// `undo`. It needs no catalog: it works where nothing can be generated any more.
pub(super) fn undo(dir: &Path, arguments: &Arguments) -> End {
    let notes = match disk::recover(dir) {
        Ok(notes) => notes,
        Err(problem) => return report(&[problem], arguments.json),
    };
    if arguments.list {
        return list(dir, notes, arguments.json);
    }
    // Whoever runs it again after an interruption does not want the write before that, too.
    if disk::took_back(&notes) {
        if arguments.json {
            print_json(&json!({ "changes": [], "problems": notes }));
        } else {
            print_problems(&notes);
            talk("that was the last write; run it again to take back the one before");
        }
        return End::Done;
    }
    match disk::undo(dir) {
        Ok(Some(undo)) => run(dir, &undo, notes, arguments),
        Ok(None) => {
            let message = format!("{} has no write to take back", dir.display());
            let problem = Problem::error("no-write", message)
                .mend("dockwright takes back what it wrote itself, the last 20 writes at most");
            report(&[notes, vec![problem]].concat(), arguments.json)
        }
        Err(problems) => report(&[notes, problems].concat(), arguments.json),
    }
}

fn run(dir: &Path, undo: &Undo, mut notes: Vec<Problem>, arguments: &Arguments) -> End {
    notes.extend(undo.problems());
    let refused = notes.iter().any(Problem::is_error);
    if !refused && !arguments.dry_run {
        match undo.take_back(dir) {
            Ok(more) => notes.extend(more),
            Err(problems) => return report(&[notes, problems].concat(), arguments.json),
        }
    }
    if arguments.json {
        print_json(&json!({ "changes": undo.changes.changes, "problems": notes }));
    } else {
        tell(dir, undo, &notes, arguments.dry_run);
    }
    if refused { End::Failed } else { End::Done }
}

fn tell(dir: &Path, undo: &Undo, notes: &[Problem], dry_run: bool) {
    let changes = &undo.changes.changes;
    let count = files(tell_changes(changes));
    if notes.iter().any(Problem::is_error) {
        data(&undo.changed_since());
        print_problems(notes);
        talk("nothing was written");
        return;
    }
    print_problems(notes);
    let write = undo.past.words();
    if dry_run {
        talk(&format!(
            "{count} would go back to before {write}; nothing was written"
        ));
        return;
    }
    let more = match undo.more {
        0 => String::new(),
        1 => "; 1 write before it can be taken back".to_owned(),
        more => format!("; {more} writes before it can be taken back"),
    };
    talk(&format!("{count} as before {write}{more}"));
    let answers = changes.iter().any(|change| change.path.as_str() == FILE);
    if !answers && dir.join(FILE).exists() {
        talk(&format!(
            "{FILE} is as you have it: `dockwright apply` writes what it says"
        ));
    }
}

fn list(dir: &Path, notes: Vec<Problem>, as_json: bool) -> End {
    let writes = match disk::writes(dir) {
        Ok(writes) => writes,
        Err(problem) => return report(&[notes, vec![problem]].concat(), as_json),
    };
    if as_json {
        let writes: Vec<Value> = writes.iter().map(row).collect();
        print_json(&json!({ "writes": writes, "problems": notes }));
        return End::Done;
    }
    print_problems(&notes);
    for past in &writes {
        let count = files(past.files);
        data(&format!(
            "{:20}  {count:>9}  {}\n",
            past.when(),
            past.typed()
        ));
    }
    if writes.is_empty() {
        talk("no write to take back");
    }
    End::Done
}

fn row(past: &Past) -> Value {
    let at = (past.at > 0).then(|| past.when());
    json!({ "at": at, "command": past.typed(), "files": past.files })
}
