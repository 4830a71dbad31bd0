//! Shared JSON files with comments: ours are the entries that we generated, known by their names;
//! every other byte is the user's.

use std::collections::BTreeMap;
use std::ops::Range;

use jsonc_parser::ast::{Array, ObjectProp};

use super::edit::{self, Edit, Fate, List};
use super::jsonc::{Doc, known_by, list, range};
use super::outcome::{Outcome, deleted, orphan};
use super::set::{Action, Reason};
use super::snapshot::Content;
use super::text::{ends_like, same};

/// What becomes of a shared JSON file. `base` and `new` are whole texts of ours.
pub(super) fn decide(
    disk: Option<&Content>,
    base: Option<&str>,
    new: &Content,
    yes: bool,
) -> Outcome {
    let Some(disk) = disk else {
        return if base.is_none() || yes {
            Outcome::write(Action::Create, new.clone())
        } else {
            Outcome::keep(deleted())
        };
    };
    if same(&disk.bytes, &new.bytes) {
        return Outcome::same();
    }
    if base.is_some_and(|base| same(&disk.bytes, base.as_bytes())) {
        let whole = Content::new(new.bytes.clone(), disk.mode);
        return Outcome::write(Action::Update, whole);
    }
    match merged(disk, base, new.text().unwrap_or_default(), yes) {
        Ok(outcome) => outcome,
        Err(error) => Outcome::conflict(
            Reason::new("does-not-parse", format!("it cannot be merged: {error}")),
            None,
        ),
    }
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
        yes,
    };
    let mut found = Findings::default();
    let mut added = Vec::new();
    for prop in &sides.new.root.properties {
        sides.property(prop, &mut found, &mut added);
    }
    for prop in &sides.base.root.properties {
        if sides.new.root.get(prop.name.as_str()).is_none() {
            sides.retired(prop, &mut found);
        }
    }
    if !added.is_empty() {
        let root = List {
            range: range(&sides.disk.root),
            items: stay(sides.disk.root.properties.iter().map(range)),
            added,
        };
        let unit = sides.unit();
        found.edits.extend(edit::edits(&sides.disk, &root, unit));
    }
    finish(disk, text, found)
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
    let edits = found.edits.into_iter().map(|edit| Edit {
        text: ends_like(&edit.text, &disk.bytes),
        ..edit
    });
    let result = edit::apply(text, edits.collect());
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

#[derive(Default)]
struct Findings {
    edits: Vec<Edit>,
    /// What the user changed and we did not.
    kept: Vec<String>,
    /// What both changed.
    refused: Vec<String>,
}

struct Sides<'a> {
    disk: Doc<'a>,
    base: Doc<'a>,
    new: Doc<'a>,
    /// Ours may replace what the user changed.
    yes: bool,
}

/// A place in one of the three texts.
type Place<'b, 'a> = (&'b Doc<'a>, Range<usize>);

impl<'a> Sides<'a> {
    /// One property that we generate.
    fn property(&self, new: &ObjectProp<'a>, found: &mut Findings, added: &mut Vec<String>) {
        let name = new.name.as_str();
        let disk = self.disk.root.get(name);
        let base = self.base.root.get(name);
        let lists = (list(new), disk.map(list), base.map(list));
        if let (Some(new), Some(Some(disk)), None | Some(Some(_))) = lists {
            self.entries(name, disk, base.and_then(list), Some(new), found);
            return;
        }
        let Some(disk) = disk else {
            match base {
                Some(_) if !self.yes => found.kept.push(format!("{name} (you took it out)")),
                _ => added.push(self.ours(range(new))),
            }
            return;
        };
        let ours = (&self.new, range(&new.value));
        let theirs = (&self.disk, range(&disk.value));
        let old = base.map(|base| (&self.base, range(&base.value)));
        match (self.fate(&theirs, old.as_ref(), &ours), &old) {
            (Meeting::Same, _) => {}
            (Meeting::Ours, _) => found.edits.push(Edit {
                text: self.indented_like(range(&new.value), theirs.1.start),
                range: theirs.1,
            }),
            // `"version"` of a file that was there before us is the user's.
            (Meeting::Theirs, _) | (Meeting::Both, None) => found.kept.push(name.to_owned()),
            (Meeting::Both, Some(_)) => {
                found.refused.push(name.to_owned());
                found.edits.push(Edit {
                    text: self.indented_like(range(&new.value), theirs.1.start),
                    range: theirs.1,
                });
            }
        }
    }

    /// A property that we generate no longer: its entries go, a plain value stays.
    fn retired(&self, base: &ObjectProp<'a>, found: &mut Findings) {
        let name = base.name.as_str();
        let disk = self.disk.root.get(name).and_then(list);
        if let (Some(disk), Some(base)) = (disk, list(base)) {
            self.entries(name, disk, Some(base), None, found);
        }
    }

