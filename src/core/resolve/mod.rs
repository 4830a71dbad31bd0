//! Answers -> stack: what is there, what each needs bound to what provides it, ports given,
//! problems found.

mod features;
mod links;
mod made;
mod ports;
mod processes;
mod public;
mod routes;
mod steps;
mod told;
mod unit;
mod units;

use std::sync::Arc;

use foldhash::HashMap;
use indexmap::IndexMap;
use serde_json::Value as Json;

use super::answers::{Answers, Context, PerContext, Place, Presence, Use, Wait};
use super::catalog::Catalog;
use super::catalog::item::{Item, Step};
use super::diagnostic::Problem;
use super::interview::Asked;
use super::template::Templates;
pub use unit::Unit;

/// Where the project lies in a container of a developed service.
pub const ROOT: &str = "/app";

/// The meaning of the answers.
#[derive(Default)]
pub struct Stack {
    /// The project's name.
    pub project: String,
    /// Services first, then what backs them, in the order of the answers.
    pub units: Vec<Unit>,
    /// Capability of a feature that is on -> the feature.
    pub features: IndexMap<String, Feature>,
    /// Name -> the profiles that start it.
    pub profiles: IndexMap<String, Vec<String>>,
    /// The features' questions that apply, with their values.
    asked: Vec<Asked>,
    /// What features bind to whom.
    bound: Vec<features::Bind>,
    /// Name -> the place of the unit.
    places: HashMap<String, usize>,
    /// Names that the answers have and the catalog does not understand: told once, by their kind.
    pub unclear: Vec<String>,
}

/// A feature that is on.
pub struct Feature {
    /// Its id.
    pub id: String,
    /// Its answers.
    pub with: Json,
}

/// A use, bound.
pub struct Link {
    /// The other's name.
    pub target: String,
    /// What the user said of it.
    pub how: Use,
    /// The capability it is used for, where a client speaks it.
    pub capability: Option<String>,
    /// The client item that makes the variables.
    pub client: Option<Arc<Item>>,
    /// What to wait for.
    pub wait: Wait,
    /// Its variables tell a browser where the other is.
    public: bool,
}

/// A step, placed.
pub struct SetupStep {
    /// Its name.
    pub name: String,
    /// The catalog's, or one made of the user's own command.
    pub step: Step,
    /// The tool that gives it, by its id.
    pub tool: Option<(String, Arc<Item>)>,
    /// Its arguments.
    pub with: Json,
    /// Where it runs.
    pub at: PerContext<Place>,
    /// What it makes that neither git nor an image gets; `/x` is below the service's path.
    pub makes: Vec<String>,
}

impl Stack {
    /// The unit of this name.
    pub fn unit(&self, name: &str) -> Option<&Unit> {
        self.units.get(*self.places.get(name)?)
    }

    /// Learns the places of its units; of two of one name the first has it.
    fn index(&mut self) {
        for (place, unit) in self.units.iter().enumerate() {
            self.places.entry(unit.name.clone()).or_insert(place);
        }
    }

    /// The questions that apply, with their values.
    pub fn asked(&self) -> impl Iterator<Item = &Asked> {
        let units = self.units.iter().filter_map(|unit| unit.told.as_ref());
        self.asked.iter().chain(units.flat_map(|told| &told.asked))
    }

    /// The service of a process; any other unit itself.
    pub fn owner<'s>(&'s self, unit: &'s Unit) -> &'s Unit {
        let owner = unit.owner.as_deref().and_then(|name| self.unit(name));
        owner.unwrap_or(unit)
    }

