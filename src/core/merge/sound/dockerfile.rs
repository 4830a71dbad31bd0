//! Dockerfiles: instructions that are known, stages with names of their own, nothing left open.
//! <https://docs.docker.com/reference/dockerfile/>

use std::collections::HashSet;

use crate::core::highlight::{Language, State, line};

const INSTRUCTIONS: [&str; 18] = [
    "ADD",
    "ARG",
    "CMD",
    "COPY",
    "ENTRYPOINT",
    "ENV",
    "EXPOSE",
    "FROM",
    "HEALTHCHECK",
    "LABEL",
    "MAINTAINER",
    "ONBUILD",
    "RUN",
    "SHELL",
    "STOPSIGNAL",
    "USER",
    "VOLUME",
    "WORKDIR",
];

/// What is wrong with it, in words.
pub(in super::super) fn problem(text: &str) -> Option<String> {
    let mut state = State::default();
    let mut stages = HashSet::new();
    let mut has_from = false;
    for (number, text) in text.split_inclusive('\n').enumerate() {
        let begins = state.is_closed();
        line(Language::Dockerfile, &mut state, text);
        let words: Vec<&str> = text.split_whitespace().collect();
        let Some(first) = words
            .first()
            .filter(|first| begins && !first.starts_with('#'))
        else {
            continue;
        };
        let instruction = first.to_ascii_uppercase();
        let number = number + 1;
        if !INSTRUCTIONS.contains(&instruction.as_str()) {
            return Some(format!("line {number}: `{first}` is no instruction"));
        }
        has_from |= instruction == "FROM";
        if !has_from && instruction != "ARG" {
            return Some(format!(
                "line {number}: {instruction} stands before the first FROM"
            ));
        }
        if instruction == "FROM"
            && let [.., of, name] = words.as_slice()
            && of.eq_ignore_ascii_case("as")
            && !stages.insert(name.to_ascii_lowercase())
        {
            return Some(format!("line {number}: the stage `{name}` stands twice"));
        }
    }
    (!state.is_closed()).then(|| "its last instruction is not closed".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sound_ones() {
        let text = "# syntax=docker/dockerfile:1\nARG A=1\nFROM a AS one\nRUN --mount=type=cache,target=/x \\\n    # why\n    apt-get update \\\n    && true\nRUN <<END\nset -e\nEND\nfrom one\nCMD [\"a\"]\n";
        assert_eq!(problem(text), None);
    }

    #[test]
    fn broken_ones() {
        for bad in [
            "RUN a\n",
            "FROM a\napt-get update\n",
            "FROM a AS x\nFROM b AS X\n",
            "FROM a\nRUN a \\\n",
            "FROM a\nRUN <<END\nx\n",
            "FROM a\n<<<<<<< yours\nRUN b\n",
        ] {
            assert!(problem(bad).is_some(), "{bad}");
        }
    }
}
