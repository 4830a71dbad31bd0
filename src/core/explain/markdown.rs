//! Facts -> Markdown with a graph (Mermaid).

use super::{About, Explanation};

/// The explanation as Markdown.
pub fn markdown(explanation: &Explanation) -> String {
    let mut out = format!("# {}: the containers\n", explanation.project);
    out.push_str("\n## First steps\n\n");
    for (command, why) in &explanation.first_steps {
        out.push_str(&format!("- `{command}`: {why}\n"));
    }
    out.push_str("\n## Who talks to whom\n\n```mermaid\nflowchart LR\n");
    for about in &explanation.containers {
        let shape = if about.developed {
            ("[", "]")
        } else {
            ("[(", ")]")
        };
        let label = format!("{}<br>{}", about.name, about.title);
        out.push_str(&format!(
            "  {}{}\"{label}\"{}\n",
            id(&about.name),
            shape.0,
            shape.1
        ));
        for (other, how) in &about.talks_to {
            out.push_str(&format!(
                "  {} -- \"{how}\" --> {}\n",
                id(&about.name),
                id(other)
            ));
        }
    }
    out.push_str("```\n\n| container | what | where | open in development | keeps |\n| --- | --- | --- | --- | --- |\n");
    for about in &explanation.containers {
        let ports: Vec<String> = about
            .ports
            .iter()
            .map(|(what, address)| format!("{address} ({what})"))
            .collect();
        let data: Vec<&str> = about
            .data
            .iter()
            .map(|(volume, _)| volume.as_str())
            .collect();
        out.push_str(&format!(
            "| `{}` | {}: {} | {} | {} | {} |\n",
            about.name,
            about.title,
            cell(&about.purpose),
            about.contexts.join(", "),
            ports.join("<br>"),
            data.join(", "),
        ));
    }
    for about in explanation
        .containers
        .iter()
        .filter(|about| about.developed && !about.variables.is_empty())
    {
        out.push_str(&variables(about));
    }
    out
}

fn variables(about: &About) -> String {
    let mut out = format!(
        "\n## Variables of `{}`\n\n| variable | development | production | set by |\n| --- | --- | --- | --- |\n",
        about.name
    );
    let value = |value: &Option<String>| {
        value
            .as_ref()
            .map(|text| format!("`{}`", cell(text)))
            .unwrap_or_default()
    };
    for one in &about.variables {
        out.push_str(&format!(
            "| `{}` | {} | {} | {} |\n",
            one.name,
            value(&one.development),
            value(&one.production),
            one.from
        ));
    }
    out
}

/// A name that Mermaid takes for a node.
fn id(name: &str) -> String {
    format!("c_{}", name.replace('-', "_"))
}

/// A text in a table's cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}
