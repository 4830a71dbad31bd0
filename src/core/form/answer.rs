//! An answer to a field -> the edit that it is.

use super::{Control, Edit, Field, toggle};
use crate::core::answers::{Member, Presence};
use crate::core::catalog::{Catalog, Slot};
use crate::core::design::Design;
use crate::core::resolve::Unit;
use crate::core::yaml::{flow, quote};

/// What the field becomes when somebody types or picks this. An empty line is the default.
pub fn answer(catalog: &Catalog, design: &Design, field: &Field, typed: &str) -> Edit {
    let typed = typed.trim();
    match &field.control {
        Control::Name => Edit::Rename {
            old: field.value.clone(),
            new: typed.to_owned(),
        },
        Control::Toggle(_) | Control::Choice(_) if is_presence(&field.key) => {
            presence(design, &field.key, typed)
        }
        Control::Line | Control::Choice(_) if typed.is_empty() => reset(design, field),
        Control::Yaml if matches!(typed, "" | "{}" | "[]") => reset(design, field),
        _ => set(catalog, design, &field.key, typed),
    }
}

/// Back to the default.
pub fn reset(design: &Design, field: &Field) -> Edit {
    if let Control::Step { .. } = field.control
        && let Some((key, _)) = field.key.rsplit_once('.')
    {
        return Edit::unset(key);
    }
    if let Some((feature, _)) = below_feature(&field.key)
        && !is_map(design, feature)
    {
        return Edit::set(feature, "true");
    }
    Edit::unset(&field.key)
}

/// The value after this one, for a key that walks through them; none where it is typed.
pub fn next(field: &Field) -> Option<String> {
    match &field.control {
        Control::Toggle(on) => Some((!on).to_string()),
        Control::Choice(of) => {
            let now = of.iter().position(|choice| *choice == field.value);
            let next = now.map_or(0, |now| now + 1) % of.len().max(1);
            of.get(next).cloned()
        }
        _ => None,
    }
}

/// A name of several, in or out.
pub fn tick(catalog: &Catalog, design: &Design, field: &Field, name: &str, on: bool) -> Edit {
    let owner = field.key.strip_suffix(".uses");
    let unit = owner.and_then(|key| design.stack.unit_at(key));
    match unit {
        Some(unit) => toggle::uses(unit, name, on),
        None => match toggle::member(design, &field.key, name, on) {
            Edit::Set { value, .. } => set(catalog, design, &field.key, &value),
            edit => edit,
        },
    }
}

/// A step in or out of the list. Without a list of the user's it is the item's, as it is.
pub fn step(design: &Design, field: &Field) -> Option<Edit> {
    let (key, name) = field.key.rsplit_once('.')?;
    let unit = unit_of(design, key)?;
    let mut steps = steps(unit);
    match steps.iter().position(|(known, _)| known == name) {
        Some(place) => {
            steps.remove(place);
        }
        None => steps.push((name.to_owned(), quote(name))),
    }
    Some(listed(key, &steps))
}

/// A step one place earlier or later; none at the end of the list.
pub fn shift(design: &Design, field: &Field, later: bool) -> Option<Edit> {
    let (key, name) = field.key.rsplit_once('.')?;
    let unit = unit_of(design, key)?;
    let mut steps = steps(unit);
    let place = steps.iter().position(|(known, _)| known == name)?;
    let other = if later {
        place + 1
    } else {
        place.checked_sub(1)?
    };
    if other >= steps.len() {
        return None;
    }
    steps.swap(place, other);
    Some(listed(key, &steps))
}

fn unit_of<'d>(design: &'d Design, setup: &str) -> Option<&'d Unit> {
    let owner = setup.strip_suffix(".setup")?;
    design.stack.unit_at(owner)
}

/// The steps of the list, each as it is written.
fn steps(unit: &Unit) -> Vec<(String, String)> {
    match &unit.answers.setup {
        Some(list) => list
            .iter()
            .map(|step| (step.name.clone(), flow(&step.written)))
            .collect(),
        None => unit
            .steps
            .iter()
            .map(|step| (step.name.clone(), quote(&step.name)))
            .collect(),
    }
}

fn listed(key: &str, steps: &[(String, String)]) -> Edit {
    let steps: Vec<&str> = steps.iter().map(|(_, step)| step.as_str()).collect();
    Edit::set(key, format!("[{}]", steps.join(", ")))
}

/// `features.hot_reload.mode`: the feature's key and the question's name.
fn below_feature(key: &str) -> Option<(&str, &str)> {
    let (feature, name) = key.rsplit_once('.')?;
    let id = feature.strip_prefix("features.")?;
    (!id.contains('.')).then_some((feature, name))
}

fn is_map(design: &Design, feature: &str) -> bool {
    let id = feature.strip_prefix("features.").unwrap_or(feature);
    let node = design.answers.features.get(id);
    node.is_some_and(|node| node.as_map().is_some())
}

/// A feature that is one word or `true` becomes a map where a word cannot say it.
fn set(catalog: &Catalog, design: &Design, key: &str, value: &str) -> Edit {
    let Some((feature, name)) = below_feature(key).filter(|(feature, _)| !is_map(design, feature))
    else {
        return Edit::set(key, value);
    };
    let id = feature.strip_prefix("features.").unwrap_or(feature);
    let short = catalog
        .item(Slot::Features, id)
        .ok()
        .and_then(|item| item.short.clone());
    if short.as_deref() == Some(name) {
        return Edit::set(feature, value);
    }
    let word = design.answers.features.get(id).and_then(|node| {
        let word = node.as_str().filter(|_| node.as_bool().is_none())?;
        Some(format!("{}: {}, ", short?, quote(word)))
    });
    Edit::set(
        feature,
        format!("{{{}{name}: {value}}}", word.unwrap_or_default()),
    )
}

/// `services.web.production`.
fn is_presence(key: &str) -> bool {
    let end = key.rsplit('.').next();
    matches!(end, Some("development" | "production")) && !key.contains(".with.")
}

/// What else is said of the context stays, where it still means something.
fn presence(design: &Design, key: &str, word: &str) -> Edit {
    let context = key.rsplit('.').next().unwrap_or_default();
    let owner = key
        .strip_suffix(context)
        .and_then(|key| key.strip_suffix('.'));
    let unit = owner.and_then(|owner| design.stack.unit_at(owner));
    let differs = unit.map(|unit| of(&unit.answers, context));
    let more = differs.is_some_and(|differs| {
        differs.replicas.is_some() || !differs.limits.is_empty() || !differs.env.is_empty()
    });
    let into = differs.is_some_and(|differs| matches!(differs.presence, Presence::Into(_)));
    match word.strip_prefix("into ") {
        Some(taker) if more => Edit::set(&format!("{key}.into"), quote(taker)),
        Some(taker) => Edit::set(key, format!("{{into: {}}}", quote(taker))),
        None if word == "container" && more && into => Edit::unset(&format!("{key}.into")),
        None if word == "container" && more => Edit::All(Vec::new()),
        None => Edit::set(key, word),
    }
}

fn of<'m>(member: &'m Member, context: &str) -> &'m crate::core::answers::Differs {
    if context == "development" {
        &member.differs.development
    } else {
        &member.differs.production
    }
}
