//! What can be told of the project's own stack before a throw-away one is started: a volume that refuses
//! the password, a port that is taken, scripts with Windows' line ends.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::cause::{Evidence, Fact, Stage, cause};
use super::report::Finding;
use crate::core::diagnostic::Problem;
use crate::core::stale;

/// Volumes that refuse the password that their database's clients have now: a new volume takes any,
/// so that the throw-away stack cannot tell.
pub fn volumes(problems: &[Problem]) -> Vec<Finding> {
    let stale = problems
        .iter()
        .filter(|problem| problem.code == stale::CODE);
    let finding = |problem: &Problem| {
        let line = format!("password authentication failed: {}", problem.message);
        let mut cause = why(Stage::Run, &[&line]);
        cause.line = None;
        cause.mend.clone_from(&problem.mend);
        Finding::bad("volumes", cause, &problem.message, Vec::new())
    };
    stale.map(finding).collect()
}

/// A port on this machine that the project's own stack wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The service.
    pub service: String,
    /// The port.
    pub port: u16,
}

/// The ports that a configuration publishes, in the order of its services.
pub fn wanted(config: &Json) -> Vec<Wanted> {
    let services = config["services"].as_object().into_iter().flatten();
    let ports = services.flat_map(|(service, about)| {
        let ports = about["ports"].as_array().into_iter().flatten();
        let ports = ports.filter(|port| port["protocol"].as_str() != Some("udp"));
        ports.filter_map(|port| {
            Some(Wanted {
                service: service.clone(),
                port: port["published"].as_str()?.parse().ok()?,
            })
        })
    });
    ports.collect()
}

/// Whether all of them can be had. `held` names who has one that is taken, but for the project itself.
pub fn ports(check: &str, wanted: &[Wanted], held: &BTreeMap<u16, String>) -> Finding {
    let mut first: BTreeMap<u16, &str> = BTreeMap::new();
    let mut taken = Vec::new();
    for Wanted { service, port } in wanted {
        if let Some(other) = first.insert(*port, service) {
            taken.push(format!(
                "{port} of {service} is already in use by {other} of this project"
            ));
        } else if let Some(holder) = held.get(port) {
            taken.push(format!("{port} of {service} is already in use by {holder}"));
        }
    }
    if taken.is_empty() {
        let list: Vec<String> = wanted.iter().map(|one| one.port.to_string()).collect();
        return Finding::good(
            check,
            format!("free, or this project's own: {}", list.join(", ")),
        );
    }
    let seen = taken.join("; ");
    let mut cause = why(Stage::Start, &["port is already allocated"]);
    cause.line = None;
    Finding::bad(check, cause, seen, Vec::new())
}

/// Scripts with Windows' line ends: they are no error by themselves, but explain one.
pub fn is_crlf(text: &str) -> bool {
    let first = text.split('\n').next().unwrap_or_default();
    first.starts_with("#!") && first.ends_with('\r')
}

fn why(stage: Stage, lines: &[&str]) -> super::cause::Cause {
    cause(&Evidence {
        stage,
        facts: &[Fact::Ended],
        lines,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::report::Outcome;
    use super::*;

    fn code(finding: &Finding) -> Option<&str> {
        match &finding.outcome {
            Outcome::Bad { cause, .. } => Some(&cause.code),
            _ => None,
        }
    }

    #[test]
    fn a_port_is_told_with_who_has_it() {
        let config = json!({ "services": {
            "web": { "ports": [{ "published": "8000", "target": 80 }, { "published": "53", "protocol": "udp" }, { "target": 1 }] },
            "api": { "ports": [{ "published": "9000", "target": 80 }] },
        } });
        let wanted = wanted(&config);
        assert_eq!(wanted.len(), 2);
        assert!(ports("ports", &wanted, &BTreeMap::new()).is_good());
        let held = BTreeMap::from([(9000, "another program".to_owned())]);
        let finding = ports("ports", &wanted, &held);
        assert_eq!(code(&finding), Some("port-in-use"));
        assert!(
            finding
                .check()
                .detail
                .ends_with("9000 of api is already in use by another program"),
            "{finding:?}"
        );
        let twice = [
            wanted[0].clone(),
            Wanted {
                service: "other".to_owned(),
                port: 8000,
            },
        ];
        assert_eq!(
            code(&ports("ports", &twice, &BTreeMap::new())),
            Some("port-in-use")
        );
    }

    #[test]
    fn an_old_volume_is_a_refused_password() {
        let problem =
            Problem::warning(stale::CODE, "shop_db was made with another").mend("give it back");
        let other = Problem::warning("other", "other");
        let found = volumes(&[other, problem]);
        assert_eq!(found.len(), 1);
        assert_eq!(code(&found[0]), Some("password-refused"));
        assert_eq!(found[0].check().mend, "give it back");
    }

    #[test]
    fn a_script_of_windows_is_known_by_its_first_line() {
        assert!(is_crlf("#!/bin/sh\r\nset -eu\r\n") && !is_crlf("#!/bin/sh\nset -eu\r\n"));
        assert!(!is_crlf("a,b\r\n"));
    }
}
