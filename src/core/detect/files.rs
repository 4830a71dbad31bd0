//! What is there: a listing, and the text of a file once a rule needs it.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use super::doc::Doc;
use super::evidence::Evidence;
use super::glob;

/// The texts of files. The same files give the same texts; who asks for one twice gets it twice.
pub trait Texts {
    /// The text of a file of the listing, or in words why there is none.
    fn text(&self, path: &str) -> Result<String, String>;
}

impl Texts for BTreeMap<String, String> {
    fn text(&self, path: &str) -> Result<String, String> {
        self.get(path)
            .cloned()
            .ok_or_else(|| "it is not there".to_owned())
    }
}

/// A file that was read.
pub(super) struct File {
    pub(super) path: String,
    pub(super) text: String,
}

impl File {
    /// The evidence that a place in the text is.
    pub(super) fn evidence(&self, place: usize) -> Evidence {
        let before = self.text.get(..place).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        self.line(line)
    }

    /// The evidence that a line is, from 1.
    pub(super) fn line(&self, line: usize) -> Evidence {
        let text = self.text.lines().nth(line.saturating_sub(1));
        Evidence::line(&self.path, line, text.unwrap_or_default())
    }

    /// The name of the file.
    pub(super) fn name(&self) -> &str {
        name(&self.path)
    }
}

/// All files, and those that were read.
pub(super) struct Files<'a> {
    /// Sorted.
    paths: &'a [String],
    /// The files right in each folder.
    children: BTreeMap<&'a str, Vec<&'a str>>,
    /// The files of each name, once somebody asks for one.
    named: OnceCell<BTreeMap<&'a str, Vec<&'a str>>>,
    texts: &'a dyn Texts,
    read: RefCell<BTreeMap<String, Option<Rc<File>>>>,
    docs: RefCell<BTreeMap<String, Option<Rc<Doc>>>>,
    /// What could not be read, and why.
    broken: RefCell<BTreeMap<String, String>>,
}

impl<'a> Files<'a> {
    pub(super) fn new(paths: &'a [String], texts: &'a dyn Texts) -> Self {
        let mut children: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for path in paths {
            children.entry(parent(path)).or_default().push(path);
        }
        Self {
            paths,
            children,
            named: OnceCell::new(),
            texts,
            read: RefCell::default(),
            docs: RefCell::default(),
            broken: RefCell::default(),
        }
    }

    /// Every path, sorted.
    pub(super) fn all(&self) -> &'a [String] {
        self.paths
    }

    pub(super) fn is_there(&self, path: &str) -> bool {
        self.paths
            .binary_search_by(|known| known.as_str().cmp(path))
            .is_ok()
    }

    /// The paths below a folder; the project's own is the empty text.
    pub(super) fn below(&self, folder: &str) -> &'a [String] {
        if folder.is_empty() {
            return self.paths;
        }
        let prefix = format!("{folder}/");
        let from = self.paths.partition_point(|path| *path < prefix);
        let rest = &self.paths[from..];
        let count = rest.partition_point(|path| path.starts_with(&prefix));
        &rest[..count]
    }

    /// The files below a folder that fit a pattern, those on top first.
    pub(super) fn find(&self, folder: &str, pattern: &str) -> Vec<&'a str> {
        let mut found: Vec<&'a str> = Vec::new();
        for pattern in glob::either(pattern) {
            if glob::is_plain(&pattern) {
                let path = join(folder, &pattern);
                let place = self.paths.binary_search(&path).ok();
                found.extend(place.map(|place| self.paths[place].as_str()));
                continue;
            }
            let literal = glob::literal_folder(&pattern);
            let under = join(folder, literal);
            let skip = if folder.is_empty() {
                0
            } else {
                folder.len() + 1
            };
            let rest = pattern.strip_prefix(literal).unwrap_or(&pattern);
            if !rest.trim_start_matches('/').contains('/') && !rest.contains("**") {
                // Only names are patterns: what is right there is enough.
                let here = self.children.get(under.as_str()).into_iter().flatten();
                found.extend(here.filter(|path| glob::matches(&pattern, &path[skip..])));
                continue;
            }
            let fits = |path: &&String| glob::matches(&pattern, &path[skip..]);
            found.extend(self.below(&under).iter().filter(fits).map(String::as_str));
        }
        found.sort_by_key(|path| (path.matches('/').count(), *path));
        found.dedup();
        found
    }

    /// The files anywhere that fit a pattern whose last part is a name: quick, however many there are.
    pub(super) fn anywhere(&self, pattern: &str) -> Vec<&'a str> {
        let named = self.named.get_or_init(|| {
            let mut named: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
            for path in self.paths {
                named.entry(name(path)).or_default().push(path);
            }
            named
        });
        let patterns = glob::either(pattern);
        let fits = |pattern: &str| {
            let known = named.get(name(pattern)).into_iter().flatten().copied();
            let pattern = pattern.to_owned();
            known.filter(move |path| glob::matches(&pattern, path))
        };
        patterns.iter().flat_map(|pattern| fits(pattern)).collect()
    }

    pub(super) fn file(&self, path: &str) -> Option<Rc<File>> {
        if let Some(read) = self.read.borrow().get(path) {
            return read.clone();
        }
        let file = match self.texts.text(path) {
            Ok(text) => Some(Rc::new(File {
                path: path.to_owned(),
                text,
            })),
            Err(why) => {
                self.broken.borrow_mut().insert(path.to_owned(), why);
                None
            }
        };
        self.read.borrow_mut().insert(path.to_owned(), file.clone());
        file
    }

    /// The tree of a file that has a parser.
    pub(super) fn doc(&self, path: &str) -> Option<Rc<Doc>> {
        if let Some(doc) = self.docs.borrow().get(path) {
            return doc.clone();
        }
        let file = self.file(path)?;
        let doc = match Doc::parse(path, &file.text) {
            Some(Ok(doc)) => Some(Rc::new(doc)),
            Some(Err(why)) => {
                let mut broken = self.broken.borrow_mut();
                broken.insert(path.to_owned(), why.replace('\n', " "));
                None
            }
            None => None,
        };
        self.docs.borrow_mut().insert(path.to_owned(), doc.clone());
        doc
    }

    /// What could not be read, and why.
    pub(super) fn broken(&self) -> BTreeMap<String, String> {
        self.broken.borrow().clone()
    }
}

/// A path below a folder.
pub(super) fn join(folder: &str, path: &str) -> String {
    match (folder, path) {
        ("", path) => path.to_owned(),
        (folder, "" | ".") => folder.to_owned(),
        (folder, path) => format!("{folder}/{path}"),
    }
}

/// The folder that holds a path.
pub(super) fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The last part of a path.
pub(super) fn name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// Whether a path is a folder, or below it.
pub(super) fn is_below(path: &str, folder: &str) -> bool {
    folder.is_empty()
        || path == folder
        || path
            .strip_prefix(folder)
            .is_some_and(|rest| rest.starts_with('/'))
}

/// A folder and all above it, up to the project's own.
pub(super) fn upwards(folder: &str) -> impl Iterator<Item = &str> {
    let mut next = Some(folder);
    std::iter::from_fn(move || {
        let here = next?;
        next = (!here.is_empty()).then(|| parent(here));
        Some(here)
    })
}

/// A path with its `.` and `..` resolved; none where it leads out.
pub(super) fn resolved(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}
