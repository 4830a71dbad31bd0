//! What the wizard says: the texts of `assets/ui/words.yaml`, filled in.

include!(concat!(env!("OUT_DIR"), "/words.rs"));

/// The text of a key, with its holes filled: `{files}` by its value, `{files file/files}` by the
/// value and the word that goes with that number, `{files: it is/they are}` by the word alone. A
/// hole without a value is asked of `bound`, which knows the keys of actions; else it stays. A key
/// that nobody knows is its own text.
pub fn words(key: &str, values: &[(&str, &str)], bound: impl Fn(&str) -> Option<String>) -> String {
    let known = WORDS.binary_search_by_key(&key, |(known, _)| known);
    let text = known.ok().and_then(|at| WORDS.get(at));
    fill(text.map_or(key, |(_, text)| text), values, &bound)
}

fn fill(text: &str, values: &[(&str, &str)], bound: &dyn Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some((before, hole, after)) = next(rest) {
        out.push_str(before);
        out.push_str(&filled(hole, values, bound));
        rest = after;
    }
    out + rest
}

/// What stands before the next hole, the hole without its braces, and what stands behind.
fn next(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('{')?;
    let (hole, after) = rest.split_once('}')?;
    Some((before, hole, after))
}

fn filled(hole: &str, values: &[(&str, &str)], bound: &dyn Fn(&str) -> Option<String>) -> String {
    let (name, forms) = hole.split_once(' ').unwrap_or((hole, ""));
    let (name, alone) = match name.strip_suffix(':') {
        Some(name) => (name, true),
        None => (name, false),
    };
    let value = values.iter().find(|(known, _)| *known == name);
    let Some((_, value)) = value else {
        return bound(name).unwrap_or_else(|| format!("{{{hole}}}"));
    };
    let Some((one, more)) = forms.split_once('/') else {
        return (*value).to_owned();
    };
    let form = if *value == "1" { one } else { more };
    if alone {
        form.to_owned()
    } else {
        format!("{value} {form}")
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::super::keymap::Action;
    use super::*;

    /// The names of a text's holes.
    fn holes(text: &str) -> Vec<&str> {
        let mut names = Vec::new();
        let mut rest = text;
        while let Some((_, hole, after)) = next(rest) {
            names.push(hole.split([' ', ':']).next().unwrap());
            rest = after;
        }
        names
    }

    #[test]
    fn holes_are_filled_once() {
        let text = "{n file/files} of {name}: {n: it is/they are} {new}, {{x}";
        let none = |_: &str| None;
        let filled = |n| fill(text, &[("n", n), ("name", "{new}")], &none);
        assert_eq!(filled("1"), "1 file of {new}: it is {new}, {{x}");
        assert_eq!(filled("4"), "4 files of {new}: they are {new}, {{x}");
        assert_eq!(fill("no hole } {", &[], &none), "no hole } {");
        assert_eq!(words("nobody.knows", &[], none), "nobody.knows");
        let bound = |name: &str| (name == "undo").then(|| "u".to_owned());
        assert_eq!(words("remove.go.why", &[], bound), "u brings it back");
        assert_eq!(words("remove", &[("name", "db")], none), "Remove db?");
    }

    #[test]
    fn texts_obey_the_rules() {
        for (key, text) in WORDS {
            let plain = text.to_lowercase();
            for word in ["!", "please", "oops", "successfully"] {
                assert!(!plain.contains(word), "{key}: {word}");
            }
            assert!(!text.trim().is_empty() && text.trim() == *text, "{key}");
            let begins = |rest: &str| {
                let next = rest.trim_start().chars().next();
                next.is_none_or(|next| next.is_uppercase() || next == '{')
            };
            let ended = text.match_indices(['.', '?']);
            let ended = ended.filter(|(at, _)| begins(&text[at + 1..])).count();
            let open = usize::from(!text.ends_with(['.', '?']));
            assert!(ended + open <= 2, "{key}: {} sentences", ended + open);
            assert_eq!(
                text.matches('{').count(),
                text.matches('}').count(),
                "{key}"
            );
            for name in holes(text) {
                let known = |letter: char| letter.is_ascii_lowercase() || letter == '_';
                assert!(!name.is_empty() && name.chars().all(known), "{key}: {name}");
            }
            for key in WORDS.windows(2) {
                assert!(key[0].0 < key[1].0, "{key:?}");
            }
        }
    }

    /// Every `words("key", &[("name", ...)])` and `tell(...)` of the wizard's source.
    fn calls(folder: &Path, all: &mut Vec<(String, String)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                calls(&path, all);
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]").next().unwrap();
            let calls = ["words(", "tell("].map(|name| code.split(name).skip(1));
            for call in calls.into_iter().flatten() {
                let Some(call) = call.trim_start().strip_prefix('"') else {
                    continue;
                };
                let (key, rest) = call.split_once('"').unwrap();
                let values = rest.split_once(']').map_or("", |(values, _)| values);
                all.push((key.to_owned(), values.to_owned()));
            }
        }
    }

    #[test]
    fn what_is_said_is_in_the_table_and_filled_and_nothing_else_is_there() {
        let mut all = Vec::new();
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/ui/tui");
        calls(&source, &mut all);
        for (key, values) in &all {
            let row = WORDS.iter().find(|(known, _)| known == key);
            let (_, text) = row.unwrap_or_else(|| panic!("no text is called {key}"));
            // A list that is made elsewhere is not seen here.
            if !values.contains("&[") {
                continue;
            }
            for hole in holes(text) {
                let given = values.contains(&format!("(\"{hole}\""));
                assert!(given || Action::of(hole).is_some(), "{key}: {hole}");
            }
        }
        for (key, _) in WORDS {
            assert!(
                all.iter().any(|(known, _)| known == key),
                "nobody says {key}"
            );
        }
    }
}
