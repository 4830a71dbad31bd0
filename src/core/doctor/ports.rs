//! The host's ports: who has those that the stack publishes.

use super::files::Project;
use super::{Finding, Fix, Holder, Host, debugger};
use crate::core::diagnostic::Problem;
use crate::core::dot_env;
use crate::core::resolve::Stack;

/// In how many steps of ten another port is looked for.
pub const SHIFTS: u16 = 20;

/// A port that the stack publishes in development.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// What `.env` calls it.
    pub variable: String,
    /// As the files have it; as `.env` has it, where that says something.
    pub port: u16,
}

/// The ports of development, given the text of `.env`.
pub fn published(stack: &Stack, text: &str) -> Vec<Published> {
    let ports = stack.published().into_iter();
    ports
        .map(|(variable, port)| Published {
            port: said(text, &variable).unwrap_or(port),
            variable,
        })
        .collect()
}

/// The port that `.env` gives.
fn said(text: &str, variable: &str) -> Option<u16> {
    dot_env::value(text, variable)?.parse().ok()
}

/// Other ports for those that somebody else has: all as many tens further, so that they are still
/// known at a glance. None where there are none.
pub fn shifted(published: &[Published], is_taken: impl Fn(u16) -> bool) -> Vec<(String, u16)> {
    let clash: Vec<&Published> = published.iter().filter(|one| is_taken(one.port)).collect();
    if clash.is_empty() {
        return Vec::new();
    }
    let stay: Vec<u16> = published
        .iter()
        .filter(|one| !is_taken(one.port))
        .map(|one| one.port)
        .collect();
    let at = |shift: u16| -> Option<Vec<(String, u16)>> {
        clash
            .iter()
            .map(|one| {
                let port = one.port.checked_add(shift * 10)?;
                let free = !is_taken(port) && !stay.contains(&port);
                free.then(|| (one.variable.clone(), port))
            })
            .collect()
    };
    (1..=SHIFTS).find_map(at).unwrap_or_default()
}

/// What is told where other ports are taken.
pub fn told(stack: &Stack, others: &[(String, u16)]) -> Vec<Problem> {
    let published = stack.published();
    let was = |name: &str| published.iter().find(|(known, _)| known == name);
    let (taken, lines): (Vec<String>, Vec<String>) = others
        .iter()
        .filter_map(|(name, port)| Some((was(name)?.1.to_string(), format!("{name}={port}"))))
        .unzip();
    if taken.is_empty() {
        return Vec::new();
    }
    let verb = if taken.len() == 1 { "is" } else { "are" };
    let message = format!(
        "{} {verb} taken on this machine: your .env says {}",
        taken.join(", "),
        lines.join(", ")
    );
    let mut problems = vec![Problem::note("port-taken", message)];
    problems.extend(debugger::told(stack, others));
    problems
}

pub(super) fn examine(host: &Host, project: &Project<'_>) -> Vec<Finding> {
    let published = published(project.stack, project.dot_env);
    let other = |port: u16| match host.taken.get(&port) {
        None | Some(Holder::Own) => None,
        Some(holder) => Some(holder),
    };
    let clash: Vec<String> = published
        .iter()
        .filter_map(|one| {
            let who = match other(one.port)? {
                Holder::Project(name) => format!("the project {name}"),
                _ => "another program".to_owned(),
            };
            Some(format!("{} ({}) is taken by {who}", one.port, one.variable))
        })
        .collect();
    if clash.is_empty() {
        let ports: Vec<String> = published.iter().map(|one| one.port.to_string()).collect();
        return vec![Finding::good(
            "ports",
            match ports.len() {
                0 => "none is published".to_owned(),
                _ => format!("{} are free, or this project's", ports.join(", ")),
            },
        )];
    }
    let free = shifted(&published, |port| other(port).is_some());
    let lines: Vec<(String, String)> = free
        .into_iter()
        .map(|(name, port)| (name, port.to_string()))
        .collect();
    let told = clash.join("; ");
    if lines.is_empty() {
        let mend = "free them, or choose others in .env";
        return vec![Finding::bad("ports", told, mend)];
    }
    let wanted: Vec<String> = lines
        .iter()
        .map(|(name, port)| format!("{name}={port}"))
        .collect();
    let mend = format!("write {} into .env (`--fix` does)", wanted.join(", "));
    vec![Finding::bad("ports", told, mend).fixed_by(Fix::Env(lines))]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ports(list: &[(&str, u16)]) -> Vec<Published> {
        let one = |(variable, port): &(&str, u16)| Published {
            variable: (*variable).to_owned(),
            port: *port,
        };
        list.iter().map(one).collect()
    }

    #[test]
    fn those_that_are_taken_move_together_by_tens() {
        let all = ports(&[("WEB_PORT", 8000), ("DB_PORT", 5432), ("MAIL_PORT", 8025)]);
        assert_eq!(shifted(&all, |_| false), []);
        let moved = shifted(&all, |port| port == 5432);
        assert_eq!(moved, [("DB_PORT".to_owned(), 5442)]);
        // 5442 too: both move by the same.
        let moved = shifted(&all, |port| [8000, 5432, 5442].contains(&port));
        let moved: Vec<u16> = moved.iter().map(|(_, port)| *port).collect();
        assert_eq!(moved, [8020, 5452]);
        // Not onto one of ours.
        let all = ports(&[("A", 8000), ("B", 8010)]);
        assert_eq!(shifted(&all, |port| port == 8000), [("A".to_owned(), 8020)]);
        assert_eq!(shifted(&all, |_| true), []);
        assert_eq!(shifted(&ports(&[("A", 65_530)]), |port| port == 65_530), []);
    }

    #[test]
    fn env_says_the_last_word() {
        assert_eq!(said("WEB_PORT=9000\n", "WEB_PORT"), Some(9000));
        assert_eq!(said("#WEB_PORT=9000\nDB_PORT=x\n", "WEB_PORT"), None);
        assert_eq!(said("DB_PORT=x\n", "DB_PORT"), None);
    }
}
