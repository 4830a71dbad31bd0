//! `docker inspect` of a stack's containers -> how each of its services is.

use std::collections::BTreeMap;

use serde_json::Value as Json;

/// One container, as the engine tells it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Container {
    /// Of the engine.
    pub id: String,
    /// The Compose service.
    pub service: String,
    /// Where it is in its life.
    pub life: Life,
    /// How often it was started anew.
    pub restarts: u64,
    /// The kernel ended it, since it wanted more memory than it may have.
    pub out_of_memory: bool,
    /// Why the engine could not start it.
    pub error: String,
    /// What its health check said last.
    pub asked: String,
    /// The command in front of its own, with which others are to be run too.
    pub entrypoint: Vec<String>,
}

/// Where a container is in its life.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Life {
    /// Made, and not started: it waits for others.
    #[default]
    Waiting,
    /// Running, and its health is not known yet.
    Starting,
    /// Running, and well as far as can be asked.
    Well,
    /// Running, and its health check fails.
    Sick,
    /// Ended, and about to be started again.
    Restarting,
    /// Ended, with this code.
    Ended(i64),
}

/// The containers of `docker inspect`.
pub fn containers(inspected: &Json) -> Vec<Container> {
    let all = inspected.as_array().into_iter().flatten();
    all.filter_map(container).collect()
}

fn container(inspected: &Json) -> Option<Container> {
    let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
    let state = &inspected["State"];
    let code = state["ExitCode"].as_i64().unwrap_or_default();
    let life = match (
        state["Status"].as_str()?,
        state["Health"]["Status"].as_str(),
    ) {
        ("running", Some("starting")) => Life::Starting,
        ("running", Some("unhealthy")) => Life::Sick,
        ("running", _) => Life::Well,
        ("restarting", _) => Life::Restarting,
        ("exited" | "dead", _) => Life::Ended(code),
        _ => Life::Waiting,
    };
    let log = state["Health"]["Log"].as_array();
    let entrypoint = inspected["Config"]["Entrypoint"].as_array();
    Some(Container {
        id: text(&inspected["Id"]),
        service: text(&inspected["Config"]["Labels"]["com.docker.compose.service"]),
        life,
        restarts: inspected["RestartCount"].as_u64().unwrap_or_default(),
        out_of_memory: state["OOMKilled"].as_bool().unwrap_or_default(),
        error: text(&state["Error"]),
        asked: log
            .and_then(|log| log.last())
            .map(|last| text(&last["Output"]))
            .unwrap_or_default(),
        entrypoint: entrypoint.into_iter().flatten().map(text).collect(),
    })
}

/// A service of the stack, as its files have it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Service {
    /// It does its work and ends: others wait for that, or it is only started by name.
    pub ends: bool,
    /// What it waits for.
    pub after: Vec<String>,
}

/// The services of a configuration, by name.
pub fn services(config: &Json) -> BTreeMap<String, Service> {
    let all = config["services"].as_object();
    let mut services = BTreeMap::new();
    for (name, service) in all.into_iter().flatten() {
        let after = service["depends_on"].as_object().into_iter().flatten();
        let once = |other: &Json| {
            other["depends_on"][name]["condition"] == "service_completed_successfully"
        };
        let awaited = all.into_iter().flat_map(|all| all.values()).any(once);
        let by_name = service["profiles"]
            .as_array()
            .is_some_and(|names| !names.is_empty());
        services.insert(
            name.clone(),
            Service {
                ends: awaited || by_name,
                after: after.map(|(name, _)| name.clone()).collect(),
            },
        );
    }
    services
}

/// What is to be said of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Not yet known.
    Open,
    /// As it should be.
    Good,
    /// Not as it should be.
    Bad,
    /// It was not started.
    Absent,
}

/// A service that was started as often as this does not come up any more.
const OFTEN: u64 = 5;

