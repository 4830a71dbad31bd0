//! Whether `.env` and the answers have what this machine asks for, and `SELinux` lets containers at the files.

use super::files::Project;
use super::{Finding, Fix, Host};
use crate::core::dot_env;
use crate::core::host::{self, Trait};
use crate::core::path::RelPath;

pub(super) fn examine(host: &Host, project: &Project<'_>) -> Vec<Finding> {
    let mut findings = lines(host, project);
    findings.extend(answers(host, project));
    findings.extend(secrets(host));
    findings
}

/// Lines of `.env`.
fn lines(host: &Host, project: &Project<'_>) -> Vec<Finding> {
    let texts = project.compose_texts();
    let reads = |name: &str| texts.iter().any(|text| host::reads(text, name));
    let lines = host::lines(&host.traits, reads).into_iter();
    let missing = lines.filter(|line| dot_env::value(project.dot_env, line.variable).is_none());
    let told = missing.map(|line| {
        let better = match line.better {
            "" => String::new(),
            better => format!("; or better, {better}"),
        };
        let mend = format!(
            "write {}={} into .env (`--fix` does){better}",
            line.variable, line.value
        );
        let pair = (line.variable.to_owned(), line.value.to_owned());
        Finding::bad("host", line.because, mend).fixed_by(Fix::Env(vec![pair]))
    });
    told.collect()
}

/// Answers of features.
fn answers(host: &Host, project: &Project<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for wanted in project.wanted {
        for (name, one, holds) in &wanted.said {
            let key = format!("{}.{name}", wanted.key);
            let mut asked = project.stack.asked();
            let is_said = asked.any(|asked| asked.key == key && asked.value == true);
            if !holds || is_said || *one == Trait::Labelled && is_open(host, &RelPath::root()) {
                continue;
            }
            let clone = match one {
                Trait::Labelled => format!("; in this clone alone, `{}`", host::opens(".")),
                _ => String::new(),
            };
            let mend = format!(
                "`{}: {}` in dockwright.yaml, then `dockwright apply`: elsewhere it means nothing{clone}",
                wanted.key,
                wanted.value()
            );
            findings.push(Finding::bad("host", host::because(*one), mend));
        }
    }
    findings
}

/// Production's secrets, which Compose mounts as they are.
fn secrets(host: &Host) -> Option<Finding> {
    if !host.traits.contains(&Trait::Labelled) {
        return None;
    }
    let mut labels = host.labels.iter();
    let (path, label) = labels
        .find(|(path, label)| path.as_str().starts_with("secrets/") && !host::is_open(label))?;
    let told = format!("SELinux keeps containers from {path}: its type is {label}");
    let mend = format!("`{}`", host::opens("secrets"));
    Some(Finding::bad("host", told, mend))
}

fn is_open(host: &Host, path: &RelPath) -> bool {
    host.labels
        .get(path)
        .is_some_and(|label| host::is_open(label))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::core::answers;
    use crate::core::catalog::Catalog;
    use crate::core::generate::generate;
    use crate::core::host::{Traits, wanted};
    use crate::core::render::Options;
    use crate::core::template::Templates;
    use crate::core::yaml;

    /// What is wrong with a Vite project with these features, on such a machine.
    fn wrong(
        features: &str,
        traits: &[Trait],
        labels: &[(&str, &str)],
        dot_env: &str,
    ) -> Vec<Finding> {
        let catalog = std::sync::Arc::new(Catalog::builtin());
        let templates = Templates::new(&catalog);
        let text = format!(
            "dockwright: 1\nname: a\nservices:\n  web: {{kind: vite, path: .}}\nfeatures: {{{features}}}\n"
        );
        let node = yaml::parse("", text.as_bytes()).unwrap();
        let (answers, _) = answers::read("", &node);
        let made = generate(&catalog, &templates, &answers, None, |_| Options::default());
        let traits: Traits = traits.iter().copied().collect();
        let path = |path: &str| RelPath::new(path).unwrap_or_else(|_| RelPath::root());
        let host = Host {
            labels: labels
                .iter()
                .map(|(name, label)| (path(name), (*label).to_owned()))
                .collect(),
            traits: traits.clone(),
            ..Host::default()
        };
        let changes = crate::core::change::diff(
            &made.files,
            &crate::core::change::Snapshot::default(),
            &crate::core::change::Options::default(),
        );
        let project = Project {
            name: "a",
            stack: &made.stack,
            plan: &made.plan.unwrap(),
            changes: &changes,
            problems: &[],
            dot_env,
            wanted: &wanted(&catalog, &traits),
            modes: &BTreeMap::new(),
        };
        examine(&host, &project)
    }

    fn told(findings: &[Finding]) -> Vec<&str> {
        let details = findings.iter();
        details
            .map(|finding| finding.check.detail.as_str())
            .collect()
    }

    #[test]
    fn where_edits_go_unseen_the_disk_is_to_be_asked() {
        let unseen = |dot_env: &str| wrong("hot_reload: mount", &[Trait::Unwatched], &[], dot_env);
        assert_eq!(wrong("hot_reload: mount", &[], &[], ""), []);
        assert_eq!(unseen("POLLING=1\n"), []);
        let line = ("POLLING".to_owned(), "1".to_owned());
        let found = unseen("# POLLING=1\n");
        assert_eq!(found[0].fix, Some(Fix::Env(vec![line])));
        assert!(
            found[0].check.mend.contains("or better, clone it"),
            "{found:?}"
        );
    }

    #[test]
    fn an_engine_that_remaps_ids_wants_the_answer_and_then_its_line() {
        let found = wrong("", &[Trait::Remapped], &[], "");
        assert!(told(&found)[0].contains("userns-remap"), "{found:?}");
        assert!(
            found[0]
                .check
                .mend
                .contains("features.hosts: {selinux: false, userns: true}")
        );
        assert_eq!(found[0].fix, None);
        let on = |dot_env: &str| wrong("hosts: {selinux: false}", &[Trait::Remapped], &[], dot_env);
        let line = ("USERNS_MODE".to_owned(), "host".to_owned());
        assert_eq!(on("")[0].fix, Some(Fix::Env(vec![line])));
        assert_eq!(on("USERNS_MODE=host\n"), []);
    }

    #[test]
    fn selinux_wants_its_label_on_the_folder_and_on_secrets() {
        let off = wrong("", &[Trait::Labelled], &[("", "user_home_t")], "");
        assert!(told(&off)[0].starts_with("SELinux keeps"), "{off:?}");
        assert!(off[0].check.mend.contains("chcon -R -t container_file_t ."));
        assert_eq!(
            wrong("", &[Trait::Labelled], &[("", "container_file_t")], ""),
            []
        );
        assert_eq!(
            wrong(
                "hosts: true",
                &[Trait::Labelled],
                &[("", "user_home_t")],
                ""
            ),
            []
        );
        let secret = [
            ("", "container_file_t"),
            ("secrets/db_password", "user_home_t"),
        ];
        let found = wrong("", &[Trait::Labelled], &secret, "");
        assert_eq!(
            told(&found),
            ["SELinux keeps containers from secrets/db_password: its type is user_home_t"]
        );
        // Without it nobody minds.
        assert_eq!(wrong("", &[], &secret, ""), []);
    }
}
