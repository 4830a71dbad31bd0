//! What is to be said of each service, once it is known how it is.

use super::context::Verifier;
use super::settle::{Settled, verdicts};
use super::stack::{Throwaway, log};
use crate::core::verify::cause::{Fact, Stage};
use crate::core::verify::state::{Container, Life, Verdict};
use crate::shell::stop::Stopped;

impl Verifier<'_> {
    /// What is to be said of each service, those that others wait for first.
    pub(super) fn services(&mut self, stack: &Throwaway, settled: &Settled) -> Result<(), Stopped> {
        for name in in_order(stack) {
            match settled.verdicts.get(name) {
                Some(Verdict::Good) => {
                    let own = |one: &&Container| one.service == *name;
                    let ended = settled
                        .containers
                        .iter()
                        .filter(own)
                        .all(|one| one.life == Life::Ended(0));
                    self.good(name, if ended { "did its work" } else { "up" });
                }
                Some(Verdict::Bad) => self.failed_service(stack, name, &settled.containers)?,
                Some(Verdict::Open) => {
                    let seen = "it is not known whether it is up";
                    self.bad(name, Stage::Run, &[Fact::Sick], "", seen);
                }
                Some(Verdict::Absent) | None => {
                    let awaited = stack
                        .services
                        .get(name)
                        .map(|service| service.after.as_slice());
                    let cause = awaited
                        .unwrap_or_default()
                        .iter()
                        .find(|other| !matches!(settled.verdicts.get(*other), Some(Verdict::Good)));
                    let why = cause.map_or("the start failed".to_owned(), |other| {
                        format!("it waits for {other}")
                    });
                    self.not_asked(name, &why);
                }
            }
        }
        Ok(())
    }

    /// A service that is not well: why, as far as its log and the engine tell.
    fn failed_service(
        &mut self,
        stack: &Throwaway,
        name: &str,
        containers: &[Container],
    ) -> Result<(), Stopped> {
        let own = containers.iter().filter(|one| one.service == name);
        let Some(one) = own.max_by_key(|one| (one.life != Life::Well, one.restarts)) else {
            return Ok(());
        };
        let mut facts = Vec::new();
        let ends = stack.services.get(name).is_some_and(|service| service.ends);
        facts.extend(ends.then_some(Fact::Setup));
        facts.extend(one.out_of_memory.then_some(Fact::OutOfMemory));
        facts.extend((one.restarts > 0).then_some(Fact::Restarts));
        facts.extend((!self.crlf.is_empty()).then_some(Fact::Crlf));
        let seen = match one.life {
            _ if !one.error.is_empty() => one.error.clone(),
            Life::Ended(code) => {
                facts.push(Fact::Ended);
                format!("it ended with {code}")
            }
            Life::Sick => {
                facts.push(Fact::Sick);
                "its health check fails".to_owned()
            }
            _ => format!("it was started anew {} times", one.restarts),
        };
        let logged = log(one, self.stop)?;
        let scripts = match &self.crlf[..] {
            [] => String::new(),
            scripts => format!("\nWindows' line ends: {}", scripts.join(", ")),
        };
        // What was asked before it ended tells its end, not why.
        let asked = if one.life == Life::Sick {
            one.asked.as_str()
        } else {
            ""
        };
        let said = format!("{}\n{logged}\n{asked}{scripts}", one.error);
        self.bad(name, Stage::Run, &facts, &said, &seen);
        Ok(())
    }

    /// What was up and has ended since.
    pub(super) fn afterwards(
        &mut self,
        stack: &Throwaway,
        settled: &Settled,
    ) -> Result<(), Stopped> {
        let containers = stack.containers(Some(self.stop))?;
        for (name, verdict) in verdicts(stack, &containers, false) {
            let was = settled.verdicts.get(&name);
            if verdict == Verdict::Bad && was == Some(&Verdict::Good) {
                let check = self.check(&name);
                self.findings.retain(|finding| finding.check != check);
                self.failed_service(stack, &name, &containers)?;
            }
        }
        Ok(())
    }
}

/// The services, what others wait for before those.
fn in_order(stack: &Throwaway) -> Vec<&String> {
    let mut order: Vec<&String> = Vec::new();
    let mut rest: Vec<&String> = stack.services.keys().collect();
    while !rest.is_empty() {
        let waits = |name: &&String| {
            let after = stack.services.get(*name).map(|service| &service.after);
            after
                .into_iter()
                .flatten()
                .any(|other| rest.contains(&other))
        };
        let (later, mut now): (Vec<&String>, Vec<&String>) = rest.iter().copied().partition(waits);
        if now.is_empty() {
            // A circle, which Compose does not start.
            now = later;
            rest = Vec::new();
        } else {
            rest = later;
        }
        order.append(&mut now);
    }
    order
}
