//! Docker itself: whether it answers, is new enough, and has room.

use super::files::Project;
use super::needs::{Need, needs};
use super::version::at_least;
use super::{Finding, Host};
use crate::core::host::Trait;

/// The engine, Compose, Buildx and the disk.
pub(super) fn examine(host: &Host, project: Option<&Project<'_>>) -> Vec<Finding> {
    let Some(needs) = needs() else {
        return Vec::new();
    };
    let texts: Vec<&str> = project
        .into_iter()
        .flat_map(Project::compose_texts)
        .collect();
    let mut findings = Vec::new();
    match &host.engine {
        None => findings.push(Finding::bad(
            "engine",
            "there is no `docker` command",
            "install Docker Engine, or Docker Desktop: https://docs.docker.com/get-started/get-docker/",
        )),
        Some(Err(why)) => findings.push(Finding::bad("engine", why.clone(), silent(why))),
        Some(Ok(engine)) => {
            let is = |one: Trait, word: &str| {
                let word = host.traits.contains(&one).then(|| word.to_owned());
                word.unwrap_or_default()
            };
            let told = format!(
                "{}{} on {}{}{}",
                is(Trait::Podman, "Podman "),
                engine.version,
                engine.system,
                is(Trait::Rootless, ", rootless"),
                is(Trait::Labelled, ", with SELinux")
            );
            // Its versions are others; which of them is enough nobody tried.
            findings.push(if host.traits.contains(&Trait::Podman) {
                Finding::good("engine", told)
            } else {
                enough("engine", &engine.version, told, &needs.engine, &texts)
            });
            findings.extend(engine.free.map(|free| {
                let told = "where images and volumes lie";
                room("disk", free, needs.disk.engine, told)
            }));
        }
    }
    if host.engine.is_some() {
        for (name, version, need) in [
            ("compose", &host.compose, &needs.compose),
            ("buildx", &host.buildx, &needs.buildx),
        ] {
            findings.push(match version {
                Some(version) => enough(name, version, version.clone(), need, &texts),
                None => Finding::bad(
                    name,
                    format!("`docker {name}` is not there"),
                    format!("install the plugin docker-{name}-plugin: https://docs.docker.com/compose/install/linux/"),
                ),
            });
        }
    }
    findings.extend(host.free.map(|free| {
        let told = "where the project lies";
        room("disk", free, needs.disk.project, told)
    }));
    findings
}

/// What to do about an engine that does not answer.
fn silent(why: &str) -> String {
    if why.to_lowercase().contains("permission denied") {
        "join the group that may: `sudo usermod -aG docker $USER`, and log in anew".to_owned()
    } else {
        "start it (`sudo systemctl start docker`, or Docker Desktop); `docker context ls` shows which one is asked".to_owned()
    }
}

fn enough(name: &str, version: &str, told: String, need: &Need, texts: &[&str]) -> Finding {
    let (least, because) = need.of(texts);
    if at_least(version, least) {
        Finding::good(name, told)
    } else {
        Finding::bad(
            name,
            format!("{told}: the files need {least} for {because}"),
            format!("update to {least} or newer"),
        )
    }
}

#[expect(clippy::cast_precision_loss, reason = "told with one decimal place")]
fn room(name: &str, free: u64, wanted: f64, place: &str) -> Finding {
    let free = free as f64 / 1e9;
    let told = format!("{free:.1} GB are free {place}");
    if free >= wanted {
        Finding::good(name, told)
    } else {
        let mend = "`docker system df` shows what can go; `docker builder prune` takes only what can be built again";
        Finding::bad(name, format!("{told}: {wanted} GB are wanted"), mend)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Engine;
    use super::*;

    #[test]
    fn room_is_asked_for_where_images_and_where_files_lie() {
        let host = |engine: u64, project: u64| Host {
            engine: Some(Ok(Engine {
                version: "28.5.2".to_owned(),
                free: Some(engine),
                ..Engine::default()
            })),
            compose: Some("2.40.3".to_owned()),
            buildx: Some("0.29.1".to_owned()),
            free: Some(project),
            ..Host::default()
        };
        let wrong = |host: &Host| -> Vec<String> {
            let bad = examine(host, None).into_iter().map(|finding| finding.check);
            bad.filter(|check| !check.ok)
                .map(|check| check.detail)
                .collect()
        };
        assert!(wrong(&host(50_000_000_000, 1_000_000_000)).is_empty());
        let said = wrong(&host(1_000_000_000, 1_000_000));
        assert_eq!(said.len(), 2);
        assert!(said[0].starts_with("1.0 GB are free where images and volumes lie"));
        assert!(said[1].starts_with("0.0 GB are free where the project lies"));
    }
}
