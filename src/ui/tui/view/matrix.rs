//! Services by profile and context, and what each profile starts.

use ratatui::layout::Rect;

use super::super::model::{Focus, Model};
use super::super::theme::{Glyph, Role};
use super::super::update::{count, matrix_members, matrix_profiles};
use super::pen::{Pen, wrap};
use crate::core::answers::Context;
use crate::core::catalog::Slot;

/// Where the columns stand.
struct Columns {
    /// Of the members' names.
    names: u16,
    /// `always`, then the profiles that fit.
    profiles: Vec<(u16, String)>,
    /// Before the contexts.
    bar: u16,
    contexts: [(u16, &'static str); 2],
}

impl Columns {
    fn new(model: &Model, area: Rect) -> Self {
        let members = matrix_members(model);
        let names = members.iter().map(|(_, name)| name.chars().count()).max();
        let names = u16::try_from(names.unwrap_or(8).clamp(8, 14)).unwrap_or(8);
        let mut x = area.x + 3 + names + 2;
        let mut profiles: Vec<(u16, String)> = Vec::new();
        for name in std::iter::once("always".to_owned()).chain(matrix_profiles(model)) {
            let own = u16::try_from(name.chars().count().max(6) + 2).unwrap_or(8);
            if x + own + 14 > area.right() {
                break;
            }
            profiles.push((x, name));
            x += own;
        }
        Self {
            names,
            profiles,
            bar: x,
            contexts: [(x + 3, "dev"), (x + 9, "prod")],
        }
    }
}

/// Draws the matrix with its title.
pub(crate) fn draw(model: &Model, area: Rect, pen: &mut Pen<'_>) {
    let focused = model.focus == Focus::Form;
    pen.rule(area, area.y - 1, "Profiles", "", focused);
    let columns = Columns::new(model, area);
    for (x, name) in &columns.profiles {
        pen.text(*x, area.y + 1, 16, name, Role::Title);
    }
    for (x, name) in columns.contexts {
        pen.text(x, area.y + 1, 6, name, Role::Title);
    }
    let commands = commands(model, &matrix_profiles(model));
    let rest = u16::try_from(commands.len() + 5).unwrap_or(8);
    let bottom = area.bottom().saturating_sub(rest);
    let members = matrix_members(model);
    let mut y = area.y + 2;
    let mut last: Option<bool> = None;
    let rows = usize::from(bottom.saturating_sub(y + 2)).max(1);
    let top = (model.cell.0 + 1).saturating_sub(rows.saturating_sub(1).max(1));
    for (place, (slot, name)) in members.iter().enumerate().skip(top) {
        let service = *slot == Slot::Services;
        if last != Some(service) && y < bottom {
            let title = if service {
                "Services"
            } else {
                "Backing services"
            };
            pen.text(area.x + 1, y, area.width, title, Role::Title);
            y += 1;
            last = Some(service);
        }
        if y >= bottom {
            break;
        }
        let row = Rect {
            y,
            height: 1,
            ..area
        };
        member(model, (place, name), &columns, row, pen);
        y += 1;
    }
    let below = Rect {
        y: bottom,
        height: rest,
        ..area
    };
    why(model, below, &commands, pen);
}

/// One member: in which profiles, in which contexts.
fn member(
    model: &Model,
    (place, name): (usize, &str),
    columns: &Columns,
    row: Rect,
    pen: &mut Pen<'_>,
) {
    let y = row.y;
    let focused = model.focus == Focus::Form;
    let design = model.editing.design();
    pen.text(row.x + 3, y, columns.names, name, Role::Plain);
    let profiles = design.answers.profiles.iter();
    let own: Vec<&String> = profiles
        .filter(|(_, members)| members.iter().any(|member| member == name))
        .map(|(profile, _)| profile)
        .collect();
    if place == model.cell.0 {
        let glyph = pen.glyph(Glyph::Cursor);
        pen.text(row.x + 1, y, 1, glyph, Role::Plain);
        if focused {
            let width = columns.names + 4;
            pen.select(Rect { width, ..row }, y);
        }
    }
    for (column, (x, profile)) in columns.profiles.iter().enumerate() {
        let on = if column == 0 {
            own.is_empty()
        } else {
            own.contains(&profile)
        };
        let (glyph, role) = lamp(on, pen);
        let here = place == model.cell.0 && column == model.cell.1;
        let text = if here {
            format!("[{glyph}]")
        } else {
            format!(" {glyph} ")
        };
        pen.text(x + 1, y, 3, &text, role);
        if here && focused {
            pen.caret = Some((x + 2, y));
        }
    }
    let bar = pen.glyph(Glyph::Bar);
    pen.text(columns.bar, y, 1, bar, Role::Rule);
    for ((x, _), context) in columns.contexts.iter().zip(Context::BOTH) {
        let on = design.stack.unit(name).is_some_and(|unit| {
            design.stack.owner(unit).is_container(context) && unit.is_container(context)
        });
        let (glyph, role) = lamp(on, pen);
        pen.text(x + 1, y, 1, glyph, role);
    }
}

fn lamp(on: bool, pen: &Pen<'_>) -> (&'static str, Role) {
    if on {
        (pen.glyph(Glyph::On), Role::On)
    } else {
        (pen.glyph(Glyph::Off), Role::Off)
    }
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
    let top = area
        .bottom()
        .saturating_sub(u16::try_from(commands.len()).unwrap_or(0));
    for ((command, containers), y) in commands.iter().zip(top..) {
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
