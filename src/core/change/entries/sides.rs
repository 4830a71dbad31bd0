//! Three texts of a shared JSON file, and what becomes of each entry.

use std::collections::BTreeMap;
use std::ops::Range;

use jsonc_parser::ast::{Array, ObjectProp};

use crate::core::change::edit::{self, Edit, Fate, List};
use crate::core::change::jsonc::{Doc, known_by, list, range};

#[derive(Default)]
pub(super) struct Findings {
    pub(super) edits: Vec<Edit>,
    /// What the user changed and we did not.
    pub(super) kept: Vec<String>,
    /// What both changed.
    pub(super) refused: Vec<String>,
}

pub(super) struct Sides<'a> {
    pub(super) disk: Doc<'a>,
    pub(super) base: Doc<'a>,
    pub(super) new: Doc<'a>,
    pub(super) rule: Rule,
}

/// Whose text stands where the user changed something of ours.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    /// Ours wherever it differs: the user said so.
    Replace,
    /// Ours where both changed.
    Ours,
    /// The user's where both changed.
    Theirs,
}

/// A place in one of the three texts.
type Place<'b, 'a> = (&'b Doc<'a>, Range<usize>);

impl<'a> Sides<'a> {
    /// All that is to be done.
    pub(super) fn found(&self) -> Findings {
        let mut found = Findings::default();
        let mut added = Vec::new();
        for prop in &self.new.root.properties {
            self.property(prop, &mut found, &mut added);
        }
        for prop in &self.base.root.properties {
            if self.new.root.get(prop.name.as_str()).is_none() {
                self.retired(prop, &mut found);
            }
        }
        if !added.is_empty() {
            let root = List {
                range: range(&self.disk.root),
                items: stay(self.disk.root.properties.iter().map(range)),
                added,
            };
            found
                .edits
                .extend(edit::edits(&self.disk, &root, self.unit()));
        }
        found
    }

    fn replaces(&self) -> bool {
        self.rule == Rule::Replace
    }

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
                Some(_) if !self.replaces() => found.kept.push(format!("{name} (you took it out)")),
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
                if self.rule == Rule::Theirs {
                    return;
                }
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
            if lists[1].contains_key(name) && !self.replaces() {
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
                match self.rule {
                    Rule::Theirs => Fate::Stays,
                    _ => Fate::Becomes(self.ours(ours.1)),
                }
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
        } else if self.replaces() || old.as_ref() == Some(&theirs) {
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
