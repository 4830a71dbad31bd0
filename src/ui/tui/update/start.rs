//! The first model.

use super::super::found::Looking;
use super::super::keymap::Keymap;
use super::super::machine::Machine;
use super::super::model::{
    Choice, Conflict, Cursor, Focus, Meet, Middle, Model, Pick, Popup, Preview, Review, Screen,
    Show, Story,
};
use super::super::msg::Effect;
use super::super::theme::Theme;
use super::{answer, machine, meet};
use crate::core::editing::{Editing, Kept};
use crate::core::form::outline;
use crate::core::path::RelPath;
use crate::core::trace::Lines;

/// What the shell knows before the first frame.
pub struct Known {
    /// The folder, as it is shown.
    pub folder: String,
    /// The folder, as it was named.
    pub named: String,
    /// The answers; those of no preset where the folder has none.
    pub editing: Editing,
    /// Answers that were not written last time, newest first.
    pub drafts: Vec<Kept>,
    /// The folder may have code, and no answers.
    pub looks: bool,
    /// Somebody looks at the machine.
    pub examines: bool,
    /// The window.
    pub size: (u16, u16),
    /// Colours and glyphs.
    pub theme: Theme,
    /// Keys.
    pub keymap: Keymap,
    /// What is wrong with the user's own keymap, in words.
    pub said: String,
}

/// The model of a folder: its answers where it has some; else what its code tells, or a choice of presets.
pub fn start(known: Known) -> (Model, Vec<Effect>) {
    let has_answers = known.editing.start().is_project;
    let mut model = Model {
        folder: known.folder,
        named: known.named,
        editing: known.editing,
        screen: Screen::Meet,
        focus: Focus::Outline,
        middle: Middle::Form,
        popups: Vec::new(),
        meet: Meet::default(),
        found: None,
        looking: Looking::No,
        drafts: known.drafts,
        begun: std::sync::Arc::default(),
        rows: Vec::new(),
        outline: Cursor { at: 1, top: 0 },
        fields: Vec::new(),
        form: Cursor::default(),
        story: Story::default(),
        cell: (0, 1),
        problem: Cursor::default(),
        preview: Preview {
            path: RelPath::root(),
            show: Show::Text,
            cursor: Cursor::default(),
            left: 0,
            follows: true,
            lines: super::super::model::Sheet::default(),
            made_of: None,
            behind: Vec::new(),
            asked: None,
        },
        both: None,
        zoomed: false,
        marks: Lines::new(),
        made: Lines::new(),
        made_by: None,
        walks: None,
        made_of: None,
        ahead: None,
        foretold: String::new(),
        mends: Vec::new(),
        mends_of: None,
        review: Review::default(),
        read: None,
        waiting: None,
        conflict: Conflict::default(),
        said: String::new(),
        sought: String::new(),
        generation: 0,
        size: known.size,
        theme: known.theme,
        keymap: known.keymap,
        leaving: false,
        machine: if known.examines {
            Machine::Asked
        } else {
            Machine::Unknown
        },
        verify: None,
        notes: Vec::new(),
        still: false,
    };
    let mut effects = Vec::new();
    if has_answers {
        // What they come to takes longer than to show them: see `made`.
        model.screen = Screen::Design;
        model.rows = outline(model.editing.studio().catalog(), model.editing.design());
    } else {
        answer::refresh(&mut model);
        meet::open(&mut model);
    }
    if known.looks {
        model.screen = Screen::Looking;
        model.looking = Looking::At(0);
        effects.push(Effect::Detect);
    } else {
        offer(&mut model);
    }
    model.said = known.said;
    (model, effects)
}

/// The answers of a folder are the same, and now there is what they come to.
pub fn made(model: &mut Model, editing: Editing) -> Vec<Effect> {
    let mut effects = Vec::new();
    model.editing = editing;
    model.begin();
    meet::enter(model, &mut effects);
    machine::look(model, &mut effects);
    super::settle::settle(model, &mut effects);
    effects
}

/// Answers that were never written: taken up, or not. Left open they stay, beside what is answered now.
pub(super) fn offer(model: &mut Model) {
    let Some(newest) = model.drafts.first() else {
        return;
    };
    let row = |label: &str, detail: String| Pick {
        label: label.to_owned(),
        detail,
        on: None,
    };
    let answers = newest.said.len().to_string();
    let what = newest.said.join(", ");
    let why = model.words("draft", &[("answers", &answers), ("what", &what)]);
    let mut rows = vec![row(
        &model.words("draft.take", &[]),
        model.words("draft.take.why", &[]),
    )];
    for older in model.drafts.iter().skip(1) {
        let answers = older.said.len().to_string();
        rows.push(row(
            &model.words("draft.older", &[("answers", &answers)]),
            older.said.join(", "),
        ));
    }
    let drafts = model.drafts.len().to_string();
    rows.push(row(
        &model.words("draft.fresh", &[]),
        model.words("draft.fresh.why", &[("drafts", &drafts)]),
    ));
    model.popups.push(Popup::Choose {
        title: model.words("draft.title", &[]),
        why,
        rows,
        cursor: Cursor::default(),
        choice: Choice::TakeUp(model.drafts.clone()),
    });
}
