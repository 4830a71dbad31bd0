//! The project's files on this machine: ids, permissions, line ends, secrets, volumes, names.

use std::collections::BTreeMap;

use super::images::bases;
use super::{Finding, Fix, Host};
use crate::core::change::{Action, ChangeSet, Content};
use crate::core::diagnostic::Problem;
use crate::core::dot_env;
use crate::core::host::{self, Traits, Wanted};
use crate::core::path::RelPath;
use crate::core::plan::Plan;
use crate::core::resolve::Stack;
use crate::core::verify::before::is_crlf;

/// A project as it lies on the disk.
pub struct Project<'p> {
    /// Its name, as Compose knows it.
    pub name: &'p str,
    /// What its answers mean.
    pub stack: &'p Stack,
    /// What they come to.
    pub plan: &'p Plan,
    /// What `apply` would do.
    pub changes: &'p ChangeSet,
    /// What is wrong with its answers, and what the engine's volumes say.
    pub problems: &'p [Problem],
    /// The text of `.env`.
    pub dot_env: &'p str,
    /// The features of which this machine gives answers.
    pub wanted: &'p [Wanted],
    /// Permission bits of secrets and of their folder, where they are there.
    pub modes: &'p BTreeMap<RelPath, u32>,
}

impl Project<'_> {
    /// The compose files, as they are; as they will be, where they are not there.
    pub(super) fn compose_texts(&self) -> Vec<&str> {
        const NAMES: [&str; 3] = ["compose.yaml", "compose.override.yaml", "compose.prod.yaml"];
        let named = |path: &RelPath| NAMES.contains(&path.as_str());
        let texts = self.texts().filter(|(path, _)| named(path));
        texts.map(|(_, text)| text).collect()
    }

    /// A file's text as it lies there; as it will be, where it is not there.
    pub(super) fn text(&self, path: &str) -> Option<&str> {
        let mut texts = self.texts();
        Some(texts.find(|(own, _)| own.as_str() == path)?.1)
    }

    fn texts(&self) -> impl Iterator<Item = (&RelPath, &str)> {
        self.changes.changes.iter().filter_map(|change| {
            let content = change.old.as_ref().or(change.new.as_ref())?;
            Some((&change.path, content.text()?))
        })
    }

    /// Every image that is used or built upon, and the file that names it.
    pub(super) fn images(&self) -> BTreeMap<String, String> {
        let mut found = BTreeMap::new();
        for (path, text) in self.texts() {
            let name = path.as_str();
            if name.ends_with("/Dockerfile") {
                found.extend(
                    bases(text)
                        .into_iter()
                        .map(|image| (image, name.to_owned())),
                );
            }
        }
        for text in self.compose_texts() {
            for line in text.lines() {
                let image = line.trim().strip_prefix("image: ");
                let image = image.and_then(|rest| rest.split_whitespace().next());
                let image = image.map(|image| image.trim_matches(['"', '\'']));
                let used = image.filter(|image| {
                    !image.contains('$') && !image.starts_with(&format!("{}-", self.name))
                });
                found.extend(used.map(|image| (image.to_owned(), "the compose files".to_owned())));
            }
        }
        found
    }
}

pub(super) fn examine(host: &Host, project: &Project<'_>) -> Vec<Finding> {
    let mut findings = vec![written(project)];
    findings.extend(ids(host, project));
    findings.extend(permissions(host, project));
    findings.push(line_ends(project));
    findings.extend(secrets(project));
    findings.push(volumes(project));
    findings.push(names(host, project));
    findings
}

/// Whether the files are what the answers say.
fn written(project: &Project<'_>) -> Finding {
    let count = |wanted: Action| {
        let changes = project.changes.changes.iter();
        changes
            .filter(|change| change.action == wanted && !change.is_local())
            .count()
    };
    let conflicts = count(Action::Conflict);
    if conflicts > 0 {
        return Finding::bad(
            "files",
            format!("{conflicts} in conflict with what dockwright.yaml says"),
            "`dockwright` shows both sides; or `dockwright apply --on-conflict ours`, `theirs` or `markers`",
        );
    }
    if project.changes.differs() {
        let all = [
            Action::Create,
            Action::Update,
            Action::Merge,
            Action::Remove,
        ];
        let all: usize = all.into_iter().map(count).sum();
        let verb = if all == 1 { "file is" } else { "files are" };
        return Finding::bad(
            "files",
            format!("{all} {verb} not as dockwright.yaml says"),
            "`dockwright diff` shows it, `dockwright apply` writes it",
        );
    }
    Finding::good("files", "as dockwright.yaml says")
}

