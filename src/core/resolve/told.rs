//! What a unit answers when it is asked: a pure function of what it is asked with, so the very
//! same answers are taken over where that is the same.

use std::sync::Arc;

use minijinja::Value;
use serde_json::{Value as Json, json};

use super::{Unit, processes};
use crate::core::answers::Member;
use crate::core::catalog::Slot;
use crate::core::catalog::item::Item;
use crate::core::diagnostic::Problem;
use crate::core::interview::{Asked, as_with, interview};
use crate::core::path::RelPath;
use crate::core::template::{Templates, extend, scope, to_value};

/// What a unit is asked with.
#[derive(Debug, Clone)]
struct Asking {
    name: String,
    slot: Slot,
    owner: Option<String>,
    item: Arc<Item>,
    answers: Arc<Member>,
    path: RelPath,
    /// The capabilities for which others use it.
    roles: Vec<String>,
    /// For a build that another takes for its own pages: who, and where those pages find it.
    into: Option<[String; 2]>,
    /// What runs its image beside it.
    processes: Vec<Arc<Item>>,
    /// Of a process: its service, which was asked before it.
    service: Option<(String, Arc<Told>)>,
}

/// What came of it.
#[derive(Debug)]
pub(super) struct Told {
    asking: Asking,
    /// The answers to the item's questions.
    pub(super) with: Arc<Json>,
    /// The same as templates see it.
    pub(super) shown: Value,
    /// The item's `vars`.
    pub(super) vars: Arc<Json>,
    /// Whether production builds its image although it is a used one and takes nothing.
    pub(super) built: bool,
    /// Its capabilities.
    pub(super) provides: Arc<[String]>,
    /// Its questions that apply.
    pub(super) asked: Vec<Asked>,
    /// What is wrong with its answers.
    pub(super) problems: Vec<Problem>,
}

/// Whether two told the very same.
pub(super) fn same(one: Option<&Arc<Told>>, two: Option<&Arc<Told>>) -> bool {
    matches!((one, two), (Some(one), Some(two)) if Arc::ptr_eq(one, two))
}

/// What a unit is to be asked with, but for what is its own; nothing of it is copied before that is
/// known to be needed.
pub(super) struct About<'a> {
    /// The capabilities for which others use it.
    pub(super) roles: &'a [&'a str],
    /// Who takes its build, and where that is found.
    pub(super) into: Option<[&'a str; 2]>,
    /// What runs its image beside it.
    pub(super) processes: Vec<&'a Arc<Item>>,
    /// Of a process: its service.
    pub(super) service: Option<(&'a str, Arc<Told>)>,
}

impl About<'_> {
    /// What the unit told when it was asked the same; else it is asked, and what it says as one of the `others` does is
    /// held once.
    pub(super) fn told<'t>(
        self,
        templates: &Templates,
        unit: &Unit,
        before: impl IntoIterator<Item = &'t Arc<Told>>,
        others: &[Arc<Told>],
    ) -> Arc<Told> {
        let mut before = before.into_iter();
        if let Some(told) = before.find(|told| self.is(unit, &told.asking)) {
            return Arc::clone(told);
        }
        let mut told = self.asking(unit).ask(templates, unit);
        let is_like = |other: &&Arc<Told>| Arc::ptr_eq(&other.asking.item, &unit.item);
        if let Some(other) = others.iter().find(is_like) {
            told.share(other);
        }
        Arc::new(told)
    }

    /// Items and answers are the same only where they are the very same.
    fn is(&self, unit: &Unit, other: &Asking) -> bool {
        let service = match (&self.service, &other.service) {
            (None, None) => true,
            (Some((_, one)), Some((_, two))) => Arc::ptr_eq(one, two),
            _ => false,
        };
        let mut items = self.processes.iter().zip(&other.processes);
        service
            && Arc::ptr_eq(&unit.item, &other.item)
            && Arc::ptr_eq(&unit.answers, &other.answers)
            && self.processes.len() == other.processes.len()
            && items.all(|(one, two)| Arc::ptr_eq(one, two))
            && (unit.slot, &unit.owner, &unit.name) == (other.slot, &other.owner, &other.name)
            && unit.path == other.path
            && self.roles.iter().eq(&other.roles)
            && self.into
                == other
                    .into
                    .as_ref()
                    .map(|into| into.each_ref().map(String::as_str))
    }

    fn asking(self, unit: &Unit) -> Asking {
        let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        Asking {
            name: unit.name.clone(),
            slot: unit.slot,
            owner: unit.owner.clone(),
            item: Arc::clone(&unit.item),
            answers: Arc::clone(&unit.answers),
            path: unit.path.clone(),
            roles: owned(self.roles),
            into: self.into.map(|into| into.map(str::to_owned)),
            processes: self.processes.into_iter().cloned().collect(),
            service: self.service.map(|(name, told)| (name.to_owned(), told)),
        }
    }
}

