//! What members need of others: a login server its database, a step a database that its service uses.

use super::backing::provided;
use super::proposal::{Backing, Certainty, Proposal, Service};
use crate::core::catalog::{Catalog, Slot};
use crate::core::diagnostic::Problem;

/// Whether a kind of backing service provides what is needed.
pub(super) fn provides(catalog: &Catalog, kind: &str, need: &str) -> bool {
    let item = catalog.item(Slot::Backing, kind).ok();
    item.is_some_and(|item| provided(&item).any(|word| word == need))
}

fn of(catalog: &Catalog, backing: &Backing) -> Vec<String> {
    let item = catalog.item(Slot::Backing, &backing.kind);
    item.map(|item| item.needs.clone()).unwrap_or_default()
}

/// The names of what meets a backing service's own needs.
pub(super) fn met_by<'p>(
    catalog: &Catalog,
    proposal: &'p Proposal,
    backing: &Backing,
) -> Vec<&'p str> {
    let needs = of(catalog, backing).into_iter();
    let met = needs.filter_map(|need| {
        let mut all = proposal.backing.iter();
        let one = all.find(|one| is_it(catalog, one, backing, &need) && one.is_on())?;
        Some(one.name.as_str())
    });
    met.collect()
}

/// Proposes what backing services need and nobody else uses: what is possible, else the usual kind.
pub(super) fn meet(catalog: &Catalog, taken: &mut Proposal) {
    let on = taken.backing.iter().filter(|one| one.is_on());
    let on: Vec<Backing> = on.cloned().collect();
    for backing in &on {
        for need in of(catalog, backing) {
            let fits = |one: &&mut Backing| is_it(catalog, one, backing, &need);
            let there = taken.backing.iter_mut().filter(fits);
            // The surest.
            if let Some(there) = there.max_by_key(|one| one.certainty) {
                there.certainty = there.certainty.max(Certainty::Likely);
                continue;
            }
            let kinds = catalog.list(Slot::Backing).into_iter();
            let usual = kinds.into_iter().find_map(|line| {
                let detect = catalog.detection(Slot::Backing, &line.id)?;
                let main = detect.stands_for.first() == Some(&need);
                main.then_some((line.id, detect.name))
            });
            let Some((kind, name)) = usual else { continue };
            let name = name.as_deref().unwrap_or(&kind);
            let name = super::names::free(name, |name| taken.has(name));
            taken.backing.push(Backing {
                name,
                kind,
                image: None,
                version: None,
                certainty: Certainty::Likely,
                used_by: Vec::new(),
                evidence: backing.evidence.clone(),
            });
        }
    }
}

fn is_it(catalog: &Catalog, one: &Backing, whose: &Backing, need: &str) -> bool {
    one.name != whose.name && provides(catalog, &one.kind, need)
}

/// Leaves out the steps of services that need what these do not use: one that migrates a file has no
/// database to wait for.
pub(super) fn leave_out_steps(catalog: &Catalog, taken: &mut Proposal) {
    let backing = taken.backing.clone();
    for service in &mut taken.services {
        let Ok(item) = catalog.item(Slot::Services, &service.kind.value) else {
            continue;
        };
        let has = |service: &Service, need: &String| {
            backing.iter().any(|one| {
                one.is_on()
                    && service.uses.contains_key(&one.name)
                    && provides(catalog, &one.kind, need)
            })
        };
        let Some(mut steps) = service.steps.take() else {
            continue;
        };
        steps.retain(|step| {
            let known = item.steps.get(&step.name);
            known.is_none_or(|known| known.needs.iter().all(|need| has(service, need)))
        });
        service.steps = Some(steps);
    }
}

/// Tells of each step that was left out.
pub(super) fn left_out(proposal: &Proposal, taken: &Proposal) -> Vec<Problem> {
    let mut told = Vec::new();
    for service in &taken.services {
        let found = proposal
            .services
            .iter()
            .find(|one| one.name == service.name);
        let steps = |service: &Service| service.steps.clone().unwrap_or_default();
        for step in found.map(steps).unwrap_or_default() {
            if service
                .steps
                .iter()
                .flatten()
                .any(|kept| kept.name == step.name)
            {
                continue;
            }
            let message = format!(
                "the step `{}` of {} is left out: it waits for what nothing that {} uses provides",
                step.name, service.name, service.name
            );
            let key = format!("services.{}.setup", service.name);
            let mend = "name it below `setup`, once the service uses what it needs";
            told.push(Problem::note("step-left-out", message).key(key).mend(mend));
        }
    }
    told
}
