//! Host ports of development: wished ones first, then each its own, the next free one where two
//! would meet.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::Stack;
use crate::core::answers::Context;
use crate::core::catalog::Slot;
use crate::core::diagnostic::Problem;

/// Gives every container of development its host ports.
pub(super) fn resolve(stack: &mut Stack, problems: &mut Vec<Problem>) {
    let mut taken: BTreeMap<u16, String> = BTreeMap::new();
    for unit in stack
        .units
        .iter()
        .filter(|unit| unit.is_container(Context::Development))
    {
        let Some(Some(port)) = unit.answers.publish else {
            continue;
        };
        let key = format!("{}.publish", unit.key());
        if let Some(first) = taken.get(&port) {
            let message = format!(
                "port {port} is published twice: by `{first}` and by `{}`",
                unit.name
            );
            problems.push(
                Problem::error("port-twice", message)
                    .key(key)
                    .mend("give one of them another"),
            );
        }
        taken.insert(port, unit.name.clone());
    }
    let debug = stack.feature("debug").is_some();
    let mut free = |wished: u16, name: &str| {
        let mut port = wished;
        while taken.contains_key(&port) && port < u16::MAX {
            port += 1;
        }
        taken.insert(port, name.to_owned());
        port
    };
    for unit in &mut stack.units {
        if !unit.is_container(Context::Development) {
            continue;
        }
        unit.published = match unit.answers.publish {
            Some(said) => said,
            None => {
                wished(unit.slot, unit.port, &unit.item.publish).map(|port| free(port, &unit.name))
            }
        };
    }
    for unit in &mut stack.units {
        let calls = unit.item.debug.as_ref().is_some_and(|debug| debug.calls);
        let port = unit.debug_port().filter(|_| !calls);
        if debug && unit.is_container(Context::Development) {
            unit.debug_published = port.map(|port| free(port, &unit.name));
        }
    }
    told_to_wait(stack, problems);
    for unit in &stack.units {
        if let (Some(_), None) = (unit.published, unit.port) {
            let message = format!("`{}` listens on no port, and one is published", unit.name);
            let mend = "say its `port`, or `publish: none`";
            problems.push(
                Problem::error("no-port", message)
                    .key(unit.key())
                    .mend(mend),
            );
        }
    }
}

/// Only what listens for a debugger can wait for one.
fn told_to_wait(stack: &Stack, problems: &mut Vec<Problem>) {
    let debug = stack.feature("debug");
    let names = debug.and_then(|debug| debug.get("wait_for_client")?.as_array());
    for name in names.into_iter().flatten().filter_map(Json::as_str) {
        let unit = stack.unit(name);
        if unit.is_some_and(|unit| unit.item.debug.is_some() && unit.debug_port().is_none()) {
            let message = format!(
                "`{name}` starts without waiting: its debugger does not listen, the editor starts it"
            );
            let key = format!("{}.wait_for_client", stack.feature_key("debug"));
            let mend = "take it out of the list, and attach while it runs";
            problems.push(Problem::warning("cannot-wait", message).key(key).mend(mend));
        }
    }
}

/// Services publish their port; what backs them only where its item says so.
fn wished(slot: Slot, port: Option<u16>, publish: &Json) -> Option<u16> {
    match publish {
        Json::Number(number) => number
            .as_u64()
            .and_then(|number| u16::try_from(number).ok()),
        Json::Bool(true) => port,
        Json::Null if slot == Slot::Services => port,
        _ => None,
    }
}
