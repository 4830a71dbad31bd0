//! The three Compose files.

use super::anchors::{Anchor, Block, hardened, shared};
use super::env::passwords;
use super::{PLAIN, layers, put_at, service};
use crate::core::answers::Context;
use crate::core::catalog::Slot;
use crate::core::emit::yaml::{Entry, Writer, Yaml};
use crate::core::fileset::{File, FileSet, Fragment, Policy};
use crate::core::plan::{Container, Mount, Plan};
use crate::core::resolve::Stack;

/// The three, in the order in which Compose reads them.
pub(super) const FILES: [&str; 3] = ["compose.yaml", "compose.override.yaml", "compose.prod.yaml"];

/// One file while it is made.
struct Compose {
    head: Vec<Entry>,
    blocks: Vec<Block>,
    tail: Vec<Entry>,
}

/// Writes the three files.
pub(super) fn files(stack: &Stack, plan: &Plan, set: &mut FileSet) {
    let mut base = Compose {
        head: vec![name(&stack.project)],
        blocks: Vec::new(),
        tail: Vec::new(),
    };
    let mut development = Compose {
        head: Vec::new(),
        blocks: Vec::new(),
        tail: Vec::new(),
    };
    let production_name = name(&format!("{}-production", stack.project)).beside(Some(
        "its own containers and data, also on a developer's machine",
    ));
    let mut production = Compose {
        head: vec![production_name],
        blocks: Vec::new(),
        tail: Vec::new(),
    };
    for name in names(stack, plan) {
        let find =
            |containers: &[Container]| containers.iter().find(|one| one.name == name).cloned();
        let (dev, prod) = (
            find(&plan.containers.development),
            find(&plan.containers.production),
        );
        let block = |of: &Container, keys: Vec<Entry>, note: &[String]| Block {
            name: of.name.clone(),
            unit: of.unit.clone(),
            note: note.to_vec(),
            keys,
        };
        match (dev, prod) {
            (Some(dev), Some(prod)) => {
                let layers = layers::split(service::entries(&dev), service::entries(&prod));
                // What is true of both is said where both are, if that is anywhere.
                let both = |line: &&String| dev.note.contains(line) && prod.note.contains(line);
                let common: Vec<String> = dev.note.iter().filter(both).cloned().collect();
                let based = !layers.base.is_empty();
                let own = |note: &[String]| -> Vec<String> {
                    let lines = note.iter().filter(|line| !based || !common.contains(line));
                    lines.cloned().collect()
                };
                if based {
                    base.blocks.push(block(&dev, layers.base, &common));
                }
                if !layers.development.is_empty() {
                    let note = own(&dev.note);
                    development
                        .blocks
                        .push(block(&dev, layers.development, &note));
                }
                if !layers.production.is_empty() {
                    let note = own(&prod.note);
                    production
                        .blocks
                        .push(block(&prod, layers.production, &note));
                }
            }
            (Some(dev), None) => {
                development
                    .blocks
                    .push(block(&dev, service::entries(&dev), &dev.note));
            }
            (None, Some(prod)) => {
                production
                    .blocks
                    .push(block(&prod, service::entries(&prod), &prod.note));
            }
            (None, None) => {}
        }
    }
    tails(stack, plan, [&mut base, &mut development, &mut production]);
    for (path, about, file) in [
        (FILES[0], heading(stack), base),
        (FILES[1], about_development(plan), development),
        (
            FILES[2],
            "Production, on top of compose.yaml and without compose.override.yaml.".to_owned(),
            production,
        ),
    ] {
        put_at(set, path, write(stack, &about, file));
    }
}

/// What Compose makes of one context's files, as one: to be looked at, never written.
pub fn effective(stack: &Stack, plan: &Plan, context: Context) -> File {
    let project = match context {
        Context::Development => stack.project.clone(),
        Context::Production => format!("{}-production", stack.project),
    };
    let containers = plan.containers.of(context);
    let blocks = names(stack, plan).into_iter().filter_map(|name| {
        let container = containers.iter().find(|one| one.name == name)?;
        Some(Block {
            name,
            unit: container.unit.clone(),
            note: Vec::new(),
            keys: service::entries(container),
        })
    });
    let mut whole = Compose {
        head: vec![name(&project)],
        blocks: blocks.collect(),
        tail: Vec::new(),
    };
    // The tails of the files add up: the same key stands once here.
    let [mut base, mut development, mut production] = [(); 3].map(|()| Compose {
        head: Vec::new(),
        blocks: Vec::new(),
        tail: Vec::new(),
    });
    tails(stack, plan, [&mut base, &mut development, &mut production]);
    let over = match context {
        Context::Development => development,
        Context::Production => production,
    };
    for entry in base.tail.into_iter().chain(over.tail) {
        match whole.tail.iter_mut().find(|known| known.key == entry.key) {
            Some(known) => merge(known, entry),
            None => whole.tail.push(entry),
        }
    }
    let about = match context {
        Context::Development => "What `docker compose up` starts: base and override, merged.",
        Context::Production => "What production starts: base and compose.prod.yaml, merged.",
    };
    plain(stack, about, whole)
}

/// A map's keys, those of a later file over those before.
fn merge(known: &mut Entry, later: Entry) {
    let (Yaml::Map(before), Yaml::Map(after)) = (&mut known.value, later.value) else {
        return;
    };
    for entry in after {
        match before.iter_mut().find(|one| one.key == entry.key) {
            Some(one) => *one = entry,
            None => before.push(entry),
        }
    }
}

fn about_development(plan: &Plan) -> String {
    let open = if passwords(plan).is_empty() {
        "."
    } else {
        ", so a password here need not be a secret."
    };
    format!(
        "Development: read by every plain `docker compose` command, on top of compose.yaml.\nIt needs no .env. Every port is on 127.0.0.1{open}"
    )
}