/// How a service is, by its containers. What is sick may yet become well: `patient` waits for it.
pub fn verdict(service: &Service, containers: &[&Container], patient: bool) -> Verdict {
    let one = |container: &Container| match container.life {
        _ if container.restarts >= OFTEN => Verdict::Bad,
        _ if container.life == Life::Waiting && !container.error.is_empty() => Verdict::Bad,
        Life::Waiting => Verdict::Absent,
        Life::Starting | Life::Restarting => Verdict::Open,
        Life::Well => Verdict::Good,
        Life::Sick if patient => Verdict::Open,
        Life::Ended(0) if service.ends => Verdict::Good,
        Life::Sick | Life::Ended(_) => Verdict::Bad,
    };
    let verdicts = containers.iter().map(|container| one(container));
    // Of several copies the worst counts.
    let rank = |verdict: &Verdict| match verdict {
        Verdict::Good => 0,
        Verdict::Absent => 1,
        Verdict::Open => 2,
        Verdict::Bad => 3,
    };
    verdicts.max_by_key(rank).unwrap_or(Verdict::Absent)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn inspected(state: &Json, restarts: u64) -> Container {
        let labels = json!({ "com.docker.compose.service": "web" });
        let all = json!([{ "Id": "1", "State": state, "RestartCount": restarts, "Config": { "Labels": labels, "Entrypoint": ["entrypoint.sh"] } }]);
        let found = containers(&all);
        assert_eq!((found.len(), found[0].service.as_str()), (1, "web"));
        found.into_iter().next().unwrap()
    }

    fn judged(state: &Json, restarts: u64, ends: bool, patient: bool) -> Verdict {
        let service = Service {
            ends,
            ..Service::default()
        };
        verdict(&service, &[&inspected(state, restarts)], patient)
    }

    #[test]
    fn a_container_is_judged_by_its_life() {
        let running = |health: &str| json!({ "Status": "running", "Health": { "Status": health, "Log": [{ "Output": "a" }, { "Output": "b" }] } });
        for (state, expected) in [
            (json!({ "Status": "running" }), Verdict::Good),
            (running("starting"), Verdict::Open),
            (running("healthy"), Verdict::Good),
            (running("unhealthy"), Verdict::Bad),
            (
                json!({ "Status": "restarting", "ExitCode": 1 }),
                Verdict::Open,
            ),
            (json!({ "Status": "exited", "ExitCode": 0 }), Verdict::Bad),
            (json!({ "Status": "created" }), Verdict::Absent),
            (
                json!({ "Status": "created", "Error": "no such file" }),
                Verdict::Bad,
            ),
        ] {
            assert_eq!(judged(&state, 0, false, false), expected, "{state}");
        }
        assert_eq!(judged(&running("unhealthy"), 0, false, true), Verdict::Open);
        let ended = json!({ "Status": "exited", "ExitCode": 0 });
        assert_eq!(judged(&ended, 0, true, false), Verdict::Good);
        let failed = json!({ "Status": "exited", "ExitCode": 1 });
        assert_eq!(judged(&failed, 0, true, false), Verdict::Bad);
        let restarting = json!({ "Status": "running" });
        assert_eq!(judged(&restarting, 5, false, false), Verdict::Bad);
        assert_eq!(inspected(&running("unhealthy"), 0).asked, "b");
    }

    #[test]
    fn the_worst_copy_counts_and_none_is_absent() {
        let well = inspected(&json!({ "Status": "running" }), 0);
        let ended = inspected(&json!({ "Status": "exited", "ExitCode": 2 }), 0);
        let service = Service::default();
        assert_eq!(verdict(&service, &[&ended, &well], false), Verdict::Bad);
        assert_eq!(verdict(&service, &[], false), Verdict::Absent);
    }

    #[test]
    fn who_ends_is_told_by_who_waits_for_that() {
        let config = json!({ "services": {
            "setup": {}, "seed": { "profiles": ["seed"] },
            "web": { "depends_on": { "setup": { "condition": "service_completed_successfully" }, "db": { "condition": "service_healthy" } } },
            "db": { "profiles": [] },
        } });
        let found = services(&config);
        let ends: Vec<bool> = found.values().map(|service| service.ends).collect();
        assert_eq!(ends, [false, true, true, false]);
        assert_eq!(found["web"].after, ["setup", "db"]);
    }
}
