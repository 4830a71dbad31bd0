//! Answers being edited: what they are now, how they came to be, what each of them changed, and what
//! a write would do. The wizard and the prompts work on this.

mod ahead;
mod begun;
mod compared;
mod effect;
mod found;
mod guard;
mod kept;
mod start;
mod written;

use std::collections::BTreeSet;
use std::sync::Arc;

use super::answers::FILE;
use super::catalog::Slot;
use super::change::{ChangeSet, Snapshot};
use super::design::{Design, Draft, Studio, Wishes};
use super::detect::Because;
use super::diagnostic::Problem;
use super::form::Edit;
use super::host::Traits;
use super::path::RelPath;
use super::render::Options;
use super::resolve::Stack;
use super::trace::changed;

pub use ahead::Ahead;
pub use begun::Begun;
pub use effect::Effect;
pub use guard::CHANGED;
pub use kept::{Given, Kept, Unkept};
pub use start::Start;

/// What only the disk tells of a design.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Seen {
    /// Nothing yet: the disk is to be read.
    pub is_unread: bool,
    /// What is at the paths of its files.
    pub snapshot: Snapshot,
    /// Services whose folder has code: name and path.
    pub coded: BTreeSet<(String, RelPath)>,
    /// What is wrong there.
    pub problems: Vec<Problem>,
    /// The developer's ids.
    pub ids: Option<(u32, u32)>,
    /// What is known of this host, where that asks for lines of `.env`.
    pub traits: Traits,
    /// Other ports for those that somebody else has on this host.
    pub ports: Vec<(String, u16)>,
}

/// An answer that was given, and the text thereafter.
struct Step {
    given: Given,
    text: String,
}

/// Answers being edited. A copy shares all that is long with it.
#[derive(Clone)]
pub struct Editing {
    studio: Arc<Studio>,
    start: Arc<Start>,
    steps: Vec<Arc<Step>>,
    /// Steps that hold; the rest was undone.
    done: usize,
    seen: Arc<Seen>,
    /// Services of the start: code of theirs is expected, so none of them gets a starter.
    known: Arc<BTreeSet<String>>,
    design: Arc<Design>,
    /// The last one that could be written: what is shown meanwhile.
    sound: Arc<Design>,
    changes: Arc<ChangeSet>,
    /// These are not of what was read last: they are made anew.
    is_stale: bool,
    /// What the user said of conflicts.
    wishes: Wishes,
    /// Steps that are written.
    saved: usize,
    /// Something was written since the start.
    is_written: bool,
    /// The text as it is on the disk, or as it began.
    base: Arc<str>,
    /// What of these was so before each write, to be so again when it is taken back.
    before: Vec<(usize, bool, Arc<str>)>,
    /// Why answers are believed that the code gives.
    because: Vec<Because>,
    /// An answer that may come next, worked out.
    ahead: Option<Arc<Ahead>>,
    /// Designs of before, which take long to go: whoever has time lets them.
    spent: Vec<Arc<Design>>,
}

impl Editing {
    /// Begins with a text.
    pub fn new(studio: &Arc<Studio>, start: Start, seen: Seen) -> Self {
        let mut editing = Self::blank(studio, start, seen);
        if editing.start.is_project {
            editing.known = Arc::new(studio.services(&editing.start.text));
        }
        editing.fill();
        let first = editing.made(&editing.start.text, None);
        editing.put(first);
        editing.believe(editing.start.because.clone());
        editing
    }

    /// What a text says, before anything is made of it: to be looked at until [`Editing::new`] is done.
    pub fn told(studio: &Arc<Studio>, start: Start) -> Self {
        let seen = Seen {
            is_unread: true,
            ..Seen::default()
        };
        let design = studio.told(&start.text);
        Self {
            design: Arc::new(design),
            ..Self::blank(studio, start, seen)
        }
    }

    fn blank(studio: &Arc<Studio>, start: Start, seen: Seen) -> Self {
        Self {
            studio: Arc::clone(studio),
            steps: Vec::new(),
            done: 0,
            seen: Arc::new(seen),
            known: Arc::default(),
            design: Arc::default(),
            sound: Arc::default(),
            changes: Arc::default(),
            is_stale: true,
            wishes: Wishes::default(),
            saved: 0,
            is_written: false,
            base: start.text.as_str().into(),
            before: Vec::new(),
            because: Vec::new(),
            ahead: None,
            spent: Vec::new(),
            start: Arc::new(start),
        }
    }

