//! A user's `themes.yaml`, laid over the table: `added: green bold`, a role and its look.

use ratatui::style::{Color, Modifier, Style};

use super::{Palette, Role};
use crate::core::diagnostic::{Level, Problem, Where, nearest};
use crate::core::yaml::{Entry, parse};

const FILE: &str = "themes.yaml";

/// Looks of roles that are the user's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Own([Option<Style>; Role::ALL.len()]);

/// Nobody's.
pub(super) static NONE: Own = Own([None; Role::ALL.len()]);

impl Default for Own {
    fn default() -> Self {
        NONE.clone()
    }
}

impl Own {
    /// Reads the file. What of it cannot be read is told, and is as the table has it.
    pub fn read(text: &str) -> (Self, Vec<Problem>) {
        let mut own = NONE.clone();
        let warning = |problem| Problem {
            level: Level::Warning,
            ..problem
        };
        let node = match parse(FILE, text.as_bytes()) {
            Ok(node) => node,
            Err(problems) => return (own, problems.into_iter().map(warning).collect()),
        };
        let Some(entries) = node.as_map() else {
            let message = format!("{FILE} is {}, not a map", node.describe());
            let problem = Problem::warning("theme-form", message).at(place(node.line, node.column));
            return (
                own,
                vec![problem.mend("write lines such as `added: green bold`")],
            );
        };
        let mut problems = Vec::new();
        for entry in entries {
            match look(entry) {
                Ok((role, style)) => {
                    if let Some(place) = own.0.get_mut(role as usize) {
                        *place = Some(style);
                    }
                }
                Err(problem) => problems.push(problem.at(place(entry.line, entry.column))),
            }
        }
        (own, problems)
    }

    /// The user's look of a role; without its colour where there is to be none.
    pub(super) fn style(&self, role: Role, palette: Palette) -> Option<Style> {
        let style = (*self.0.get(role as usize)?)?;
        Some(match palette {
            Palette::None => Style { fg: None, ..style },
            _ => style,
        })
    }
}

fn place(line: usize, column: usize) -> Where {
    Where {
        file: FILE.to_owned(),
        line: Some(line),
        column: Some(column),
        key: None,
    }
}

/// A role as the table writes it.
fn name(role: Role) -> String {
    let mut name = String::new();
    for letter in format!("{role:?}").chars() {
        if letter.is_ascii_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.push(letter.to_ascii_lowercase());
    }
    name
}

fn look(entry: &Entry) -> Result<(Role, Style), Problem> {
    let names: Vec<String> = Role::ALL.into_iter().map(name).collect();
    let known = names.iter().position(|name| *name == entry.key);
    let Some(role) = known.and_then(|at| Role::ALL.get(at)) else {
        let mend = match nearest(&entry.key, names.iter().map(String::as_str)) {
            Some(name) => format!("did you mean `{name}`?"),
            None => format!("there are {}", names.join(", ")),
        };
        let message = format!("no part of the screen is called `{}`", entry.key);
        return Err(Problem::warning("theme-role", message).mend(mend));
    };
    let text = entry.value.as_str().unwrap_or_default();
    let style = style(text).map_err(|word| {
        let message = format!("`{}` has no look `{word}`", entry.key);
        let mend = "such as `green bold`, `117`, `\"#7dcfff\"`, dim, reversed, underlined, default";
        Problem::warning("theme-look", message).mend(mend)
    })?;
    Ok((*role, style))
}

/// A colour and attributes with blanks between; else the word that is neither.
fn style(text: &str) -> Result<Style, &str> {
    let mut style = Style::new();
    for word in text.split_whitespace() {
        style = match word {
            "default" => style,
            "bold" => style.add_modifier(Modifier::BOLD),
            "dim" => style.add_modifier(Modifier::DIM),
            "reversed" => style.add_modifier(Modifier::REVERSED),
            "underlined" => style.add_modifier(Modifier::UNDERLINED),
            _ => style.fg(word.parse::<Color>().map_err(|_| word)?),
        };
    }
    if text.trim().is_empty() {
        return Err(text);
    }
    Ok(style)
}

#[cfg(test)]
mod tests {
    use super::super::Theme;
    use super::*;

    #[test]
    fn a_look_of_ones_own_is_laid_over_the_table() {
        let (own, problems) = Own::read("added: green bold\nkey_name: '#7dcfff'\nrule: 117 dim\n");
        assert_eq!(problems, []);
        let theme = |palette| Theme {
            own: Box::leak(Box::new(own.clone())),
            ..Theme::new(palette, false)
        };
        let mine = theme(Palette::Sixteen);
        let added = Style::new().fg(Color::Green).add_modifier(Modifier::BOLD);
        assert_eq!(mine.style(Role::Added), added);
        assert_eq!(
            mine.style(Role::KeyName).fg,
            Some(Color::Rgb(0x7d, 0xcf, 0xff))
        );
        assert_eq!(mine.style(Role::Rule).fg, Some(Color::Indexed(117)));
        let table = Theme::new(Palette::Sixteen, false);
        assert_eq!(mine.style(Role::Removed), table.style(Role::Removed));
        // Who wants no colour gets none.
        assert_eq!(theme(Palette::None).style(Role::Added).fg, None);
    }

    #[test]
    fn what_cannot_be_meant_is_told_with_its_line_and_stops_nothing() {
        let (own, problems) = Own::read("aded: green\nadded: greenish\nrule: []\ntitle: bold\n");
        let told: Vec<_> = problems
            .iter()
            .map(|problem| {
                (
                    &*problem.code,
                    problem.place.as_ref().unwrap().line.unwrap(),
                )
            })
            .collect();
        assert_eq!(
            told,
            [("theme-role", 1), ("theme-look", 2), ("theme-look", 3)]
        );
        assert_eq!(problems[0].mend, "did you mean `added`?");
        assert!(problems.iter().all(|problem| !problem.is_error()));
        let bold = Style::new().add_modifier(Modifier::BOLD);
        assert_eq!(own.style(Role::Title, Palette::Sixteen), Some(bold));
        for text in ["[]", "a: b: c", "\u{0}"] {
            let (own, problems) = Own::read(text);
            assert!(own == NONE && problems.len() == 1, "{text}: {problems:?}");
        }
    }
}
