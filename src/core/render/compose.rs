//! The three Compose files.

use std::sync::Arc;

use foldhash::HashSet;
use indexmap::IndexSet;

use super::layer::{Blocks, Layer, Ready};
use super::{PLAIN, put_at, service};
use crate::core::answers::{Context, PerContext};
use crate::core::catalog::Slot;
use crate::core::emit::yaml::{Entry, Writer, Yaml};
use crate::core::fileset::{File, FileSet, Fragment, Policy};
use crate::core::plan::{Container, Mount, Part, Plan, Variable};
use crate::core::resolve::Stack;

/// The three, in the order in which Compose reads them.
pub(super) const FILES: [&str; 3] = ["compose.yaml", "compose.override.yaml", "compose.prod.yaml"];

/// Writes the three files.
pub(super) fn files(stack: &Stack, plan: &Plan, set: &mut FileSet) {
    let production_name = name(&format!("{}-production", stack.project)).beside(Some(
        "its own containers and data, also on a developer's machine",
    ));
    let heads = [
        vec![name(&stack.project)],
        Vec::new(),
        vec![production_name],
    ];
    let abouts = [
        heading(stack),
        about_development(plan),
        "Production, on top of compose.yaml and without compose.override.yaml.".to_owned(),
    ];
    let order = order(stack, plan);
    let parts = plan.parts.iter();
    let blocks: Vec<&Blocks> = parts
        .map(|part| part.drawing.compose.get_or_init(|| Blocks::of(part)))
        .collect();
    let files = abouts.into_iter().zip(heads).zip(tails(stack, plan));
    for (place, ((about, head), tail)) in files.enumerate() {
        let layers = plan.parts.iter().zip(&blocks);
        let layers: Vec<(&Part, &Layer)> = layers
            .map(|(part, blocks)| (&**part, &blocks.0[place]))
            .collect();
        put_at(
            set,
            FILES[place],
            write(&layers, &order, &about, &head, &tail),
        );
    }
}

/// The places of the parts in the order of their services: the edge first, then services with their
/// setups, then what backs them.
fn order(stack: &Stack, plan: &Plan) -> Vec<usize> {
    let edges = stack.units.iter().filter(|unit| unit.provides("edge"));
    let edges: HashSet<&str> = edges.map(|unit| unit.name.as_str()).collect();
    let is = |place: &usize| edges.contains(plan.parts[*place].unit.as_str());
    let (first, rest): (Vec<usize>, Vec<usize>) = (0..plan.parts.len()).partition(is);
    first.into_iter().chain(rest).collect()
}

/// With what several services say alike said once.
fn write(
    layers: &[(&Part, &Layer)],
    order: &[usize],
    about: &str,
    head: &[Entry],
    tail: &[Entry],
) -> File {
    let mut ordered = order.iter().map(|place| layers[*place]);
    let model = ordered.find_map(|(_, layer)| layer.hardened.as_ref());
    // The very same as before, where it says the same: so others need not look at what it says.
    let known = layers.iter().find_map(|(_, layer)| layer.known(model));
    let model = known.as_ref().or(model);
    let hardened = model.map(|keys| Entry::new("x-hardened", Yaml::Map(keys.to_vec())));
    let ready = layers.iter().map(|(part, layer)| layer.ready(part, model));
    let ready: Vec<Arc<Ready>> = ready.collect();
    let shared = ready.iter().flat_map(|ready| ready.shared());
    let mut writer = Writer::new(shared);
    let mut fragments = vec![Fragment::new("", heads(about, head, &mut writer))];
    fragments.extend(hardened.iter().map(|entry| {
        let text = super::layer::anchor("hardened", entry, &mut writer);
        Fragment::new("", text)
    }));
    for ready in &ready {
        fragments.extend_from_slice(&ready.anchors.draw(&mut writer, false));
    }
    let mut first = true;
    for ready in order.iter().map(|place| &ready[*place]) {
        let text = ready.blocks.draw(&mut writer, first);
        first &= text.is_empty();
        fragments.extend_from_slice(&text);
    }
    finish(fragments, tail, &mut writer)
}

/// The comment that a file begins with, and its first keys.
fn heads<'n>(about: &str, head: &'n [Entry], writer: &mut Writer<'n>) -> String {
    let mut text: String = about.lines().map(|line| format!("# {line}\n")).collect();
    text.extend(head.iter().map(|entry| writer.entry(entry, 0)));
    text
}

