//! What the wizard knows: nothing here draws, reads or writes.

use std::collections::BTreeSet;
use std::sync::Arc;

use crossterm::event::KeyEvent;

pub use super::boxes::{Choice, Pick, Picker, Popup, Purpose, Tried};
use super::found::{Found, Looking};
use super::keymap::{Action, Keymap, Place};
use super::line::Line;
use super::machine::Machine;
pub use super::shown::{Sheet, Shown};
pub use super::story::Story;
use super::theme::Theme;
use super::verify::Verify;
use super::words::words;
use crate::core::catalog::Preset;
use crate::core::design::Wishes;
pub use crate::core::editing::Given as Answer;
use crate::core::editing::{Begun, Editing, Kept, Seen};
use crate::core::form::{Field, Row, Subject};
use crate::core::path::RelPath;
use crate::core::trace::Lines;

/// Where one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Screen {
    /// An empty folder: which preset to start from.
    Meet,
    /// The code that is there is looked at.
    Looking,
    /// What it tells: parts are taken or left.
    Found,
    /// Outline, form and preview.
    Design,
    /// Places that the user and dockwright both changed: a side is chosen for each.
    Conflict,
    /// What a write would do.
    Review,
    /// What it did, and what to do now.
    Written,
    /// A throw-away stack is built, started and asked.
    Verify,
}

/// Which pane of the design has the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Focus {
    /// What there is.
    Outline,
    /// The questions of one entry; or what takes their place.
    Form,
    /// The files.
    Preview,
}

/// What stands in the form's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Middle {
    /// The form.
    Form,
    /// Services by profile.
    Matrix,
    /// What is wrong.
    Problems,
}

/// A selected row and the first one in sight.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cursor {
    /// Selected.
    pub at: usize,
    /// In sight at the top.
    pub top: usize,
}

impl Cursor {
    /// Moves by rows, within `len`.
    pub fn by(&mut self, rows: isize, len: usize) {
        self.at = self
            .at
            .saturating_add_signed(rows)
            .min(len.saturating_sub(1));
    }

    /// Selects a row, within `len`.
    pub fn to(&mut self, row: usize, len: usize) {
        self.at = row.min(len.saturating_sub(1));
    }

    /// Keeps the selected row in sight.
    pub fn settle(&mut self, height: usize, len: usize) {
        self.at = self.at.min(len.saturating_sub(1));
        self.top = self.top.min(self.at);
        if height > 0 && self.at >= self.top + height {
            self.top = self.at + 1 - height;
        }
        self.top = self.top.min(len.saturating_sub(height));
    }
}

/// What of a file is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Show {
    /// Its text.
    Text,
    /// What Compose makes of base and override.
    Merged,
    /// Against the disk.
    Changes,
}

/// The file in sight.
#[derive(Debug, Clone)]
pub struct Preview {
    /// Which.
    pub path: RelPath,
    /// What of it.
    pub show: Show,
    /// The line.
    pub cursor: Cursor,
    /// Columns to the left of the window.
    pub left: usize,
    /// It goes where the last answer did; otherwise it stays with its file.
    pub follows: bool,
    /// The lines, made when the file or the view changes.
    pub lines: Sheet,
    /// What they were made of, so that they are made once.
    pub made_of: Option<(u64, RelPath, Show)>,
    /// The answers behind the line of the cursor, once they are known.
    pub behind: Vec<(Subject, Field)>,
    /// Of which line.
    pub asked: Option<(u64, RelPath, usize)>,
}

/// A line of both contexts; one of them may have no partner. And whether they differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// Development's.
    pub left: Option<Shown>,
    /// Production's.
    pub right: Option<Shown>,
    /// Not the same.
    pub differs: bool,
}

/// Development beside production.
#[derive(Debug, Clone, Default)]
pub struct Both {
    /// Aligned.
    pub pairs: Arc<Vec<Pair>>,
    /// The first in sight.
    pub top: usize,
    /// The generation they were made of.
    pub made_of: Option<u64>,
}

/// The preset one starts from.
#[derive(Debug, Clone, Default)]
pub struct Meet {
    /// All of them.
    pub presets: Vec<Preset>,
    /// The selected one.
    pub cursor: Cursor,
    /// What is typed to find one; none while nothing is looked for.
    pub find: Option<Line>,
    /// Rows about the selected one.
    pub about: Vec<(String, String)>,
}

/// What a write would do, file by file.
#[derive(Debug, Clone, Default)]
pub struct Review {
    /// The selected file.
    pub files: Cursor,
    /// The files that are shown.
    pub shown: Vec<RelPath>,
    /// The selected hunk of that file.
    pub hunk: usize,
    /// Rows of the text that are above it.
    pub top: usize,
    /// The text has the keys.
    pub in_text: bool,
    /// Hunks left out: the file, and the hunk's number in it.
    pub skipped: BTreeSet<(RelPath, usize)>,
    /// A write is on its way: until it is done nothing else is.
    pub writing: bool,
    /// And then the wizard ends.
    pub leaves: bool,
    /// What the last write did, in words.
    pub wrote: String,
}

/// What the disk decides about: it is done once that is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Waiting {
    /// The review opens, and has the keys that were pressed since.
    Review(Vec<KeyEvent>),
    /// What is written is verified.
    Verify,
}

/// The side of a conflict that has the cursor.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Pane {
    /// What is on the disk.
    #[default]
    Yours,
    /// What dockwright wrote last time.
    Before,
    /// What it would write now.
    New,
}

impl Pane {
    /// From left to right.
    pub const ALL: [Self; 3] = [Self::Yours, Self::Before, Self::New];
}

