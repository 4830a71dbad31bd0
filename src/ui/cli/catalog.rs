//! `catalog list|show` and `presets list|show`.

use serde_json::{Value as Json, json};

use super::answers;
use super::output::{End, data, json as print_json, talk};
use crate::core::catalog::item::{Item, Question};
use crate::core::catalog::ran::Ran;
use crate::core::catalog::{Catalog, Line, Slot, presets};
use crate::core::diagnostic::nearest;

/// All items, by slot.
pub(super) fn list(catalog: &Catalog, as_json: bool) -> End {
    let lines: Vec<Line> = Slot::ALL
        .iter()
        .flat_map(|slot| catalog.list(*slot))
        .collect();
    if as_json {
        let rows: Vec<Json> = lines
            .iter()
            .map(|line| {
                let mut row = json!({ "id": line.id, "slot": line.slot.word(), "title": line.title, "as_of": line.as_of, "ran": catalog.ran(line.slot, &line.id) });
                if let (Some(from), Some(row)) = (catalog.origin(line.slot, &line.id), row.as_object_mut()) {
                    row.insert("from".to_owned(), from.into());
                }
                row
            })
            .collect();
        print_json(&rows);
        return End::Done;
    }
    let width = lines.iter().map(|line| line.id.len()).max().unwrap_or(0);
    let mut slot = "";
    let mut text = String::new();
    for line in &lines {
        if slot != line.slot.word() {
            let gap = if slot.is_empty() { "" } else { "\n" };
            slot = line.slot.word();
            text.push_str(&format!("{gap}{slot}\n"));
        }
        let from = catalog.origin(line.slot, &line.id);
        let from = from.map_or_else(String::new, |from| format!(" (from {from})"));
        text.push_str(&format!("  {:width$}  {}{from}\n", line.id, line.summary));
    }
    data(&text);
    End::Done
}

/// One item.
pub(super) fn show(catalog: &Catalog, id: &str, as_json: bool) -> End {
    let found = Slot::ALL
        .iter()
        .find_map(|slot| catalog.list(*slot).into_iter().find(|line| line.id == id));
    let Some(line) = found else {
        let all: Vec<Line> = Slot::ALL
            .iter()
            .flat_map(|slot| catalog.list(*slot))
            .collect();
        let alias = all
            .iter()
            .find(|line| line.aliases.iter().any(|alias| alias == id));
        let near = alias
            .map(|line| line.id.as_str())
            .or_else(|| nearest(id, all.iter().map(|line| line.id.as_str())));
        let hint = near.map_or("see `dockwright catalog list`".to_owned(), |near| {
            format!("did you mean `{near}`?")
        });
        talk(&format!("the catalog has no `{id}`; {hint}"));
        return End::Failed;
    };
    let item = match catalog.item(line.slot, id) {
        Ok(item) => item,
        Err(problem) => {
            super::output::problems(&[problem]);
            return End::Failed;
        }
    };
    if as_json {
        print_json(&as_object(&line, &item));
    } else {
        data(&as_text(&line, &item, catalog.ran(line.slot, id)));
        if let Some(from) = catalog.origin(line.slot, id) {
            data(&format!("\nnot dockwright's own: from {from}\n"));
        }
    }
    End::Done
}

fn as_object(line: &Line, item: &Item) -> Json {
    let ask: Vec<Json> = item
        .ask
        .iter()
        .map(|(name, question)| {
            json!({
                "name": name, "type": format!("{:?}", question.kind).to_lowercase(), "of": question.of,
                "default": question.default, "why": question.why,
            })
        })
        .collect();
    json!({
        "id": line.id, "slot": line.slot.word(), "title": line.title, "summary": line.summary,
        "aliases": line.aliases, "as_of": line.as_of, "provides": item.provides, "needs": item.needs,
        "port": item.port, "ask": ask, "steps": item.steps.keys().collect::<Vec<_>>(),
    })
}

fn as_text(line: &Line, item: &Item, ran: Option<Ran>) -> String {
    let mut text = format!(
        "{} ({} {})\n{}\n",
        line.title,
        line.slot.word(),
        line.id,
        line.summary
    );
    let mut say = |word: &str, what: String| {
        if !what.is_empty() {
            text.push_str(&format!("{word:9} {what}\n"));
        }
    };
    say("also", line.aliases.join(", "));
    say("provides", line.provides.join(", "));
    say("needs", item.needs.join(", "));
    say(
        "port",
        item.port.map(|port| port.to_string()).unwrap_or_default(),
    );
    say(
        "steps",
        item.steps
            .keys()
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join(", "),
    );
    say("facts of", line.as_of.clone());
    say(
        "ran",
        ran.map_or_else(|| "not on an engine yet, as it is now".to_owned(), said),
    );
    for (name, question) in &item.ask {
        text.push_str(&format!("\n  with.{name}: {}\n", values(question)));
        if !question.why.is_empty() {
            text.push_str(&format!("      {}\n", question.why));
        }
    }
    text
}

/// `development and production, 2026-11-24, with stand-ins for the official images`.
fn said(ran: Ran) -> String {
    let contexts = [
        (ran.development, "development"),
        (ran.production, "production"),
    ];
    let contexts: Vec<&str> = contexts
        .into_iter()
        .filter_map(|(ran, word)| ran.then_some(word))
        .collect();
    let with = if ran.with == "real" {
        "with the real images"
    } else {
        "with stand-ins for the official images"
    };
    format!("{}, {}, {with}", contexts.join(" and "), ran.date)
}

fn values(question: &Question) -> String {
    if !question.of.is_empty() {
        return question.of.join(" | ");
    }
    let kind = format!("{:?}", question.kind).to_lowercase();
    match question
        .default
        .as_str()
        .filter(|text| !text.is_empty() && !text.contains("{{"))
    {
        Some(default) => format!("{kind}, {default} by default"),
        None => kind,
    }
}

/// All presets.
pub(super) fn list_presets(as_json: bool) -> End {
    let all = presets();
    if as_json {
        let rows: Vec<Json> = all
            .iter()
            .map(|preset| json!({ "name": preset.name, "title": preset.title }))
            .collect();
        print_json(&rows);
        return End::Done;
    }
    data(
        &answers::lines(&all)
            .map(|line| line + "\n")
            .collect::<String>(),
    );
    End::Done
}

/// The answers of one preset.
pub(super) fn show_preset(name: &str) -> End {
    match answers::preset(name) {
        Ok(answers::Start::Text(begin)) => {
            data(&begin.text);
            End::Done
        }
        Ok(answers::Start::Nothing(why)) => {
            talk(&why);
            End::Failed
        }
        Err(problem) => {
            super::output::problems(&[problem]);
            End::Failed
        }
    }
}
