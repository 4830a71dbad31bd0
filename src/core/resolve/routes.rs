//! What production shows to the world: one edge, one service an address, nothing forgotten.

use foldhash::HashSet;

use super::{Stack, Unit};
use crate::core::answers::Context;
use crate::core::catalog::{Catalog, Slot};
use crate::core::diagnostic::Problem;

/// In production only the edge is published: two routes need one.
pub(super) fn check(catalog: &Catalog, stack: &Stack, problems: &mut Vec<Problem>) {
    let context = Context::Production;
    let mut edges = stack
        .containers(context)
        .filter(|unit| unit.provides("edge"));
    if let (Some(first), Some(second)) = (edges.next(), edges.next()) {
        let message = format!(
            "`{}` and `{}` both stand at the edge of production",
            first.name, second.name
        );
        let mend = "keep one; the other can be `production: none`";
        problems.push(
            Problem::error("edge-twice", message)
                .key(second.key())
                .mend(mend),
        );
    }
    // A page that is built into the edge has its address too.
    let edge = stack.edge(context);
    let pages = edge
        .into_iter()
        .flat_map(|edge| stack.artifacts_of(&edge.name));
    let routed: Vec<&Unit> = stack
        .containers(context)
        .chain(pages)
        .filter(|unit| unit.answers.route.is_some())
        .collect();
    if let Some(first) = routed
        .first()
        .filter(|_| edge.is_none() && routed.len() > 1)
    {
        let names: Vec<&str> = routed.iter().map(|unit| unit.name.as_str()).collect();
        let message = format!(
            "{} have routes, and no edge in production leads to them",
            names.join(" and ")
        );
        let problem = Problem::error("no-edge", message).key(format!("{}.route", first.key()));
        let edges = catalog.list(Slot::Backing);
        let edge = edges
            .iter()
            .find(|line| line.provides.iter().any(|word| word == "edge"));
        problems.push(problem.mend(match edge {
            Some(line) => format!(
                "add `edge: {{kind: {}, development: none}}` to `backing`",
                line.id
            ),
            None => "keep one route".to_owned(),
        }));
    }
    unreached(stack, problems);
    let mut seen: Vec<(&str, &Unit)> = Vec::new();
    for unit in &routed {
        let Some(route) = &unit.answers.route else {
            continue;
        };
        if let Some((_, first)) = seen.iter().find(|(path, _)| *path == route.path) {
            let message = format!(
                "`{}` and `{}` both have the route {}",
                first.name, unit.name, route.path
            );
            let problem =
                Problem::error("route-twice", message).key(format!("{}.route", unit.key()));
            problems.push(problem.mend("give one of them another path, such as `/api`"));
        }
        seen.push((&route.path, unit));
        if unit.port.is_none() {
            let message = format!("`{}` has a route and listens on no port", unit.name);
            problems.push(
                Problem::error("no-port", message)
                    .key(unit.key())
                    .mend("say its `port`"),
            );
        }
    }
}

/// What production serves to nobody is most likely a forgotten `route`.
fn unreached(stack: &Stack, problems: &mut Vec<Problem>) {
    let context = Context::Production;
    let used = stack.units.iter().flat_map(|other| other.links.iter());
    let used = used.filter(|link| link.client.is_some() || link.how.env.is_some());
    let used: HashSet<&str> = used.map(|link| link.target.as_str()).collect();
    for unit in stack
        .containers(context)
        .filter(|unit| unit.slot == Slot::Services)
    {
        if unit.provides("http")
            && unit.port.is_some()
            && unit.answers.route.is_none()
            && !used.contains(unit.name.as_str())
        {
            let message = format!(
                "nothing leads to `{}` in production: it has no route, and nobody uses it",
                unit.name
            );
            let mend = "give it a `route`, such as `/`, or say `production: none`";
            problems.push(
                Problem::warning("unreached", message)
                    .key(unit.key())
                    .mend(mend),
            );
        }
    }
}
