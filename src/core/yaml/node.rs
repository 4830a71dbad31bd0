//! The tree that [`super::parse()`] gives.

use std::sync::Arc;

use serde_json::{Map, Value};

/// A value and where it begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// What it is.
    pub kind: Kind,
}

/// What a [`Node`] is. Scalars keep their text: `3.10` is not 3.1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// `plain` is true without quotes and outside block scalars: only then may it mean null, a
    /// truth or a number.
    Scalar {
        /// The text as written, quotes and escapes resolved.
        text: String,
        /// Whether it stood without quotes.
        plain: bool,
    },
    /// A sequence.
    List(Vec<Node>),
    /// A mapping, in the order of the file; keys are scalars and differ.
    Map(Vec<Entry>),
}

/// One key of a mapping, its place, and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The key's text.
    pub key: String,
    /// Of the key, from 1.
    pub line: usize,
    /// Of the key, from 1.
    pub column: usize,
    /// What the key holds; trees that differ little share the rest.
    pub value: Arc<Node>,
}

impl Node {
    /// A scalar without quotes and without a place, for values that no file said.
    pub fn plain(text: impl Into<String>) -> Self {
        Self {
            line: 0,
            column: 0,
            kind: Kind::Scalar {
                text: text.into(),
                plain: true,
            },
        }
    }

    /// Nothing was said: an empty value, `~` or `null`.
    pub fn is_null(&self) -> bool {
        matches!(&self.kind, Kind::Scalar { text, plain: true } if matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL"))
    }

    /// Not even `null` was written.
    pub(super) fn is_unwritten(&self) -> bool {
        matches!(&self.kind, Kind::Scalar { text, plain: true } if text.is_empty())
    }

    /// The text of a scalar that is not null.
    pub fn as_str(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar { text, .. } if !self.is_null() => Some(text),
            _ => None,
        }
    }

    /// `true` or `false` as YAML 1.2 has them, without quotes.
    pub fn as_bool(&self) -> Option<bool> {
        match &self.kind {
            Kind::Scalar { text, plain: true } => match text.as_str() {
                "true" | "True" | "TRUE" => Some(true),
                "false" | "False" | "FALSE" => Some(false),
                _ => None,
            },
            _ => None,
        }
    }

    /// A decimal integer without quotes.
    pub fn as_int(&self) -> Option<i64> {
        match &self.kind {
            Kind::Scalar { text, plain: true } => text.parse().ok(),
            _ => None,
        }
    }

    /// The items of a list.
    pub fn as_list(&self) -> Option<&[Node]> {
        match &self.kind {
            Kind::List(items) => Some(items),
            _ => None,
        }
    }

    /// The entries of a mapping.
    pub fn as_map(&self) -> Option<&[Entry]> {
        match &self.kind {
            Kind::Map(entries) => Some(entries),
            _ => None,
        }
    }

    /// Whether another is written the same, wherever it stands.
    pub fn says_as(&self, other: &Self) -> bool {
        match (&self.kind, &other.kind) {
            (
                Kind::Scalar { text, plain },
                Kind::Scalar {
                    text: two,
                    plain: bare,
                },
            ) => text == two && plain == bare,
            (Kind::List(one), Kind::List(two)) => {
                let mut pairs = one.iter().zip(two);
                one.len() == two.len() && pairs.all(|(one, two)| one.says_as(two))
            }
            (Kind::Map(one), Kind::Map(two)) => {
                let says = |(one, two): (&Entry, &Entry)| {
                    let same = Arc::ptr_eq(&one.value, &two.value);
                    one.key == two.key && (same || one.value.says_as(&two.value))
                };
                one.len() == two.len() && one.iter().zip(two).all(says)
            }
            _ => false,
        }
    }

    /// The value of a mapping's key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        let entries = self.as_map()?;
        entries
            .iter()
            .find(|entry| entry.key == key)
            .map(|entry| &*entry.value)
    }

    /// What it is called in a message: `a text`, `a number`, `a list`...
    pub fn describe(&self) -> &'static str {
        match &self.kind {
            Kind::List(_) => "a list",
            Kind::Map(_) => "a map",
            Kind::Scalar { .. } if self.is_null() => "nothing",
            Kind::Scalar { .. } if self.as_bool().is_some() => "true or false",
            Kind::Scalar { .. } if self.as_int().is_some() => "a number",
            Kind::Scalar { .. } => "a text",
        }
    }

    /// The value as YAML 1.2 reads it; a fraction stays a text, since no answer is one.
    pub fn to_value(&self) -> Value {
        match &self.kind {
            Kind::List(items) => Value::Array(items.iter().map(Self::to_value).collect()),
            Kind::Map(entries) => {
                let pairs = entries
                    .iter()
                    .map(|entry| (entry.key.clone(), entry.value.to_value()));
                Value::Object(pairs.collect::<Map<_, _>>())
            }
            Kind::Scalar { .. } if self.is_null() => Value::Null,
            Kind::Scalar { text, .. } => {
                if let Some(truth) = self.as_bool() {
                    Value::Bool(truth)
                } else if let Some(number) = self.as_int() {
                    Value::from(number)
                } else {
                    Value::String(text.clone())
                }
            }
        }
    }
}
