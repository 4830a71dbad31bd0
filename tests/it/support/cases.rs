//! Random cases of a merge: a preset's answers, other answers, and what people do meanwhile to the
//! files that were generated. `merged` judges the texts, `tests/engine` whether Compose takes them.

use std::collections::BTreeMap;
use std::sync::Arc;

use dockwright::core::answers::FILE;
use dockwright::core::catalog::{Catalog, presets};
use dockwright::core::change::{ChangeSet, Content, Found, Snapshot};
use dockwright::core::design::{Design, Draft, Studio};
use dockwright::core::fileset::Policy;
use dockwright::core::merge::Format;
use dockwright::core::path::RelPath;
use dockwright::core::render::Options;
use dockwright::core::reshape;

use super::dice::Dice;

/// Other answers than a preset's: each is tried, and taken where it makes a stack.
const SETS: [&str; 24] = [
    "services.web.port=8001",
    "services.api.port=8101",
    "services.web.with.python=3.13",
    "services.api.with.python=3.13",
    "services.web.env.MINE=yes",
    "services.api.env.MINE=yes",
    "services.web.packages=[gettext]",
    "services.web.processes.worker=null",
    "services.worker=null",
    "services.web.setup=[migrate]",
    "services.web.production.replicas=2",
    "backing.db.with.version=17",
    "backing.db.publish=none",
    "backing.cache.kind=redis",
    "backing.cache=null",
    "features.debugger=false",
    "features.devcontainer=false",
    "features.hot_reload=watch",
    "features.mail_catcher=true",
    "features.mail_catcher=false",
    "features.admin_tools=true",
    "profiles={tools: [db]}",
    "name=other",
    "services.assets.port=5174",
];

/// Kinds that a member is added of.
const ADDED: [&str; 6] = [
    "redis",
    "rabbitmq",
    "postgres",
    "mailpit",
    "seaweedfs",
    "mariadb",
];

/// What cases are made of.
pub(crate) struct World {
    pub(crate) studio: Studio,
    presets: Vec<(String, String)>,
}

impl World {
    pub(crate) fn new() -> Self {
        let catalog = Arc::new(Catalog::builtin());
        let all = presets().into_iter();
        Self {
            studio: Studio::new(&catalog, "shop", None),
            presets: all
                .map(|preset| (preset.name.to_owned(), preset.text.to_owned()))
                .collect(),
        }
    }

    fn design(&self, text: &str) -> Option<Design> {
        let draft = Draft {
            file: FILE,
            text,
            ..Draft::default()
        };
        let design = self.studio.design(draft, |_, _| (), |_| Options::default());
        design.is_sound().then_some(design)
    }

    /// A preset, and the same a few answers later.
    pub(crate) fn pair(&self, dice: &mut Dice) -> (Design, Design) {
        loop {
            let (_, text) = dice.one(&self.presets);
            let before = self.answers(text, dice.roll(2), dice);
            let steps = 1 + dice.roll(3);
            let after = self.answers(&before, steps, dice);
            if after != before
                && let (Some(before), Some(after)) = (self.design(&before), self.design(&after))
            {
                return (before, after);
            }
        }
    }

    fn answers(&self, text: &str, count: usize, dice: &mut Dice) -> String {
        let mut text = text.to_owned();
        for number in 0..count {
            let other = if dice.roll(4) == 0 {
                let add = reshape::Add {
                    slot: dockwright::core::catalog::Slot::Backing,
                    name: format!("more{number}"),
                    kind: (*dice.one(&ADDED)).to_owned(),
                    path: None,
                    sets: Vec::new(),
                    to: None,
                    used_by: Vec::new(),
                };
                reshape::add(&text, &add).ok()
            } else {
                reshape::set(&text, dice.one::<&str>(&SETS)).ok()
            };
            if let Some(other) = other.filter(|other| self.design(other).is_some()) {
                text = other;
            }
        }
        text
    }
}

/// A disk as a write leaves it.
pub(crate) fn after(set: &ChangeSet, mut disk: Snapshot) -> Snapshot {
    for write in set.writes() {
        match write.new {
            Some(new) => {
                let new = Found::File(new.clone());
                disk.entries.insert(write.path.clone(), new);
            }
            None => drop(disk.entries.remove(write.path)),
        }
    }
    disk
}

/// What people do to a file; often near what dockwright is going to change.
fn edited(text: &str, new: &str, path: &RelPath, dice: &mut Dice) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let news = counted(new);
    let changing = |lines: &[String]| {
        let places = lines.iter().enumerate();
        let gone = places.filter(|(_, line)| !news.contains_key(line.as_str()));
        gone.map(|(at, _)| at).collect::<Vec<_>>()
    };
    for number in 0..=dice.roll(3) {
        if lines.is_empty() {
            break;
        }
        let near = changing(&lines);
        let at = if near.is_empty() || dice.coin() {
            dice.roll(lines.len())
        } else {
            (dice.one(&near) + dice.roll(3))
                .saturating_sub(1)
                .min(lines.len() - 1)
        };
        let indent: String = lines[at].chars().take_while(|char| *char == ' ').collect();
        match dice.roll(7) {
            0 => lines.insert(
                at,
                format!("{indent}# why {number}: ours since {}", dice.roll(1000)),
            ),
            1 if Format::of(path) == Format::Yaml => {
                lines.insert(at, format!("{indent}x-key{}: {number}", dice.roll(50)));
            }
            1 => lines.insert(at, format!("RUN echo {}", dice.roll(1000))),
            2 => lines[at] = format!("{} # mine {}", lines[at].trim_end(), dice.roll(1000)),
            3 => lines[at] = lines[at].replace(|char: char| char.is_ascii_digit(), "7"),
            4 => drop(lines.remove(at)),
            5 => {
                let end = (at + 1 + dice.roll(4)).min(lines.len());
                let block: Vec<String> = lines.drain(at..end).collect();
                let to = dice.roll(lines.len() + 1);
                lines.splice(to..to, block);
            }
            _ => {
                let service = format!("{indent}mine{}:\n{indent}  image: mine:1", dice.roll(50));
                lines.splice(at..at, service.lines().map(str::to_owned));
            }
        }
    }
    lines.join("\n") + "\n"
}

/// The disk after some edits of generated files, most of them of such as the new answers change.
pub(crate) fn some_edited(
    (before, now): (&Design, &Design),
    pristine: &Snapshot,
    dice: &mut Dice,
) -> Snapshot {
    let mut disk = pristine.clone();
    let files_of = before.files.files.iter();
    let generated: Vec<&RelPath> = files_of
        .filter(|(_, file)| file.policy == Policy::Generated)
        .map(|(path, _)| path)
        .collect();
    let changing: Vec<&RelPath> = generated
        .iter()
        .filter(|path| now.files.files.get(**path) != before.files.files.get(**path))
        .copied()
        .collect();
    for _ in 0..=dice.roll(4) {
        let all = changing.is_empty() || dice.roll(4) == 0;
        let path = *dice.one(if all { &generated } else { &changing });
        let old = disk.file(path).unwrap().clone();
        let new = now.files.files.get(path).map(|file| file.text());
        let text = edited(old.text().unwrap(), &new.unwrap_or_default(), path, dice);
        let new = Found::File(Content::new(text, old.mode));
        disk.entries.insert(path.clone(), new);
    }
    disk
}

/// How often each line is there.
pub(crate) fn counted(text: &str) -> BTreeMap<&str, isize> {
    let mut counted = BTreeMap::new();
    for line in text.lines() {
        *counted.entry(line).or_insert(0) += 1;
    }
    counted
}
