//! Filters: how a value is written at its place in a file.

use minijinja::value::Kwargs;
use minijinja::{Error, ErrorKind, Value};

/// One word of POSIX sh.
pub fn quote_sh(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-./:=@%+,".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// A command in the JSON form of `CMD` and `ENTRYPOINT`.
pub(super) fn exec_form(command: Vec<String>) -> Result<String, Error> {
    let words: Result<Vec<String>, _> = command.iter().map(serde_json::to_string).collect();
    let words =
        words.map_err(|error| Error::new(ErrorKind::BadSerialization, error.to_string()))?;
    Ok(format!("[{}]", words.join(", ")))
}

/// `A=1 B=2 ` in front of a command of `RUN`; nothing for an empty map.
pub(super) fn assignments(map: Value, _: Kwargs) -> Result<String, Error> {
    let mut text = String::new();
    for key in map.try_iter()? {
        let value = map.get_item(&key)?;
        text.push_str(&format!("{key}={} ", quote_sh(&value.to_string())));
    }
    Ok(text)
}

/// `argv` for Compose: `$` is doubled, since it is not Compose's.
pub(super) fn words(line: String) -> Vec<String> {
    let words = argv(line).into_iter();
    words.map(|word| word.replace('$', "$$")).collect()
}

/// A line of a user as a command in exec form: its words, or a shell's line where it is more.
pub(super) fn argv(line: String) -> Vec<String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-./:=@%+, ".contains(c);
    let assigns = line
        .split(' ')
        .next()
        .is_some_and(|word| word.contains('='));
    if line.chars().all(plain) && !assigns {
        return line.split_whitespace().map(str::to_owned).collect();
    }
    ["sh", "-c", &line].map(str::to_owned).to_vec()
}

/// Each text of a list with something before and behind it.
pub(super) fn between(list: Vec<String>, before: String, behind: String) -> Vec<String> {
    let texts = list.into_iter();
    texts
        .map(|text| format!("{before}{text}{behind}"))
        .collect()
}

/// The package of a module: `config` of `config.settings`.
pub(super) fn parent(text: String) -> String {
    text.rsplit_once('.')
        .map_or_else(|| text.clone(), |(parent, _)| parent.to_owned())
}
