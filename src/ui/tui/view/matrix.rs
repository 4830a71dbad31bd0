//! Services by profile and context, and what each profile starts.

use ratatui::layout::Rect;

use super::super::model::{Focus, Model};
use super::super::theme::{Glyph, Role};
use super::super::update::{count, matrix_members, matrix_profiles};
use super::pen::{Pen, wrap};
use crate::core::answers::Context;
use crate::core::catalog::Slot;

/// Draws the matrix with its title.
pub(crate) fn draw(model: &Model, area: Rect, pen: &mut Pen<'_>) {
    let focused = model.focus == Focus::Form;
    pen.rule(area, area.y - 1, "Profiles", "", focused);
    let members = matrix_members(model);
    let profiles = matrix_profiles(model);
    let names = members
        .iter()
        .map(|(_, name)| name.chars().count())
        .max()
        .unwrap_or(8)
        .clamp(8, 14);
    let first = area.x + 3 + u16::try_from(names).unwrap_or(8) + 2;
    let width = |name: &str| u16::try_from(name.chars().count().max(6) + 2).unwrap_or(8);
    let mut columns: Vec<(u16, String)> = Vec::new();
    let mut x = first;
    for name in std::iter::once("always".to_owned()).chain(profiles.iter().cloned()) {
        let own = width(&name);
        if x + own + 14 > area.right() {
            break;
        }
        columns.push((x, name));
        x += own;
    }
    let bar = x;
    let contexts = [(bar + 3, "dev"), (bar + 9, "prod")];
    let y = area.y + 1;
    for (x, name) in &columns {
        pen.text(*x, y, 16, name, Role::Title);
    }
    for (x, name) in contexts {
        pen.text(x, y, 6, name, Role::Title);
    }
    let design = model.editing.design();
    let commands = commands(model, &profiles);
    let rest = u16::try_from(commands.len() + 5).unwrap_or(8);
    let bottom = area.bottom().saturating_sub(rest);
    let mut y = area.y + 2;
    let mut last: Option<bool> = None;
    let rows = usize::from(bottom.saturating_sub(y + 2)).max(1);
    let top = (model.cell.0 + 1).saturating_sub(rows.saturating_sub(1).max(1));
    for (place, (slot, name)) in members.iter().enumerate().skip(top) {
        let service = *slot == Slot::Services;
        if last != Some(service) {
            let title = if service {
                "Services"
            } else {
                "Backing services"
            };
            if y < bottom {
                pen.text(area.x + 1, y, area.width, title, Role::Title);
                y += 1;
            }
            last = Some(service);
        }
        if y >= bottom {
            break;
        }
        pen.text(
            area.x + 3,
            y,
            u16::try_from(names).unwrap_or(8),
            name,
            Role::Plain,
        );
        let own: Vec<&String> = design
            .answers
            .profiles
            .iter()
            .filter(|(_, members)| members.contains(name))
            .map(|(profile, _)| profile)
            .collect();
        for (column, (x, profile)) in columns.iter().enumerate() {
            let on = if column == 0 {
                own.is_empty()
            } else {
                own.contains(&profile)
            };
            let glyph = pen.glyph(if on { Glyph::On } else { Glyph::Off });
            let here = place == model.cell.0 && column == model.cell.1;
            let text = if here {
                format!("[{glyph}]")
            } else {
                format!(" {glyph} ")
            };
            let role = if on { Role::On } else { Role::Off };
            pen.text(x + 1, y, 3, &text, role);
            if here && focused {
                pen.caret = Some((x + 2, y));
            }
        }
        for ((x, _), context) in contexts.iter().zip(Context::BOTH) {
            let on = design.stack.unit(name).is_some_and(|unit| {
                design.stack.owner(unit).is_container(context) && unit.is_container(context)
            });
            let glyph = pen.glyph(if on { Glyph::On } else { Glyph::Off });
            pen.text(x + 1, y, 1, glyph, if on { Role::On } else { Role::Off });
        }
        let glyph = pen.glyph(Glyph::Bar);
        pen.text(bar, y, 1, glyph, Role::Rule);
        if place == model.cell.0 {
            let glyph = pen.glyph(Glyph::Cursor);
            pen.text(area.x + 1, y, 1, glyph, Role::Plain);
            if focused {
                let end = Rect {
                    width: first - area.x - 1,
                    ..area
                };
                pen.select(end, y);
            }
        }
        y += 1;
    }
    why(
        model,
        Rect {
            y: bottom,
            height: rest,
            ..area
        },
        &commands,
        pen,
    );
}

fn why(model: &Model, area: Rect, commands: &[(String, usize)], pen: &mut Pen<'_>) {
    pen.rule(area, area.y, "Why", "", false);
    let members = matrix_members(model);
    let mut y = area.y + 1;
    if let Some((_, name)) = members.get(model.cell.0) {
        let profiles = &model.editing.design().answers.profiles;
        let own: Vec<&str> = profiles
            .iter()
            .filter(|(_, members)| members.contains(name))
            .map(|(profile, _)| profile.as_str())
            .collect();
        let text = if own.is_empty() {
            format!("{name} starts always: it is in no profile.")
        } else {
            format!("{name} starts only when {} is asked for.", own.join(" or "))
        };
        for line in wrap(&text, usize::from(area.width.saturating_sub(2)))
            .iter()
            .take(2)
        {
            pen.text(area.x + 1, y, area.width - 2, line, Role::Muted);
            y += 1;
        }
    }
    let mut y = area
        .bottom()
        .saturating_sub(u16::try_from(commands.len()).unwrap_or(0));
    for (command, containers) in commands {
        pen.text(area.x + 1, y, area.width - 16, command, Role::Plain);
        let text = count(*containers, "container");
        pen.right(
            Rect {
                width: area.width - 1,
                ..area
            },
            y,
            &text,
            Role::Muted,
        );
        y += 1;
    }
}

/// What each way of starting starts.
fn commands(model: &Model, profiles: &[String]) -> Vec<(String, usize)> {
    let design = model.editing.sound();
    let Some(plan) = &design.plan else {
        return Vec::new();
    };
    let of = |context: Context, profile: Option<&str>| {
        let containers = plan.containers.of(context).iter();
        containers
            .filter(|one| {
                one.profiles.is_empty()
                    || profile.is_some_and(|profile| one.profiles.iter().any(|own| own == profile))
            })
            .count()
    };
    let mut commands = vec![(
        "docker compose up".to_owned(),
        of(Context::Development, None),
    )];
    for profile in profiles.iter().take(3) {
        commands.push((
            format!("docker compose --profile {profile} up"),
            of(Context::Development, Some(profile)),
        ));
    }
    commands.push(("in production".to_owned(), of(Context::Production, None)));
    commands
}
