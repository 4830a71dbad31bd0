//! Answers of features that a machine gives: those whose question names one of its traits.

use super::{Trait, Traits, because};
use crate::core::catalog::{Catalog, Slot};
use crate::core::diagnostic::Problem;
use crate::core::reshape::set;
use crate::core::yaml::{self, Node};

/// A feature of which a machine gives answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Its key, such as `features.NAME`.
    pub key: String,
    /// Its questions that a machine answers, their traits, and whether this machine is such.
    pub said: Vec<(String, Trait, bool)>,
    /// It has no other question: where it is off, a machine turns it on.
    pub whole: bool,
}

impl Wanted {
    /// As an answer: `{selinux: true, userns: false}`.
    pub fn value(&self) -> String {
        let said = self.said.iter();
        let said: Vec<String> = said
            .map(|(name, _, holds)| format!("{name}: {holds}"))
            .collect();
        format!("{{{}}}", said.join(", "))
    }

    /// What is to be set where the answers are these, and why.
    fn sets(&self, root: &Node) -> Vec<(String, Trait)> {
        let at = |key: &str| key.split('.').try_fold(root, Node::get);
        let first = self.said.iter().find(|(.., holds)| *holds);
        match at(&self.key) {
            None if self.whole => first
                .map(|(_, one, _)| (format!("{}={}", self.key, self.value()), *one))
                .into_iter()
                .collect(),
            Some(said) if said.as_bool() != Some(false) && !said.is_null() => {
                // What was said of it in whole was said of all that only machines answer, too.
                let open = self.said.iter().filter(|(name, _, holds)| {
                    *holds && !self.whole && at(&format!("{}.{name}", self.key)).is_none()
                });
                open.map(|(name, one, _)| (format!("{}.{name}=true", self.key), *one))
                    .collect()
            }
            _ => Vec::new(),
        }
    }
}

/// The features of which a machine gives answers.
pub fn wanted(catalog: &Catalog, traits: &Traits) -> Vec<Wanted> {
    if traits.is_empty() {
        return Vec::new();
    }
    let features = catalog.list(Slot::Features).into_iter();
    let answers = features.filter_map(|line| {
        let item = catalog.item(Slot::Features, &line.id).ok()?;
        let detect = catalog.detection(Slot::Features, &line.id)?;
        let said: Vec<(String, Trait, bool)> = detect
            .host
            .iter()
            .map(|(name, one)| (name.clone(), *one, traits.contains(one)))
            .collect();
        let holds = said.iter().any(|(.., holds)| *holds);
        holds.then(|| Wanted {
            key: format!("features.{}", line.id),
            whole: said.len() == item.ask.len(),
            said,
        })
    });
    answers.collect()
}

/// Answers with those that a machine gives, where they say nothing of the feature; and what is told of it.
pub fn filled(catalog: &Catalog, text: &str, traits: &Traits) -> (String, Vec<Problem>) {
    let (mut filled, mut told) = (text.to_owned(), Vec::new());
    for wanted in wanted(catalog, traits) {
        // What cannot be read is told by whoever reads it.
        let Ok(root) = yaml::read("", &filled) else {
            break;
        };
        for (answer, one) in wanted.sets(&root) {
            let Ok(text) = set(&filled, &answer) else {
                continue;
            };
            filled = text;
            let message = format!("`{answer}` is taken: {}", because(one));
            told.push(Problem::note("host", message).key(&wanted.key));
        }
    }
    (filled, told)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "dockwright: 1\nname: a\nfeatures: {hot_reload: mount}\n";

    fn with(text: &str, traits: &[Trait]) -> (String, usize) {
        let catalog = Catalog::builtin();
        let (text, told) = filled(&catalog, text, &traits.iter().copied().collect());
        (text, told.len())
    }

    #[test]
    fn a_machine_answers_what_is_asked_of_it() {
        let (text, told) = with(TEXT, &[Trait::Labelled, Trait::Rootless]);
        let line = "features: {hot_reload: mount, hosts: {selinux: true, userns: false}}\n";
        assert!(text.ends_with(line), "{text}");
        assert_eq!(told, 1);
        let (text, _) = with(TEXT, &[Trait::Remapped, Trait::Labelled]);
        assert!(
            text.contains("hosts: {selinux: true, userns: true}"),
            "{text}"
        );
        // Twice is once.
        assert_eq!(with(&text, &[Trait::Labelled]), (text.clone(), 0));
    }

    #[test]
    fn what_somebody_said_stays_and_a_usual_machine_says_nothing() {
        let said = TEXT.replace("mount}", "mount, hosts: false}");
        assert_eq!(with(&said, &[Trait::Labelled]), (said.clone(), 0));
        let usual = [
            Trait::Rootless,
            Trait::Mapped,
            Trait::Unwatched,
            Trait::Podman,
        ];
        assert_eq!(with(TEXT, &usual), (TEXT.to_owned(), 0));
        assert_eq!(with("a: [", &[Trait::Labelled]), ("a: [".to_owned(), 0));
    }

    #[test]
    fn an_editor_that_is_used_gets_its_run_configurations_where_debuggers_are_on() {
        let on = "dockwright: 1\nfeatures: {debugger: true, devcontainer: true}\n";
        let (text, told) = with(on, &[Trait::Jetbrains]);
        let line = "features: {debugger: {jetbrains: true}, devcontainer: true}\n";
        assert!(text.ends_with(line), "{text}");
        assert_eq!(told, 1);
        let more = on.replace("true,", "{wait_for_client: [web]},");
        let (text, _) = with(&more, &[Trait::Jetbrains]);
        assert!(
            text.contains("debugger: {wait_for_client: [web], jetbrains: true}"),
            "{text}"
        );
        for said in ["false", "{jetbrains: false}"] {
            let off = on.replace("true,", &format!("{said},"));
            assert_eq!(with(&off, &[Trait::Jetbrains]), (off.clone(), 0));
        }
        let nothing = on.replace("debugger: true, ", "");
        assert_eq!(with(&nothing, &[Trait::Jetbrains]), (nothing.clone(), 0));
    }
}
