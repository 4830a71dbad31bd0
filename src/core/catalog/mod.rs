//! The catalog: a folder an item, found through an index, parsed when first used.

pub mod around;
pub mod attach;
pub mod detect;
mod detections;
mod fingerprint;
mod folders;
pub mod item;
mod lay;
pub mod managers;
mod preset;
mod question;
pub mod ran;
mod used;

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use self::item::Item;
use self::lay::lay;
use super::diagnostic::{Problem, Where, nearest};

pub use self::preset::{Preset, presets, starts};

/// What the index says of a built-in item.
struct Head<'a> {
    slot: &'a str,
    id: &'a str,
    title: &'a str,
    summary: &'a str,
    aliases: &'a [&'a str],
    provides: &'a [&'a str],
    as_of: &'a str,
    /// Its `detect:` as JSON; empty where it has none.
    detect: &'a str,
    /// The rest of `item.yaml` as JSON.
    json: &'a str,
}

#[expect(
    clippy::unreadable_literal,
    reason = "places in a text, written by the build script"
)]
mod embedded {
    use super::{Head, Preset};
    include!(concat!(env!("OUT_DIR"), "/embedded.rs"));
}

/// The kinds of items; the words are the folders below `assets/catalog/`.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
pub enum Slot {
    /// Code developed in the project.
    Services,
    /// An image that is only used.
    Backing,
    /// One more container of a service's image.
    Processes,
    /// The join of a language and a capability: it makes variables.
    Clients,
    /// A tool that gives steps.
    Tools,
    /// What cuts across.
    Features,
    /// What items share.
    Parts,
}

impl Slot {
    /// All slots that people choose from or see.
    pub const ALL: [Self; 6] = [
        Self::Services,
        Self::Backing,
        Self::Processes,
        Self::Clients,
        Self::Tools,
        Self::Features,
    ];

    /// The folder's name.
    pub fn folder(self) -> &'static str {
        match self {
            Self::Services => "services",
            Self::Backing => "backing",
            Self::Processes => "processes",
            Self::Clients => "clients",
            Self::Tools => "tools",
            Self::Features => "features",
            Self::Parts => "parts",
        }
    }

    /// The word of the command line: `service`, `backing`, ...
    pub fn word(self) -> &'static str {
        match self {
            Self::Services => "service",
            Self::Backing => "backing",
            Self::Processes => "process",
            Self::Clients => "client",
            Self::Tools => "tool",
            Self::Features => "feature",
            Self::Parts => "part",
        }
    }
}

/// A line of the catalog, as `catalog list` shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What it is for.
    pub slot: Slot,
    /// The folder's name, as `kind:` says it.
    pub id: String,
    /// Its name for people.
    pub title: String,
    /// One sentence.
    pub summary: String,
    /// Other names.
    pub aliases: Vec<String>,
    /// Its capabilities, where they are always the same.
    pub provides: Vec<String>,
    /// The day its facts were looked up.
    pub as_of: String,
}

/// A catalog: the built-in one, another in its place, or folders laid over it.
pub struct Catalog {
    builtin: &'static [(&'static str, &'static str)],
    index: &'static [Head<'static>],
    extra: BTreeMap<String, String>,
    /// Path -> the folder that a file is from, where that is not the binary.
    origins: BTreeMap<String, String>,
    parsed: RwLock<BTreeMap<(Slot, String), Arc<Item>>>,
}

impl Default for Catalog {
    fn default() -> Self {
        Self::builtin()
    }
}

impl Catalog {
    /// The items in the binary.
    pub fn builtin() -> Self {
        Self {
            builtin: embedded::CATALOG,
            index: embedded::INDEX,
            extra: BTreeMap::new(),
            origins: BTreeMap::new(),
            parsed: RwLock::default(),
        }
    }

    /// These files alone: path, such as `services/x/item.yaml`, -> text.
    pub fn of(files: BTreeMap<String, String>) -> Self {
        Self {
            builtin: &[],
            index: &[],
            extra: files,
            origins: BTreeMap::new(),
            parsed: RwLock::default(),
        }
    }

    /// The same catalog with these files laid over it.
    #[must_use]
    pub fn with(mut self, files: BTreeMap<String, String>) -> Self {
        self.extra.extend(files);
        self.parsed = RwLock::default();
        self
    }

    /// The same, and whose files these are, so that users can be told.
    #[must_use]
    pub fn with_from(mut self, files: BTreeMap<String, String>, from: &str) -> Self {
        let paths = files.keys().map(|path| (path.clone(), from.to_owned()));
        self.origins.extend(paths);
        self.with(files)
    }

    /// Whether nothing in it is from elsewhere than the binary.
    pub fn is_builtin(&self) -> bool {
        self.origins.is_empty()
    }

    /// Where an item is from, if some file of it is not the binary's.
    pub fn origin(&self, slot: Slot, id: &str) -> Option<&str> {
        let prefix = format!("{}/{id}/", slot.folder());
        let (path, from) = self.origins.range(prefix.clone()..).next()?;
        path.starts_with(&prefix).then_some(from.as_str())
    }

    /// Every file: path -> text.
    pub fn files(&self) -> BTreeMap<String, String> {
        let builtin = self
            .builtin
            .iter()
            .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
        builtin.chain(self.extra.clone()).collect()
    }

    /// The text of a file.
    pub fn text(&self, path: &str) -> Option<&str> {
        if let Some(text) = self.extra.get(path) {
            return Some(text);
        }
        let place = self
            .builtin
            .binary_search_by(|(known, _)| (*known).cmp(path))
            .ok()?;
        self.builtin.get(place).map(|(_, text)| *text)
    }

