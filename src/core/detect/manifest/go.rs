//! `go.mod` and `go.work`: directives, a line each or in braces.

use super::{Group, Said};
use crate::core::detect::files::File;

pub(super) fn read(file: &File) -> Said {
    let mut said = Said::default();
    let mut block: Option<String> = None;
    let mut indirect = Vec::new();
    for (place, line) in file.text.lines().enumerate() {
        let (code, comment) = line.split_once("//").unwrap_or((line, ""));
        let code = code.trim();
        let (directive, rest) = match &block {
            Some(_) if code == ")" => {
                block = None;
                continue;
            }
            Some(directive) => (directive.clone(), code),
            None => match code.split_once(char::is_whitespace) {
                Some((directive, rest)) if rest.trim() == "(" => {
                    block = Some(directive.to_owned());
                    continue;
                }
                Some((directive, rest)) => (directive.to_owned(), rest.trim()),
                None => continue,
            },
        };
        let Some(word) = rest.split_whitespace().next() else {
            continue;
        };
        let word = word.trim_matches('"');
        match directive.as_str() {
            "module" => said.name = Some(word.to_owned()),
            "require" if comment.contains("indirect") => indirect.push((place + 1, word)),
            "require" => said.depends(file, place + 1, word, Group::Normal),
            "use" => said.members.push(word.to_owned()),
            _ => {}
        }
    }
    // `go get` marks all that it adds, and only `go mod tidy` knows better: that was not run yet.
    if said.dependencies.is_empty() {
        for (line, word) in indirect {
            said.depends(file, line, word, Group::Normal);
        }
    }
    said
}
