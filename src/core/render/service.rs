//! A container as the map of its Compose service, keys in one order everywhere.

use serde_json::Value as Json;

use crate::core::emit::yaml::{Entry, Yaml};
use crate::core::plan::{Build, Container, Health, Mount, Variable, Watch};

/// The map of a Compose service.
pub(super) fn entries(container: &Container) -> Vec<Entry> {
    let mut map = Vec::new();
    let developed = container
        .build
        .as_ref()
        .is_some_and(|build| build.dockerfile.is_some());
    let development = container.build.as_ref().is_some_and(|build| build.ids);
    map.push(Entry::new("image", Yaml::text(&container.image)));
    if container.build.is_some() && container.hardened.is_none() {
        let why = "a plain `up` too: never from a registry, never older than what it is made of";
        map.push(Entry::new("pull_policy", Yaml::text("build")).beside(Some(why)));
    }
    if let Some(build) = container.build.as_ref().filter(|build| build.by.is_none()) {
        let others = &build.others;
        let why = format!("the image of {} too", listed(others));
        let why = (!others.is_empty()).then_some(why.as_str());
        map.push(Entry::new("build", self::build(build)).beside(why));
    }
    if container.own_ids {
        let why = "the engine's own, where .env says nothing";
        let mode = Yaml::text("${USERNS_MODE:-}");
        map.push(Entry::new("userns_mode", mode).beside(Some(why)));
    }
    if let Some((user, why)) = &container.user {
        map.push(Entry::new("user", Yaml::text(user)).beside(why.as_deref()));
    }
    if development {
        map.push(Entry::new("init", Yaml::truth(true)));
    }
    if let Some(command) = &container.command {
        let entry = Entry::new("command", Yaml::texts(command));
        map.push(match &container.command_why {
            Some(why) => entry.above(why),
            None => entry,
        });
    }
    hardening(container, developed, &mut map);
    some(&mut map, "environment", environment(container));
    some(&mut map, "secrets", Yaml::texts(&container.secrets));
    some(
        &mut map,
        "volumes",
        Yaml::Lines(
            container
                .mounts
                .iter()
                .map(|mount| self::mount(mount, container.labelled))
                .map(Entry::item)
                .collect(),
        ),
    );
    if !container.tmpfs.is_empty() {
        let folders = Yaml::texts(&container.tmpfs);
        map.push(Entry::new("tmpfs", folders).beside(container.tmpfs_why.as_deref()));
    }
    let ports = container
        .ports
        .iter()
        .map(|port| Entry::item(Yaml::Quoted(port.clone())));
    some(&mut map, "ports", Yaml::Lines(ports.collect()));
    some(
        &mut map,
        "networks",
        Yaml::texts(container.networks.iter().copied()),
    );
    some(&mut map, "depends_on", depends_on(container));
    for (key, (value, why)) in &container.more {
        map.push(Entry::new(key, yaml(value)).beside(why.as_deref()));
    }
    health(container, &mut map);
    let watch = container
        .watch
        .iter()
        .map(|entry| Entry::item(self::watch(entry)));
    let watch = Yaml::Lines(watch.collect());
    if !container.watch.is_empty() {
        let about = if container
            .watch
            .iter()
            .any(|entry| matches!(entry, Watch::Sync { .. }))
        {
            None
        } else {
            Some("source comes by the mount")
        };
        // Processes have the service's list.
        let name = format!("{}_watch", container.unit.replace('-', "_"));
        let watch = Yaml::Shared(name, Box::new(watch));
        map.push(Entry::new(
            "develop",
            Yaml::map([Entry::new("watch", watch).beside(about)]),
        ));
    }
    some(&mut map, "deploy", deploy(container));
    some(&mut map, "profiles", Yaml::texts(&container.profiles));
    map
}

fn some(map: &mut Vec<Entry>, key: &str, value: Yaml) {
    let empty = match &value {
        Yaml::List(entries) | Yaml::Lines(entries) | Yaml::Map(entries) | Yaml::Flow(entries) => {
            entries.is_empty()
        }
        _ => false,
    };
    if !empty {
        map.push(Entry::new(key, value));
    }
}

/// `a`, `a and b`, `a, b and c`.
fn listed(names: &[String]) -> String {
    match names {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        _ => names.concat(),
    }
}

fn build(build: &Build) -> Yaml {
    let mut map = vec![Entry::new("context", Yaml::text(build.context.as_str()))];
    if let Some(dockerfile) = &build.dockerfile {
        map.push(Entry::new("dockerfile", Yaml::text(dockerfile)));
    }
    if let Some(target) = &build.target {
        map.push(Entry::new("target", Yaml::text(target)));
    }
    let args = build.args.iter();
    let args = Yaml::map(args.map(|(name, value)| Entry::new(name, Yaml::text(value))));
    some(&mut map, "args", args);
    if build.ids {
        let ids = Yaml::map([
            Entry::new("UID", Yaml::text("${HOST_UID:-1000}")),
            Entry::new("GID", Yaml::text("${HOST_GID:-1000}")),
        ]);
        map.push(Entry::new(
            "args",
            Yaml::Shared("user".to_owned(), Box::new(ids)),
        ));
    }
    Yaml::Map(map)
}