/// The conflicts of a write.
#[derive(Debug, Clone, Default)]
pub struct Conflict {
    /// The selected one, among all of them.
    pub at: usize,
    /// The selected side.
    pub pane: Pane,
    /// Rows below the place where the conflict is in sight.
    pub scroll: isize,
    /// What was chosen before each choice, to take it back.
    pub done: Vec<Wishes>,
    /// What was taken back.
    pub undone: Vec<Wishes>,
}

/// Everything.
pub struct Model {
    /// The folder, as it is shown.
    pub folder: String,
    /// The folder, as it was named where the program was started.
    pub named: String,
    /// The answers.
    pub editing: Editing,
    /// Where one is.
    pub screen: Screen,
    /// Which pane has the keys.
    pub focus: Focus,
    /// What the middle pane is.
    pub middle: Middle,
    /// Boxes; the last one has the keys.
    pub popups: Vec<Popup>,
    /// The start.
    pub meet: Meet,
    /// What the code tells, once it was looked at.
    pub found: Option<Found>,
    /// Whether it is looked at just now.
    pub looking: Looking,
    /// Answers of last time, to be offered.
    pub drafts: Vec<Kept>,
    /// The values of the start: what `was` says.
    pub begun: Arc<Begun>,
    /// The rows of the outline.
    pub rows: Vec<Row>,
    /// Selected there.
    pub outline: Cursor,
    /// The fields of the form.
    pub fields: Vec<Field>,
    /// Selected there.
    pub form: Cursor,
    /// The stack in words, where that is the form.
    pub story: Story,
    /// Selected in the matrix: member and profile.
    pub cell: (usize, usize),
    /// Selected among the problems.
    pub problem: Cursor,
    /// The file in sight.
    pub preview: Preview,
    /// Development beside production, where that is shown.
    pub both: Option<Both>,
    /// The pane with the focus alone.
    pub zoomed: bool,
    /// Lines that the last answer changed.
    pub marks: Lines,
    /// Lines that the answer in focus makes; until they are known, those of the one before.
    pub made: Lines,
    /// The answer whose lines those are.
    pub made_by: Option<String>,
    /// The answer whose lines are walked as soon as they are known.
    pub walks: Option<String>,
    /// Of which answer, and of which generation, they were asked.
    pub made_of: Option<(u64, String)>,
    /// The answer that the next key may give, and the generation it would be given to: what it comes to
    /// was asked.
    pub ahead: Option<(u64, Answer)>,
    /// What that is, in words; until it is known, what was said of the one before.
    pub foretold: String,
    /// The answers that mend the selected problem: each was tried.
    pub mends: Vec<Answer>,
    /// Of which problem, and of which generation.
    pub mends_of: Option<(u64, usize)>,
    /// What a write would do.
    pub review: Review,
    /// The generation whose disk is known.
    pub read: Option<u64>,
    /// What is done once the disk is read.
    pub waiting: Option<Waiting>,
    /// Its conflicts.
    pub conflict: Conflict,
    /// The last event, in words.
    pub said: String,
    /// What was looked for last.
    pub sought: String,
    /// Counts answers; a result of another generation is of no use.
    pub generation: u64,
    /// The window.
    pub size: (u16, u16),
    /// Colours and glyphs.
    pub theme: Theme,
    /// Keys.
    pub keymap: Keymap,
    /// Ctrl-c was the last key.
    pub leaving: bool,
    /// What is known of the machine.
    pub machine: Machine,
    /// The throw-away stack, once one was begun.
    pub verify: Option<Verify>,
    /// What the writing said beside.
    pub notes: Vec<String>,
    /// The last message told nothing new: what was drawn still holds.
    pub still: bool,
}

impl Model {
    /// The subject of the selected row.
    pub fn subject(&self) -> Subject {
        self.rows
            .get(self.outline.at)
            .and_then(Row::subject)
            .cloned()
            .unwrap_or(Subject::Project)
    }

    /// The selected field.
    pub fn field(&self) -> Option<&Field> {
        self.fields.get(self.form.at)
    }

    /// What is known of the disk.
    pub fn seen(&self) -> &Seen {
        self.editing.seen()
    }

    /// A text of `words.yaml`: its values filled in, and each action's key as it is bound.
    pub fn words(&self, key: &str, values: &[(&str, &str)]) -> String {
        words(key, values, |name| {
            let action = Action::of(name)?;
            let keys = Place::ALL.map(|place| self.keymap.keys(place, action));
            keys.into_iter().flatten().next()
        })
    }

    /// Says a text of `words.yaml` at the foot of the screen.
    pub fn tell(&mut self, key: &str, values: &[(&str, &str)]) {
        self.said = self.words(key, values);
    }

    /// Says something at the foot of the screen.
    pub fn say(&mut self, text: impl Into<String>) {
        self.said = text.into();
    }

    /// The command that repeats what was answered; empty where nothing was.
    pub fn command(&self) -> String {
        self.editing.command(&self.named)
    }

    /// Nothing was made of a project's answers yet.
    pub fn is_opening(&self) -> bool {
        self.screen == Screen::Design && self.generation == 0
    }

    /// All begins with the answers as they are.
    pub fn begin(&mut self) {
        self.begun = Arc::new(Begun::of(&self.editing));
    }

    /// What an answer was when all began; none where no answer is another.
    pub fn was(&self, key: &str) -> Option<&str> {
        if self.begun.is_now(self.editing.design()) {
            return None;
        }
        let key = self.editing.first_key(key);
        let values = self.begun.values(self.editing.studio().catalog());
        values.get(key.as_ref()).map(String::as_str)
    }
}
