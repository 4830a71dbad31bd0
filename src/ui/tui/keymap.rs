//! The key table: which key does what in which place.
//!
//! It is `assets/ui/keymap.yaml`, with a user's file laid over it. Hints and help are made of it, so
//! they tell the keys that work.

mod key;
#[cfg(test)]
mod tests;
mod user;

use std::borrow::Cow;

use crossterm::event::KeyEvent;
use serde::{Deserialize, Serialize};

pub use self::key::apart;

use self::key::Key;
use crate::core::diagnostic::Problem;

include!(concat!(env!("OUT_DIR"), "/keymap.rs"));

/// A row of the table as the build script laid it in.
struct Row {
    action: Action,
    name: &'static str,
    /// Names of keys, of places and groups; blanks between.
    keys: &'static str,
    places: &'static str,
    help: &'static str,
}

impl Action {
    fn row(self) -> &'static Row {
        // The rows have the order of the variants: both are made of the same table.
        ROWS.get(self as usize).unwrap_or(&NO_ROW)
    }

    /// Its name in the table, such as `its_lines`.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// Its name for people, such as `its lines`.
    pub fn title(self) -> String {
        self.name().replace('_', " ")
    }

    /// By its name in the table.
    pub fn of(name: &str) -> Option<Self> {
        ROWS.iter()
            .find(|row| row.name == name)
            .map(|row| row.action)
    }
}

static NO_ROW: Row = Row {
    action: Action::Quit,
    name: "",
    keys: "",
    places: "",
    help: "",
};

/// Where a key is pressed: a screen, a pane of the design, or a box.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// The first screen of an empty folder.
    Meet,
    /// The first screen of a folder with code.
    Found,
    /// The list on the left.
    Outline,
    /// An item's answers.
    Form,
    /// The profiles.
    Matrix,
    /// The problems.
    Problems,
    /// The list of files.
    Files,
    /// A file as it would be.
    Preview,
    /// The hunks before a write.
    Review,
    /// A hunk that both sides changed.
    Conflict,
    /// After a write.
    Written,
    /// A throw-away stack.
    Verify,
    /// Any picker: typing filters it.
    List,
    /// A text that is edited.
    Text,
    /// A short list, without typing.
    Choose,
    /// The box that asks before leaving.
    Leave,
    /// The window is too small.
    Small,
}

impl Place {
    /// All places.
    pub const ALL: [Self; 17] = [
        Self::Meet,
        Self::Found,
        Self::Outline,
        Self::Form,
        Self::Matrix,
        Self::Problems,
        Self::Files,
        Self::Preview,
        Self::Review,
        Self::Conflict,
        Self::Written,
        Self::Verify,
        Self::List,
        Self::Text,
        Self::Choose,
        Self::Leave,
        Self::Small,
    ];

    /// Whether a character that is no key is typed here.
    pub fn is_typing(self) -> bool {
        matches!(self, Self::List | Self::Text)
    }

    /// The places that a word of the table means.
    fn of(word: &str) -> &'static [Self] {
        use Place::{
            Choose, Conflict, Files, Form, Found, Leave, List, Matrix, Meet, Outline, Preview,
            Problems, Review, Small, Text, Verify, Written,
        };
        match word {
            "meet" => &[Meet],
            "found" => &[Found],
            "outline" => &[Outline],
            "form" => &[Form],
            "matrix" => &[Matrix],
            "problems" => &[Problems],
            "files" => &[Files],
            "preview" => &[Preview],
            "review" => &[Review],
            "conflict" => &[Conflict],
            "written" => &[Written],
            "verify" => &[Verify],
            "list" => &[List],
            "text" => &[Text],
            "choose" => &[Choose],
            "leave" => &[Leave],
            "small" => &[Small],
            "design" => &[Outline, Form, Matrix, Problems, Files, Preview],
            "rows" => &[Outline, Form, Matrix],
            "side" => &[Outline, Form, Matrix, Problems],
            "hunks" => &[Review, Conflict],
            "all" => &[
                Meet, Found, Outline, Form, Matrix, Problems, Files, Preview, Review, Conflict,
                Written, Verify,
            ],
            _ => &[],
        }
    }
}

/// A set of places, a bit each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Places(u32);

impl Places {
    fn of(words: &str) -> Self {
        let places = words.split_whitespace().flat_map(Place::of);
        Self(places.fold(0, |bits, place| bits | 1 << *place as u32))
    }

    fn has(self, place: Place) -> bool {
        self.0 & 1 << place as u32 != 0
    }

    fn all_of(self, words: &str) -> bool {
        let other = Self::of(words).0;
        self.0 & other == other
    }
}

/// The keys of all actions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keymap {
    /// In the order of the table.
    bound: Vec<Bound>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Bound {
    action: Action,
    keys: Vec<Key>,
    places: Places,
    help: Cow<'static, str>,
}

/// A line of the help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Help<'k> {
    /// What it does.
    pub action: Action,
    /// Names of its keys, the first one first.
    pub keys: Vec<String>,
    /// In words.
    pub help: &'k str,
    /// It belongs to this place; else it works all over the design or the program.
    pub here: bool,
}

impl Keymap {
    /// The table as it is in the binary.
    pub fn builtin() -> Self {
        let bound = ROWS.iter().map(|row| Bound {
            action: row.action,
            keys: row.keys.split_whitespace().filter_map(Key::of).collect(),
            places: Places::of(row.places),
            help: Cow::Borrowed(row.help),
        });
        Self {
            bound: bound.collect(),
        }
    }

    /// The table with a user's file over it. What is wrong there is told, and the default stays.
    pub fn with(user: &str) -> (Self, Vec<Problem>) {
        user::lay(Self::builtin(), user)
    }

    /// What a key does in a place. None in a list or a text may be typing; a key with Alt is read
    /// by [`apart`] first.
    pub fn action(&self, place: Place, event: KeyEvent) -> Option<Action> {
        let key = Key::pressed(event)?;
        let bound = self.bound.iter();
        bound
            .filter(|bound| bound.places.has(place))
            .find(|bound| bound.keys.contains(&key))
            .map(|bound| bound.action)
    }

    /// The names of an action's keys (`Space`, `Ctrl-u`, `w`), the first one first; none where it
    /// does not work in this place.
    pub fn keys(&self, place: Place, action: Action) -> Vec<String> {
        let bound = self.bound.get(action as usize);
        let bound = bound.filter(|bound| bound.places.has(place));
        bound.map_or_else(Vec::new, Bound::names)
    }

    /// What works in a place, in the order of the table.
    pub fn rows(&self, place: Place) -> Vec<Help<'_>> {
        let bound = self.bound.iter().filter(|bound| bound.places.has(place));
        bound
            .map(|bound| Help {
                action: bound.action,
                keys: bound.names(),
                help: &bound.help,
                here: !bound.places.all_of("design"),
            })
            .collect()
    }

    /// Two actions that have a key in common in a place, and the key.
    fn clash(&self) -> Option<(usize, usize, Key)> {
        for (second, later) in self.bound.iter().enumerate() {
            for (first, bound) in self.bound.iter().take(second).enumerate() {
                if bound.places.0 & later.places.0 == 0 {
                    continue;
                }
                if let Some(key) = later.keys.iter().find(|key| bound.keys.contains(key)) {
                    return Some((first, second, *key));
                }
            }
        }
        None
    }
}

impl Bound {
    fn names(&self) -> Vec<String> {
        self.keys.iter().map(ToString::to_string).collect()
    }
}