    /// The entries of one list.
    fn entries(
        &self,
        key: &str,
        disk: &Array<'a>,
        base: Option<&Array<'a>>,
        new: Option<&Array<'a>>,
        found: &mut Findings,
    ) {
        let lists = [Some(disk), base, new].map(by_name);
        let mut items = stay(disk.elements.iter().map(range));
        for (value, (at, fate)) in disk.elements.iter().zip(&mut items) {
            if let Some(name) = known_by(value) {
                let told = format!("{key} {name:?}");
                *fate = self.entry(at, told, lists[1].get(name), lists[2].get(name), found);
            }
        }
        let mut added = Vec::new();
        for value in new.map_or(&[][..], |new| &new.elements) {
            let missing = known_by(value).filter(|name| !lists[0].contains_key(name));
            let Some(name) = missing else { continue };
            if lists[1].contains_key(name) && !self.yes {
                found.kept.push(format!("{key} {name:?} (you took it out)"));
            } else {
                added.push(self.ours(range(value)));
            }
        }
        let stays = items.iter().all(|(_, fate)| *fate == Fate::Stays);
        if stays && added.is_empty() {
            return;
        }
        let list = List {
            range: range(disk),
            items,
            added,
        };
        let edits = edit::edits(&self.disk, &list, self.unit());
        found.edits.extend(edits);
    }

    /// One entry of the disk that has a name.
    fn entry(
        &self,
        at: &Range<usize>,
        told: String,
        base: Option<&Range<usize>>,
        new: Option<&Range<usize>>,
        found: &mut Findings,
    ) -> Fate {
        let theirs = (&self.disk, at.clone());
        let old = base.map(|at| (&self.base, at.clone()));
        let Some(new) = new else {
            return match old {
                Some(old) if signature(&theirs) == signature(&old) => Fate::Goes,
                Some(_) => {
                    found.kept.push(told);
                    Fate::Stays
                }
                None => Fate::Stays,
            };
        };
        let ours = (&self.new, new.clone());
        match self.fate(&theirs, old.as_ref(), &ours) {
            Meeting::Same => Fate::Stays,
            Meeting::Ours => Fate::Becomes(self.ours(ours.1)),
            Meeting::Theirs => {
                found.kept.push(told);
                Fate::Stays
            }
            Meeting::Both => {
                found.refused.push(told);
                Fate::Becomes(self.ours(ours.1))
            }
        }
    }

    /// Who changed a value.
    fn fate(
        &self,
        disk: &Place<'_, 'a>,
        base: Option<&Place<'_, 'a>>,
        new: &Place<'_, 'a>,
    ) -> Meeting {
        let (theirs, ours) = (signature(disk), signature(new));
        let old = base.map(signature);
        if theirs == ours {
            Meeting::Same
        } else if self.yes || old.as_ref() == Some(&theirs) {
            Meeting::Ours
        } else if old.as_ref() == Some(&ours) {
            Meeting::Theirs
        } else {
            Meeting::Both
        }
    }

    /// Our text of a value, as if its first line had no indent, in the user's unit of indent.
    fn ours(&self, at: Range<usize>) -> String {
        let indent = edit::indent_at(self.new.text, at.start);
        let (from, to) = (unit(&self.new), self.unit());
        let mut out = String::new();
        for (number, line) in self.new.text[at].lines().enumerate() {
            if number == 0 {
                out.push_str(line);
                continue;
            }
            let mut rest = line
                .strip_prefix(indent)
                .unwrap_or_else(|| line.trim_start());
            out.push('\n');
            while let Some(inner) = rest.strip_prefix(from) {
                out.push_str(to);
                rest = inner;
            }
            out.push_str(rest);
        }
        out
    }

    fn indented_like(&self, ours: Range<usize>, at: usize) -> String {
        edit::indented(&self.ours(ours), edit::indent_at(self.disk.text, at))
    }

    /// By what the user indents.
    fn unit(&self) -> &'a str {
        unit(&self.disk)
    }
}

enum Meeting {
    Same,
    Ours,
    Theirs,
    Both,
}

/// The entries that have a name; of two with one name the first.
fn by_name<'b>(array: Option<&'b Array<'_>>) -> BTreeMap<&'b str, Range<usize>> {
    let mut named = BTreeMap::new();
    for value in array.map_or(&[][..], |array| &array.elements) {
        if let Some(name) = known_by(value) {
            named.entry(name).or_insert_with(|| range(value));
        }
    }
    named
}

fn signature<'a>((doc, at): &Place<'_, 'a>) -> Vec<&'a str> {
    doc.signature(at)
}

/// The indent of the first property, or two spaces.
fn unit<'a>(doc: &Doc<'a>) -> &'a str {
    let first = doc.root.properties.first().map(|prop| prop.range.start);
    let indent = first.map(|at| edit::indent_at(doc.text, at));
    indent.filter(|indent| !indent.is_empty()).unwrap_or("  ")
}

fn stay(ranges: impl Iterator<Item = Range<usize>>) -> Vec<(Range<usize>, Fate)> {
    ranges.map(|range| (range, Fate::Stays)).collect()
}

#[cfg(test)]
mod tests;