impl Told {
    fn share(&mut self, other: &Self) {
        if self.with == other.with {
            (self.with, self.shown) = (Arc::clone(&other.with), other.shown.clone());
        }
        if self.vars == other.vars {
            self.vars = Arc::clone(&other.vars);
        }
        if self.provides == other.provides {
            self.provides = Arc::clone(&other.provides);
        }
    }
}

impl Asking {
    fn ask(self, templates: &Templates, unit: &Unit) -> Told {
        let mut problems = Vec::new();
        let (item, answers, key) = (&self.item, &self.answers, &unit.key());
        let route = answers.route.as_ref();
        let into = self.into.as_ref();
        let into = into.map(|[name, url]| json!({ "name": name, "static_url": url }));
        let service = self
            .service
            .as_ref()
            .map(|(name, told)| json!({ "name": name, "with": *told.with, "vars": *told.vars }));
        let known = scope([
            ("name", unit.name.as_str().into()),
            ("path", self.path.as_str().into()),
            ("port", unit.port.into()),
            ("image", answers.image.clone().unwrap_or_default().into()),
            ("roles", self.roles.clone().into()),
            (
                "route",
                route
                    .map_or_else(String::new, |route| route.path.clone())
                    .into(),
            ),
            ("into", to_value(&into.unwrap_or_default())),
            ("service", to_value(&service.unwrap_or_default())),
        ]);
        let with_key = format!("{key}.with");
        let asked = interview(
            templates,
            &item.ask,
            &answers.with,
            &known,
            &with_key,
            &mut problems,
        );
        let with = as_with(&asked);
        let shown = to_value(&with);
        let mut known = extend(&known, [("with", shown.clone())]);
        let added = processes::added(&self.processes);
        let mut vars = serde_json::Map::with_capacity(item.vars.len());
        for (name, value) in &item.vars {
            match templates.evaluate(value, &known, "") {
                Ok(value) => {
                    let mut value = value.unwrap_or(Json::Null);
                    processes::join(&mut value, added.get(name));
                    known = extend(&known, [(name.as_str(), to_value(&value))]);
                    vars.insert(name.clone(), value);
                }
                Err(error) => problems.push(catalog(key, name, &error)),
            }
        }
        let mut built = false;
        if let Some(expression) = &item.built {
            match templates.expression(expression, &known) {
                Ok(value) => built = value.is_true(),
                Err(error) => problems.push(catalog(key, "built", &error)),
            }
        }
        let provides: Result<Vec<String>, _> = match &item.provides {
            Json::String(expression) => templates.expression(expression, &known).map(|value| {
                let words = value.try_iter().into_iter().flatten();
                words.map(|word| word.to_string()).collect()
            }),
            list => Ok(list
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|word| word.as_str().map(str::to_owned))
                .collect()),
        };
        let provides = provides.unwrap_or_else(|error| {
            problems.push(catalog(key, "provides", &error));
            Vec::new()
        });
        Told {
            with: Arc::new(with),
            shown,
            vars: Arc::new(Json::Object(vars)),
            built,
            provides: provides.into(),
            asked,
            problems,
            asking: self,
        }
    }
}

fn catalog(key: &str, name: &str, error: &minijinja::Error) -> Problem {
    Problem::error(
        "catalog-item",
        format!("the catalog's `{name}` cannot be evaluated: {error}"),
    )
    .key(key)
}
