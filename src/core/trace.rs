//! Which lines an answer makes, and which answers make a line: the answer is given otherwise, the
//! files are made once more, and what differs is what it makes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::align::{Algorithm, DiffOp, align};
use super::design::{Design, Draft, Studio};
use super::fileset::{File, FileSet, Fragment, Policy};
use super::form::{Edit, Field, Subject, alter, form};
use super::path::RelPath;
use super::render::Options;
use super::resolve::Stack;

/// Path -> lines, from 0.
pub type Lines = BTreeMap<RelPath, Vec<usize>>;

/// The lines of `new` that `old` has not, or has otherwise, but for those of the answers themselves. A
/// file that is new has all of its own.
pub fn changed(old: &FileSet, new: &FileSet) -> Lines {
    let mut lines = Lines::new();
    for (path, before, file) in old.others(new) {
        let Some(file) = file.filter(|file| file.policy != Policy::Answers) else {
            continue;
        };
        let own = match before {
            Some(before) => altered(before, file),
            None => (0..file.text().lines().count()).collect(),
        };
        if !own.is_empty() {
            lines.insert(path.clone(), own);
        }
    }
    lines
}

/// The lines of a file that differ, as [`differing`] has them. Of fragments that are the very same
/// only the nearest are compared, so that what stands at the border is seen as it stands there.
fn altered(old: &File, new: &File) -> Vec<usize> {
    let (one, two) = (&old.fragments, &new.fragments);
    let same = |(one, two): &(&Arc<Fragment>, &Arc<Fragment>)| Arc::ptr_eq(one, two);
    let begin = one
        .iter()
        .zip(two)
        .take_while(same)
        .count()
        .saturating_sub(1);
    let (one, two) = (&one[begin..], &two[begin..]);
    let rest = one.len().min(two.len()) - usize::from(begin > 0);
    let ends = one.iter().rev().zip(two.iter().rev()).take(rest);
    let end = ends.take_while(same).count().saturating_sub(1);
    let text = |fragments: &[Arc<Fragment>]| -> String {
        fragments
            .iter()
            .map(|fragment| fragment.text.as_str())
            .collect()
    };
    let near = text(&two[..two.len() - end]);
    let lines = differing(&text(&one[..one.len() - end]), &near);
    // What reaches the border may begin or end beyond it.
    let last = near.lines().count().saturating_sub(1);
    let inside = |line: &usize| (begin == 0 || *line > 0) && (end == 0 || *line < last);
    let before = new.fragments.iter().take(begin);
    if near.ends_with('\n') && lines.iter().all(inside) && is_cut(before.clone()) {
        let before: usize = before.map(|fragment| fragment.lines()).sum();
        return lines.into_iter().map(|line| line + before).collect();
    }
    differing(&old.text(), &new.text())
}

/// Whether lines end where fragments do.
fn is_cut<'f>(mut fragments: impl Iterator<Item = &'f Arc<Fragment>>) -> bool {
    fragments.all(|fragment| fragment.text.ends_with('\n'))
}

/// The lines of `new` that are not in `old`; where lines only went, the one after them.
pub fn differing(old: &str, new: &str) -> Vec<usize> {
    // Most of two long texts is the same, and need not be cut into lines.
    let ([old, new], before, is_end) = middle(old, new);
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let last = (before + new.len()).saturating_sub(usize::from(is_end));
    let mut lines = Vec::new();
    for op in align(Algorithm::Myers, &old, &new) {
        match op {
            DiffOp::Equal { .. } => {}
            DiffOp::Delete { new_index, .. } => lines.push((before + new_index).min(last)),
            DiffOp::Insert {
                new_index, new_len, ..
            }
            | DiffOp::Replace {
                new_index, new_len, ..
            } => lines.extend(before + new_index..before + new_index + new_len),
        }
    }
    lines.dedup();
    lines
}

/// What is left of two texts without the whole lines that both begin and end with; how many lines
/// they begin with; and whether nothing follows.
fn middle<'t>(old: &'t str, new: &'t str) -> ([&'t str; 2], usize, bool) {
    let ends_line = |byte: &u8| *byte == b'\n';
    let pairs = old.bytes().zip(new.bytes());
    let same = pairs.take_while(|(one, two)| one == two).count();
    let same = old.as_bytes().get(..same).unwrap_or_default();
    let begin = same.iter().rposition(ends_line).map_or(0, |end| end + 1);
    let (above, old) = old.split_at(begin);
    let new = new.split_at(begin).1;
    let pairs = old.bytes().rev().zip(new.bytes().rev());
    let same = pairs.take_while(|(one, two)| one == two).count();
    let same = old.as_bytes().get(old.len() - same..).unwrap_or_default();
    let end = same.iter().position(ends_line);
    let end = end.map_or(0, |first| same.len() - first - 1);
    let cut = |text: &'t str| text.split_at(text.len() - end).0;
    let lines = above.bytes().filter(ends_line).count();
    ([cut(old), cut(new)], lines, end == 0)
}

/// Traces through one design.
pub struct Trace<'a> {
    /// Makes the other designs.
    pub studio: &'a Studio,
    /// The design, which is sound.
    pub design: &'a Design,
    /// As its files were made.
    pub options: &'a dyn Fn(&Stack) -> Options,
}