    /// The design of the answers as they are.
    pub fn design(&self) -> &Arc<Design> {
        &self.design
    }

    /// The last design without an error, whose files are shown.
    pub fn sound(&self) -> &Arc<Design> {
        &self.sound
    }

    /// What makes designs.
    pub fn studio(&self) -> &Arc<Studio> {
        &self.studio
    }

    /// What a write would do.
    pub fn changes(&self) -> &Arc<ChangeSet> {
        &self.changes
    }

    /// What is known of the disk.
    pub fn seen(&self) -> &Arc<Seen> {
        &self.seen
    }

    /// How it began.
    pub fn start(&self) -> &Start {
        &self.start
    }

    /// The text of the answers.
    pub fn text(&self) -> &str {
        &self.design.text
    }

    /// Gives an answer. Refused, with all that is wrong, where it cannot be read as meant: an error
    /// at its own key that was not there before. Nothing changes then.
    pub fn answer(&mut self, edit: Edit, key: &str, said: &str) -> Result<Effect, Vec<Problem>> {
        self.give_known(Given {
            edit,
            key: key.to_owned(),
            said: said.to_owned(),
        })
    }

    fn give(&mut self, given: Given) -> Result<Effect, Vec<Problem>> {
        let text = given.edit.apply(self.studio.catalog(), self.text())?;
        let renamed = match &given.edit {
            Edit::Rename { old, new } => Some((old.as_str(), new.as_str())),
            _ => None,
        };
        let design = self.made(&text, renamed);
        let own: Vec<Problem> = refusals(&design, &given.key)
            .filter(|problem| !self.design.problems.contains(problem))
            .cloned()
            .collect();
        if !own.is_empty() {
            return Err(own);
        }
        let (said, key) = (given.said.clone(), given.key.clone());
        self.push(given, text);
        Ok(self.turn(design, &said, &key))
    }

    /// A step after those that hold. Where written ones were undone, none of it is written.
    fn push(&mut self, given: Given, text: String) {
        self.steps.truncate(self.done);
        self.saved = self.saved.min(self.done);
        self.steps.push(Arc::new(Step { given, text }));
        self.done += 1;
    }

    /// Takes the last answer back.
    pub fn undo(&mut self) -> Option<Effect> {
        let last = self.done.checked_sub(1)?;
        let step = self.steps.get(last)?;
        let given = &step.given;
        let (said, key) = (format!("undone: {}", given.said), given.key.clone());
        let text = match last.checked_sub(1).and_then(|place| self.steps.get(place)) {
            Some(before) => before.text.clone(),
            None => self.start.text.clone(),
        };
        self.done = last;
        let design = self.made(&text, None);
        Some(self.turn(design, &said, &key))
    }

    /// Gives the last undone answer again.
    pub fn redo(&mut self) -> Option<Effect> {
        let step = self.steps.get(self.done)?;
        let (text, said, key) = (
            step.text.clone(),
            format!("again: {}", step.given.said),
            step.given.key.clone(),
        );
        self.done += 1;
        let design = self.made(&text, None);
        Some(self.turn(design, &said, &key))
    }

    /// Learns what the disk has; the design follows. Says whether that is news.
    pub fn see(&mut self, seen: Seen) -> bool {
        if *self.seen == seen {
            return false;
        }
        let same = self.seen.coded == seen.coded
            && self.seen.problems == seen.problems
            && self.seen.ids == seen.ids
            && self.seen.traits == seen.traits
            && self.seen.ports == seen.ports;
        self.seen = Arc::new(seen);
        if same {
            self.compare();
        } else {
            let text = self.fill().unwrap_or_else(|| self.text().to_owned());
            let design = self.made(&text, None);
            self.is_stale = true;
            self.put(design);
        }
        true
    }

