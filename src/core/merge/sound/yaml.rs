//! YAML as Compose takes it: anchors, aliases and merge keys are fine, a key twice is not.

use foldhash::HashSet;
use saphyr_parser::{Event, Parser};

/// Deeper than any file that people write; the parser itself has no bound.
const MAX_DEPTH: usize = 200;

/// A list or a map that is open.
enum Open {
    List,
    Map {
        keys: HashSet<String>,
        /// A value comes next.
        has_key: bool,
    },
}

/// What is wrong with it, in words.
pub(in super::super) fn problem(text: &str) -> Option<String> {
    let mut open: Vec<Open> = Vec::new();
    for event in Parser::new_from_str(text) {
        let (event, span) = match event {
            Ok(event) => event,
            Err(error) => {
                let line = error.marker().line();
                return Some(format!("line {line} is no YAML: {}", error.info()));
            }
        };
        let (scalar, opens) = match event {
            Event::Scalar(text, ..) => (Some(text.into_owned()), None),
            Event::Alias(_) => (None, None),
            Event::SequenceStart(..) => (None, Some(Open::List)),
            Event::MappingStart(..) => {
                let keys = HashSet::default();
                let has_key = false;
                (None, Some(Open::Map { keys, has_key }))
            }
            Event::SequenceEnd | Event::MappingEnd => {
                open.pop();
                continue;
            }
            _ => continue,
        };
        if let Some(key) = met(open.last_mut(), scalar) {
            return Some(format!("line {}: `{key}` stands twice", span.start.line()));
        }
        open.extend(opens);
        if open.len() > MAX_DEPTH {
            return Some("lists and maps in each other, too deep".to_owned());
        }
    }
    None
}

/// A key or a value in what is open; gives a key that was there before.
fn met(parent: Option<&mut Open>, scalar: Option<String>) -> Option<String> {
    let Some(Open::Map { keys, has_key }) = parent else {
        return None;
    };
    *has_key = !*has_key;
    let key = scalar.filter(|_| *has_key)?;
    (!keys.insert(key.clone())).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compose_files_with_anchors_are_sound() {
        let text = "x-a: &a\n  k: 1\nservices:\n  web:\n    <<: *a\n    list: [a, {b: c}]\n";
        assert_eq!(problem(text), None);
        assert_eq!(problem(""), None);
    }

    #[test]
    fn what_is_not() {
        for (text, said) in [
            ("a: 1\nb: 2\na: 3\n", "line 3: `a` stands twice"),
            ("a:\n  - {x: 1, x: 2}\n", "line 2: `x` stands twice"),
            ("a: [1\n", "line "),
            ("a: *b\n", "line "),
        ] {
            let problem = problem(text).unwrap();
            assert!(problem.starts_with(said), "{text:?}: {problem}");
        }
    }
}
