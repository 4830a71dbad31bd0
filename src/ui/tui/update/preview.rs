//! The file in sight: which, what of it, and where in it.

use super::super::model::{Model, Sheet, Show, Shown};
use super::super::shown::numbered;
use crate::core::answers::Context;
use crate::core::form::{Field, Subject};
use crate::core::highlight::Language;
use crate::core::path::RelPath;
use crate::core::render::effective;

/// Of the cursor, in the file; none in a diff or a merged view.
pub(super) fn line(model: &Model) -> Option<usize> {
    let shown = model.preview.lines.get(model.preview.cursor.at)?;
    shown.line.filter(|_| model.preview.show == Show::Text)
}

/// Makes the lines in sight again where file, view or answers are others. The cursor stays on its
/// line where that line is still there.
pub(super) fn refresh(model: &mut Model) {
    let files = &model.editing.sound().files;
    if !files.files.contains_key(&model.preview.path)
        && let Some(first) = model.editing.sound().ordered().first().cloned()
    {
        model.preview.path = first;
        model.preview.show = Show::Text;
    }
    let preview = &model.preview;
    let wanted = (model.generation, preview.path.clone(), preview.show);
    if preview.show == Show::Text && preview.made_of.as_ref() == Some(&wanted) {
        return;
    }
    let same_file = preview
        .made_of
        .as_ref()
        .is_some_and(|(_, path, show)| *path == preview.path && *show == preview.show);
    let lines = lines(model);
    let preview = &mut model.preview;
    if same_file && let Some(old) = preview.lines.get(preview.cursor.at) {
        let at = preview.cursor.at;
        let near = |place: &usize| place.abs_diff(at);
        let same = lines
            .iter()
            .enumerate()
            .filter(|(_, line)| line.text == old.text);
        if let Some(now) = same.map(|(place, _)| place).min_by_key(near) {
            preview.cursor.top = preview.cursor.top.saturating_add_signed(
                isize::try_from(now).unwrap_or(0) - isize::try_from(at).unwrap_or(0),
            );
            preview.cursor.at = now;
        }
    } else {
        preview.cursor = super::super::model::Cursor::default();
    }
    preview.lines = lines;
    preview.made_of = Some(wanted);
}

fn lines(model: &Model) -> Sheet {
    let design = model.editing.sound();
    let path = &model.preview.path;
    match model.preview.show {
        Show::Text => match design.files.files.get(path) {
            Some(file) => Sheet::of(file, Language::of(path.as_str()), &model.preview.lines),
            None => Sheet::default(),
        },
        Show::Merged => {
            let text = design
                .plan
                .as_ref()
                .map(|plan| effective(&design.stack, plan, Context::Development).text());
            numbered(&text.unwrap_or_default(), Language::Yaml).into()
        }
        Show::Changes => {
            let change = model.editing.changes().of(path);
            let text = change
                .map(crate::core::change::Change::unified)
                .unwrap_or_default();
            let text = if text.is_empty() {
                model.words("preview.same", &[])
            } else {
                text
            };
            text.lines()
                .map(|line| Shown {
                    line: None,
                    text: line.to_owned(),
                    tokens: Vec::new(),
                })
                .collect::<Vec<Shown>>()
                .into()
        }
    }
}

/// After an answer: a marked line is in sight, or the file with the most marks is, if it may.
pub(super) fn follow(model: &mut Model) {
    let marked = |model: &Model, path: &RelPath| model.marks.get(path).cloned();
    if model.preview.show == Show::Text
        && let Some(lines) = marked(model, &model.preview.path)
    {
        return sight(model, &lines);
    }
    if !model.preview.follows || model.marks.is_empty() {
        return;
    }
    let paths = model.editing.sound().ordered().iter();
    let most = paths
        .filter_map(|path| Some((model.marks.get(path)?.len(), path.clone())))
        .fold(None, |best: Option<(usize, RelPath)>, next| match best {
            Some(best) if best.0 >= next.0 => Some(best),
            _ => Some(next),
        });
    if let Some((_, path)) = most {
        let lines = marked(model, &path).unwrap_or_default();
        open(model, &path, Show::Text);
        sight(model, &lines);
    }
}

/// Brings the first of these lines to a third of the height, unless one of them is in sight.
fn sight(model: &mut Model, lines: &[usize]) {
    let height = usize::from(super::layout::areas(model).text.height).max(1);
    let cursor = &mut model.preview.cursor;
    let seen = cursor.top..cursor.top + height;
    let Some(first) = lines.first() else { return };
    if let Some(line) = lines.iter().find(|line| seen.contains(line)) {
        cursor.at = *line;
    } else {
        cursor.at = *first;
        cursor.top = first.saturating_sub(height / 3);
    }
}

/// Shows a file.
pub(super) fn open(model: &mut Model, path: &RelPath, show: Show) {
    model.preview.path = path.clone();
    model.preview.show = show;
    refresh(model);
}

/// The same by hand: the preview stays there.
pub(super) fn open_by_hand(model: &mut Model, path: &RelPath, show: Show) {
    open(model, path, show);
    model.preview.follows = false;
}

