//! What was seen of a failure -> its cause: by rules that are data (`assets/causes.yaml`).

use std::sync::OnceLock;

use regex::bytes::{RegexSet, RegexSetBuilder};
use serde::Deserialize;

const RULES: &str = include_str!(concat!(env!("OUT_DIR"), "/causes.json"));

/// When something failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Before anything else: docker does not answer.
    Engine,
    /// While the files were read.
    Files,
    /// While images were built.
    Build,
    /// While containers were started.
    Start,
    /// While they ran.
    Run,
    /// When an address was called.
    Url,
    /// When a service's own tests ran.
    Test,
    /// When something was asked through a client.
    Query,
}

/// What was seen of it beside its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fact {
    /// It ended.
    Ended,
    /// Its health check fails.
    Sick,
    /// It was started again and again.
    Restarts,
    /// The kernel ended it.
    OutOfMemory,
    /// A script of its image has Windows' line ends.
    Crlf,
    /// It does its work and ends.
    Setup,
}

/// One rule.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The code that is told.
    pub code: String,
    /// The same in words.
    pub title: String,
    /// How to mend it.
    pub mend: String,
    #[serde(default)]
    at: Vec<Stage>,
    #[serde(default)]
    needs: Vec<Fact>,
    #[serde(default)]
    unless: Vec<Fact>,
    #[serde(default)]
    text: Vec<String>,
}

/// What was seen of a failure.
#[derive(Debug, Clone, Copy)]
pub struct Evidence<'a> {
    /// When.
    pub stage: Stage,
    /// What holds.
    pub facts: &'a [Fact],
    /// What was said, oldest first.
    pub lines: &'a [&'a str],
}

/// Why something failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// Stable, lower case, dashes: `bad-migration`.
    pub code: String,
    /// The same in words.
    pub title: String,
    /// How to mend it.
    pub mend: String,
    /// The line that tells it, if one does.
    pub line: Option<String>,
}

/// All rules, in the order in which they count.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    known().iter().map(|(rule, _)| rule)
}

fn known() -> &'static [(Rule, RegexSet)] {
    static KNOWN: OnceLock<Vec<(Rule, RegexSet)>> = OnceLock::new();
    KNOWN.get_or_init(|| {
        // A test reads them all: what cannot be read here is in no release.
        let rules: Vec<Rule> = serde_json::from_str(RULES).unwrap_or_default();
        let rules = rules.into_iter().filter_map(|rule| {
            let set = compiled(&rule.text).ok()?;
            Some((rule, set))
        });
        rules.collect()
    })
}

/// Messages of programs are ASCII where it matters, and so are the rules' letters.
fn compiled(texts: &[String]) -> Result<RegexSet, regex::Error> {
    RegexSetBuilder::new(texts).unicode(false).build()
}