    /// The files below a folder: path below it -> text.
    pub fn below(&self, folder: &str) -> BTreeMap<String, &str> {
        let prefix = format!("{folder}/");
        let from = self
            .builtin
            .partition_point(|(path, _)| *path < prefix.as_str());
        let builtin = self.builtin.iter().skip(from).copied();
        let builtin = builtin.take_while(|(path, _)| path.starts_with(&prefix));
        let extra = self
            .extra
            .range(prefix.clone()..)
            .map(|(path, text)| (path.as_str(), text.as_str()));
        let extra = extra.take_while(|(path, _)| path.starts_with(&prefix));
        let strip =
            |(path, text): (&str, _)| (path.strip_prefix(&prefix).unwrap_or(path).to_owned(), text);
        builtin.map(strip).chain(extra.map(strip)).collect()
    }

    /// All items of a slot, by id.
    pub fn list(&self, slot: Slot) -> Vec<Line> {
        let own = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        let mut lines: BTreeMap<String, Line> = BTreeMap::new();
        for head in self.index.iter().filter(|head| head.slot == slot.folder()) {
            let line = Line {
                slot,
                id: head.id.to_owned(),
                title: head.title.to_owned(),
                summary: head.summary.to_owned(),
                aliases: own(head.aliases),
                provides: own(head.provides),
                as_of: head.as_of.to_owned(),
            };
            lines.insert(line.id.clone(), line);
        }
        let prefix = format!("{}/", slot.folder());
        for path in self.extra.keys() {
            let id = path
                .strip_prefix(&prefix)
                .and_then(|rest| rest.strip_suffix("/item.yaml"));
            if let Some(id) = id
                && let Ok(item) = self.item(slot, id)
            {
                lines.insert(id.to_owned(), Line::of(slot, id, &item));
            }
        }
        lines.into_values().collect()
    }

    /// An item's name for people, of the binary's without reading all of it; none where there is no such item.
    pub fn title(&self, slot: Slot, id: &str) -> Option<String> {
        let is = |head: &&Head<'_>| head.slot == slot.folder() && head.id == id;
        let path = format!("{}/{id}/item.yaml", slot.folder());
        match self.index.iter().find(is) {
            Some(head) if !self.extra.contains_key(&path) => Some(head.title.to_owned()),
            _ => Some(self.item(slot, id).ok()?.title.clone()),
        }
    }

    /// An item with its parts laid below it. A text that cannot be read is a problem. What a built-in item says of
    /// code that is there already has [`Catalog::detection`].
    pub fn item(&self, slot: Slot, id: &str) -> Result<Arc<Item>, Problem> {
        let key = (slot, id.to_owned());
        if let Some(item) = self
            .parsed
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&key)
        {
            return Ok(Arc::clone(item));
        }
        let mut item = self.parse(slot, id)?;
        for part in item.parts.clone().iter().rev() {
            let part = self.parse(Slot::Parts, part)?;
            item = lay(part, item);
        }
        let item = Arc::new(item);
        self.parsed
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(key, Arc::clone(&item));
        Ok(item)
    }

    fn parse(&self, slot: Slot, id: &str) -> Result<Item, Problem> {
        let path = format!("{}/{id}/item.yaml", slot.folder());
        if let Some(text) = self.extra.get(&path) {
            return serde_yaml::from_str(text).map_err(|error| {
                let place = error.location();
                let line = place.as_ref().map(serde_yaml::Location::line);
                let column = place.as_ref().map(serde_yaml::Location::column);
                broken(&path, &error, line, column)
            });
        }
        let head = self
            .index
            .iter()
            .find(|head| head.slot == slot.folder() && head.id == id);
        let Some(head) = head else {
            return Err(self.unknown(slot, id));
        };
        serde_json::from_str(head.json).map_err(|error| broken(&path, &error, None, None))
    }

    fn unknown(&self, slot: Slot, id: &str) -> Problem {
        let known: Vec<Line> = self.list(slot);
        let by_alias = known
            .iter()
            .find(|line| line.aliases.iter().any(|alias| alias == id));
        let near = nearest(id, known.iter().map(|line| line.id.as_str()));
        let mend = match by_alias.map(|line| line.id.as_str()).or(near) {
            Some(name) => format!("write `{name}`"),
            None if known.is_empty() => format!("this version has no {}", slot.word()),
            None => format!(
                "one of {}",
                known
                    .iter()
                    .map(|line| line.id.as_str())
                    .collect::<Vec<_>>()
                    .join(", ")
            ),
        };
        Problem::error(
            "unknown-kind",
            format!("the catalog has no {} `{id}`", slot.word()),
        )
        .mend(mend)
    }
}

fn broken(
    path: &str,
    error: &dyn std::fmt::Display,
    line: Option<usize>,
    column: Option<usize>,
) -> Problem {
    let message = format!("the catalog's {path} cannot be read: {error}");
    Problem::error("catalog-item", message).at(Where {
        file: path.to_owned(),
        line,
        column,
        key: None,
    })
}

impl Line {
    fn of(slot: Slot, id: &str, item: &Item) -> Self {
        let provides = item.provides.as_array();
        let provides = provides
            .into_iter()
            .flatten()
            .filter_map(|word| word.as_str().map(str::to_owned));
        Self {
            slot,
            id: id.to_owned(),
            title: item.title.clone(),
            summary: item.summary.clone(),
            aliases: item.aliases.clone(),
            provides: provides.collect(),
            as_of: item
                .source
                .as_ref()
                .map(|source| source.as_of.clone())
                .unwrap_or_default(),
        }
    }
}
