//! The preset `openenergy`: what is seen in its files alone, before anything starts.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::compose::Stack;
use crate::support::project::Project;
use crate::support::steps::Steps;

/// What is seen in the files alone.
pub fn files_alone(steps: &mut Steps, stack: &Stack, project: &Project) {
    let both = [stack.config(), stack.production_files()];
    steps.check(
        "theming, docs and the apps of Django are no services",
        || {
            let expected = [
                "adminer",
                "assets",
                "db",
                "lookup",
                "mail",
                "ontop",
                "triples",
                "web",
                "web-setup",
            ];
            assert_eq!(names(&both[0]), BTreeSet::from(expected));
            let expected = ["db", "edge", "triples", "web", "web-setup"];
            assert_eq!(names(&both[1]), BTreeSet::from(expected));
        },
    );
    steps.check("ids of the developer have a default", || {
        let bare = ["--env-file", "/dev/null", "config", "--format", "json"];
        let bare: Value = serde_json::from_str(&stack.run(&bare).ok().stdout).unwrap();
        for name in ["web", "assets"] {
            let ids = &bare["services"][name]["build"]["args"];
            assert_eq!(
                (&ids["UID"], &ids["GID"]),
                (&"1000".into(), &"1000".into()),
                "{name}"
            );
        }
    });
    steps.check(
        "every port is on loopback and can be shifted; no two want the same",
        || {
            ports(project, &both[0]);
        },
    );
    steps.check(
        "images are pinned; only one maker gives a single, moving tag",
        || {
            pinned(project, &both);
        },
    );
    steps.check("nobody waits by sleeping, nor for less than health", || {
        waits(project, &both[0]);
    });
    steps.check(
        "the project has a name of its own, and every volume a use",
        || {
            assert!(
                project
                    .read("compose.yaml")
                    .lines()
                    .any(|line| line.starts_with("name: oe-"))
            );
            assert_eq!(volumes(&both[0]), keys(&both[0]["volumes"]));
            assert!(
                volumes(&both[0])
                    .is_superset(&BTreeSet::from(["assets_node_modules", "web_media"]))
            );
        },
    );
    steps.check("no password of production is in git", || {
        let tracked = project.git(&["ls-files"]);
        let secret = |path: &str| path == ".env" || path.starts_with("secrets/");
        assert!(!tracked.lines().any(secret), "{tracked}");
        let text = project.read("compose.prod.yaml");
        assert!(
            !text.contains("development-only") && !text.contains("PASSWORD:"),
            "{text}"
        );
    });
}

fn keys(map: &Value) -> BTreeSet<&str> {
    map.as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

fn names(config: &Value) -> BTreeSet<&str> {
    keys(&config["services"])
}

/// The named volumes that some service mounts.
fn volumes(config: &Value) -> BTreeSet<&str> {
    let services = config["services"].as_object().unwrap().values();
    let mounts = services.flat_map(|service| service["volumes"].as_array().into_iter().flatten());
    let named = mounts.filter(|mount| mount["type"] == "volume");
    named.filter_map(|mount| mount["source"].as_str()).collect()
}

fn ports(project: &Project, development: &Value) {
    for (name, service) in development["services"].as_object().unwrap() {
        for port in service["ports"].as_array().into_iter().flatten() {
            assert_eq!(port["host_ip"], "127.0.0.1", "{name}");
        }
    }
    // Lines such as - "127.0.0.1:${WEB_PORT:-8000}:8000": each has a default of its own.
    let defaults = |file: &str| -> Vec<String> {
        let text = project.read(file);
        let lines = text
            .lines()
            .filter(|line| line.trim().starts_with("- \"") && line.contains("127.0.0.1"));
        let default = |line: &str| {
            let (_, port) = line
                .rsplit_once("_PORT:-")
                .unwrap_or_else(|| panic!("{file}: {line}"));
            port.split('}').next().unwrap().to_owned()
        };
        lines.map(default).collect()
    };
    let (mut all, production) = (
        defaults("compose.override.yaml"),
        defaults("compose.prod.yaml"),
    );
    assert_eq!(
        (all.len(), production.len()),
        (9, 1),
        "{all:?} {production:?}"
    );
    all.extend(production);
    let different: BTreeSet<&String> = all.iter().collect();
    assert_eq!(different.len(), all.len(), "{all:?}");
}

fn pinned(project: &Project, configs: &[Value]) {
    let services = || {
        configs
            .iter()
            .flat_map(|one| one["services"].as_object().unwrap().values())
    };
    // What one of them builds others may run.
    let built: BTreeSet<&str> = services()
        .filter(|service| service["build"].is_object())
        .filter_map(|service| service["image"].as_str())
        .collect();
    for service in services() {
        let image = service["image"].as_str().unwrap();
        let tag = image.rsplit_once(':').map_or("", |(_, tag)| tag);
        let excused = built.contains(image) || image == "dbpedia/lookup:dev";
        assert!(
            excused || tag.contains(|c: char| c.is_ascii_digit()),
            "{image}"
        );
    }
    let paths = project.files();
    let ours: Vec<&String> = paths
        .iter()
        .filter(|path| path.starts_with("docker/") && path.ends_with("/Dockerfile"))
        .collect();
    assert!(!ours.is_empty(), "{paths:?}");
    for path in ours {
        let text = project.read(path);
        for from in text
            .lines()
            .filter(|line| line.starts_with("FROM ") && line.contains(':'))
        {
            let tag = from.split(':').nth(1).unwrap();
            assert!(
                tag.contains(|c: char| c.is_ascii_digit()) || tag.contains("trixie"),
                "{path}: {from}"
            );
        }
    }
}

fn waits(project: &Project, development: &Value) {
    for name in [
        "entrypoint.sh",
        "start.development.sh",
        "setup.development.sh",
    ] {
        let text = project.read(&format!("docker/web/{name}"));
        assert!(
            !text.contains("sleep") && !text.contains("chown"),
            "{name}: {text}"
        );
    }
    for file in ["compose.yaml", "compose.override.yaml", "compose.prod.yaml"] {
        let text = project.read(file);
        assert!(
            !text.contains("service_started") && !text.contains("container_name"),
            "{file}"
        );
    }
    let services = &development["services"];
    assert_eq!(
        keys(&services["web-setup"]["depends_on"]),
        BTreeSet::from(["db", "triples"])
    );
    assert!(!keys(&services["web"]["depends_on"]).contains("assets"));
    assert!(services["assets"]["depends_on"].is_null());
}
