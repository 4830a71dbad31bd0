//! The expectations, what `detect` made of them, and the sums: what `tests/real` writes and `tests/it` checks.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What a repository is, as somebody read it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Expected {
    pub repo: String,
    pub commit: String,
    pub half: String,
    pub services: BTreeMap<String, Facts>,
    #[serde(default)]
    pub backing: Vec<String>,
    /// Backing services that its code can use, and need not.
    #[serde(default)]
    pub may: Vec<String>,
    /// Folders that are neither expected nor wrong, and why.
    #[serde(default)]
    pub neither: BTreeMap<String, String>,
}

/// What a service is; what its repository does not tell is not there.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Facts {
    pub kind: Option<String>,
    pub version: Option<String>,
    pub manager: Option<String>,
    pub port: Option<Ports>,
    /// Folders that are as good an answer as its own.
    #[serde(default)]
    pub or: Vec<String>,
}

/// One port, or each that is a good answer.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Ports {
    One(u16),
    Any(Vec<u16>),
}

impl Ports {
    fn has(&self, port: &str) -> bool {
        match self {
            Self::One(one) => one.to_string() == port,
            Self::Any(any) => any.iter().any(|one| one.to_string() == port),
        }
    }
}

/// How many of how many, and what of them went wrong.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Count {
    pub right: usize,
    pub of: usize,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub wrong: Vec<String>,
}

impl Count {
    fn add(&mut self, right: bool, wrong: impl FnOnce() -> String) {
        self.of += 1;
        if right {
            self.right += 1;
        } else {
            self.wrong.push(wrong());
        }
    }

    /// In hundredths of a per cent, rounded down; of nothing all is right.
    fn share(&self) -> usize {
        (self.right * 10_000).checked_div(self.of).unwrap_or(10_000)
    }
}

/// The names of what is counted, in the order of the table, and how much of each is enough (per cent).
pub(crate) const COUNTED: [(&str, usize); 9] = [
    ("services", 95),
    ("no wrong service", 97),
    ("kind", 95),
    ("version", 95),
    ("manager", 95),
    ("port", 90),
    ("backing", 90),
    ("no wrong backing", 95),
    ("custom", 0),
];

/// What is counted of one repository, or of all.
pub(crate) type Row = BTreeMap<String, Count>;

/// The score of a half, and of which state of the code it is.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Half {
    /// The commit whose rules it is, by its words, or the one before where the tree had changes.
    pub code: String,
    pub rows: BTreeMap<String, Row>,
    pub sum: BTreeMap<String, Sum>,
}

/// All rows of a half together.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sum {
    pub right: usize,
    pub of: usize,
    pub percent: String,
    pub enough: bool,
}

/// `score.json`.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Score {
    /// Of the expectations that it was counted with.
    pub expected: String,
    /// `first`, `second`, `third`, `fourth`, `fifth`, `sixth`, `seventh`; `second, again` was counted after rules were changed that the second had shown wrong.
    pub halves: BTreeMap<String, Half>,
}

/// FNV-1a, 64 bits, as it is the same everywhere and always.
pub(crate) fn fingerprint(text: &str) -> String {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}

/// A repository's row: what `detect --json` said, against what is expected.
pub(crate) fn row(expected: &Expected, said: &Value) -> Row {
    let mut row: Row = COUNTED
        .iter()
        .map(|(name, _)| ((*name).to_owned(), Count::default()))
        .collect();
    let mut count = |name: &str, right: bool, wrong: String| {
        row.entry(name.to_owned()).or_default().add(right, || wrong);
    };
    let mut found: Vec<&Value> = list(said, "services").iter().collect();
    for (path, facts) in &expected.services {
        let is = |one: &&Value| {
            let there = text(one, "path");
            there == *path || facts.or.contains(&there)
        };
        // Two may lie in one folder: the one that is meant, if it is there.
        let same = |one: &&Value| is(one) && Some(&text(one, "kind")) == facts.kind.as_ref();
        let named = |one: &&Value| program(one).as_ref() == Some(path);
        let place = found.iter().position(named);
        let place = place.or_else(|| found.iter().position(same));
        let place = place.or_else(|| found.iter().position(is));
        let service = place.map(|place| found.remove(place));
        count("services", service.is_some(), path.clone());
        let Some(service) = service else { continue };
        count("no wrong service", true, String::new());
        let mut same = |name: &str, key: &str, wanted: &Option<String>| {
            if let Some(wanted) = wanted {
                let there = text(service, key);
                count(
                    name,
                    there == *wanted,
                    format!("{path}: {there}, not {wanted}"),
                );
            }
        };
        let of_catalog = facts.kind.as_deref() != Some("custom");
        same(
            if of_catalog { "kind" } else { "custom" },
            "kind",
            &facts.kind,
        );
        same("version", "version", &facts.version);
        same("manager", "package_manager", &facts.manager);
        if let Some(ports) = &facts.port {
            let port = text(service, "port");
            count("port", ports.has(&port), format!("{path}: {port}"));
        }
    }
    for one in found {
        let path = program(one).unwrap_or_else(|| text(one, "path"));
        if !expected.neither.contains_key(&path) {
            count(
                "no wrong service",
                false,
                format!("{path}: {}", text(one, "kind")),
            );
        }
    }
    let backing = list(said, "backing");
    let proposed: Vec<String> = backing
        .iter()
        .filter(|one| text(one, "certainty") != "possible")
        .map(|one| text(one, "kind"))
        .collect();
    for kind in &expected.backing {
        count("backing", proposed.contains(kind), kind.clone());
    }
    for kind in &proposed {
        let good = expected.backing.contains(kind) || expected.may.contains(kind);
        count("no wrong backing", good, kind.clone());
    }
    row
}

