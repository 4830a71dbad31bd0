//! What Compose understands of a project's files -> the same stack as a throw-away one: its own name,
//! ports, volumes, networks, images and secrets, and a copy of the project's folder instead of that.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json, json};

/// What a throw-away stack is told.
pub struct Run<'a> {
    /// Its project name, which nothing else on the engine has.
    pub project: &'a str,
    /// The tag of the images that are built for it.
    pub tag: &'a str,
    /// The project's folder, as Compose writes it.
    pub folder: &'a str,
    /// The copy of it.
    pub copy: &'a str,
    /// Ports that are free already: those that variables of the files were given.
    pub given: &'a BTreeSet<u16>,
}

/// A throw-away stack.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Isolated {
    /// For `docker compose -f`.
    pub config: Json,
    /// The images that its build will tag.
    pub images: BTreeSet<String>,
    /// Files of secrets, in the copy, that must be made for it.
    pub secrets: BTreeSet<String>,
}

/// Makes a stack a throw-away one. `free` gives a port that nothing listens on.
pub fn isolate(config: &Json, run: &Run<'_>, free: &mut dyn FnMut() -> u16) -> Isolated {
    let mut stack = Isolated {
        config: config.clone(),
        ..Isolated::default()
    };
    let mut maker = Maker {
        run,
        free,
        published: BTreeMap::new(),
        built: BTreeSet::new(),
        images: BTreeSet::new(),
        secrets: BTreeSet::new(),
    };
    if let Some(config) = stack.config.as_object_mut() {
        config.insert("name".to_owned(), run.project.into());
        // Of several services with one image only one need build it.
        let built = members(config, "services").filter(|service| is_built(service));
        maker.built = built
            .filter_map(|service| service.get("image")?.as_str().map(str::to_owned))
            .collect();
        for service in members(config, "services") {
            maker.service(service);
        }
        for network in members(config, "networks") {
            // A subnet of its own would be the one that the running stack has.
            *network = alone(network, &["internal", "driver", "labels", "attachable"]);
        }
        for volume in members(config, "volumes") {
            // A driver's options may name a folder of this machine: that is somebody's data.
            *volume = alone(volume, &["labels"]);
        }
        for secret in members(config, "secrets") {
            maker.secret(secret);
        }
        for file in members(config, "configs") {
            maker.path(file, "file");
            file.remove("name");
        }
    }
    stack.images = maker.images;
    stack.secrets = maker.secrets;
    stack
}

/// The members of a part of the configuration; one that says nothing is an empty one.
fn members<'c>(
    config: &'c mut Map<String, Json>,
    part: &str,
) -> impl Iterator<Item = &'c mut Map<String, Json>> {
    let part = config.get_mut(part).and_then(Json::as_object_mut);
    part.into_iter().flat_map(|part| {
        part.values_mut().filter_map(|member| {
            if member.is_null() {
                *member = json!({});
            }
            member.as_object_mut()
        })
    })
}

fn is_built(service: &Map<String, Json>) -> bool {
    service.get("build").is_some_and(|build| !build.is_null())
}

/// Only these keys of a member, and a throw-away one has no name, nor is it another's.
fn alone(member: &Map<String, Json>, keys: &[&str]) -> Map<String, Json> {
    let kept = member
        .iter()
        .filter(|(key, _)| keys.contains(&key.as_str()));
    kept.map(|(key, value)| (key.clone(), value.clone()))
        .collect()
}

struct Maker<'a> {
    run: &'a Run<'a>,
    free: &'a mut dyn FnMut() -> u16,
    /// A port as the files have it, and its stand-in.
    published: BTreeMap<String, u16>,
    /// Images that the project builds, as its files call them.
    built: BTreeSet<String>,
    images: BTreeSet<String>,
    secrets: BTreeSet<String>,
}

impl Maker<'_> {
    fn service(&mut self, service: &mut Map<String, Json>) {
        // A name that the running stack has; what watch would do; a place for logs that cannot be read.
        for key in ["container_name", "develop", "logging"] {
            service.remove(key);
        }
        self.image(service);
        if is_built(service) {
            self.build(service);
        }
        for port in list(service, "ports") {
            self.port(port);
        }
        for mount in list(service, "volumes") {
            self.mount(mount);
        }
        let networks = service.get_mut("networks").and_then(Json::as_object_mut);
        for network in networks.into_iter().flat_map(|map| map.values_mut()) {
            if let Some(network) = network.as_object_mut() {
                network.remove("ipv4_address");
                network.remove("ipv6_address");
            }
        }
    }

    /// What is built has a tag of its own: the one of the project's own stack is not replaced.
    fn image(&mut self, service: &mut Map<String, Json>) {
        let image = service.get("image").and_then(Json::as_str);
        if let Some(image) = image.filter(|image| self.built.contains(*image)) {
            let image = image.split('@').next().unwrap_or(image);
            let name = match image.rsplit_once(':') {
                Some((name, tag)) if !tag.contains('/') => name,
                _ => image,
            };
            let image = format!("{name}:{}", self.run.tag);
            self.images.insert(image.clone());
            service.insert("image".to_owned(), image.into());
            // It is there when the stack starts, and no registry has it.
            service.insert("pull_policy".to_owned(), "never".into());
        }
    }

    fn build(&self, service: &mut Map<String, Json>) {
        let Some(build) = service.get_mut("build").and_then(Json::as_object_mut) else {
            return;
        };
        for key in ["tags", "cache_to"] {
            build.remove(key);
        }
        self.path(build, "context");
        let more = build
            .get_mut("additional_contexts")
            .and_then(Json::as_object_mut);
        for context in more.into_iter().flat_map(|map| map.values_mut()) {
            if let Some(path) = context.as_str() {
                *context = self.moved(path).into();
            }
        }
    }

    fn port(&mut self, port: &mut Map<String, Json>) {
        let Some(published) = port.get("published").and_then(Json::as_str) else {
            return;
        };
        let given = published
            .parse()
            .is_ok_and(|port| self.run.given.contains(&port));
        if !given {
            let free = &mut self.free;
            let port_of = self.published.entry(published.to_owned());
            let stand_in = *port_of.or_insert_with(free);
            port.insert("published".to_owned(), stand_in.to_string().into());
        }
    }

    /// What lies outside of the project is looked at, and not written to.
    fn mount(&self, mount: &mut Map<String, Json>) {
        if mount.get("type").and_then(Json::as_str) != Some("bind") {
            return;
        }
        if !self.path(mount, "source") {
            mount.insert("read_only".to_owned(), true.into());
        }
    }

    fn secret(&mut self, secret: &mut Map<String, Json>) {
        secret.remove("name");
        if self.path(secret, "file")
            && let Some(file) = secret.get("file").and_then(Json::as_str)
        {
            self.secrets.insert(file.to_owned());
        }
    }

    /// Moves a path into the copy; whether it was below the project.
    fn path(&self, map: &mut Map<String, Json>, key: &str) -> bool {
        let Some(path) = map.get(key).and_then(Json::as_str) else {
            return false;
        };
        let moved = self.moved(path);
        let is_moved = moved != path;
        map.insert(key.to_owned(), moved.into());
        is_moved
    }

    fn moved(&self, path: &str) -> String {
        match path.strip_prefix(self.run.folder) {
            Some(rest) if rest.is_empty() || rest.starts_with('/') => {
                format!("{}{rest}", self.run.copy)
            }
            _ => path.to_owned(),
        }
    }
}

