//! Problems: what is wrong, where, and how to mend it. All are collected and told at once.

use std::borrow::Cow;

use serde::Serialize;

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Nothing is written.
    Error,
    /// It is written, and the user should know.
    Warning,
    /// Worth a line.
    Note,
}

/// Where a problem is: a file, and as far as is known a line and column (from 1) and the key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Where {
    /// The file as the user knows it, such as `dockwright.yaml` or `--set`.
    pub file: String,
    /// From 1.
    pub line: Option<usize>,
    /// From 1, in characters.
    pub column: Option<usize>,
    /// The answer, such as `services.web.port`.
    pub key: Option<String>,
}

/// One problem, told to people as text and to programs as JSON (design 4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Stable, lower case, dashes: `unknown-key`.
    pub code: Cow<'static, str>,
    /// Errors keep everything from being written.
    pub level: Level,
    /// What is wrong, one sentence without a full stop.
    pub message: String,
    /// Where, if it is in a place.
    #[serde(rename = "where")]
    pub place: Option<Box<Where>>,
    /// How to mend it; empty where there is nothing to say.
    pub mend: String,
}

impl Problem {
    /// An error with this code; say where by [`Problem::at`] and how to mend it by [`Problem::mend`].
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(code, Level::Error, message)
    }

    /// A warning with this code.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(code, Level::Warning, message)
    }

    /// A note with this code.
    pub fn note(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(code, Level::Note, message)
    }

    /// A problem of any level.
    pub fn new(
        code: impl Into<Cow<'static, str>>,
        level: Level,
        message: impl Into<String>,
    ) -> Self {
        Self {
            code: code.into(),
            level,
            message: message.into(),
            place: None,
            mend: String::new(),
        }
    }

    /// The same problem, in a place.
    #[must_use]
    pub fn at(mut self, place: Where) -> Self {
        self.place = Some(Box::new(place));
        self
    }

    /// The same problem, at an answer whose line is looked up later.
    #[must_use]
    pub fn key(self, key: impl Into<String>) -> Self {
        let key = Some(key.into());
        let place = match self.place.clone() {
            Some(place) => Where { key, ..*place },
            None => Where {
                file: String::new(),
                line: None,
                column: None,
                key,
            },
        };
        self.at(place)
    }

    /// The same problem, with how to mend it.
    #[must_use]
    pub fn mend(mut self, mend: impl Into<String>) -> Self {
        self.mend = mend.into();
        self
    }

    /// Whether it keeps everything from being written.
    pub fn is_error(&self) -> bool {
        self.level == Level::Error
    }
}

/// The known name that `given` most likely meant, if any is near enough.
pub fn nearest<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(given, name), name))
        .filter(|(distance, name)| *distance <= 1.max(name.len().min(given.len()) / 3))
        .min()
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_nearest_name_or_none() {
        let known = ["services", "backing", "features", "profiles"];
        assert_eq!(nearest("servises", known), Some("services"));
        assert_eq!(nearest("feature", known), Some("features"));
        assert_eq!(nearest("volumes", known), None);
    }

    #[test]
    fn json_is_as_promised() {
        let problem = Problem::error("unknown-key", "nobody knows `prt`")
            .key("services.web.prt")
            .mend("write `port`");
        assert_eq!(
            serde_json::to_string(&problem).unwrap(),
            r#"{"code":"unknown-key","level":"error","message":"nobody knows `prt`","where":{"file":"","line":null,"column":null,"key":"services.web.prt"},"mend":"write `port`"}"#
        );
    }
}
