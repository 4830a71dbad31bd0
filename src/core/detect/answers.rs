//! A proposal as answers: the text of `dockwright.yaml`, as somebody would write it.

use super::needs;
use super::proposal::{Backing, Process, Proposal, Service};
use crate::core::answers::BLANK;
use crate::core::catalog::item::{Item, Question, Type};
use crate::core::catalog::{Catalog, Slot};
use crate::core::yaml::quote;

/// What is at least likely, as answers. What is only possible is off until somebody asks for it.
pub fn answers(catalog: &Catalog, proposal: &Proposal) -> String {
    let mut services = String::from(
        "services:                          # developed here: built, mounted, debugged\n",
    );
    for service in &proposal.services {
        entry(catalog, proposal, service, &mut services);
    }
    let mut backing = String::from("backing:");
    let used: Vec<&Backing> = proposal.backing.iter().filter(|one| one.is_on()).collect();
    if used.is_empty() {
        backing.push('\n');
    } else {
        backing.push_str("                           # used, not developed here\n");
    }
    for one in used {
        backing.push_str(&format!(
            "  {}: {{{}}}\n",
            one.name,
            member(catalog, proposal, one)
        ));
    }
    let mut text = String::new();
    for line in BLANK.split_inclusive('\n') {
        match line {
            "services:\n" => text.push_str(&services),
            "backing:\n" => text.push_str(&backing),
            line => text.push_str(line),
        }
    }
    if !proposal.own.is_empty() {
        let own: Vec<String> = proposal.own.iter().map(|path| quote(path)).collect();
        let list = own.join(", ");
        text.push_str(&format!(
            "own: [{list}]             # the project's, and left alone\n"
        ));
    }
    text
}

/// What is said of something that is used.
pub(super) fn about(catalog: &Catalog, backing: &Backing) -> String {
    let mut parts = vec![format!("kind: {}", quote(&backing.kind))];
    if let Some(image) = &backing.image {
        let tagged = image.contains(':') || image.contains('@');
        let image = if tagged {
            image.clone()
        } else {
            format!("{image}:latest")
        };
        parts.push(format!("image: {}", quote(&image)));
    }
    let item = catalog.item(Slot::Backing, &backing.kind).ok();
    let question = item.as_ref().and_then(|item| item.ask.get("version"));
    if let (Some(question), Some(said)) = (question, &backing.version) {
        let major = said.value.split('.').next().unwrap_or_default();
        let offered = question
            .of
            .iter()
            .find(|known| **known == said.value || *known == major);
        if let Some(version) = offered {
            parts.push(format!("with: {{version: {}}}", text(question, version)));
        }
    }
    parts.join(", ")
}

/// A backing service with what meets its own needs.
fn member(catalog: &Catalog, proposal: &Proposal, backing: &Backing) -> String {
    let about = about(catalog, backing);
    let met = needs::met_by(catalog, proposal, backing);
    if met.is_empty() {
        return about;
    }
    format!("{about}, uses: [{}]", met.join(", "))
}