    /// What an edit would come to, without giving it; none where it cannot be made.
    pub fn tried(&self, edit: &Edit) -> Option<Design> {
        let text = edit.apply(self.studio.catalog(), self.text()).ok()?;
        Some(self.made(&text, None))
    }

    /// How files are made: starters for services that are new here and have no code.
    pub fn options(&self) -> impl Fn(&Stack) -> Options + Send + Sync + 'static {
        let (seen, known) = (Arc::clone(&self.seen), Arc::clone(&self.known));
        let start = Arc::clone(&self.start);
        move |stack: &Stack| Options {
            starters: stack
                .units
                .iter()
                .filter(|unit| unit.slot == Slot::Services && !known.contains(&unit.name))
                .filter(|unit| !seen.coded.contains(&(unit.name.clone(), unit.path.clone())))
                .map(|unit| unit.name.clone())
                .collect(),
            ids: seen.ids,
            traits: seen.traits.clone(),
            ports: seen.ports.clone(),
            laid: start.laid.clone(),
        }
    }

    fn made(&self, text: &str, renamed: Option<(&str, &str)>) -> Design {
        let draft = Draft {
            file: FILE,
            text,
            sets: &[],
            renamed,
            like: Some(&self.sound),
        };
        let seen = |_: &_, problems: &mut Vec<Problem>| {
            problems.extend(self.seen.problems.iter().cloned());
        };
        self.studio.design(draft, seen, self.options())
    }

    fn turn(&mut self, design: Design, said: &str, key: &str) -> Effect {
        let mut effect = Effect {
            said: said.to_owned(),
            key: key.to_owned(),
            ..Effect::default()
        };
        if design.is_sound() {
            effect.lines = changed(&self.sound.files, &design.files);
            let others = self.sound.files.others(&design.files);
            let moved = others.filter(|(_, old, new)| old.is_none() || new.is_none());
            effect.files = moved.map(|(path, ..)| path.clone()).collect();
        }
        self.put(design);
        effect
    }
}

/// Errors at an answer's own key.
fn refusals<'d>(design: &'d Design, key: &'d str) -> impl Iterator<Item = &'d Problem> {
    design.problems.iter().filter(move |problem| {
        let place = problem.place.as_ref();
        let own = place.and_then(|place| place.key.as_deref()) == Some(key);
        problem.is_error() && own
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::core::catalog::{Catalog, presets};

    fn texts(design: &Design) -> BTreeMap<RelPath, String> {
        let files = design.files.files.iter();
        files
            .map(|(path, file)| (path.clone(), file.text()))
            .collect()
    }

    pub(super) fn editing() -> Editing {
        let presets = presets();
        let preset = presets.iter().find(|preset| preset.name == "django-vite");
        of(Start::of(preset.unwrap()))
    }

    /// A project whose file says this.
    pub(super) fn begin(text: &str) -> Editing {
        of(Start {
            text: text.to_owned(),
            is_project: true,
            ..Start::default()
        })
    }

    fn of(start: Start) -> Editing {
        let catalog = Arc::new(Catalog::builtin());
        let studio = Arc::new(Studio::new(&catalog, "shop", None));
        Editing::new(&studio, start, Seen::default())
    }

    #[test]
    fn an_answer_marks_its_lines_and_can_be_undone() {
        let mut editing = editing();
        let before = texts(editing.design());
        let edit = Edit::set("services.web.port", "8001");
        let effect = editing
            .answer(edit, "services.web.port", "port of web")
            .unwrap();
        assert!(effect.counts().0 > 3, "{effect:?}");
        assert!(editing.text().contains("port: 8001"));
        editing.undo().unwrap();
        assert_eq!(texts(editing.design()), before);
        assert!(editing.undo().is_none());
        editing.redo().unwrap();
        assert!(editing.text().contains("port: 8001"));
        assert_eq!(
            editing.replay(),
            "dockwright init --preset django-vite --set services.web.port=8001 --yes"
        );
    }

    #[test]
    fn what_cannot_be_meant_is_refused_and_changes_nothing() {
        let mut editing = editing();
        let edit = Edit::set("services.web.port", "8o01");
        let problems = editing
            .answer(edit, "services.web.port", "port of web")
            .unwrap_err();
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(editing.text().contains("port: 8000"));
    }
}