/// The file before or after this one.
pub(super) fn step_file(model: &mut Model, back: bool) {
    let paths = model.editing.sound().ordered().to_vec();
    let Some(at) = paths.iter().position(|path| *path == model.preview.path) else {
        return;
    };
    let next = if back {
        (at + paths.len() - 1) % paths.len()
    } else {
        (at + 1) % paths.len()
    };
    if let Some(path) = paths.get(next).cloned() {
        open_by_hand(model, &path, Show::Text);
    }
}

/// The views of the file in sight: label, path, and what of it.
pub(in super::super) fn views(model: &Model) -> Vec<(&'static str, RelPath, Show)> {
    let path = &model.preview.path;
    let compose = [
        ("base", "compose.yaml"),
        ("development", "compose.override.yaml"),
        ("production", "compose.prod.yaml"),
    ];
    let is_compose = compose.iter().any(|(_, name)| *name == path.as_str());
    let mut views = Vec::new();
    if is_compose {
        let files = &model.editing.sound().files.files;
        for (label, name) in compose {
            if let Some((path, _)) = files.iter().find(|(path, _)| path.as_str() == name) {
                views.push((label, path.clone(), Show::Text));
            }
        }
        views.push(("merged", path.clone(), Show::Merged));
    } else {
        views.push(("text", path.clone(), Show::Text));
    }
    views.push(("changes", path.clone(), Show::Changes));
    views
}

/// Which of the views is shown.
pub(in super::super) fn view_at(model: &Model, views: &[(&str, RelPath, Show)]) -> usize {
    let (path, show) = (&model.preview.path, model.preview.show);
    let is = |(_, of, what): &&(&str, RelPath, Show)| {
        *what == show && (of == path || show != Show::Text)
    };
    views.iter().position(|view| is(&view)).unwrap_or(0)
}

/// The view before or after.
pub(super) fn step_view(model: &mut Model, back: bool) {
    let views = views(model);
    let at = view_at(model, &views);
    let next = if back {
        (at + views.len() - 1) % views.len()
    } else {
        (at + 1) % views.len()
    };
    if let Some((_, path, show)) = views.get(next).cloned() {
        open(model, &path, show);
    }
}

/// The next marked line, in this file and then in the others.
pub(super) fn step_mark(model: &mut Model, back: bool) {
    let paths = model.editing.sound().ordered().to_vec();
    let marks = if model.marks.is_empty() {
        &model.made
    } else {
        &model.marks
    };
    let all: Vec<(usize, usize)> = paths
        .iter()
        .enumerate()
        .flat_map(|(place, path)| {
            let lines = marks.get(path).into_iter().flatten();
            lines.map(move |line| (place, *line))
        })
        .collect();
    let file = paths.iter().position(|path| *path == model.preview.path);
    let here = (file.unwrap_or(0), model.preview.cursor.at);
    let next = if back {
        let before = all.iter().rev().find(|mark| **mark < here);
        before.or(all.last())
    } else {
        all.iter().find(|mark| **mark > here).or(all.first())
    };
    let Some((place, line)) = next.copied() else {
        return model.tell("marks.none", &[]);
    };
    if let Some(path) = paths.get(place).cloned() {
        if path != model.preview.path || model.preview.show != Show::Text {
            open(model, &path, Show::Text);
        }
        go_to_line(model, line);
    }
}

/// Puts the cursor on a line, in sight.
pub(super) fn go_to_line(model: &mut Model, line: usize) {
    let height = usize::from(super::layout::areas(model).text.height).max(1);
    let cursor = &mut model.preview.cursor;
    cursor.to(line, model.preview.lines.len());
    if !(cursor.top..cursor.top + height).contains(&cursor.at) {
        cursor.top = cursor.at.saturating_sub(height / 3);
    }
}

/// The next line below the cursor that has the text, round and round, in this file and then in
/// the others.
pub(super) fn seek(model: &mut Model, text: &str) -> bool {
    let wanted = text.to_lowercase();
    let paths = model.editing.sound().ordered().to_vec();
    let at = paths
        .iter()
        .position(|path| *path == model.preview.path)
        .unwrap_or(0);
    let from = model.preview.cursor.at + 1;
    let has = |line: &str| line.to_lowercase().contains(&wanted);
    let below = model
        .preview
        .lines
        .from(from)
        .position(|line| has(&line.text));
    if let Some(line) = below {
        go_to_line(model, from + line);
        return true;
    }
    let others = paths.iter().skip(at + 1).chain(paths.iter().take(at + 1));
    for path in others {
        let files = &model.editing.sound().files.files;
        let text = files.get(path).map(|file| file.text()).unwrap_or_default();
        if let Some(line) = text.lines().position(has) {
            let path = path.clone();
            open(model, &path, Show::Text);
            go_to_line(model, line);
            return true;
        }
    }
    false
}

/// The answers behind the line, if it is still the one.
pub(super) fn found(model: &mut Model, path: &RelPath, line: usize, behind: Vec<(Subject, Field)>) {
    if model.preview.path == *path && self::line(model) == Some(line) {
        model.preview.behind = behind;
    }
}