    /// The processes of a service: they follow it.
    pub fn processes_of<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'s Unit> {
        let after = self
            .places
            .get(name)
            .map_or(self.units.len(), |place| place + 1);
        let of = move |unit: &&Unit| unit.owner.as_deref() == Some(name);
        self.units.iter().skip(after).take_while(of)
    }

    /// The units that are containers of their own in this context.
    pub fn containers(&self, context: Context) -> impl Iterator<Item = &Unit> {
        self.units
            .iter()
            .filter(move |unit| unit.is_container(context))
    }

    /// What development publishes on the host: what `.env` calls each port, and the port without it.
    pub fn published(&self) -> Vec<(String, u16)> {
        let mut ports = Vec::new();
        for unit in self.containers(Context::Development) {
            let variable = unit.variable();
            let own = unit
                .published
                .map(|port| (format!("{variable}_PORT"), port));
            ports.extend(own.into_iter().chain(unit.debug_variable()));
        }
        ports
    }

    /// Where debuggers are reached on the host: of which unit, what `.env` calls the port, and the
    /// port without it.
    pub fn debug_ports(&self) -> Vec<(String, String, u16)> {
        let units = self.containers(Context::Development);
        let port = |unit: &Unit| {
            let (variable, port) = unit.debug_variable()?;
            Some((unit.name.clone(), variable, port))
        };
        units.filter_map(port).collect()
    }

    /// What a unit uses with the clients of its own item, or of its processes'.
    pub fn own_links<'s>(&'s self, unit: &'s Unit) -> impl Iterator<Item = &'s Link> {
        let own = move |link: &&Link| {
            let (Some(id), Some(capability)) = (&link.how.client, &link.capability) else {
                return true;
            };
            let items = std::iter::once(unit).chain(self.processes_of(&unit.name));
            let mut clients = items.filter_map(|one| one.item.clients.get(capability));
            clients.any(|client| client == id)
        };
        unit.links.iter().filter(own)
    }

    /// The unit that stands between the world and the services in this context.
    pub fn edge(&self, context: Context) -> Option<&Unit> {
        self.containers(context).find(|unit| unit.provides("edge"))
    }

    /// The units whose build lies in `name`'s production image.
    pub fn artifacts_of<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'s Unit> {
        self.units.iter().filter(
            move |unit| matches!(unit.presence(Context::Production), Presence::Into(into) if into == name),
        )
    }

    /// The unit whose own pages show this one's build in production, and the address there.
    pub fn taker(&self, unit: &Unit) -> Option<(&Unit, &str)> {
        let Presence::Into(name) = unit.presence(Context::Production) else {
            return None;
        };
        let taker = self.unit(name)?;
        let url = taker.item.accepts.get("static")?.get("url")?;
        Some((taker, url))
    }

    /// Whether a feature with this capability is on.
    pub fn feature(&self, capability: &str) -> Option<&Json> {
        self.features.get(capability).map(|feature| &feature.with)
    }

    /// Whether the same features are on as there, with the same answers.
    pub(in crate::core) fn has_features_of(&self, other: &Self) -> bool {
        let written = |stack: &Self| {
            let features = stack.features.iter();
            let pair = |(word, feature): (&String, &Feature)| {
                format!("{word} {} {}", feature.id, feature.with)
            };
            features.map(pair).collect::<Vec<_>>()
        };
        written(self) == written(other)
    }

    /// The key of the answers that turned a feature on.
    pub fn feature_key(&self, capability: &str) -> String {
        let id = self
            .features
            .get(capability)
            .map_or("", |feature| &feature.id);
        format!("features.{id}")
    }

    /// Whether an editor's container of this service has an image with more in it than development's.
    pub fn has_editor(&self, unit: &Unit) -> bool {
        let own = unit.item.editor.user.is_some() && !unit.item.editor.git;
        own && self.feature("editor").is_some() && unit.is_container(Context::Development)
    }

    /// The command that starts it in development.
    pub fn up(&self) -> &'static str {
        if self.feature("reload").is_some() {
            "docker compose up --build --watch"
        } else {
            "docker compose up --build"
        }
    }

    /// The unit whose answers stand at this key, such as `services.web`.
    pub fn unit_at(&self, key: &str) -> Option<&Unit> {
        let name = key.rsplit('.').next()?;
        self.unit(name).filter(|unit| unit.key() == key)
    }

    /// How the source of a unit comes into its development container: `mount`, `watch` or none.
    pub fn reload_of(&self, unit: &Unit) -> Option<&str> {
        let reload = self.feature("reload")?;
        let own = reload
            .get("services")
            .and_then(|services| services.get(&self.owner(unit).name));
        own.or_else(|| reload.get("mode")).and_then(Json::as_str)
    }
}

/// A name that Compose takes for a project, made of any text: `My Shop!` is `my-shop`.
pub fn slug(text: &str) -> String {
    let mut name = String::new();
    for c in text.to_lowercase().chars() {
        if c.is_ascii_alphanumeric() || c == '_' {
            name.push(c);
        } else if !name.is_empty() && !name.ends_with('-') {
            name.push('-');
        }
    }
    let name = name.trim_matches(['-', '_']).to_owned();
    if name.is_empty() {
        "app".to_owned()
    } else {
        name
    }
}

/// Understands the answers. Problems of all kinds are collected; with an error among them the
/// stack is not to be written. What is the same in `like` is taken over from there.
pub fn resolve(
    catalog: &Catalog,
    templates: &Templates,
    answers: &Answers,
    like: Option<&Stack>,
) -> (Stack, Vec<Problem>) {
    let mut problems = Vec::new();
    let mut stack = Stack {
        project: answers.name.clone(),
        ..Stack::default()
    };
    let added = features::resolve(catalog, templates, answers, like, &mut stack, &mut problems);
    units::resolve(
        catalog,
        templates,
        answers,
        &added,
        like,
        &mut stack,
        &mut problems,
    );
    links::resolve(catalog, answers, &added, like, &mut stack, &mut problems);
    units::ask(templates, like, &mut stack, &mut problems);
    links::check(&stack, &mut problems);
    processes::check(&stack, &mut problems);
    routes::check(catalog, &stack, &mut problems);
    ports::resolve(&mut stack, &mut problems);
    steps::resolve(catalog, templates, like, &mut stack, &mut problems);
    profiles(answers, &mut stack, &mut problems);
    (stack, problems)
}

fn profiles(answers: &Answers, stack: &mut Stack, problems: &mut Vec<Problem>) {
    for (profile, members) in &answers.profiles {
        for (place, name) in members.iter().enumerate() {
            if stack.unit(name).is_none() {
                if stack.unclear.contains(name) {
                    continue;
                }
                problems.push(links::no_such(
                    stack,
                    name,
                    format!("profiles.{profile}.{place}"),
                ));
                continue;
            }
            stack
                .profiles
                .entry(name.clone())
                .or_default()
                .push(profile.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn a_folder_gives_the_project_its_name() {
        for (folder, name) in [
            ("openshop", "openshop"),
            ("My Shop!", "my-shop"),
            ("--x--", "x"),
            ("Größe 7", "gr-e-7"),
            ("...", "app"),
            ("_a", "a"),
        ] {
            assert_eq!(slug(folder), name);
        }
    }
}
