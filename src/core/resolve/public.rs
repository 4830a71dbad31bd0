//! What browsers are told of other services.

use super::{Link, Unit};
use crate::core::answers::{Context, Use};
use crate::core::catalog::Slot;
use crate::core::catalog::item::Item;
use crate::core::diagnostic::Problem;

impl Link {
    /// Whether its variables tell a browser where the other is.
    pub fn is_public(&self) -> bool {
        self.public
    }
}

/// Whether the variables of such a use name a public address.
pub(super) fn names(how: &Use, client: Option<&Item>) -> bool {
    let names = |text: &str| text.contains("public_url");
    match (&how.env, client) {
        (Some(own), _) => own.values().any(|text| names(text)),
        (None, Some(client)) => client.env.values().any(|value| names(&value.to_string())),
        (None, None) => false,
    }
}

/// A browser reaches in production only what has a route.
pub(super) fn unreachable(
    unit: &Unit,
    other: &Unit,
    link: &Link,
    key: &dyn Fn() -> String,
    problems: &mut Vec<Problem>,
) {
    let there = unit.is_container(Context::Production) && other.is_container(Context::Production);
    if there && other.slot == Slot::Services && link.is_public() && other.answers.route.is_none() {
        let message = format!(
            "pages of `{}` call `{}`, which has no route: no browser reaches it in production",
            unit.name, other.name
        );
        let mend = format!("give it one: `{}.route: /{}`", other.key(), other.name);
        problems.push(Problem::error("no-route", message).key(key()).mend(mend));
    }
}
