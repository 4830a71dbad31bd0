//! The questions of one entry.

use serde_json::Value as Json;

use super::more::more;
use super::setup::setup;
use super::{Control, Field, Subject};
use crate::core::answers::{Context, Presence};
use crate::core::catalog::item::{Names, Question, Type};
use crate::core::catalog::{Catalog, Slot};
use crate::core::design::Design;
use crate::core::interview::Asked;
use crate::core::resolve::{Stack, Unit};

/// The form of an entry; empty where there is nothing to ask of it.
pub fn form(catalog: &Catalog, design: &Design, subject: &Subject) -> Vec<Field> {
    match subject {
        Subject::Project => project(design),
        Subject::Member(name) => match design.stack.unit(name) {
            Some(unit) => member(design, unit),
            None => unclear(design, name),
        },
        Subject::Feature(id) => feature(catalog, design, id),
        Subject::Profile(_) | Subject::Problems => Vec::new(),
    }
}

fn project(design: &Design) -> Vec<Field> {
    vec![
        Field::new("name", "name", design.answers.name.as_str())
            .said(true)
            .why(
                "Containers, network and volumes carry the name, so two projects never share one.",
            ),
    ]
}

/// An entry that the catalog does not understand: what it is can still be said.
fn unclear(design: &Design, name: &str) -> Vec<Field> {
    let answers = &design.answers;
    let (slot, member) = match answers.services.get(name) {
        Some(member) => (Slot::Services, member),
        None => match answers.backing.get(name) {
            Some(member) => (Slot::Backing, member),
            None => return Vec::new(),
        },
    };
    let key = format!("{}.{name}", slot.folder());
    vec![
        self::name(&key, name),
        Field::new(format!("{key}.kind"), "kind", member.kind.as_str())
            .said(!member.kind.is_empty())
            .why("What it is, as the catalog calls it."),
    ]
}

fn name(key: &str, name: &str) -> Field {
    Field::new(format!("{key}."), "name", name)
        .control(Control::Name)
        .said(true)
        .why("On the network, in every file and in every volume's name. A new one is taken over everywhere; a volume keeps the old one.")
}

fn member(design: &Design, unit: &Unit) -> Vec<Field> {
    let key = unit.key();
    let answers = &unit.answers;
    if let Some(feature) = &unit.derived {
        let why = format!(
            "The feature {feature} adds it. Turn that off to take it away, or write it in `backing` yourself to change it."
        );
        return vec![
            Field::new(format!("{key}."), "name", unit.name.as_str())
                .control(Control::Fixed)
                .why(why),
        ];
    }
    let mut fields = vec![name(&key, &unit.name)];
    if unit.slot == Slot::Services {
        fields.push(
            Field::new(format!("{key}.path"), "folder", shown_path(unit))
                .said(answers.path.is_some())
                .why("Where its code is: what is built, mounted, watched and debugged."),
        );
    }
    fields.extend(questions(design, unit));
    fields.extend(addresses(design, unit));
    fields.extend(uses(&design.stack, unit));
    fields.extend(setup(unit));
    for context in Context::BOTH {
        fields.push(presence(&design.stack, unit, context));
    }
    fields.extend(more(unit));
    fields
}

fn shown_path(unit: &Unit) -> String {
    if unit.path.is_root() {
        ".".to_owned()
    } else {
        format!("./{}", unit.path)
    }
}

/// What its item asks.
fn questions(design: &Design, unit: &Unit) -> Vec<Field> {
    let key = format!("{}.with", unit.key());
    asked(design, &key)
        .filter_map(|(name, asked)| Some((unit.item.ask.get(name)?, name, asked)))
        .map(|(question, name, asked)| field(&design.stack, question, name, asked))
        .collect()
}

/// The answers directly below a key, by name.
fn asked<'a>(design: &'a Design, key: &'a str) -> impl Iterator<Item = (&'a str, &'a Asked)> {
    design.stack.asked().filter_map(move |asked| {
        let name = asked.key.strip_prefix(key)?.strip_prefix('.')?;
        (!name.contains('.')).then_some((name, asked))
    })
}

fn field(stack: &Stack, question: &Question, name: &str, asked: &Asked) -> Field {
    let value = &asked.value;
    let control = match (question.kind, question.names) {
        (Type::List, Some(Names::Members)) => Control::Many(ticked(stack, value)),
        (Type::Choice, _) => Control::Choice(question.of.clone()),
        (Type::Bool, _) => Control::Toggle(value.as_bool() == Some(true)),
        (Type::List | Type::Paths | Type::Map, _) => Control::Yaml,
        _ => Control::Line,
    };
    let mut field = Field::new(asked.key.as_str(), name.replace('_', " "), shown(value))
        .control(control)
        .why(question.why.as_str());
    field.origin = asked.origin;
    field
}

/// Services, and whether the list has them.
fn ticked(stack: &Stack, list: &Json) -> Vec<(String, bool)> {
    let has = |name: &str| {
        list.as_array()
            .is_some_and(|names| names.iter().any(|known| known.as_str() == Some(name)))
    };
    let services = stack.units.iter();
    services
        .filter(|unit| unit.slot == Slot::Services)
        .map(|unit| (unit.name.clone(), has(&unit.name)))
        .collect()
}

