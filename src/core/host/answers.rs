//! Answers of features that a machine gives: those whose question names one of its traits.

use super::{Trait, Traits};
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
}

/// The features of which a machine gives answers.
pub fn wanted(catalog: &Catalog, traits: &Traits) -> Vec<Wanted> {
    if traits.is_empty() {
        return Vec::new();
    }
    let features = catalog.list(Slot::Features).into_iter();
    let answers = features.filter_map(|line| {
        let item = catalog.item(Slot::Features, &line.id).ok()?;
        let asked = item.ask.iter();
        let said: Vec<(String, Trait, bool)> = asked
            .filter_map(|(name, question)| {
                let one = question.host?;
                Some((name.clone(), one, traits.contains(&one)))
            })
            .collect();
        let key = format!("features.{}", line.id);
        let holds = said.iter().any(|(.., holds)| *holds);
        holds.then_some(Wanted { key, said })
    });
    answers.collect()
}

/// Answers with those that a machine gives, where they say nothing of the feature; and what is told of it.
pub fn filled(catalog: &Catalog, text: &str, traits: &Traits) -> (String, Vec<Problem>) {
    let (mut filled, mut told) = (text.to_owned(), Vec::new());
    for wanted in wanted(catalog, traits) {
        let (key, value) = (&wanted.key, wanted.value());
        // What cannot be read is told by whoever reads it.
        let Ok(root) = yaml::read("", &filled) else {
            break;
        };
        if key.split('.').try_fold(&*root, Node::get).is_some() {
            continue;
        }
        if let Ok(text) = set(&filled, &format!("{key}={value}")) {
            filled = text;
            let message = format!(
                "`{key}: {value}` is answered by this machine's engine; elsewhere it means nothing"
            );
            told.push(Problem::note("host", message).key(key));
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
}
