//! What a design gives to be asked: its ports, its addresses, what cannot be started here.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use crate::core::answers::{Context, Presence};
use crate::core::plan::{Plan, Variable, outside};
use crate::core::resolve::{Stack, Unit};

/// The variables that published ports are given by, such as `WEB_PORT`.
pub fn port_variables(plan: &Plan, context: Context) -> BTreeSet<String> {
    let containers = plan.containers.of(context).iter();
    let ports = containers.flat_map(|container| &container.ports);
    let names = ports.flat_map(|port| outside(port));
    let default = |text: &str| {
        let default = text.split_once(":-").map(|(_, default)| default);
        default.is_some_and(|default| default.trim_end_matches('}').parse::<u16>().is_ok())
    };
    names
        .filter(|(_, text)| default(text))
        .map(|(name, _)| name)
        .collect()
}

/// The variables without which Compose refuses the files, and what each is.
pub fn needed_variables(plan: &Plan, context: Context) -> BTreeMap<String, String> {
    let containers = plan.containers.of(context).iter();
    let values = containers.flat_map(|container| container.environment.values());
    let texts = values.map(|value| match value {
        Variable::Plain(text) | Variable::Shared(_, text) => text,
    });
    let needed = texts
        .flat_map(|text| outside(text))
        .filter_map(|(name, text)| {
            let (_, about) = text.split_once(":?")?;
            Some((name, about.trim_end_matches('}').to_owned()))
        });
    needed.collect()
}

/// The variables that hold an address of the stack's own, as its items say by their example: a run
/// has the stack at another address, whatever the server's is.
pub fn own_addresses(stack: &Stack, context: Context) -> BTreeSet<String> {
    let units = stack.containers(context);
    let items = units.flat_map(|unit| {
        let clients = unit.links.iter().filter_map(|link| link.client.as_ref());
        std::iter::once(&unit.item).chain(clients)
    });
    let is_address = |text: &str| text.starts_with("https://") || text.starts_with("http://");
    items
        .flat_map(|item| &item.env_example)
        .filter(|(_, value)| value.as_str().is_some_and(is_address))
        .map(|(name, _)| name.clone())
        .collect()
}

/// An address to be called.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Page {
    /// The service that is published.
    pub service: String,
    /// Its port on this machine.
    pub port: u16,
    /// Below it.
    pub path: String,
}

impl Page {
    /// As one types it.
    pub fn url(&self) -> String {
        format!("http://localhost:{}{}", self.port, self.path)
    }
}

/// The addresses of a stack whose ports are as `config` has them.
pub fn pages(stack: &Stack, context: Context, config: &Json) -> Vec<Page> {
    let mut pages = Vec::new();
    for unit in stack.containers(context) {
        let shows = unit.provides("http") || unit.provides("edge");
        if !(shows || unit.vars.get("page_inside").is_some()) {
            continue;
        }
        let Some(port) = published(unit, config) else {
            continue;
        };
        let page = |path: &str| Page {
            service: unit.name.clone(),
            port,
            path: path.to_owned(),
        };
        pages.push(page("/"));
        if unit.provides("edge") {
            let all = stack.containers(context);
            let routes = all.filter_map(|unit| unit.answers.route.as_ref());
            let below = routes.filter(|route| route.path != "/");
            pages.extend(below.map(|route| page(&route.path)));
        }
    }
    pages
}

/// The first port of a unit's container on this machine that is no debugger's.
fn published(unit: &Unit, config: &Json) -> Option<u16> {
    let ports = config["services"][&unit.name]["ports"].as_array()?;
    let mut ports = ports.iter().filter(|port| {
        let inside = port["target"].as_u64();
        inside.is_some() && inside != unit.debug_port().map(u64::from)
    });
    ports.find_map(|port| port["published"].as_str()?.parse().ok())
}

/// Services that cannot be started here, and why: what they use is managed elsewhere, or they wait
/// for such a service.
pub fn elsewhere(
    stack: &Stack,
    plan: &Plan,
    context: Context,
    config: &Json,
) -> BTreeMap<String, String> {
    let mut left_out = BTreeMap::new();
    for container in plan.containers.of(context) {
        let units = [stack.unit(&container.name), stack.unit(&container.unit)];
        let links = units
            .into_iter()
            .flatten()
            .flat_map(|unit| unit.links.iter());
        let external = links.map(|link| &link.target).find(|target| {
            let other = stack.unit(target);
            other.is_some_and(|other| *other.presence(context) == Presence::External)
        });
        if let Some(target) = external {
            let why = format!("it uses {target}, which is managed elsewhere");
            left_out.insert(container.name.clone(), why);
        }
    }
    let services = config["services"].as_object();
    loop {
        let waits = services.into_iter().flatten().find_map(|(name, service)| {
            let after = service["depends_on"].as_object()?;
            let other = after.keys().find(|other| left_out.contains_key(*other))?;
            let new = !left_out.contains_key(name);
            new.then(|| {
                (
                    name.clone(),
                    format!("it waits for {other}, which is not started"),
                )
            })
        });
        let Some((name, why)) = waits else {
            return left_out;
        };
        left_out.insert(name, why);
    }
}

/// Whether an address is answered as it should be. What wants to know who asks, or has nothing at
/// this very path, is there; what says that the question or itself is wrong is not.
pub fn is_answered(status: u16) -> bool {
    match status {
        400 | 421 => false,
        status => (200..500).contains(&status),
    }
}
