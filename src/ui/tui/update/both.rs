//! Development beside production.

use std::ops::Range;
use std::sync::Arc;

use super::super::model::{Both, Focus, Model, Pair, Shown};
use super::super::shown::numbered;
use crate::core::align::{Algorithm, DiffOp, align};
use crate::core::answers::Context;
use crate::core::form::Subject;
use crate::core::highlight::Language;
use crate::core::render::effective;

/// Opens it where the selected entry begins, or closes it.
pub(super) fn toggle(model: &mut Model) {
    model.zoomed = false;
    if model.both.take().is_some() {
        return;
    }
    model.focus = Focus::Preview;
    model.both = Some(Both::default());
    refresh(model);
    let Subject::Member(name) = model.subject() else {
        return;
    };
    let wanted = format!("  {name}:");
    if let Some(both) = &mut model.both {
        let is = |line: &Option<Shown>| line.as_ref().is_some_and(|line| line.text == wanted);
        let at = both
            .pairs
            .iter()
            .position(|pair| is(&pair.left) || is(&pair.right));
        both.top = at.unwrap_or(0);
    }
}

/// Makes the pairs again where the answers are others.
pub(super) fn refresh(model: &mut Model) {
    let generation = model.generation;
    if model
        .both
        .as_ref()
        .is_none_or(|both| both.made_of == Some(generation))
    {
        return;
    }
    let pairs = Arc::new(pairs(model));
    if let Some(both) = &mut model.both {
        both.top = both.top.min(pairs.len().saturating_sub(1));
        both.pairs = pairs;
        both.made_of = Some(generation);
    }
}

/// Both sides scroll as one.
pub(super) fn by(model: &mut Model, rows: isize) {
    if let Some(both) = &mut model.both {
        let last = both.pairs.len().saturating_sub(1);
        both.top = both.top.saturating_add_signed(rows).min(last);
    }
}

/// The next place where they differ.
pub(super) fn step(model: &mut Model, back: bool) {
    let Some(both) = &mut model.both else { return };
    let begins = |at: &usize| {
        let differs = |at: usize| both.pairs.get(at).is_some_and(|pair| pair.differs);
        differs(*at) && !at.checked_sub(1).is_some_and(differs)
    };
    let next = if back {
        (0..both.top).rev().find(begins)
    } else {
        (both.top + 1..both.pairs.len()).find(begins)
    };
    match next {
        Some(at) => both.top = at,
        None => model.tell("both.none", &[]),
    }
}

/// Both contexts as Compose makes them, line by line.
fn pairs(model: &Model) -> Vec<Pair> {
    let design = model.editing.sound();
    let Some(plan) = &design.plan else {
        return Vec::new();
    };
    let side = |context: Context| {
        let text = effective(&design.stack, plan, context).text();
        numbered(&text, Language::Yaml)
    };
    let (left, right) = (side(Context::Development), side(Context::Production));
    let [old, new] = [&left, &right]
        .map(|lines| -> Vec<&str> { lines.iter().map(|line| line.text.as_str()).collect() });
    let mut pairs = Vec::new();
    let at = |lines: &[Shown], place: usize| lines.get(place).cloned();
    for op in align(Algorithm::Myers, &old, &new) {
        let (old, new, differs) = match op {
            DiffOp::Equal {
                old_index,
                new_index,
                len,
            } => (
                old_index..old_index + len,
                new_index..new_index + len,
                false,
            ),
            DiffOp::Delete {
                old_index, old_len, ..
            } => (old_index..old_index + old_len, 0..0, true),
            DiffOp::Insert {
                new_index, new_len, ..
            } => (0..0, new_index..new_index + new_len, true),
            DiffOp::Replace {
                old_index,
                old_len,
                new_index,
                new_len,
            } => (
                old_index..old_index + old_len,
                new_index..new_index + new_len,
                true,
            ),
        };
        for step in 0..old.len().max(new.len()) {
            let of = |range: &Range<usize>, lines: &[Shown]| {
                let place = range.start + step;
                range.contains(&place).then(|| at(lines, place)).flatten()
            };
            pairs.push(Pair {
                left: of(&old, &left),
                right: of(&new, &right),
                differs,
            });
        }
    }
    pairs
}