/// The lines of one service.
pub(super) fn entry(catalog: &Catalog, proposal: &Proposal, service: &Service, out: &mut String) {
    let item = catalog.item(Slot::Services, &service.kind.value).ok();
    out.push_str(&format!("  {}:\n", service.name));
    let mut line = |key: &str, value: &str| out.push_str(&format!("    {key}: {value}\n"));
    line("kind", &quote(&service.kind.value));
    // What names a package of its workspace is built from there.
    let detect = catalog.detection(Slot::Services, &service.kind.value);
    let answer = detect.as_ref();
    let answer = answer.and_then(|detect| detect.package_answer.as_ref());
    let whole = service.context.as_ref();
    let is_named = answer.is_some_and(|answer| service.with.contains_key(answer));
    let whole = whole.filter(|_| is_named || service.is_whole);
    let sees_more = item.as_ref().is_some_and(|item| item.workspace);
    let context = service.context.as_ref().filter(|_| sees_more);
    // A build sees the whole project, and no other folder than its own: what is in one begins there.
    let whole = whole.or(context.filter(|context| *context != "."));
    line("path", &quote(whole.unwrap_or(&service.path)));
    if let Some(context) = context.filter(|_| whole.is_none()) {
        line("context", &quote(context));
    }
    let with = service.with.iter().map(|(name, said)| (name, &said.value));
    let with = with_of(item.as_deref(), with);
    if !with.is_empty() {
        line("with", &format!("{{{with}}}"));
    }
    match &service.port {
        Some(port) => line("port", &port.value.to_string()),
        None if item.as_ref().is_some_and(|item| item.port.is_some()) => line("port", "none"),
        None => {}
    }
    // The path of its kind is that of our starter, which this code need not have.
    let unknown = detect.is_some_and(|detect| detect.health_else_port);
    let unknown = unknown.then_some("port");
    let health = service.health.as_ref().map(|health| health.value.as_str());
    if let Some(health) = health.or(unknown).filter(|_| service.port.is_some()) {
        line("health", &quote(health));
    }
    if !service.volumes.is_empty() {
        let volumes = service.volumes.iter();
        let volumes = volumes.map(|(name, said)| format!("{name}: {}", quote(&said.value)));
        let volumes = volumes.collect::<Vec<_>>().join(", ");
        line("volumes", &format!("{{{volumes}}}"));
    }
    if !service.packages.is_empty() {
        let names = service.packages.iter().map(|said| quote(&said.value));
        line(
            "packages",
            &format!("[{}]", names.collect::<Vec<_>>().join(", ")),
        );
    }
    let ports = proposal
        .services
        .iter()
        .filter(|other| other.port.is_some());
    if service.port.is_some() && ports.count() == 1 {
        line(
            "route",
            "/                       # how the edge reaches it in production",
        );
    }
    let uses = uses(proposal, service);
    if !uses.is_empty() {
        line("uses", &uses);
    }
    if let Some(steps) = &service.steps {
        let steps = steps.iter().map(|step| match &step.run {
            Some(run) => format!("{{{}: {{run: {}}}}}", step.name, quote(run)),
            None => step.name.clone(),
        });
        line(
            "setup",
            &format!("[{}]", steps.collect::<Vec<_>>().join(", ")),
        );
    }
    if !service.processes.is_empty() {
        out.push_str("    processes:\n");
        for process in &service.processes {
            out.push_str(&format!(
                "      {}: {{{}}}\n",
                process.name,
                process_of(catalog, process)
            ));
        }
    }
}

fn uses(proposal: &Proposal, service: &Service) -> String {
    let on = |name: &str| {
        proposal
            .backing
            .iter()
            .any(|one| one.name == *name && one.is_on())
    };
    let uses: Vec<_> = service.uses.iter().filter(|(name, _)| on(name)).collect();
    let own = |name: &String| service.names.get(name).filter(|names| !names.is_empty());
    if uses
        .iter()
        .all(|(name, client)| client.is_none() && own(name).is_none())
    {
        let names: Vec<&str> = uses.iter().map(|(name, _)| name.as_str()).collect();
        return if names.is_empty() {
            String::new()
        } else {
            format!("[{}]", names.join(", "))
        };
    }
    let entries = uses.iter().map(|(name, client)| {
        let mut about: Vec<String> = Vec::new();
        about.extend(
            client
                .as_ref()
                .map(|client| format!("client: {}", quote(client))),
        );
        if let Some(names) = own(name) {
            let names = names.iter();
            let names = names.map(|(name, said)| format!("{name}: {}", quote(&said.value)));
            about.push(format!("env: {{{}}}", names.collect::<Vec<_>>().join(", ")));
        }
        format!("{name}: {{{}}}", about.join(", "))
    });
    format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
}

fn process_of(catalog: &Catalog, process: &Process) -> String {
    let item = catalog.item(Slot::Processes, &process.kind).ok();
    let mut parts = vec![format!("kind: {}", quote(&process.kind))];
    parts.extend(
        process
            .run
            .as_ref()
            .map(|run| format!("run: {}", quote(run))),
    );
    let with = with_of(item.as_deref(), process.with.iter());
    if !with.is_empty() {
        parts.push(format!("with: {{{with}}}"));
    }
    parts.join(", ")
}

fn with_of<'w>(
    item: Option<&Item>,
    with: impl Iterator<Item = (&'w String, &'w String)>,
) -> String {
    let entries = with.filter_map(|(name, value)| {
        let question = item?.ask.get(name)?;
        Some(format!("{name}: {}", text(question, value)))
    });
    entries.collect::<Vec<_>>().join(", ")
}

/// A value as its question's type is written.
fn text(question: &Question, value: &str) -> String {
    match question.kind {
        Type::Bool | Type::Int | Type::List | Type::Paths | Type::Map => value.to_owned(),
        _ => quote(value),
    }
}
