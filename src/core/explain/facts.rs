//! Stack and plan -> facts.

use super::{About, Explanation, VariableAbout};
use crate::core::answers::Context;
use crate::core::catalog::Slot;
use crate::core::plan::{Container, Mount, Plan, Variable};
use crate::core::resolve::{Stack, Unit};

/// Explains a sound stack.
pub fn explain(stack: &Stack, plan: &Plan) -> Explanation {
    let mut containers = Vec::new();
    for unit in &stack.units {
        let mut names: Vec<&str> = Vec::new();
        for context in Context::BOTH {
            let own = plan
                .containers
                .of(context)
                .iter()
                .filter(|one| one.unit == unit.name);
            names.extend(
                own.map(|one| one.name.as_str())
                    .filter(|name| !names.contains(name))
                    .collect::<Vec<_>>(),
            );
        }
        containers.extend(names.into_iter().map(|name| about(stack, plan, unit, name)));
    }
    Explanation {
        project: stack.project.clone(),
        containers,
        first_steps: first_steps(stack),
    }
}

fn find<'p>(plan: &'p Plan, context: Context, name: &str) -> Option<&'p Container> {
    plan.containers
        .of(context)
        .iter()
        .find(|one| one.name == name)
        .map(AsRef::as_ref)
}

fn about(stack: &Stack, plan: &Plan, unit: &Unit, name: &str) -> About {
    let [development, production] = Context::BOTH.map(|context| find(plan, context, name));
    let any = development.or(production);
    // A process runs its service's image, and is a thing of its own.
    let own = stack.unit(name).unwrap_or(unit);
    let main = name == own.name;
    let contexts = Context::BOTH
        .into_iter()
        .filter(|context| find(plan, *context, name).is_some());
    let once = any.is_some_and(|one| one.once);
    About {
        name: name.to_owned(),
        title: own.item.title.clone(),
        purpose: purpose(own, any, main, once),
        developed: unit.slot == Slot::Services,
        source: source(unit, any),
        contexts: contexts.map(Context::word).collect(),
        profiles: any.map(|one| one.profiles.clone()).unwrap_or_default(),
        ports: if main { ports(own) } else { Vec::new() },
        data: any.map(data).unwrap_or_default(),
        talks_to: if once {
            Vec::new()
        } else {
            talks_to(stack, unit)
        },
        // A setup has those of its service: once is enough.
        variables: if once {
            Vec::new()
        } else {
            variables(unit, own, development, production)
        },
    }
}

fn purpose(unit: &Unit, container: Option<&Container>, main: bool, once: bool) -> String {
    let note = container.map(|one| one.note.join(" ")).unwrap_or_default();
    if (!main || once) && !note.is_empty() {
        return note;
    }
    match &unit.derived {
        Some(feature) => format!(
            "{} It is there by the feature {feature}.",
            unit.item.summary
        ),
        None => unit.item.summary.clone(),
    }
}

fn source(unit: &Unit, container: Option<&Container>) -> String {
    let Some(container) = container else {
        return String::new();
    };
    match &container.build {
        Some(build) => match &build.dockerfile {
            Some(dockerfile) if unit.path.is_root() => {
                format!("built from this folder by {dockerfile}")
            }
            Some(dockerfile) => format!("built from {} by {dockerfile}", unit.path),
            None => format!("built from {}", build.context),
        },
        None => container.image.clone(),
    }
}

/// What this machine can open: pages, ports of servers, the debugger.
fn ports(unit: &Unit) -> Vec<(String, String)> {
    let mut ports = Vec::new();
    if let Some(port) = unit.published {
        let page = unit.provides("http") || unit.vars.get("page_inside").is_some();
        let address = if page {
            format!("http://localhost:{port}")
        } else {
            format!("localhost:{port}")
        };
        ports.push((if page { "page" } else { "port" }.to_owned(), address));
    }
    ports.extend(
        unit.debug_published
            .map(|port| ("attach a debugger".to_owned(), format!("localhost:{port}"))),
    );
    ports
}