impl Trace<'_> {
    /// The lines that the answer to a field makes.
    pub fn lines(&self, field: &Field) -> Lines {
        let catalog = self.studio.catalog();
        let mut all: BTreeMap<RelPath, BTreeSet<usize>> = BTreeMap::new();
        for edit in alter(catalog, self.design, field) {
            for (path, lines) in self.with(&edit).unwrap_or_default() {
                all.entry(path).or_default().extend(lines);
            }
        }
        all.into_iter()
            .map(|(path, lines)| (path, lines.into_iter().collect()))
            .collect()
    }

    /// What is otherwise with an edit; none where its design is not sound.
    fn with(&self, edit: &Edit) -> Option<Lines> {
        let text = edit.apply(self.studio.catalog(), &self.design.text).ok()?;
        let draft = Draft {
            file: super::answers::FILE,
            text: &text,
            like: Some(self.design),
            ..Draft::default()
        };
        let other = self.studio.design(draft, |_, _| {}, self.options);
        if !other.is_sound() {
            return None;
        }
        Some(changed(&other.files, &self.design.files))
    }

    /// The answers that make a line, each with its form: of the first circle that has some, since
    /// the node's own say more than those of everybody.
    pub fn answers(&self, path: &RelPath, line: usize) -> Vec<(Subject, Field)> {
        let catalog = self.studio.catalog();
        for circle in self.circles(path, line) {
            let mut found: Vec<(usize, Subject, Field)> = Vec::new();
            for subject in circle {
                for field in form(catalog, self.design, &subject) {
                    let lines = self.lines(&field);
                    if lines.get(path).is_some_and(|own| own.contains(&line)) {
                        let size = lines.values().map(Vec::len).sum();
                        found.push((size, subject.clone(), field));
                    }
                }
            }
            // The answer that makes the fewest lines says the most about this one.
            found.sort_by_key(|(size, ..)| *size);
            if !found.is_empty() {
                let answers = found.into_iter();
                return answers
                    .map(|(_, subject, field)| (subject, field))
                    .collect();
            }
        }
        Vec::new()
    }

    /// Whose answers may have made it: the node's own and the features; those it uses and those
    /// who use it; the project.
    fn circles(&self, path: &RelPath, line: usize) -> [Vec<Subject>; 3] {
        let stack = &self.design.stack;
        let node = node(&self.design.files, path, line).unwrap_or_default();
        let unit = stack.unit_at(&node);
        let member = |name: &str| Subject::Member(name.to_owned());
        let mut own: Vec<Subject> = Vec::new();
        let mut near: Vec<Subject> = Vec::new();
        match unit {
            Some(unit) => {
                own.push(member(&unit.name));
                let links = unit.links.iter().map(|link| link.target.as_str());
                let users = stack
                    .units
                    .iter()
                    .filter(|other| other.links.iter().any(|link| link.target == unit.name));
                let users = users.map(|user| user.name.as_str());
                near.extend(
                    unit.owner
                        .as_deref()
                        .into_iter()
                        .chain(links)
                        .chain(users)
                        .map(member),
                );
            }
            None => near.extend(stack.units.iter().map(|unit| member(&unit.name))),
        }
        let features = self.design.answers.features.keys();
        own.extend(features.map(|id| Subject::Feature(id.clone())));
        [own, near, vec![Subject::Project]]
    }
}

/// The node that made a line.
pub fn node(files: &FileSet, path: &RelPath, line: usize) -> Option<String> {
    let mut before = 0;
    for fragment in &files.files.get(path)?.fragments {
        before += fragment.lines();
        if line < before {
            return Some(fragment.node.clone());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_are_not_told_are_in_both() {
        let words = ["", "a\n", "b\n", "\n", "a\r\n", "ü\n", "ä\n", "b"];
        let mut texts = vec![String::new()];
        for _ in 0..3 {
            let more = texts.iter();
            let more = more.flat_map(|text| words.map(|word| format!("{text}{word}")));
            texts = more.collect();
            texts.sort();
            texts.dedup();
        }
        for (place, old) in texts.iter().enumerate() {
            for new in texts.iter().skip(place % 7).step_by(7) {
                let told = differing(old, new);
                let lines = new.lines().enumerate();
                let same = lines.filter(|(line, _)| !told.contains(line));
                let mut before = old.lines();
                for (_, line) in same {
                    assert!(before.any(|one| one == line), "{old:?} {new:?} {told:?}");
                }
                assert!(told.is_sorted() && told.iter().all(|line| *line <= new.lines().count()));
                assert_eq!(
                    told.is_empty(),
                    old.lines().eq(new.lines()),
                    "{old:?} {new:?}"
                );
            }
        }
        let told = differing("a\nb\nc\nd\n", "a\nB\nd\nx\n");
        assert_eq!(told, [1, 3]);
        assert_eq!(differing("a\nb\nc\n", "a\nc\n"), [1]);
        assert_eq!(differing("a\nb\n", "a\n"), [0]);
        assert_eq!(differing("a\n", ""), [0]);
    }
}
