//! What is known of the machine that the wizard runs on: what `doctor` would say.

use crate::core::doctor::Finding;

/// How far that is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Machine {
    /// Nobody looks.
    #[default]
    Unknown,
    /// Somebody does.
    Asked,
    /// What keeps the stack from running, and its mends.
    Known(Vec<Finding>),
}

impl Machine {
    /// What was found; says whether that is news. What the first row tells of files is not told twice.
    pub fn found(&mut self, findings: Vec<Finding>) -> bool {
        let bad = findings.into_iter();
        let bad = bad.filter(|one| !one.check.ok && one.check.check != "files");
        let known = Self::Known(bad.collect());
        let is_news = *self != known;
        *self = known;
        is_news
    }
}
