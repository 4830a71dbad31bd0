//! Databases that a service chooses among: what is one of several is possible, and nobody needs it.

use std::collections::{BTreeMap, BTreeSet};

use super::backing::{Found, User};
use super::evidence::Evidence;
use super::proposal::Certainty;

/// Where it is told that services can do with a database of their own, which is a file and no server.
pub(super) type WithOwn<'l> = BTreeMap<&'l str, Vec<Evidence>>;

/// The services that can, and where that is told.
pub(super) fn with_own<'l>(users: &[User<'l, '_, '_>]) -> WithOwn<'l> {
    let own = |user: &User<'l, '_, '_>| {
        let embedded = &user.look.package?.language.code.embedded;
        let mut looks = std::iter::once(user.look).chain(user.libraries);
        let told = looks.find_map(|look| look.first(embedded))?;
        Some((user.name, told.evidence))
    };
    users.iter().filter_map(own).collect()
}

/// Of several databases a service has one: what is not configured is possible then.
pub(super) fn one_of(found: &mut [Found<'_>], with_own: &WithOwn<'_>, users: &[User<'_, '_, '_>]) {
    for one in found.iter_mut().filter(|one| one.used.is_none()) {
        let off = |user: &User<'_, '_, '_>| {
            let is_its = one.users.iter().any(|(name, _)| name == user.name);
            is_its.then(|| user.look.first(&one.rule.detect.switched_off))?
        };
        let off: Vec<Option<_>> = users.iter().map(off).collect();
        let told: Vec<Evidence> = off
            .into_iter()
            .flatten()
            .flat_map(|said| said.evidence)
            .collect();
        if !told.is_empty() && told.len() == one.users.len() {
            one.certainty = Certainty::Possible;
            one.evidence.extend(told);
        }
    }
    let words: Vec<(usize, String)> = found
        .iter()
        .enumerate()
        .filter_map(|(place, one)| Some((place, one.rule.detect.one_of.clone()?)))
        .collect();
    for one in found.iter_mut().filter(|one| one.rule.detect.only_possible) {
        one.certainty = Certainty::Possible;
    }
    for (place, _) in &words {
        let one = &mut found[*place];
        let own: Option<Vec<&Evidence>> = one.users.iter().try_fold(Vec::new(), |mut all, user| {
            all.extend(with_own.get(user.0.as_str())?);
            Some(all)
        });
        let Some(own) = own.filter(|own| !own.is_empty() && one.used.is_none()) else {
            continue;
        };
        // Code that opens the server alone means it; where it opens the one or the other, it has a choice.
        let beside = |file: &String| own.iter().any(|place| place.file == *file);
        if one.in_code.len() == one.told && one.in_code.iter().all(|(_, file)| beside(file)) {
            one.certainty = Certainty::Possible;
        }
    }
    let mut rivals = BTreeSet::new();
    for (place, word) in &words {
        let one = &found[*place];
        let mut others = words
            .iter()
            .filter(|(other, same)| other != place && same == word)
            .map(|(other, _)| &found[*other]);
        if others.any(|other| is_rival(one, other)) {
            rivals.insert(*place);
        }
    }
    for place in rivals {
        found[place].certainty = Certainty::Possible;
    }
    let beside: Vec<usize> = (0..found.len())
        .filter(|place| is_beside(&found[*place], found))
        .collect();
    for place in beside {
        found[place].certainty = Certainty::Possible;
    }
}

/// Whether each service that has a driver of it, and no more, chooses among several of its word as well.
fn is_beside(one: &Found<'_>, found: &[Found<'_>]) -> bool {
    let Some(word) = &one.rule.detect.chosen_among else {
        return false;
    };
    let chooses = |user: &str| {
        let of_word = found
            .iter()
            .filter(|other| other.rule.detect.one_of.as_ref() == Some(word));
        let chosen = of_word.filter(|other| {
            other.certainty == Certainty::Possible
                && other.users.iter().any(|(known, _)| known == user)
        });
        chosen.count() > 1
    };
    one.certainty == Certainty::Likely
        && one.used.is_none()
        && !one.users.is_empty()
        && one.users.iter().all(|(user, _)| chooses(user))
}

/// Whether something is there as well as another of its kind is, or less, so that it is not what is needed.
fn is_rival(one: &Found<'_>, other: &Found<'_>) -> bool {
    let tested = |one: &Found<'_>| one.used.as_ref().is_some_and(|used| used.only_tested);
    let shares = one
        .users
        .iter()
        .any(|(user, _)| other.users.iter().any(|(known, _)| known == user));
    match one.certainty {
        // Tests that run with each of them.
        Certainty::Likely => shares || tested(one) && tested(other),
        // Code that opens the one or the other: in one file, or each service that opens this one.
        Certainty::Certain => {
            let told = |file: &str| other.in_code.iter().any(|(_, known)| known == file);
            let opens = |user: &str| other.in_code.iter().any(|(known, _)| known == user);
            let all = &one.in_code;
            let chooses = all.iter().any(|(_, file)| told(file))
                || !all.is_empty() && all.iter().all(|(user, _)| opens(user));
            shares && all.len() == one.told && chooses
        }
        Certainty::Possible => false,
    }
}
