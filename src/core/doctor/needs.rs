//! What the files need of Docker, as data: `assets/doctor/needs.yaml`.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

/// The whole table.
#[derive(Deserialize)]
pub(super) struct Needs {
    pub(super) engine: Need,
    pub(super) compose: Need,
    pub(super) buildx: Need,
    pub(super) disk: Disk,
}

/// What is needed of one program.
#[derive(Deserialize)]
pub(super) struct Need {
    pub(super) least: String,
    pub(super) because: String,
    #[serde(default)]
    keys: Vec<Key>,
}

#[derive(Deserialize)]
struct Key {
    says: String,
    least: String,
}

/// In GB of 10^9 bytes.
#[derive(Deserialize)]
pub(super) struct Disk {
    pub(super) engine: f64,
    pub(super) project: f64,
}

impl Need {
    /// The version that these texts need, and because of what.
    pub(super) fn of<'n>(&'n self, texts: &[&str]) -> (&'n str, String) {
        let mut least = (self.least.as_str(), self.because.clone());
        for key in &self.keys {
            let said = |text: &&str| text.lines().any(|line| line.trim().starts_with(&key.says));
            if texts.iter().any(said) && !super::version::at_least(least.0, &key.least) {
                least = (&key.least, format!("`{}`", key.says.trim_end_matches(':')));
            }
        }
        least
    }
}

/// The table; none where it cannot be read, which a test rules out.
pub(super) fn needs() -> Option<&'static Needs> {
    static TABLE: OnceLock<Option<Needs>> = OnceLock::new();
    let text = include_str!(concat!(env!("OUT_DIR"), "/needs.json"));
    TABLE
        .get_or_init(|| serde_json::from_str(text).ok())
        .as_ref()
}

/// Until when images are mended.
#[derive(Deserialize)]
pub(super) struct Images {
    /// Image -> what its tag begins with -> the last day.
    pub(super) ends: BTreeMap<String, BTreeMap<String, String>>,
    /// An image -> the one whose versions it has.
    #[serde(rename = "as")]
    pub(super) made_on: BTreeMap<String, String>,
    pub(super) withdrawn: Vec<Withdrawn>,
}

/// An image that is no longer to be had, or no longer made.
#[derive(Deserialize)]
pub(super) struct Withdrawn {
    /// Its name; with a slash at the end all below it.
    pub(super) image: String,
    pub(super) since: String,
    pub(super) instead: String,
}

/// The table; none where it cannot be read, which a test rules out.
pub(super) fn images() -> Option<&'static Images> {
    static TABLE: OnceLock<Option<Images>> = OnceLock::new();
    let text = include_str!(concat!(env!("OUT_DIR"), "/images.json"));
    TABLE
        .get_or_init(|| serde_json::from_str(text).ok())
        .as_ref()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_can_be_read_and_their_dates_are_dates() {
        assert!(needs().is_some());
        let images = images().unwrap();
        let dates = images.ends.values().flat_map(BTreeMap::values);
        let dates = dates.chain(images.withdrawn.iter().map(|one| &one.since));
        for date in dates {
            let numbers: Vec<&str> = date.split('-').collect();
            assert!(date.len() == 10 && numbers.len() == 3, "{date}");
        }
    }

    #[test]
    fn the_newest_key_decides() {
        let compose = &needs().unwrap().compose;
        assert_eq!(compose.of(&[]).0, "2.17.0");
        let (least, why) = compose.of(&["a:\n  start_interval: 1s\n", "  develop:\n"]);
        assert_eq!((least, why.as_str()), ("2.22.0", "`develop`"));
    }
}