/// What containers write is to be the developer's.
fn ids(host: &Host, project: &Project<'_>) -> Option<Finding> {
    let (user, group) = host.ids?;
    host.engine.as_ref()?.as_ref().ok()?;
    let builds = |container: &crate::core::plan::Container| {
        container.build.as_ref().is_some_and(|build| build.ids)
    };
    let containers = &project.plan.containers.development;
    if !containers.iter().any(|container| builds(container)) {
        return None;
    }
    // As without an engine that is anything.
    let none = Traits::new();
    let keeps = host::keeps_ids(|name| dot_env::value(project.dot_env, name));
    let traits = if keeps { &none } else { &host.traits };
    let Some((wanted, why)) = host::ids((user, group), traits) else {
        return Some(Finding::good("ids", "the engine's machine maps them"));
    };
    let said = |name: &str| {
        let said = dot_env::value(project.dot_env, name);
        said.map_or(Some(1000), |said| said.parse().ok())
    };
    let now = (said("HOST_UID"), said("HOST_GID"));
    if now == (Some(wanted.0), Some(wanted.1)) {
        return Some(Finding::good("ids", format!("{}:{}", wanted.0, wanted.1)));
    }
    let lines = vec![
        ("HOST_UID".to_owned(), wanted.0.to_string()),
        ("HOST_GID".to_owned(), wanted.1.to_string()),
    ];
    let told = |id: Option<u32>| id.map_or_else(|| "no number".to_owned(), |id| id.to_string());
    Some(
        Finding::bad(
            "ids",
            format!(
                "images are built for {}:{} and not for {}:{}: {why}",
                told(now.0),
                told(now.1),
                wanted.0,
                wanted.1
            ),
            format!(
                "write HOST_UID={} and HOST_GID={} into .env (`--fix` does), then `docker compose build`",
                wanted.0, wanted.1
            ),
        )
        .fixed_by(Fix::Env(lines)),
    )
}

/// Who may read what.
fn permissions(host: &Host, project: &Project<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !host.is_writable {
        findings.push(Finding::bad(
            "permissions",
            "the project's folder cannot be written",
            "`ls -ld .` says whose it is; files that a container made as root go back by `sudo chown -R $(id -u):$(id -g) .`",
        ));
    }
    for (path, mode) in project.modes {
        let name = path.as_str();
        let (wanted, why) = if name == "secrets" {
            // Nothing for the group and the others.
            if mode.trailing_zeros() >= 6 {
                continue;
            }
            (0o700, "others on this machine can read the secrets in it")
        } else if name.starts_with("secrets/") {
            if mode & 0o444 == 0o444 {
                continue;
            }
            (
                0o444,
                "the user of a container cannot read it: a secret is mounted as it is",
            )
        } else {
            continue;
        };
        findings.push(
            Finding::bad(
                "permissions",
                format!("{name} is {mode:04o}: {why}"),
                format!("`chmod {wanted:04o} {name}` (`--fix` does)"),
            )
            .fixed_by(Fix::Mode(path.clone(), wanted)),
        );
    }
    if findings.is_empty() {
        findings.push(Finding::good("permissions", "as they should be"));
    }
    findings
}

/// Scripts with the line ends of Windows end as `exec /usr/local/bin/entrypoint.sh: no such file or directory`.
fn line_ends(project: &Project<'_>) -> Finding {
    let is_bad = |content: &Content| content.text().is_some_and(is_crlf);
    let changes = project.changes.changes.iter();
    let bad: Vec<RelPath> = changes
        .filter(|change| change.old.as_ref().is_some_and(is_bad))
        .map(|change| change.path.clone())
        .collect();
    match bad.as_slice() {
        [] => Finding::good("line-ends", "those of Linux"),
        [first, rest @ ..] => {
            let more = match rest.len() {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            Finding::bad(
                "line-ends",
                format!("{first}{more} has the line ends of Windows: a container cannot start it"),
                "`--fix` writes those of Linux; .gitattributes keeps them: `git add --renormalize .`",
            )
            .fixed_by(Fix::LineEnds(bad.clone()))
        }
    }
}

/// Production's secrets.
fn secrets(project: &Project<'_>) -> Vec<Finding> {
    let changes = project.changes;
    let mut findings: Vec<Finding> = changes
        .supplied
        .iter()
        .map(|path| {
            Finding::bad(
                "secrets",
                format!("{path} is not there: production does not start without"),
                format!("write it into {path}; it is yours to supply"),
            )
        })
        .collect();
    for (path, _) in &changes.secrets {
        findings.push(Finding::bad(
            "secrets",
            format!("{path} is not there: production does not start without"),
            "`dockwright apply` makes one; a database that is in use has its own already: bring that",
        ));
    }
    if findings.is_empty() && !project.plan.secrets.is_empty() {
        let count = project.plan.secrets.len();
        findings.push(Finding::good("secrets", format!("all {count} are there")));
    }
    findings
}

/// Volumes that remember another password.
fn volumes(project: &Project<'_>) -> Finding {
    let mut stale = project
        .problems
        .iter()
        .filter(|problem| problem.code == "stale-volume");
    match stale.next() {
        None => Finding::good("volumes", "none remembers another password"),
        Some(problem) => Finding::bad("volumes", problem.message.clone(), problem.mend.clone()),
    }
}

/// Another folder whose project has this name: their containers and data would be one.
fn names(host: &Host, project: &Project<'_>) -> Finding {
    let name = dot_env::value(project.dot_env, "COMPOSE_PROJECT_NAME").unwrap_or(project.name);
    let folders = host.projects.get(name).into_iter().flatten();
    match folders.into_iter().find(|folder| **folder != host.folder) {
        None => Finding::good("project", format!("{name}, nobody else's")),
        Some(other) => Finding::bad(
            "project",
            format!(
                "{other} has a project `{name}` too: the two would take each other's containers and data"
            ),
            "give this one another name: `COMPOSE_PROJECT_NAME=OTHER` in .env, or `name:` in dockwright.yaml",
        ),
    }
}
