//! A file's bytes and mode, as a record keeps them.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::core::change::Content;

/// A file's bytes and mode.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Kept<'a> {
    mode: u32,
    #[serde(flatten)]
    body: Body<'a>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Body<'a> {
    Text(Cow<'a, str>),
    /// What is no UTF-8.
    Hex(String),
}

impl<'a> Kept<'a> {
    /// A file, without bits of the mode that no file of ours has.
    pub(super) fn of(content: &'a Content) -> Self {
        let body = match content.text() {
            Some(text) => Body::Text(Cow::Borrowed(text)),
            None => Body::Hex(
                content
                    .bytes
                    .iter()
                    .map(|byte| format!("{byte:02x}"))
                    .collect(),
            ),
        };
        Self {
            mode: content.mode & 0o777,
            body,
        }
    }

    /// The mode, without bits that no file of ours has.
    pub(super) fn mode(&self) -> u32 {
        self.mode & 0o777
    }

    /// The bit that says whether it can be run: the one that git knows.
    pub(super) fn runs(&self) -> bool {
        self.mode & 0o100 != 0
    }

    /// The bytes; none if they are written wrongly.
    pub(super) fn bytes(&self) -> Option<Cow<'_, [u8]>> {
        match &self.body {
            Body::Text(text) => Some(Cow::Borrowed(text.as_bytes())),
            Body::Hex(text) => (0..text.len())
                .step_by(2)
                .map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok())
                .collect::<Option<Vec<u8>>>()
                .map(Cow::Owned),
        }
    }

    /// As the core has it.
    pub(super) fn content(&self) -> Option<Content> {
        let bytes = self.bytes()?.into_owned();
        Some(Content::new(bytes, self.mode()))
    }

    /// Whether the disk's file has these bytes.
    pub(super) fn has_bytes_of(&self, now: &Content) -> bool {
        self.bytes().is_some_and(|bytes| *now.bytes == *bytes)
    }
}
