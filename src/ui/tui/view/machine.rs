//! What keeps the stack from running on this machine, in rows of the whole project's page.

use super::super::machine::Machine;
use super::super::model::Model;
use super::super::theme::Role;
use super::pen::wrap;

/// The rows, with one that is empty above them; none where nobody looks.
pub(crate) fn rows(model: &Model, width: usize) -> Vec<(String, Role)> {
    let mut rows = Vec::new();
    // What goes on in a second row stands below the first word, behind the glyph.
    let mut add = |text: &str, role: Role, indent: usize, glyph: &str| {
        let lines = wrap(text, width.saturating_sub(indent)).into_iter();
        for (row, line) in lines.enumerate() {
            let before = if row == 0 { glyph } else { "" };
            rows.push((format!("{before:indent$}{line}"), role));
        }
    };
    let mark = |role: Role| model.theme.mark(role);
    match &model.machine {
        Machine::Unknown => return Vec::new(),
        Machine::Asked => add(&model.words("machine.asked", &[]), Role::Muted, 0, ""),
        Machine::Known(bad) if bad.is_empty() => {
            let well = model.words("machine.well", &[]);
            add(&well, Role::Good, 2, mark(Role::Good));
        }
        Machine::Known(bad) => {
            let count = bad.len().to_string();
            let title = model.words("machine.ill", &[("things", &count)]);
            add(&title, Role::Title, 0, "");
            for finding in bad {
                let check = &finding.check;
                let text = format!("{}: {}", check.check, check.detail);
                add(&text, Role::Error, 2, mark(Role::Error));
                add(&check.mend, Role::Muted, 2, "");
            }
            if bad.iter().any(|finding| finding.fix.is_some()) {
                add(&model.words("machine.fix", &[]), Role::Advice, 0, "");
            }
        }
    }
    rows.insert(0, (String::new(), Role::Plain));
    rows
}
