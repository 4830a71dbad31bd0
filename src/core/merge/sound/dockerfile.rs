//! Dockerfiles: instructions that are known, stages with names of their own, nothing left open.
//! <https://docs.docker.com/reference/dockerfile/>

use foldhash::HashSet;

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

/// Of which a stage has one: of two the last would win, and nobody be told.
const ONCE: [&str; 3] = ["CMD", "ENTRYPOINT", "HEALTHCHECK"];

/// The first line of an instruction.
struct Instruction<'a> {
    line: usize,
    name: String,
    words: Vec<&'a str>,
}

impl<'a> Instruction<'a> {
    /// The name of the stage that it begins.
    fn stage(&self) -> Option<String> {
        match self.words.as_slice() {
            [.., of, name] if self.name == "FROM" && of.eq_ignore_ascii_case("as") => {
                Some(name.to_ascii_lowercase())
            }
            _ => None,
        }
    }

    /// The stage or the image that it takes from.
    fn source(&self) -> Option<&'a str> {
        let mut words = self.words.iter().skip(1);
        if self.name == "FROM" {
            return words.find(|word| !word.starts_with("--")).copied();
        }
        let mut flags = words.filter_map(|word| {
            let bind = word.strip_prefix("--mount=").and_then(|mount| {
                let mut parts = mount.split(',');
                parts.find_map(|part| part.strip_prefix("from="))
            });
            word.strip_prefix("--from=").or(bind)
        });
        flags.next()
    }
}

/// The instructions, and whether the last is closed.
fn instructions(text: &str) -> (Vec<Instruction<'_>>, bool) {
    let mut state = State::default();
    let mut all = Vec::new();
    for (number, text) in text.split_inclusive('\n').enumerate() {
        let begins = state.is_closed();
        line(Language::Dockerfile, &mut state, text);
        let words: Vec<&str> = text.split_whitespace().collect();
        if let Some(first) = words.first()
            && begins
            && !first.starts_with('#')
        {
            all.push(Instruction {
                line: number + 1,
                name: first.to_ascii_uppercase(),
                words,
            });
        }
    }
    (all, state.is_closed())
}

/// What is wrong with it, in words.
pub(in super::super) fn problem(text: &str) -> Option<String> {
    let (instructions, closed) = instructions(text);
    let mut stages = HashSet::default();
    let mut once = HashSet::default();
    let mut has_from = false;
    for instruction in &instructions {
        let Instruction { line, name, words } = instruction;
        let at = |said: String| Some(format!("line {line}: {said}"));
        if !INSTRUCTIONS.contains(&name.as_str()) {
            return at(format!("`{}` is no instruction", words[0]));
        }
        if name == "FROM" {
            has_from = true;
            once.clear();
        }
        if !has_from && name != "ARG" {
            return at(format!("{name} stands before the first FROM"));
        }
        if ONCE.contains(&name.as_str()) && !once.insert(name) {
            return at(format!("{name} stands twice in a stage"));
        }
        if let Some(stage) = instruction.stage()
            && !stages.insert(stage.clone())
        {
            return at(format!("the stage `{stage}` stands twice"));
        }
    }
    (!closed).then(|| "its last instruction is not closed".to_owned())
}

/// What is taken from a stage that one of the texts has, and this one has not, in words; none where
/// one of them is so itself.
pub(in super::super) fn orphan(texts: [&str; 3], text: &str) -> Option<String> {
    let stages = |text: &str| -> HashSet<String> {
        let (all, _) = instructions(text);
        all.iter().filter_map(Instruction::stage).collect()
    };
    let known: HashSet<String> = texts.into_iter().flat_map(stages).collect();
    let (line, source) = missing(&known, text)?;
    let was_sound = texts.iter().all(|text| missing(&known, text).is_none());
    was_sound.then(|| format!("line {line}: there is no stage `{source}` above"))
}

/// The first line that takes from one of these stages where there is none above.
fn missing(stages: &HashSet<String>, text: &str) -> Option<(usize, String)> {
    let mut above = HashSet::default();
    for instruction in instructions(text).0 {
        if let Some(source) = instruction.source()
            && let source = source.to_ascii_lowercase()
            && stages.contains(&source)
            && !above.contains(&source)
        {
            return Some((instruction.line, source));
        }
        above.extend(instruction.stage());
    }
    None
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
            "FROM a\nCMD [\"a\"]\nCMD [\"b\"]\n",
            "FROM a\nRUN a \\\n",
            "FROM a\nRUN <<END\nx\n",
            "FROM a\n<<<<<<< yours\nRUN b\n",
        ] {
            assert!(problem(bad).is_some(), "{bad}");
        }
    }
    #[test]
    fn a_stage_that_is_gone_is_missed() {
        let old = "FROM a AS x\nFROM b\nCOPY --from=x . .\n";
        let new = "FROM a AS y\nFROM b\nRUN --mount=type=bind,from=y,target=/y true\n";
        let texts = [old, old, new];
        assert_eq!(orphan(texts, old), None);
        assert_eq!(orphan(texts, new), None);
        let both = "FROM a AS y\nFROM b\nCOPY --from=x . .\n";
        assert_eq!(
            orphan(texts, both).unwrap(),
            "line 3: there is no stage `x` above"
        );
        // An image, for all that is known.
        assert_eq!(orphan(texts, "FROM z\nCOPY --from=w . .\n"), None);
    }
}
