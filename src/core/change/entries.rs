//! Shared JSON files with comments: ours are the entries that we generated, known by their names;
//! every other byte is the user's.

mod sides;

use std::sync::Arc;

use jsonc_parser::ast::ObjectProp;

use self::sides::{Findings, Rule, Sides};
use super::edit::{self, Edit};
use super::jsonc::{Doc, list, range};
use super::outcome::{Asked, Outcome, deleted, orphan};
use super::set::{Action, Reason};
use super::snapshot::Content;
use super::text::{ends_like, same};
use crate::core::merge::{self, Merged};

/// What becomes of a shared JSON file. `base` and `new` are whole texts of ours.
pub(super) fn decide(
    disk: Option<&Content>,
    base: Option<&str>,
    new: &Content,
    asked: &Asked<'_>,
) -> Outcome {
    let Some(disk) = disk else {
        return if base.is_none() || asked.yes {
            Outcome::write(Action::Create, new.clone())
        } else {
            Outcome::keep(deleted())
        };
    };
    if same(&disk.bytes, &new.bytes) {
        return Outcome::same();
    }
    if base.is_some_and(|base| same(&disk.bytes, base.as_bytes())) {
        let whole = Content {
            bytes: Arc::clone(&new.bytes),
            mode: disk.mode,
        };
        return Outcome::write(Action::Update, whole);
    }
    let new = new.text().unwrap_or_default();
    match merged(disk, base, new, asked.yes) {
        Ok(outcome) if outcome.action == Action::Conflict => {
            settled(disk, base, new, asked, outcome)
        }
        Ok(outcome) => outcome,
        Err(error) => Outcome::conflict(
            Reason::new("does-not-parse", format!("it cannot be merged: {error}")),
            None,
        ),
    }
}

/// Entries that both changed, to be chosen from: the file with the user's beside the file with ours.
fn settled(
    disk: &Content,
    base: Option<&str>,
    new: &str,
    asked: &Asked<'_>,
    conflict: Outcome,
) -> Outcome {
    let theirs = theirs_kept(disk, base, new);
    let (Ok(theirs), Some(ours), Some(why)) = (theirs, &conflict.new, &conflict.reason) else {
        return conflict;
    };
    let merged: Merged = merge::sides(asked.format, &theirs, ours.text().unwrap_or_default());
    let whole = |text: &str| Content::new(text, disk.mode);
    Outcome::merged(merged, asked, disk, why.clone(), whole)
}

/// The file with all of ours but what both changed.
fn theirs_kept(disk: &Content, base: Option<&str>, new: &str) -> Result<String, String> {
    let text = disk.text().ok_or("it is no UTF-8 text")?;
    let sides = Sides {
        disk: Doc::parse(text)?,
        base: Doc::parse(base.unwrap_or("{}"))?,
        new: Doc::parse(new)?,
        rule: Rule::Theirs,
    };
    Ok(edit::apply(text, in_ends_of(disk, sides.found().edits)))
}

/// What becomes of it when we have no entries for it any more.
pub(super) fn retire(disk: &Content, base: &str) -> Outcome {
    if same(&disk.bytes, base.as_bytes()) {
        return Outcome::remove();
    }
    let taken = merged(disk, Some(base), "{}", false);
    let Ok(outcome) = taken else {
        return Outcome::keep(orphan());
    };
    let left = outcome.new.as_ref().unwrap_or(disk);
    if left.text().is_some_and(|left| only_ours(left, base)) {
        return Outcome::remove();
    }
    match outcome.action {
        Action::Merge => Outcome {
            action: Action::Merge,
            new: outcome.new,
            reason: outcome.reason,
            ..Outcome::remove()
        },
        _ => Outcome::keep(orphan()),
    }
}

/// Whether nothing is left of the user's: no comment, empty lists, values as in the base.
fn only_ours(left: &str, base: &str) -> bool {
    let (Ok(left), Ok(base)) = (Doc::parse(left), Doc::parse(base)) else {
        return false;
    };
    let as_base = |prop: &ObjectProp<'_>| {
        let old = base.root.get(prop.name.as_str());
        old.is_some_and(|old| match (list(prop), list(old)) {
            (Some(now), Some(_)) => now.elements.is_empty(),
            _ => left.signature(&range(&prop.value)) == base.signature(&range(&old.value)),
        })
    };
    !left.has_comments() && left.root.properties.iter().all(as_base)
}

/// The merge of the three sides, entry by entry.
fn merged(disk: &Content, base: Option<&str>, new: &str, yes: bool) -> Result<Outcome, String> {
    let text = disk.text().ok_or("it is no UTF-8 text")?;
    let sides = Sides {
        disk: Doc::parse(text)?,
        base: Doc::parse(base.unwrap_or("{}"))?,
        new: Doc::parse(new)?,
        rule: if yes { Rule::Replace } else { Rule::Ours },
    };
    finish(disk, text, sides.found())
}

/// Puts the edits into the text, reads the result again, and says what it is.
fn finish(disk: &Content, text: &str, found: Findings) -> Result<Outcome, String> {
    if found.edits.is_empty() && found.refused.is_empty() {
        return Ok(if found.kept.is_empty() {
            Outcome::same()
        } else {
            let told = format!("kept as you have it: {}", found.kept.join(", "));
            Outcome::keep(Reason::new("edited", told))
        });
    }
    let result = edit::apply(text, in_ends_of(disk, found.edits));
    Doc::parse(&result)?;
    let new = Content::new(result, disk.mode);
    if !found.refused.is_empty() {
        let told = format!(
            "both you and dockwright changed {}",
            found.refused.join(", ")
        );
        return Ok(Outcome::conflict(Reason::new("edited", told), Some(new)));
    }
    let mut outcome = Outcome::write(Action::Merge, new);
    if !found.kept.is_empty() {
        let told = format!("kept as you have it: {}", found.kept.join(", "));
        outcome.reason = Some(Reason::new("edited", told));
    }
    Ok(outcome)
}

/// Edits with the line ends of the file they go into.
fn in_ends_of(disk: &Content, edits: Vec<Edit>) -> Vec<Edit> {
    let edits = edits.into_iter().map(|edit| Edit {
        text: ends_like(&edit.text, &disk.bytes),
        ..edit
    });
    edits.collect()
}

#[cfg(test)]
mod tests;
