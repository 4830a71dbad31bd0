//! What a run found: each thing that was asked, and whether it is as it should be.

use super::cause::Cause;
use crate::core::report::{Check, all_well};

/// One thing that was asked, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What, such as `development/web/health`.
    pub check: String,
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is as it should be: what was seen.
    Good(String),
    /// It is not.
    Bad {
        /// Why.
        cause: Cause,
        /// What was seen, one sentence.
        seen: String,
        /// The last lines that were said.
        lines: Vec<String>,
    },
    /// It was not asked, since something else failed: what.
    NotAsked(String),
}

/// What is told while a run goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told<'a> {
    /// What is done now.
    Doing(&'a str),
    /// What came of a check; of the same one told again, the later is true.
    Found(&'a Finding),
}

impl Finding {
    /// It is as it should be.
    pub fn good(check: impl Into<String>, seen: impl Into<String>) -> Self {
        Self {
            check: check.into(),
            outcome: Outcome::Good(seen.into()),
        }
    }

    /// It is not.
    pub fn bad(
        check: impl Into<String>,
        cause: Cause,
        seen: impl Into<String>,
        lines: Vec<String>,
    ) -> Self {
        Self {
            check: check.into(),
            outcome: Outcome::Bad {
                cause,
                seen: seen.into(),
                lines,
            },
        }
    }

    /// Nobody asked.
    pub fn not_asked(check: impl Into<String>, why: impl Into<String>) -> Self {
        Self {
            check: check.into(),
            outcome: Outcome::NotAsked(why.into()),
        }
    }

    /// Whether it is as it should be.
    pub fn is_good(&self) -> bool {
        matches!(self.outcome, Outcome::Good(_))
    }

    /// For programs, and as other commands tell it.
    pub fn check(&self) -> Check {
        match &self.outcome {
            Outcome::Good(seen) => Check::good(&self.check, seen),
            Outcome::Bad { cause, seen, .. } => {
                Check::bad(&self.check, told(cause, seen), &cause.mend)
            }
            Outcome::NotAsked(why) => Check::bad(&self.check, format!("not asked: {why}"), ""),
        }
    }
}

/// `CODE: words: what was seen: the line that tells it`.
fn told(cause: &Cause, seen: &str) -> String {
    let mut text = format!("{}: {}: {seen}", cause.code, cause.title);
    if let Some(line) = cause.line.as_ref().filter(|line| !seen.contains(*line)) {
        text.push_str(&format!(": {line}"));
    }
    text
}

/// All findings in the order in which they are told: what failed, by whom it was caused first; what
/// was not asked for that; what is as it should be.
pub fn ordered(findings: &[Finding]) -> Vec<&Finding> {
    let rank = |finding: &&Finding| match finding.outcome {
        Outcome::Bad { .. } => 0,
        Outcome::NotAsked(_) => 1,
        Outcome::Good(_) => 2,
    };
    let mut all: Vec<&Finding> = findings.iter().collect();
    all.sort_by_key(rank);
    all
}

/// The first line: that all is well, or what failed.
pub fn headline(findings: &[Finding]) -> String {
    let bad = findings
        .iter()
        .filter_map(|finding| match &finding.outcome {
            Outcome::Bad { cause, .. } => Some(format!("{} ({})", cause.code, finding.check)),
            _ => None,
        });
    let bad: Vec<String> = bad.collect();
    if bad.is_empty() && findings.iter().all(Finding::is_good) {
        all_well(findings.len())
    } else {
        format!("not ok: {}\n", bad.join(", "))
    }
}

/// For people: what failed first, with its last lines.
pub fn text(findings: &[Finding]) -> String {
    let mut text = headline(findings);
    for finding in ordered(findings) {
        let check = finding.check();
        let word = match finding.outcome {
            Outcome::Good(_) => "ok      ",
            Outcome::NotAsked(_) => "-       ",
            Outcome::Bad { .. } => "FAILED  ",
        };
        text.push_str(&format!("{word}{}  {}\n", check.check, check.detail));
        if let Outcome::Bad { lines, .. } = &finding.outcome {
            if !check.mend.is_empty() {
                text.push_str(&format!("        mend: {}\n", check.mend));
            }
            for line in lines {
                text.push_str(&format!("        | {line}\n"));
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings() -> Vec<Finding> {
        let cause = Cause {
            code: "bad-migration".to_owned(),
            title: "a migration fails".to_owned(),
            mend: "mend it".to_owned(),
            line: Some("relation exists".to_owned()),
        };
        vec![
            Finding::good("development/build", "2 images in 3 s"),
            Finding::not_asked("development/web", "web-setup failed"),
            Finding::bad(
                "development/web-setup",
                cause,
                "it ended with 1",
                vec!["last".to_owned()],
            ),
        ]
    }

    #[test]
    fn what_failed_stands_first_with_its_cause() {
        let expected = "\
not ok: bad-migration (development/web-setup)
FAILED  development/web-setup  bad-migration: a migration fails: it ended with 1: relation exists
        mend: mend it
        | last
-       development/web  not asked: web-setup failed
ok      development/build  2 images in 3 s
";
        assert_eq!(text(&findings()), expected);
        assert_eq!(
            text(&findings()[..1]),
            "ok: 1 check\nok      development/build  2 images in 3 s\n"
        );
    }

    #[test]
    fn programs_are_told_four_things() {
        let json = serde_json::to_string(&findings()[2].check()).unwrap();
        assert_eq!(
            json,
            r#"{"check":"development/web-setup","ok":false,"detail":"bad-migration: a migration fails: it ended with 1: relation exists","mend":"mend it"}"#
        );
    }
}