fn finish<'n>(
    mut fragments: Vec<Arc<Fragment>>,
    tail: &'n [Entry],
    writer: &mut Writer<'n>,
) -> File {
    for entry in tail {
        fragments.push(Fragment::new("", format!("\n{}", writer.entry(entry, 0))));
    }
    File {
        fragments,
        mode: PLAIN,
        policy: Policy::Generated,
    }
}

/// What Compose makes of one context's files, as one, with everything said where it holds: to be
/// looked at, never written.
pub fn effective(stack: &Stack, plan: &Plan, context: Context) -> File {
    let project = match context {
        Context::Development => stack.project.clone(),
        Context::Production => format!("{}-production", stack.project),
    };
    let order = order(stack, plan);
    let parts = order.iter().map(|place| &plan.parts[*place]);
    let containers = parts.flat_map(|part| {
        let containers = in_order(part, context).into_iter();
        containers.map(|container| (&part.key, container))
    });
    let blocks: Vec<(&String, Entry)> = containers
        .map(|(key, one)| (key, Entry::new(&one.name, Yaml::Map(service::entries(one)))))
        .collect();
    // The tails of the files add up: the same key stands once here.
    let [base, development, production] = tails(stack, plan);
    let over = match context {
        Context::Development => development,
        Context::Production => production,
    };
    let mut tail: Vec<Entry> = Vec::new();
    for entry in base.into_iter().chain(over) {
        match tail.iter_mut().find(|known| known.key == entry.key) {
            Some(known) => merge(known, entry),
            None => tail.push(entry),
        }
    }
    let about = match context {
        Context::Development => "What `docker compose up` starts: base and override, merged.",
        Context::Production => "What production starts: base and compose.prod.yaml, merged.",
    };
    let head = [name(&project)];
    let mut writer = Writer::for_values(blocks.iter().map(|(_, entry)| &entry.value));
    let mut fragments = vec![Fragment::new("", heads(about, &head, &mut writer))];
    for (place, (key, entry)) in blocks.iter().enumerate() {
        let lead = if place == 0 { "\nservices:\n" } else { "\n" };
        let text = format!("{lead}{}", writer.entry(entry, 1));
        fragments.push(Fragment::new(*key, text));
    }
    finish(fragments, &tail, &mut writer)
}

/// The containers of one context, in the order in which both contexts have them.
fn in_order(part: &Part, context: Context) -> Vec<&Container> {
    let all = part.containers.of(context);
    let names = super::layer::names(part).into_iter();
    let find = |name: &str| all.iter().find(|one| one.name == name).map(Arc::as_ref);
    names.filter_map(find).collect()
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
    let mut all = plan.containers.development.iter();
    let is = |variable: &Variable| matches!(variable, Variable::Shared(..));
    let has = all.any(|container| container.environment.values().any(is));
    let open = if has {
        ", so a password here need not be a secret."
    } else {
        "."
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

/// Top-level secrets, volumes and networks of the three files.
fn tails(stack: &Stack, plan: &Plan) -> [Vec<Entry>; 3] {
    let mut tails: [Vec<Entry>; 3] = Default::default();
    let [base, development, production] = &mut tails;
    let secrets = plan.secrets.keys().map(|name| {
        Entry::new(
            name,
            Yaml::flow([Entry::new("file", Yaml::text(format!("secrets/{name}")))]),
        )
    });
    push(production, "secrets", secrets.collect());
    let volumes = |context: Context| -> IndexSet<&str> {
        let containers = plan.containers.of(context).iter();
        let mounts = containers.flat_map(|container| &container.mounts);
        let names = mounts.filter_map(|mount| match mount {
            Mount::Volume { name, .. } => Some(name.as_str()),
            Mount::Bind { .. } => None,
        });
        names.collect()
    };
    let (dev, prod) = (volumes(Context::Development), volumes(Context::Production));
    let entry = |name: &&str| Entry::new(*name, Yaml::Null);
    push(
        base,
        "volumes",
        dev.intersection(&prod).map(entry).collect(),
    );
    push(
        development,
        "volumes",
        dev.difference(&prod).map(entry).collect(),
    );
    push(
        production,
        "volumes",
        prod.difference(&dev).map(entry).collect(),
    );
    let on = |network: &str| {
        let PerContext {
            development,
            production,
        } = &plan.containers;
        let mut all = development.iter().chain(production);
        all.any(|container| container.networks.contains(&network))
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
        let entries = vec![Entry::new("backend", internal)];
        push(production, "networks", entries);
    }
    tails
}

fn push(tail: &mut Vec<Entry>, key: &str, entries: Vec<Entry>) {
    if !entries.is_empty() {
        tail.push(Entry::new(key, Yaml::Map(entries)));
    }
}