fn heading(stack: &Stack) -> String {
    let up = stack.up();
    format!(
        "What development and production have in common.\n  development:  {up}\n  production:   docker compose -f compose.yaml -f compose.prod.yaml up --build --wait"
    )
}

fn name(name: &str) -> Entry {
    Entry::new("name", Yaml::text(name))
}

/// All containers' names: the edge first, then services with their setups, then what backs them.
fn names(stack: &Stack, plan: &Plan) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let edges = stack.units.iter().filter(|unit| unit.provides("edge"));
    let others = stack.units.iter().filter(|unit| !unit.provides("edge"));
    for unit in edges.chain(others) {
        for context in Context::BOTH {
            for container in plan
                .containers
                .of(context)
                .iter()
                .filter(|one| one.unit == unit.name)
            {
                if !names.contains(&container.name) {
                    names.push(container.name.clone());
                }
            }
        }
    }
    names
}

/// Top-level secrets, volumes and networks.
fn tails(stack: &Stack, plan: &Plan, [base, development, production]: [&mut Compose; 3]) {
    let secrets = plan.secrets.keys().map(|name| {
        Entry::new(
            name,
            Yaml::flow([Entry::new("file", Yaml::text(format!("secrets/{name}")))]),
        )
    });
    push(production, "secrets", secrets.collect());
    let volumes = |context: Context| -> Vec<String> {
        let mounts = plan
            .containers
            .of(context)
            .iter()
            .flat_map(|container| &container.mounts);
        let names = mounts.filter_map(|mount| match mount {
            Mount::Volume { name, .. } => Some(name.clone()),
            Mount::Bind { .. } => None,
        });
        names.fold(Vec::new(), |mut all, name| {
            if !all.contains(&name) {
                all.push(name);
            }
            all
        })
    };
    let (dev, prod) = (volumes(Context::Development), volumes(Context::Production));
    let entries = |names: &[String], keep: &dyn Fn(&String) -> bool| -> Vec<Entry> {
        names
            .iter()
            .filter(|name| keep(name))
            .map(|name| Entry::new(name, Yaml::Null))
            .collect()
    };
    push(base, "volumes", entries(&dev, &|name| prod.contains(name)));
    push(
        development,
        "volumes",
        entries(&dev, &|name| !prod.contains(name)),
    );
    push(
        production,
        "volumes",
        entries(&prod, &|name| !dev.contains(name)),
    );
    let on = |network: &str| {
        let all = plan
            .containers
            .development
            .iter()
            .chain(&plan.containers.production);
        all.into_iter()
            .any(|container| container.networks.contains(&network))
    };
    let networks = ["frontend", "backend"]
        .into_iter()
        .filter(|network| on(network));
    push(
        base,
        "networks",
        networks
            .map(|network| Entry::new(network, Yaml::Null))
            .collect(),
    );
    if stack.units.iter().any(|unit| unit.slot == Slot::Backing) && on("backend") {
        let internal = Yaml::map([Entry::new("internal", Yaml::truth(true))]);
        push(
            production,
            "networks",
            vec![Entry::new("backend", internal)],
        );
    }
}

fn push(file: &mut Compose, key: &str, entries: Vec<Entry>) {
    if !entries.is_empty() {
        file.tail.push(Entry::new(key, Yaml::Map(entries)));
    }
}

/// With what several services say alike said once.
fn write(stack: &Stack, about: &str, mut file: Compose) -> File {
    let mut anchors: Vec<Anchor> = hardened(&mut file.blocks).into_iter().collect();
    for unit in &stack.units {
        anchors.extend(shared(&unit.name, &mut file.blocks));
    }
    written(stack, about, anchors, file)
}

/// With everything said where it holds.
fn plain(stack: &Stack, about: &str, file: Compose) -> File {
    written(stack, about, Vec::new(), file)
}

fn written(stack: &Stack, about: &str, anchors: Vec<Anchor>, file: Compose) -> File {
    let values: Vec<Yaml> = anchors
        .iter()
        .map(|anchor| Yaml::Map(anchor.keys.clone()))
        .chain(
            file.blocks
                .iter()
                .map(|block| Yaml::Map(block.keys.clone())),
        )
        .collect();
    let mut writer = Writer::for_values(&values);
    let mut fragments = Vec::new();
    let mut push = |node: String, text: String| fragments.push(Fragment { node, text });
    let mut head: String = about.lines().map(|line| format!("# {line}\n")).collect();
    head.extend(file.head.iter().map(|entry| writer.entry(entry, 0)));
    push(String::new(), head);
    for anchor in anchors {
        let text = writer.entry(
            &Entry::new(format!("x-{}", anchor.name), Yaml::Map(anchor.keys)),
            0,
        );
        let text = text.replacen(":\n", &format!(": &{}\n", anchor.name), 1);
        push(node(stack, &anchor.unit), format!("\n{text}"));
    }
    let mut first = true;
    for block in file.blocks {
        let lead = if first { "\nservices:\n" } else { "\n" };
        first = false;
        let entry = Entry {
            above: block.note,
            ..Entry::new(block.name, Yaml::Map(block.keys))
        };
        push(
            node(stack, &block.unit),
            format!("{lead}{}", writer.entry(&entry, 1)),
        );
    }
    for entry in file.tail {
        push(String::new(), format!("\n{}", writer.entry(&entry, 0)));
    }
    File {
        fragments,
        mode: PLAIN,
        policy: Policy::Generated,
    }
}

fn node(stack: &Stack, unit: &str) -> String {
    stack
        .unit(unit)
        .map(super::super::resolve::Unit::key)
        .unwrap_or_default()
}
