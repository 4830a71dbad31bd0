//! Debuggers that this developer's `.env` moves to other ports. `.vscode/launch.json` is the same for
//! all and cannot follow: no editor reads `.env` there, and most want a number for a port.

use jsonc_parser::ast::Value;
use jsonc_parser::common::Ranged as _;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use super::files::Project;
use super::{Finding, published};
use crate::core::diagnostic::Problem;
use crate::core::render::LAUNCH;
use crate::core::resolve::Stack;

/// A debugger that listens elsewhere than the files for all say.
struct Moved {
    unit: String,
    variable: String,
    from: u16,
    to: u16,
}

/// Of ports by their variables in `.env`, those of debuggers.
fn moved(stack: &Stack, at: impl Fn(&str) -> Option<u16>) -> Vec<Moved> {
    if stack.feature("debug").is_none() {
        return Vec::new();
    }
    let ports = stack.debug_ports().into_iter();
    ports
        .filter_map(|(unit, variable, from)| {
            let to = at(&variable).filter(|to| *to != from)?;
            Some(Moved {
                unit,
                variable,
                from,
                to,
            })
        })
        .collect()
}

/// What is told when `.env` gets other ports.
pub(super) fn told(stack: &Stack, others: &[(String, u16)]) -> Option<Problem> {
    let at = |variable: &str| {
        let (_, port) = others.iter().find(|(name, _)| name == variable)?;
        Some(*port)
    };
    let moved = moved(stack, at);
    let problem = Problem::note("debug-port", message(&moved)).mend(mend(&moved));
    (!moved.is_empty()).then_some(problem)
}

/// Whether launch.json, as it lies there, leads to where the debuggers listen.
pub(super) fn examine(project: &Project<'_>) -> Option<Finding> {
    let ports = published(project.stack, project.dot_env);
    let at = |variable: &str| {
        let own = ports.iter().find(|one| one.variable == variable);
        own.map(|one| one.port)
    };
    let mut moved = moved(project.stack, at);
    let text = project.text(LAUNCH)?;
    moved.retain(|one| !leads(text, one));
    (!moved.is_empty()).then(|| Finding::bad("debug-port", message(&moved), mend(&moved)))
}

fn message(moved: &[Moved]) -> String {
    let one = |one: &Moved| {
        format!(
            "{} listens on {} here, not on {}",
            one.unit, one.to, one.from
        )
    };
    let all: Vec<String> = moved.iter().map(one).collect();
    format!(
        "{LAUNCH}, which is the same for all, does not follow your .env: the debugger of {}",
        all.join(", of ")
    )
}

fn mend(moved: &[Moved]) -> String {
    let names: Vec<&str> = moved.iter().map(|one| one.variable.as_str()).collect();
    let ports: Vec<String> = moved.iter().map(|one| one.to.to_string()).collect();
    format!(
        "write {} there and do not commit that; once the port is free again take {} out of .env",
        ports.join(", "),
        names.join(", ")
    )
}

/// Whether the configuration of its service has the port that it was moved to.
fn leads(text: &str, moved: &Moved) -> bool {
    let read = parse_to_ast(text, &CollectOptions::default(), &ParseOptions::default());
    let Ok(Some(Value::Object(root))) = read.map(|read| read.value) else {
        return false;
    };
    let end = format!("({})", moved.unit);
    let port = moved.to.to_string();
    let all = root.get_array("configurations");
    let objects = all
        .iter()
        .flat_map(|all| all.elements.iter().filter_map(Value::as_object));
    let mut own = objects.filter(|one| {
        let name = one.get_string("name");
        name.is_some_and(|name| name.value.ends_with(&end))
    });
    own.any(|one| {
        let text = one.text(text);
        text.split(|letter: char| !letter.is_ascii_digit())
            .any(|number| number == port)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_configuration_leads_where_it_has_the_port() {
        let moved = |to| Moved {
            unit: "web".to_owned(),
            variable: "WEB_DEBUG_PORT".to_owned(),
            from: 5678,
            to,
        };
        let text = r#"{"configurations": [
            {"name": "Rails (admin)", "debugPort": "localhost:5688"},
            {"name": "Django (web)", "connect": {"port": 5678}}, // as for all
        ]}"#;
        assert!(leads(text, &moved(5678)) && !leads(text, &moved(5688)));
        assert!(!leads(text, &moved(567)) && !leads("{", &moved(5678)));
    }
}
