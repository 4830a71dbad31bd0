//! Waiting until it is known of every service whether it is up.

use std::collections::BTreeMap;
use std::thread;
use std::time::{Duration, Instant};

use super::stack::Throwaway;
use crate::core::verify::state::{Container, Verdict, verdict};
use crate::shell::docker::{Job, Ran};
use crate::shell::stop::{Stop, Stopped};

/// Between two looks.
const TICK: Duration = Duration::from_millis(700);
/// What is sick may become well within this time.
const PATIENCE: Duration = Duration::from_secs(20);
/// Something failed: what else is being started may go on for as long.
const REST: Duration = Duration::from_secs(30);
/// What runs without a health check is up when it has run for as long.
const STEADY: Duration = Duration::from_secs(3);
/// Images are here, and still it is not known.
const LIMIT: Duration = Duration::from_mins(20);

/// How all services are, at last.
pub(super) struct Settled {
    pub(super) verdicts: BTreeMap<String, Verdict>,
    pub(super) containers: Vec<Container>,
    /// How `up` ended; none where it was ended.
    pub(super) up: Option<Ran>,
}

/// Looks until nothing is open; `tell` is told what became known.
pub(super) fn settle(
    stack: &Throwaway,
    mut job: Job,
    stop: &Stop,
    tell: &mut dyn FnMut(&str, Verdict),
) -> Result<Settled, Stopped> {
    let begun = Instant::now();
    let mut told: BTreeMap<String, Verdict> = BTreeMap::new();
    let (mut sick, mut bad, mut good): (Option<Instant>, _, Option<Instant>) = (None, None, None);
    let mut up = None;
    let mut running = true;
    loop {
        if stop.is_wanted() {
            if running {
                job.end();
            }
            return Err(Stopped);
        }
        if running && let Some(ran) = job.ended() {
            running = false;
            up = Some(ran);
        }
        let containers = stack.containers(Some(stop)).inspect_err(|_| {
            if running {
                job.end();
            }
        })?;
        let patient = sick.is_none_or(|since| since.elapsed() < PATIENCE);
        let verdicts = verdicts(stack, &containers, patient);
        let eager = self::verdicts(stack, &containers, false);
        let is = |map: &BTreeMap<String, Verdict>, one| map.values().any(|verdict| *verdict == one);
        if verdicts != eager {
            sick.get_or_insert_with(Instant::now);
        } else if patient {
            sick = None;
        }
        for (name, verdict) in &verdicts {
            let known = matches!(verdict, Verdict::Good | Verdict::Bad);
            if known && told.insert(name.clone(), *verdict) != Some(*verdict) {
                tell(name, *verdict);
            }
        }
        if is(&verdicts, Verdict::Bad) {
            bad.get_or_insert_with(Instant::now);
        } else {
            bad = None;
        }
        // What others wait for may be started anew for ever.
        let enough = bad.is_some_and(|since| since.elapsed() > REST) || begun.elapsed() > LIMIT;
        if running && enough {
            job.end();
            running = false;
        }
        let open = running || is(&verdicts, Verdict::Open);
        if open {
            good = None;
        }
        let steady = !open && good.get_or_insert_with(Instant::now).elapsed() > STEADY;
        if steady || enough {
            return Ok(Settled {
                verdicts: eager,
                containers,
                up,
            });
        }
        thread::sleep(TICK);
    }
}

/// How each service is.
pub(super) fn verdicts(
    stack: &Throwaway,
    containers: &[Container],
    patient: bool,
) -> BTreeMap<String, Verdict> {
    let of = |name: &String| -> Vec<&Container> {
        let own = containers
            .iter()
            .filter(|container| container.service == *name);
        own.collect()
    };
    let services = stack.services.iter();
    services
        .map(|(name, service)| (name.clone(), verdict(service, &of(name), patient)))
        .collect()
}