/// The cause: of the first rule that fits; the last one fits always.
pub fn cause(seen: &Evidence<'_>) -> Cause {
    let mut fitting = known().iter().filter_map(|(rule, texts)| {
        let holds = |fact: &Fact| seen.facts.contains(fact);
        let fits = (rule.at.is_empty() || rule.at.contains(&seen.stage))
            && rule.needs.iter().all(holds)
            && !rule.unless.iter().any(holds);
        let line = seen
            .lines
            .iter()
            .rev()
            .find(|line| texts.is_match(line.as_bytes()));
        (fits && (texts.is_empty() || line.is_some())).then(|| Cause {
            code: rule.code.clone(),
            title: rule.title.clone(),
            mend: rule.mend.clone(),
            line: line.map(|line| line.trim().to_owned()),
        })
    });
    fitting.next().unwrap_or_else(|| Cause {
        code: "unknown".to_owned(),
        title: "nobody knows why".to_owned(),
        mend: String::new(),
        line: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(stage: Stage, facts: &[Fact], text: &str) -> String {
        let lines: Vec<&str> = text.lines().collect();
        let seen = Evidence {
            stage,
            facts,
            lines: &lines,
        };
        cause(&seen).code
    }

    #[test]
    fn every_rule_is_read() {
        let rules: Vec<Rule> = serde_json::from_str(RULES).unwrap();
        assert_eq!(rules.len(), known().len());
        for rule in &rules {
            compiled(&rule.text).unwrap();
            let said = !rule.title.is_empty() && !rule.mend.is_empty();
            assert!(said && !rule.title.ends_with('.'), "{}", rule.code);
        }
        assert_eq!(super::rules().count(), rules.len());
    }

    #[test]
    fn what_programs_say_tells_the_cause() {
        use Fact::{Crlf, Ended, OutOfMemory, Restarts, Setup, Sick};
        let trace = "  File \"/app/notes/migrations/0002_bad.py\", line 9, in <module>\nNameError: name 'nothing' is not defined";
        for (facts, text, expected) in [
            (
                &[Ended][..],
                "initdb: error: could not write: No space left on device",
                "disk-full",
            ),
            (&[Ended, OutOfMemory], "", "out-of-memory"),
            (
                &[Ended],
                "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory",
                "out-of-memory",
            ),
            (
                &[Ended],
                "exec /usr/local/bin/tool: exec format error",
                "wrong-architecture",
            ),
            (
                &[Ended, Crlf],
                "exec /usr/local/bin/entrypoint.sh: no such file or directory",
                "crlf-entrypoint",
            ),
            (
                &[Ended],
                "/usr/bin/env: 'sh\\r': No such file or directory",
                "crlf-entrypoint",
            ),
            (
                &[Ended],
                "exec /usr/local/bin/entrypoint.sh: no such file or directory",
                "missing-command",
            ),
            (
                &[Ended],
                "Error: listen EADDRINUSE: address already in use :::3000",
                "port-in-use",
            ),
            (
                &[],
                "Bind for 127.0.0.1:8000 failed: port is already allocated",
                "port-in-use",
            ),
            (
                &[],
                "Error response from daemon: pull access denied for nobody/nothing, repository does not exist",
                "image-not-found",
            ),
            (
                &[Ended],
                "django.core.exceptions.ImproperlyConfigured: The SECRET_KEY setting must not be empty.",
                "missing-secret",
            ),
            (&[Ended], "KeyError: 'STRIPE_KEY'", "missing-secret"),
            (
                &[Ended, Setup],
                "psycopg.OperationalError: FATAL:  password authentication failed for user \"app\"",
                "password-refused",
            ),
            (
                &[Ended, Setup],
                "  File \"/app/migrations/env.py\", line 3\nModuleNotFoundError: No module named 'yaml'",
                "missing-module",
            ),
            (
                &[Ended, Setup],
                "  File \"/app/migrations/env.py\", line 3\ncould not translate host name \"db\" to address",
                "unreachable",
            ),
            (&[Ended, Setup], trace, "bad-migration"),
            (
                &[Ended, Setup],
                "psycopg.errors.DuplicateTable: relation \"notes_note\" already exists",
                "bad-migration",
            ),
            (
                &[Ended],
                "PermissionError: [Errno 13] Permission denied: '/data'",
                "permission-denied",
            ),
            (&[Ended, Restarts], "bye", "crash-loop"),
            (
                &[Sick],
                "waiting for db: Connection refused",
                "never-healthy",
            ),
            (&[Ended], "bye", "exited"),
            (&[], "", "not-started"),
        ] {
            assert_eq!(code(Stage::Run, facts, text), expected, "{text}");
        }
        let missing = "failed to calculate checksum of ref 1::2: \"/requirements.txt\": not found";
        assert_eq!(code(Stage::Build, &[], missing), "missing-file");
        assert_eq!(
            code(Stage::Build, &[], "make: *** [all] Error 2"),
            "build-failed"
        );
        assert_eq!(code(Stage::Url, &[], "502 Bad Gateway"), "no-answer");
        assert_eq!(code(Stage::Test, &[], "1 failed, 2 passed"), "tests-failed");
    }

    #[test]
    fn the_last_line_that_fits_is_told() {
        let lines = ["EADDRINUSE 1", "EADDRINUSE 2", "bye"];
        let seen = Evidence {
            stage: Stage::Run,
            facts: &[],
            lines: &lines,
        };
        assert_eq!(cause(&seen).line.as_deref(), Some("EADDRINUSE 2"));
    }
}
