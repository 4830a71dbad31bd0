//! Packages that are no services, whatever they need: their language's rules say which.

use super::files::name;
use super::look::Look;
use super::manifest::Group;
use super::package::Package;
use super::proposal::NotService;
use super::rules::Rules;
use super::service::{Candidate, not};
use crate::core::catalog::Slot;
use crate::core::catalog::detect::NoService;

/// The rule that bars a package.
pub(super) fn barred<'r>(
    rules: &Rules,
    package: &Package<'r>,
    look: &Look<'_, '_>,
) -> Option<&'r NoService> {
    let mut all = package.language.code.no_services.iter();
    all.find(|rule| holds(rule, rules, package, look))
}

fn holds(rule: &NoService, rules: &Rules, package: &Package<'_>, look: &Look<'_, '_>) -> bool {
    let named = |pattern: &String| {
        let regex = rules.regex(pattern);
        regex.is_some_and(|regex| regex.is_match(name(&package.folder)))
    };
    let needs = || {
        let found = package.dependency(&rule.dependencies);
        found.is_some_and(|found| found.group != Group::Optional)
    };
    rule.named.as_ref().is_none_or(named)
        && (rule.dependencies.is_empty() || needs())
        && (rule.signs.is_empty() || look.first(&rule.signs).is_some())
        && look.first(&rule.unless).is_none()
}

/// What only something beside it makes no service is one where it is alone.
pub(super) fn beside<'a, 'r>(
    aside: Vec<(Candidate<'a, 'r>, &'r NoService)>,
    services: &mut Vec<Candidate<'a, 'r>>,
    others: &mut Vec<NotService>,
) {
    let alone = services.is_empty();
    for (candidate, rule) in aside {
        if alone {
            services.push(candidate);
        } else {
            others.push(not(&candidate.folder, &rule.why));
        }
    }
}

/// Why a package that nothing bars is none either.
pub(super) fn why_not(rules: &Rules, package: &Package<'_>) -> String {
    let manifest = name(package.manifest());
    let language = Some(&package.language.name);
    let mut servers = rules
        .of_slot(Slot::Services)
        .filter(|rule| rule.detect.language.as_ref() == language);
    let unused = servers.find_map(|rule| package.dependency(&rule.detect.dependencies));
    if let Some(found) = unused.filter(|found| found.group == Group::Normal) {
        return format!("nothing in its code serves with {}", found.name);
    }
    if package.is_root {
        format!("the root of a workspace: {manifest} runs nothing itself")
    } else if package.is_bare() {
        format!("{manifest} names nothing that runs")
    } else {
        format!("no server is among the dependencies of {manifest}")
    }
}
