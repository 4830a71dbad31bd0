//! Who is on which network: what the world may reach on one, what only the stack uses on the other.

use crate::core::catalog::Slot;
use crate::core::resolve::{Stack, Unit};

/// Of what is published, and of the developed services.
const FRONTEND: &str = "frontend";
/// Of what is only used; closed to the outside in production.
const BACKEND: &str = "backend";

/// The networks of a unit; none where the project's one default network does.
pub(super) fn of(stack: &Stack, unit: &Unit) -> Vec<&'static str> {
    let backs = |unit: &Unit| unit.slot == Slot::Backing && !unit.provides("edge");
    if !stack.units.iter().any(backs) {
        return Vec::new();
    }
    let targets = || {
        unit.links
            .iter()
            .filter_map(|link| stack.unit(&link.target))
    };
    let mut networks = Vec::new();
    let front = unit.slot == Slot::Services
        || unit.provides("edge")
        || unit.answers.route.is_some()
        || unit.item.fetches
        || targets().any(|other| other.slot == Slot::Services);
    if front {
        networks.push(FRONTEND);
    }
    if backs(unit) || targets().any(backs) {
        networks.push(BACKEND);
    }
    networks
}