/// The folder of its own that a program has in its service's: `cmd/api` of the service `.`.
fn program(one: &Value) -> Option<String> {
    let main = one["with"]["main"].as_str()?.strip_prefix("./")?;
    let folder = text(one, "path");
    Some(match folder.as_str() {
        "." => main.to_owned(),
        folder => format!("{folder}/{main}"),
    })
}

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

/// A field as text: of null `nothing`.
fn text(value: &Value, key: &str) -> String {
    match &value[key] {
        Value::String(text) => text.clone(),
        Value::Null => "nothing".to_owned(),
        other => other.to_string(),
    }
}

/// The sums of rows.
pub(crate) fn sum(rows: &BTreeMap<String, Row>) -> BTreeMap<String, Sum> {
    let mut sums = BTreeMap::new();
    for (name, enough) in COUNTED {
        let mut all = Count::default();
        for row in rows.values() {
            all.right += row[name].right;
            all.of += row[name].of;
        }
        let share = all.share();
        let sum = Sum {
            right: all.right,
            of: all.of,
            percent: format!("{}.{:02}", share / 100, share % 100),
            enough: share >= enough * 100,
        };
        sums.insert(name.to_owned(), sum);
    }
    sums
}

/// The part that nobody had looked at when the rules of now were made.
const UNSEEN: &str = "seventh";

/// The rows of all parts: the newest, of the unseen one the first.
fn together(score: &Score) -> BTreeMap<String, Row> {
    let halves = score.halves.iter().filter(|(name, _)| {
        let is_first = !name.contains(',');
        let is_newest = !is_first || !score.halves.contains_key(&format!("{name}, again"));
        let is_unseen = name.starts_with(UNSEEN);
        if is_unseen { is_first } else { is_newest }
    });
    let rows = halves.flat_map(|(_, half)| &half.rows);
    rows.map(|(repo, row)| (repo.clone(), row.clone()))
        .collect()
}

/// The head of a table.
fn head(first: &str) -> String {
    let columns: String = COUNTED.map(|(column, _)| format!(" | {column}")).concat();
    format!(
        "\n| {first}{columns} |\n|{}\n",
        " --- |".repeat(COUNTED.len() + 1)
    )
}

/// Its last two lines: the sums, and what is wanted.
fn verdict(sums: &BTreeMap<String, Sum>) -> String {
    let mut lines = "| **all**".to_owned();
    for (column, _) in COUNTED {
        let sum = &sums[column];
        lines += &format!(" | **{}/{}** {}%", sum.right, sum.of, sum.percent);
    }
    lines += " |\n| wanted";
    for (column, enough) in COUNTED {
        lines += &match enough {
            0 => " |".to_owned(),
            enough => {
                let kept = if sums[column].enough {
                    ""
                } else {
                    ", not reached"
                };
                format!(" | {enough}%{kept}")
            }
        };
    }
    lines + " |\n"
}

/// `score.md`: the same for people.
pub(crate) fn page(score: &Score) -> String {
    let mut page = String::from(
        "# What `detect` makes of real repositories\n\n\
         Written by `cargo test --test real`, never by hand; a test checks that it says what score.json says, and that the\n\
         sums there are those of its rows. expected.yaml tells what is counted. The Docker files of each are hidden from the run.\n\n\
         - **services**: of those expected, found by their folder. **no wrong service**: of those proposed, expected.\n\
         - **kind** (of those that the catalog has; **custom** are the others), **version**, **manager**, **port**: of what the\n  \
           repository tells about each service that was found.\n\
         - **backing**: of what is needed, proposed as certain or likely. **no wrong backing**: of what is so proposed, needed or\n  \
           at least of use. What is only `possible` is off until somebody asks for it, and counts for nothing.\n",
    );
    let rows = together(score);
    page += &format!(
        "\n## together\n\nAll {} repositories: each part as it was counted last, `{UNSEEN}` as it was counted before a rule was\n\
         changed after it.\n{}{}",
        rows.len(),
        head(""),
        verdict(&sum(&rows))
    );
    for (name, half) in &score.halves {
        page += &format!("\n## {name}\n\nThe rules of this commit: {}.\n", half.code);
        page += &head("repository");
        for (repo, row) in &half.rows {
            page += &format!("| {repo}");
            for (column, _) in COUNTED {
                let count = &row[column];
                page += &match count.of {
                    0 => " |".to_owned(),
                    of => format!(" | {}/{of}", count.right),
                };
            }
            page += " |\n";
        }
        page += &verdict(&half.sum);
        page.push('\n');
        for (repo, row) in &half.rows {
            for (column, _) in COUNTED {
                let count = &row[column];
                if !count.wrong.is_empty() {
                    page += &format!("- {repo}, {column}: {}\n", count.wrong.join("; "));
                }
            }
        }
    }
    page
}
