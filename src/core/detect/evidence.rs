//! Why something is believed: a file, a line, and what stands there.

use std::fmt;

use serde::{Serialize, Serializer};

/// Longer lines are quoted in part.
const LONGEST: usize = 160;

/// A place that says something.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Evidence {
    /// The file, below the folder that was looked at.
    pub file: String,
    /// From 1; none where the file itself is the evidence.
    pub line: Option<usize>,
    /// What stands in that line, or a part of it.
    pub quote: String,
}

impl Evidence {
    /// A file that is there.
    pub fn file(path: &str) -> Self {
        Self {
            file: path.to_owned(),
            line: None,
            quote: String::new(),
        }
    }

    /// A line.
    pub fn line(path: &str, line: usize, text: &str) -> Self {
        let quote: String = text.trim().chars().take(LONGEST).collect();
        Self {
            file: path.to_owned(),
            line: Some(line),
            quote: quote.trim_end().to_owned(),
        }
    }
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if !self.quote.is_empty() {
            write!(f, " {}", self.quote)?;
        }
        Ok(())
    }
}

impl Serialize for Evidence {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A value, and why it is believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated<T> {
    /// What is said.
    pub value: T,
    /// Where. Empty: nobody said so, it is what is usual.
    pub evidence: Vec<Evidence>,
}

impl<T> Stated<T> {
    /// Said in these places.
    pub fn new(value: T, evidence: Vec<Evidence>) -> Self {
        Self { value, evidence }
    }

    /// Said by nobody.
    pub fn usual(value: T) -> Self {
        Self::new(value, Vec::new())
    }
}