/// What production takes away; the anchor `hardened` has it once.
fn hardening(container: &Container, developed: bool, map: &mut Vec<Entry>) {
    let Some(capabilities) = &container.hardened else {
        return;
    };
    let restart = if container.once {
        Yaml::Quoted("no".to_owned())
    } else {
        Yaml::text("unless-stopped")
    };
    map.push(Entry::new("restart", restart));
    map.push(Entry::new("read_only", Yaml::truth(true)));
    map.push(Entry::new("cap_drop", Yaml::texts(["ALL"])));
    if !capabilities.is_empty() && !developed {
        map.push(Entry::new("cap_add", Yaml::texts(capabilities)));
    }
    map.push(Entry::new(
        "security_opt",
        Yaml::List(vec![Entry::item(Yaml::Quoted(
            "no-new-privileges:true".to_owned(),
        ))]),
    ));
    let options = Yaml::flow([
        Entry::new("max-size", Yaml::text("10m")),
        Entry::new("max-file", Yaml::text("3")),
    ]);
    map.push(Entry::new(
        "logging",
        Yaml::map([
            Entry::new("driver", Yaml::text("local")),
            Entry::new("options", options),
        ]),
    ));
}

fn environment(container: &Container) -> Yaml {
    let entry = |(name, variable): (&String, &Variable)| {
        let value = match variable {
            Variable::Plain(text) => Yaml::text(text),
            Variable::Shared(anchor, text) => {
                Yaml::Shared(anchor.clone(), Box::new(Yaml::text(text)))
            }
        };
        Entry::new(name, value)
    };
    Yaml::map(container.environment.iter().map(entry))
}

fn mount(mount: &Mount, labelled: bool) -> Yaml {
    match mount {
        Mount::Bind {
            source,
            target,
            read_only,
        } => {
            let mut map = vec![
                Entry::new("type", Yaml::text("bind")),
                Entry::new("source", Yaml::text(source.as_str())),
                Entry::new("target", Yaml::text(target)),
            ];
            if *read_only {
                map.push(Entry::new("read_only", Yaml::truth(true)));
            }
            if labelled {
                // Of all containers, not of this one alone: several mount the same folder. Without the
                // other option Compose 2.40 takes the engine's newer way to mount, which knows no label.
                let label = Yaml::flow([
                    Entry::new("selinux", Yaml::text("z")),
                    Entry::new("create_host_path", Yaml::truth(true)),
                ]);
                let why = "Compose drops the label without the other";
                map.push(Entry::new("bind", label).beside(Some(why)));
            }
            Yaml::Map(map)
        }
        Mount::Volume { name, target, why } => Yaml::map([
            Entry::new("type", Yaml::text("volume")),
            Entry::new("source", Yaml::text(name)),
            Entry::new("target", Yaml::text(target)).beside(why.as_deref()),
        ]),
    }
}

fn depends_on(container: &Container) -> Yaml {
    Yaml::map(
        container
            .depends_on
            .iter()
            .map(|(name, (condition, required))| {
                let mut map = vec![Entry::new("condition", Yaml::text(*condition))];
                if !required {
                    map.push(
                        Entry::new("required", Yaml::truth(false))
                            .beside(Some("it starts with a profile only")),
                    );
                }
                Entry::new(name, Yaml::Map(map))
            }),
    )
}

fn health(container: &Container, map: &mut Vec<Entry>) {
    match &container.health {
        Health::Image => {}
        Health::Disabled => {
            map.push(Entry::new(
                "healthcheck",
                Yaml::flow([Entry::new("disable", Yaml::truth(true))]),
            ));
        }
        Health::Check {
            test,
            why,
            start_period,
            times: [interval, timeout, start_interval],
        } => {
            let test = Entry::new("test", Yaml::texts(test));
            let test = match why {
                Some(why) => test.above(why),
                None => test,
            };
            map.push(Entry::new(
                "healthcheck",
                Yaml::map([
                    test,
                    Entry::new("interval", Yaml::text(interval)),
                    Entry::new("timeout", Yaml::text(timeout)),
                    Entry::new("start_period", Yaml::text(start_period)),
                    Entry::new("start_interval", Yaml::text(start_interval)),
                ]),
            ));
        }
    }
}

fn watch(watch: &Watch) -> Yaml {
    match watch {
        Watch::Rebuild(path) => Yaml::flow([
            Entry::new("action", Yaml::text("rebuild")),
            Entry::new("path", Yaml::text(path)),
        ]),
        Watch::Sync {
            path,
            target,
            ignore,
        } => {
            let mut map = vec![
                Entry::new("action", Yaml::text("sync")),
                Entry::new("path", Yaml::text(path)),
                Entry::new("target", Yaml::text(target)),
            ];
            if !ignore.is_empty() {
                map.push(Entry::new("ignore", Yaml::texts(ignore)));
            }
            Yaml::Map(map)
        }
    }
}

fn deploy(container: &Container) -> Yaml {
    let mut map = Vec::new();
    if let Some(replicas) = container.replicas {
        map.push(Entry::new("replicas", Yaml::Raw(replicas.to_string())));
    }
    if !container.limits.is_empty() {
        let limits = container.limits.iter().map(|(name, value)| {
            let value = if name == "pids" {
                Yaml::Raw(value.clone())
            } else {
                Yaml::text(value)
            };
            Entry::new(name, value)
        });
        map.push(Entry::new(
            "resources",
            Yaml::map([Entry::new("limits", Yaml::flow(limits))]),
        ));
    }
    Yaml::Map(map)
}

/// A value of the catalog.
fn yaml(value: &Json) -> Yaml {
    match value {
        Json::String(text) => Yaml::text(text),
        Json::Array(items) => {
            Yaml::List(items.iter().map(|item| Entry::item(yaml(item))).collect())
        }
        Json::Object(map) => Yaml::map(map.iter().map(|(key, value)| Entry::new(key, yaml(value)))),
        Json::Null => Yaml::Null,
        other => Yaml::Raw(other.to_string()),
    }
}