/// A value as one would type it.
fn shown(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        Json::Null => String::new(),
        Json::Array(items) => {
            let items: Vec<String> = items.iter().map(shown).collect();
            format!("[{}]", items.join(", "))
        }
        Json::Object(map) => {
            let entries: Vec<String> = map
                .iter()
                .map(|(key, value)| format!("{key}: {}", shown(value)))
                .collect();
            format!("{{{}}}", entries.join(", "))
        }
        other => other.to_string(),
    }
}

/// Ports, and the way from the edge.
fn addresses(design: &Design, unit: &Unit) -> Vec<Field> {
    let key = unit.key();
    let answers = &unit.answers;
    let mut fields = Vec::new();
    if unit.port.is_some() || answers.port.is_some() {
        let name = &unit.name;
        fields.push(
            Field::new(format!("{key}.port"), "port", number(unit.port))
                .said(answers.port.is_some())
                .why(format!("The port {name} listens on inside its container. On your machine it is the same number, or the next free one.")),
        );
    }
    if unit.port.is_some() && unit.is_container(Context::Development) {
        let name = &unit.name;
        fields.push(
            Field::new(format!("{key}.publish"), "publish", number(unit.published))
                .said(answers.publish.is_some())
                .why(format!("On which port of this machine {name} can be reached in development, for a browser, an IDE or a client: a number, or none. Containers reach it without.")),
        );
    }
    let edge = design.stack.edge(Context::Production).is_some();
    if unit.slot == Slot::Services && edge {
        let route = answers.route.as_ref();
        let value = route.map_or_else(String::new, |route| route.path.clone());
        let strip = route.is_some_and(|route| route.strip);
        fields.push(
            Field::new(format!("{key}.route"), "route", value)
                .said(route.is_some())
                .remark(if strip { "stripped" } else { "" })
                .why("At which address the edge passes requests to it in production, such as / or /api."),
        );
    }
    fields
}

fn number(port: Option<u16>) -> String {
    port.map_or_else(|| "none".to_owned(), |port| port.to_string())
}

/// Whom it uses, of all there are.
fn uses(stack: &Stack, unit: &Unit) -> Option<Field> {
    if unit.owner.is_some() {
        return None;
    }
    let others = stack.units.iter().filter(|other| {
        let edge = other.provides("edge");
        other.name != unit.name && other.owner.is_none() && other.derived.is_none() && !edge
    });
    // A backing service is asked only where it uses something already: few do.
    let others: Vec<(String, bool)> = others
        .map(|other| {
            let on = unit.links.iter().any(|link| link.target == other.name);
            (other.name.clone(), on)
        })
        .collect();
    if others.is_empty() || unit.slot == Slot::Backing && unit.answers.uses.is_empty() {
        return None;
    }
    let names: Vec<&str> = others
        .iter()
        .filter(|(_, on)| *on)
        .map(|(name, _)| name.as_str())
        .collect();
    Some(
        Field::new(format!("{}.uses", unit.key()), "uses", names.join(", "))
            .said(!unit.answers.uses.is_empty())
            .control(Control::Many(others))
            .why("What it talks to. Each gives it variables in the form its library reads, a place on its network, and something to wait for."),
    )
}

/// Whether it is there in a context, and as what.
fn presence(stack: &Stack, unit: &Unit, context: Context) -> Field {
    let word = context.word();
    let value = match unit.presence(context) {
        Presence::Container => "container".to_owned(),
        Presence::External => "external".to_owned(),
        Presence::None => "none".to_owned(),
        Presence::Into(name) => format!("into {name}"),
    };
    let mut of = vec!["container".to_owned(), "none".to_owned()];
    if unit.slot == Slot::Backing {
        of.push("external".to_owned());
    }
    if context == Context::Production && unit.item.artifact.is_some() {
        let takers = stack
            .units
            .iter()
            .filter(|taker| taker.name != unit.name && taker.item.accepts.contains_key("static"));
        of.extend(takers.map(|taker| format!("into {}", taker.name)));
    }
    let why = match unit.slot {
        Slot::Backing => {
            "container: started here. external: somebody else runs it, and its variables stay. none: it is not there."
        }
        _ => {
            "container: one of its own. none: it is not there. into: its build lies in the other's image."
        }
    };
    Field::new(format!("{}.{word}", unit.key()), word, value)
        .control(Control::Choice(of))
        .said(unit.answers.differs.of(context).said)
        .why(why)
}

fn feature(catalog: &Catalog, design: &Design, id: &str) -> Vec<Field> {
    let Ok(item) = catalog.item(Slot::Features, id) else {
        return Vec::new();
    };
    let key = format!("features.{id}");
    let node = design.answers.features.get(id);
    let on = design.answers.has_feature(id);
    let mut fields = vec![
        Field::new(
            key.as_str(),
            item.title.to_lowercase(),
            if on { "on" } else { "off" },
        )
        .control(Control::Toggle(on))
        .said(node.is_some())
        .why(item.summary.as_str()),
    ];
    let questions = asked(design, &key).filter_map(|(name, asked)| {
        let question = item.ask.get(name)?;
        Some(field(&design.stack, question, name, asked))
    });
    fields.extend(questions);
    fields
}