fn data(container: &Container) -> Vec<(String, String)> {
    let mounts = container.mounts.iter().filter_map(|mount| match mount {
        Mount::Volume { name, target, .. } => Some((name.clone(), target.clone())),
        Mount::Bind { .. } => None,
    });
    mounts.collect()
}

fn talks_to(stack: &Stack, unit: &Unit) -> Vec<(String, String)> {
    let used = unit.links.iter().map(|link| {
        let how = link
            .capability
            .clone()
            .unwrap_or_else(|| "its address".to_owned());
        (link.target.clone(), how)
    });
    let edge = unit.provides("edge");
    let routed = stack
        .containers(Context::Production)
        .filter(|other| edge && other.name != unit.name);
    let routed = routed.filter_map(|other| {
        Some((
            other.name.clone(),
            other.answers.route.as_ref()?.path.clone(),
        ))
    });
    used.chain(routed).collect()
}

fn variables(
    unit: &Unit,
    own: &Unit,
    development: Option<&Container>,
    production: Option<&Container>,
) -> Vec<VariableAbout> {
    let mut names: Vec<&String> = Vec::new();
    for container in [development, production].into_iter().flatten() {
        names.extend(
            container
                .environment
                .keys()
                .filter(|name| !names.contains(name))
                .collect::<Vec<_>>(),
        );
    }
    let value = |container: Option<&Container>, name: &str| {
        container?
            .environment
            .get(name)
            .map(|variable| match variable {
                Variable::Plain(text) | Variable::Shared(_, text) => text.clone(),
            })
    };
    let about = |name: &&String| VariableAbout {
        name: (*name).clone(),
        development: value(development, name),
        production: value(production, name),
        from: from(unit, own, name),
    };
    names.iter().map(about).collect()
}

/// Who sets a variable of `own`, which is `unit` or a process of it: the last of those who name it,
/// as the plan has it.
fn from(unit: &Unit, own: &Unit, variable: &str) -> String {
    let name = variable.strip_suffix("_FILE").unwrap_or(variable);
    let is = |known: &String| known == name || known == variable;
    let said = |one: &Unit| {
        let answers = &one.answers;
        let named = answers.env.keys().chain(answers.secrets.keys());
        let differs = Context::BOTH
            .iter()
            .flat_map(|context| answers.differs.of(*context).env.keys());
        named.chain(differs).any(is)
    };
    if !said(own) && own.name != unit.name && own.item.env.keys().any(is) {
        return own.item.title.clone();
    }
    if said(own) || said(unit) {
        return "dockwright.yaml".to_owned();
    }
    if let Some(step) = unit.steps.iter().find(|step| step.step.env.keys().any(is)) {
        return format!("the step {}", step.name);
    }
    for link in unit.links.iter() {
        let explicit = link.how.env.as_ref().is_some_and(|env| env.keys().any(is));
        let client = link.client.as_ref().filter(|_| link.how.env.is_none());
        let named =
            client.is_some_and(|client| client.env.keys().chain(client.absent.keys()).any(is));
        if explicit || named {
            return link.target.clone();
        }
    }
    unit.item.title.clone()
}

fn first_steps(stack: &Stack) -> Vec<(String, String)> {
    let about = if stack.feature("reload").is_some() {
        "start everything, and see edits at once"
    } else {
        "start everything"
    };
    let mut steps = vec![(stack.up().to_owned(), about.to_owned())];
    let service = stack
        .containers(Context::Development)
        .find(|unit| unit.slot == Slot::Services);
    if let Some(service) = service {
        steps.push((
            format!("docker compose exec {} sh", service.name),
            format!("a shell in {}", service.name),
        ));
        steps.push((
            format!("docker compose logs --follow {}", service.name),
            "what it says".to_owned(),
        ));
    }
    steps.push((
        "docker compose down".to_owned(),
        "stop; the data stays".to_owned(),
    ));
    let production = "docker compose -f compose.yaml -f compose.prod.yaml up --build --wait";
    steps.push((production.to_owned(), "production, beside it".to_owned()));
    steps
}
