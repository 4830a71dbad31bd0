//! Facts -> plain text for a terminal.

use super::{About, Explanation};

/// The explanation as text, about 100 columns wide.
pub fn text(explanation: &Explanation) -> String {
    let count = |developed: bool| {
        explanation
            .containers
            .iter()
            .filter(|one| one.developed == developed)
            .count()
    };
    let mut out = format!(
        "{}: {} containers of what is developed here, {} that are only used\n",
        explanation.project,
        count(true),
        count(false)
    );
    for about in &explanation.containers {
        out.push('\n');
        out.push_str(&container(about));
    }
    out.push_str("\nfirst steps\n");
    let width = explanation
        .first_steps
        .iter()
        .map(|(command, _)| command.len())
        .max()
        .unwrap_or(0);
    for (command, why) in &explanation.first_steps {
        out.push_str(&format!("  {command:width$}  {why}\n"));
    }
    out
}

fn container(about: &About) -> String {
    let only = match about.contexts.as_slice() {
        [one] => format!(", {one} only"),
        _ => String::new(),
    };
    let mut out = format!(
        "{} · {}{only}\n  {}\n",
        about.name, about.title, about.purpose
    );
    let mut say = |word: &str, items: Vec<String>| {
        for (place, item) in items.iter().enumerate() {
            out.push_str(&format!(
                "  {:11}{item}\n",
                if place == 0 { word } else { "" }
            ));
        }
    };
    say(
        if about.developed { "built" } else { "image" },
        vec![about.source.clone()],
    );
    say("profile", about.profiles.clone());
    say(
        "open",
        about
            .ports
            .iter()
            .map(|(what, address)| format!("{address}  {what}"))
            .collect(),
    );
    say(
        "keeps",
        about
            .data
            .iter()
            .map(|(volume, folder)| format!("{folder} in the volume {volume}"))
            .collect(),
    );
    say(
        "talks to",
        about
            .talks_to
            .iter()
            .map(|(name, how)| format!("{name} ({how})"))
            .collect(),
    );
    let variable = |one: &super::VariableAbout| {
        let value = match (&one.development, &one.production) {
            (Some(development), Some(production)) if development == production => {
                development.clone()
            }
            (Some(development), Some(production)) => {
                format!("{development} | production: {production}")
            }
            (Some(development), None) => format!("{development} (development)"),
            (None, Some(production)) => format!("{production} (production)"),
            (None, None) => String::new(),
        };
        format!("{}={value}  <- {}", one.name, one.from)
    };
    say("variables", about.variables.iter().map(variable).collect());
    out
}