fn list<'s>(
    service: &'s mut Map<String, Json>,
    key: &str,
) -> impl Iterator<Item = &'s mut Map<String, Json>> {
    let list = service.get_mut(key).and_then(Json::as_array_mut);
    list.into_iter().flatten().filter_map(Json::as_object_mut)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn isolated(config: &Json) -> Isolated {
        let run = Run {
            project: "shop-verify-1",
            tag: "verify-1",
            folder: "/home/me/shop",
            copy: "/tmp/run/project",
            given: &BTreeSet::from([20_001]),
        };
        let mut next = 30_000;
        isolate(config, &run, &mut || {
            next += 1;
            next
        })
    }

    #[test]
    fn nothing_is_left_of_the_projects_own() {
        let config = json!({
            "name": "shop",
            "services": { "web": {
                "container_name": "shop", "image": "registry:5000/shop-web:latest", "pull_policy": "build",
                "build": { "context": "/home/me/shop/web", "tags": ["shop:1"],
                    "additional_contexts": { "other": "/home/me/other", "lib": "/home/me/shop/lib" } },
                "ports": [{ "published": "20001", "target": 80 }, { "published": "8000", "target": 81 }, { "target": 82 }],
                "volumes": [{ "type": "bind", "source": "/home/me/shop", "target": "/app" },
                    { "type": "bind", "source": "/home/me/shopping", "target": "/data" },
                    { "type": "volume", "source": "db", "target": "/db" }],
                "networks": { "front": { "ipv4_address": "10.1.2.3", "aliases": ["www"] }, "back": null },
            }, "worker": { "image": "registry:5000/shop-web:latest", "pull_policy": "build" } },
            "networks": { "front": { "name": "shop_front", "ipam": { "config": [{ "subnet": "10.1.2.0/24" }] } },
                "back": { "external": true, "name": "company", "internal": true } },
            "volumes": { "db": { "name": "shop_db", "external": true, "driver_opts": { "device": "/data" } }, "more": null },
            "secrets": { "key": { "name": "shop_key", "file": "/home/me/shop/secrets/key" }, "far": { "file": "/etc/far" } },
        });
        let found = isolated(&config);
        let expected = json!({
            "name": "shop-verify-1",
            "services": { "web": {
                "image": "registry:5000/shop-web:verify-1", "pull_policy": "never",
                "build": { "context": "/tmp/run/project/web",
                    "additional_contexts": { "other": "/home/me/other", "lib": "/tmp/run/project/lib" } },
                "ports": [{ "published": "20001", "target": 80 }, { "published": "30001", "target": 81 }, { "target": 82 }],
                "volumes": [{ "type": "bind", "source": "/tmp/run/project", "target": "/app" },
                    { "type": "bind", "source": "/home/me/shopping", "target": "/data", "read_only": true },
                    { "type": "volume", "source": "db", "target": "/db" }],
                "networks": { "front": { "aliases": ["www"] }, "back": null },
            }, "worker": { "image": "registry:5000/shop-web:verify-1", "pull_policy": "never" } },
            "networks": { "front": {}, "back": { "internal": true } },
            "volumes": { "db": {}, "more": {} },
            "secrets": { "key": { "file": "/tmp/run/project/secrets/key" }, "far": { "file": "/etc/far" } },
        });
        assert_eq!(found.config, expected);
        assert_eq!(
            found.images,
            BTreeSet::from(["registry:5000/shop-web:verify-1".to_owned()])
        );
        assert_eq!(
            found.secrets,
            BTreeSet::from(["/tmp/run/project/secrets/key".to_owned()])
        );
    }

    #[test]
    fn an_image_that_is_only_used_stays() {
        let config = json!({ "name": "a", "services": { "db": { "image": "postgres:18", "pull_policy": "always" } } });
        let found = isolated(&config);
        assert_eq!(found.config["services"]["db"], config["services"]["db"]);
        assert!(found.images.is_empty());
    }
}
