//! What was typed -> an answer given.

use super::question::{Asks, Question, Ticked};
use super::talk::told;
use crate::core::diagnostic::Problem;
use crate::core::editing::Editing;
use crate::core::form::{Control, Edit, Field, Subject, answer, form, step, tick};
use crate::core::yaml::quote;

/// Gives what was typed as the answer; nothing typed leaves it as it is. In words why not, and nothing changes then.
pub(super) fn give(editing: &mut Editing, question: &Question, typed: &str) -> Result<(), String> {
    if typed.is_empty() {
        return Ok(());
    }
    match &question.asks {
        Asks::Value(field) => value(editing, question, field, typed),
        Asks::Several(names) => turn(editing, names, typed),
        Asks::Profile(..) | Asks::Add | Asks::Write => Ok(()),
    }
}

fn value(
    editing: &mut Editing,
    question: &Question,
    field: &Field,
    typed: &str,
) -> Result<(), String> {
    let value = match &field.control {
        Control::Choice(of) => pick(of, typed)?.to_owned(),
        Control::Toggle(_) => yes(typed)?.to_string(),
        _ => typed.to_owned(),
    };
    if value == field.value {
        return Ok(());
    }
    let edit = answer(editing.studio().catalog(), editing.design(), field, &value);
    put(editing, edit, &field.key, &question.title)
}

/// Gives an edit.
pub(super) fn put(editing: &mut Editing, edit: Edit, key: &str, said: &str) -> Result<(), String> {
    editing
        .answer(edit, key, said)
        .map(|_| ())
        .map_err(|problems| why(&problems))
}

/// Problems in words.
pub(super) fn why(problems: &[Problem]) -> String {
    problems.iter().map(told).collect::<Vec<_>>().join("\n")
}

/// Each name is an answer of its own, made of the design the one before left; all of them or none.
fn turn(editing: &mut Editing, names: &[Ticked], typed: &str) -> Result<(), String> {
    let known: Vec<String> = names.iter().map(|one| one.name.clone()).collect();
    let picked = picks(&known, typed)?;
    for (done, place) in picked.iter().enumerate() {
        let Some(one) = names.get(*place) else {
            continue;
        };
        let said = format!("{} {}", one.name, if one.on { "off" } else { "on" });
        let given =
            turned(editing, one).map_or(Ok(()), |edit| put(editing, edit, &one.field.key, &said));
        if let Err(why) = given {
            for _ in 0..done {
                editing.undo();
            }
            return Err(why);
        }
    }
    Ok(())
}

fn turned(editing: &Editing, one: &Ticked) -> Option<Edit> {
    let (catalog, design) = (editing.studio().catalog(), editing.design());
    match &one.field.control {
        Control::Step { .. } => step(design, &one.field),
        Control::Many(_) => Some(tick(catalog, design, &one.field, &one.name, !one.on)),
        _ => {
            // As the answers have it now: the one before may have changed how they are written.
            let id = one.field.key.strip_prefix("features.")?;
            let field = form(catalog, design, &Subject::Feature(id.to_owned()))
                .into_iter()
                .next()?;
            Some(answer(
                catalog,
                design,
                &field,
                if one.on { "false" } else { "true" },
            ))
        }
    }
}

/// Members of a profile.
pub(super) fn members(names: &[String], typed: &str) -> Result<Vec<String>, String> {
    if typed == "none" {
        return Ok(Vec::new());
    }
    let places = picks(names, typed)?;
    Ok(places
        .into_iter()
        .filter_map(|place| names.get(place).cloned())
        .collect())
}

/// The members of a profile become these.
pub(super) fn put_profile(
    editing: &mut Editing,
    name: &str,
    members: &[String],
) -> Result<(), String> {
    let members: Vec<String> = members.iter().map(|name| quote(name)).collect();
    let edit = Edit::Set {
        key: vec!["profiles".to_owned(), name.to_owned()],
        value: format!("[{}]", members.join(", ")),
    };
    let key = format!("profiles.{name}");
    put(editing, edit, &key, &format!("profile {name}"))
}

/// One of several, by its number or its name.
pub(super) fn pick<'a>(of: &'a [String], typed: &str) -> Result<&'a str, String> {
    let number = typed
        .parse::<usize>()
        .ok()
        .and_then(|number| number.checked_sub(1));
    let named = of.iter().find(|one| one.eq_ignore_ascii_case(typed));
    // A name that is a number, such as a version, is meant as it stands.
    let found = named.or_else(|| of.get(number?));
    found.map(String::as_str).ok_or_else(|| {
        format!(
            "{typed} is none of them. Write a number from 1 to {}, or a name.",
            of.len()
        )
    })
}

/// Several, by numbers or names, with commas or blanks between.
fn picks(of: &[String], typed: &str) -> Result<Vec<usize>, String> {
    let mut places = Vec::new();
    for piece in typed
        .split(',')
        .map(str::trim)
        .filter(|piece| !piece.is_empty())
    {
        let whole = pick(of, piece);
        let words = match whole {
            Ok(_) => vec![piece],
            Err(_) => piece.split_whitespace().collect(),
        };
        for word in words {
            let name = pick(of, word)?;
            let place = of.iter().position(|one| one == name).unwrap_or_default();
            if !places.contains(&place) {
                places.push(place);
            }
        }
    }
    Ok(places)
}

/// Yes or no.
pub(super) fn yes(typed: &str) -> Result<bool, String> {
    match typed.to_lowercase().as_str() {
        "y" | "yes" | "on" | "true" => Ok(true),
        "n" | "no" | "off" | "false" => Ok(false),
        _ => Err(format!("{typed} is neither yes nor no.")),
    }
}

#[cfg(test)]
mod tests {
    use super::{pick, picks};

    #[test]
    fn names_go_before_numbers_and_words_may_have_blanks() {
        let of = ["hot reload", "mail", "2"].map(str::to_owned);
        assert_eq!(pick(&of, "2"), Ok("2"));
        assert_eq!(pick(&of, "1"), Ok("hot reload"));
        assert!(pick(&of, "4").is_err() && pick(&of, "0").is_err());
        assert_eq!(picks(&of, "hot reload, Mail"), Ok(vec![0, 1]));
        assert_eq!(picks(&of, "1 mail 1"), Ok(vec![0, 1]));
        assert!(picks(&of, "1 x").is_err());
    }
}
