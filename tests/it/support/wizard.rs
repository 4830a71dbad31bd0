//! The wizard without a terminal: keys go in, effects are done at once, and a frame comes out.
#![allow(dead_code, reason = "a driver has what any test may ask for")]

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use dockwright::core::catalog::Catalog;
use dockwright::core::change::{ChangeSet, Content, Found, Snapshot};
use dockwright::core::design::Studio;
use dockwright::core::detect::Findings;
use dockwright::core::diagnostic::Problem;
use dockwright::core::editing::Kept;
use dockwright::core::editing::{Ahead, Editing, Seen, Start};
use dockwright::core::form::Subject;
use dockwright::core::path::RelPath;
use dockwright::core::trace::Trace;
use dockwright::shell::walk;
use dockwright::ui::tui::keymap::{Keymap, Place};
use dockwright::ui::tui::model::{Focus, Model, Screen};
use dockwright::ui::tui::msg::{Effect, Msg};
use dockwright::ui::tui::theme::{Palette, Theme};
use dockwright::ui::tui::update::{self, Known, made, start, update};
use dockwright::ui::tui::view;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};

/// What was wanted of the world outside.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Did {
    Wrote,
    Copied(String),
    /// The editor was asked for: the file, and the text in it.
    Lent(RelPath, String),
    /// So many writes were to be taken back.
    TookBack(usize),
    /// It began anew with what is on the disk.
    Again(String),
    Kept(Kept),
    /// A file of the project was opened in the editor, at a line.
    Opened(String, Option<usize>),
    /// Looking at the code was ended.
    Stopped,
    /// The draft of last time was laid beside.
    SetAside,
    /// The draft of this number became the one that is kept.
    TookUp(usize),
    Forgot,
    Suspended,
    /// The machine was looked at.
    Examined,
    /// A throw-away stack was begun, or ended.
    Verify(bool),
    Redrew,
    Plain,
    Quit,
}

/// The model and a disk that is only told of.
pub(crate) struct Wizard {
    pub(crate) model: Model,
    /// What the disk says when it is looked at; a write goes into it.
    pub(crate) seen: Seen,
    /// Each write.
    pub(crate) wrote: Vec<ChangeSet>,
    /// What the next write fails with; none: it succeeds.
    pub(crate) fails: Option<Vec<Problem>>,
    /// Everything else that was wanted, in its order.
    pub(crate) did: Vec<Did>,
    /// How many keys were pressed.
    pub(crate) pressed: usize,
    /// Questions are answered when somebody asks for it, as by a slow machine.
    pub(crate) slow: bool,
    /// What looking at the code comes to.
    pub(crate) code: Findings,
    waiting: Vec<Effect>,
    /// What the disk was before each write.
    before: Vec<Snapshot>,
}

/// Read once for all tests.
pub(crate) fn catalog() -> &'static Arc<Catalog> {
    static CATALOG: OnceLock<Arc<Catalog>> = OnceLock::new();
    CATALOG.get_or_init(|| Arc::new(Catalog::builtin()))
}

/// One for all wizards of a folder: it compiles its templates once.
fn studio(folder: &str, applied: Option<&str>) -> Arc<Studio> {
    type Known = BTreeMap<(String, Option<String>), Arc<Studio>>;
    static KNOWN: Mutex<Known> = Mutex::new(Known::new());
    let applied = applied.map(|text| format!("# applied\n{text}"));
    let key = (folder.to_owned(), applied);
    // Also after a test failed with it.
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let made = || Arc::new(Studio::new(catalog(), folder, key.1.as_deref()));
    Arc::clone(known.entry(key.clone()).or_insert_with(made))
}

/// What looking at a skeleton of `tests/it/detect` comes to.
pub(crate) fn findings(skeleton: &str) -> Findings {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/detect");
    walk::look(catalog(), &folder.join(skeleton).join("code"), &|_| true)
}

/// An empty disk, of a developer whose ids are known.
pub(crate) fn nothing() -> Seen {
    Seen {
        ids: Some((1000, 1000)),
        ..Seen::default()
    }
}

/// The project of the drawings: a site, an app, a database and a cache.
pub(crate) const OPENSHOP: &str = r#"dockwright: 1
name: openshop
services:
  web:
    kind: django
    path: backend
    with: {python: "3.14"}
    port: 8000
    route: /
    uses: [db, cache, frontend]
    setup: [migrate, collect_static, {test_user: {name: test, password: pass}}]
  frontend:
    kind: vite
    path: frontend
    port: 5173
    production: {into: web}
backing:
  db: {kind: postgres}
  cache: {kind: valkey}
  edge: {kind: nginx, development: none}
features: {hot_reload: mount, devcontainer: true, debugger: true}
"#;

/// What a wizard begins with.
pub(crate) struct Begin<'a> {
    /// The folder's name.
    pub(crate) folder: &'a str,
    /// Its answers; none: it is empty.
    pub(crate) answers: Option<&'a str>,
    /// The answers that its files were made of.
    pub(crate) applied: Option<&'a str>,
    pub(crate) size: (u16, u16),
    pub(crate) seen: Seen,
    pub(crate) draft: Option<Kept>,
    /// What its code tells; none: nobody looks.
    pub(crate) code: Option<Findings>,
    /// Questions are answered when somebody asks for it.
    pub(crate) slow: bool,
    /// Somebody looks at the machine; what it comes to a test tells.
    pub(crate) examines: bool,
}

impl<'a> Begin<'a> {
    /// An empty folder of this name.
    pub(crate) fn new(folder: &'a str, size: (u16, u16)) -> Self {
        Self {
            folder,
            answers: None,
            applied: None,
            size,
            seen: nothing(),
            draft: None,
            code: None,
            slow: false,
            examines: false,
        }
    }

    /// The same, where its services have code: none of them gets a starter.
    pub(crate) fn with_code(mut self) -> Wizard {
        let services = self.code.iter().flat_map(|code| &code.proposal.services);
        let coded = services.map(|service| {
            let path = RelPath::new(&service.path).unwrap();
            (service.name.clone(), path)
        });
        self.seen.coded.extend(coded);
        self.wizard()
    }

    /// The design, or what an empty folder asks.
    pub(crate) fn wizard(self) -> Wizard {
        let is_project = self.answers.is_some();
        let (start, studio) = (self.start(), studio(self.folder, self.applied));
        let editing = Editing::new(&studio, start, self.seen.clone());
        if !is_project {
            return self.begun(editing);
        }
        let mut wizard = self.opening();
        let effects = made(&mut wizard.model, editing);
        wizard.run(effects);
        wizard
    }

    /// The first frame of a project: nothing was made of its answers yet.
    pub(crate) fn opening(self) -> Wizard {
        let (start, studio) = (self.start(), studio(self.folder, self.applied));
        self.begun(Editing::told(&studio, start))
    }

    fn start(&self) -> Start {
        let none = "dockwright: 1\nservices: {}\n";
        Start {
            text: self.answers.unwrap_or(none).to_owned(),
            is_project: self.answers.is_some(),
            ..Start::default()
        }
    }

    fn begun(self, editing: Editing) -> Wizard {
        let (model, effects) = start(Known {
            named: ".".to_owned(),
            folder: format!("~/src/{}", self.folder),
            editing,
            drafts: self.draft.into_iter().collect(),
            examines: self.examines,
            looks: self.code.is_some() && self.answers.is_none(),
            size: self.size,
            theme: Theme::new(Palette::Sixteen, false),
            keymap: Keymap::builtin(),
            said: String::new(),
        });
        let mut wizard = Wizard {
            model,
            seen: self.seen,
            wrote: Vec::new(),
            fails: None,
            did: Vec::new(),
            pressed: 0,
            slow: self.slow,
            waiting: Vec::new(),
            before: Vec::new(),
            code: self.code.unwrap_or_default(),
        };
        wizard.run(effects);
        wizard
    }
}

impl Wizard {
    /// In an empty folder.
    pub(crate) fn empty(folder: &str, size: (u16, u16)) -> Self {
        Begin::new(folder, size).wizard()
    }

    /// In a folder with the code of a skeleton of `tests/it/detect`.
    pub(crate) fn code(skeleton: &str, size: (u16, u16)) -> Self {
        let begin = Begin {
            code: Some(findings(skeleton)),
            ..Begin::new("openshop", size)
        };
        begin.with_code()
    }

    /// In an empty folder, a preset taken by its keys.
    pub(crate) fn preset(name: &str, folder: &str, size: (u16, u16)) -> Self {
        let mut wizard = Self::empty(folder, size);
        let presets = &wizard.model.meet.presets;
        let at = presets.iter().position(|preset| preset.name == name);
        wizard.keys(&format!("{} <Enter>", "j ".repeat(at.unwrap())));
        wizard.pressed = 0;
        wizard
    }

    /// In a folder with these answers, nothing generated yet.
    pub(crate) fn project(answers: &str, folder: &str, size: (u16, u16)) -> Self {
        let begin = Begin {
            answers: Some(answers),
            ..Begin::new(folder, size)
        };
        begin.wizard()
    }

    /// Keys by name, between blanks: `a mail <Enter> <Esc> <C-c> <Up> <Space>`; what is in no
    /// brackets is typed letter by letter.
    pub(crate) fn keys(&mut self, keys: &str) -> &mut Self {
        for key in keys.split_whitespace().flat_map(events) {
            self.press(key);
        }
        self
    }

    /// One key.
    pub(crate) fn press(&mut self, key: KeyEvent) {
        self.pressed += 1;
        self.tell(Msg::Key(key));
    }

    /// Anything that happens, and all that follows.
    pub(crate) fn tell(&mut self, msg: Msg) {
        let effects = update(&mut self.model, msg);
        self.run(effects);
    }

    /// A bracketed paste.
    pub(crate) fn paste(&mut self, text: &str) -> &mut Self {
        self.tell(Msg::Pasted(text.to_owned()));
        self
    }

    /// The left button on a cell, pressed and let go.
    pub(crate) fn click(&mut self, column: u16, row: u16) -> &mut Self {
        for kind in [
            MouseEventKind::Down(MouseButton::Left),
            MouseEventKind::Up(MouseButton::Left),
        ] {
            self.mouse(kind, column, row);
        }
        self
    }

    /// The left button on the first cell of a text on the screen.
    #[track_caller]
    pub(crate) fn click_text(&mut self, text: &str) -> &mut Self {
        let screen = self.screen();
        let found = screen.iter().enumerate().find_map(|(row, line)| {
            let at = line.find(text)?;
            Some((line[..at].chars().count(), row))
        });
        let (column, row) = found.unwrap_or_else(|| panic!("{text}:\n{}", screen.join("\n")));
        self.click(u16::try_from(column).unwrap(), u16::try_from(row).unwrap())
    }

    pub(crate) fn mouse(&mut self, kind: MouseEventKind, column: u16, row: u16) {
        self.tell(Msg::Mouse(MouseEvent {
            kind,
            column,
            row,
            modifiers: KeyModifiers::NONE,
        }));
    }

    pub(crate) fn resize(&mut self, width: u16, height: u16) -> &mut Self {
        self.tell(Msg::Resized(width, height));
        self
    }

    /// Answers what was asked while it was slow; as the real thread does, of each kind only the last.
    pub(crate) fn catch_up(&mut self) {
        while !self.waiting.is_empty() {
            let mut last: Vec<Effect> = Vec::new();
            for effect in std::mem::take(&mut self.waiting) {
                let kind = std::mem::discriminant(&effect);
                last.retain(|known| std::mem::discriminant(known) != kind);
                last.push(effect);
            }
            for effect in last {
                self.answer(effect);
            }
        }
    }

    fn run(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Copy(text) => self.did.push(Did::Copied(text)),
                Effect::TakeBack(count) => {
                    self.did.push(Did::TookBack(count));
                    for _ in 0..count {
                        self.seen.snapshot = self.before.pop().unwrap_or_default();
                    }
                    self.tell(Msg::TakenBack(count, None));
                }
                Effect::Again(said) => self.did.push(Did::Again(said)),
                Effect::Writes => {
                    let written = self.wrote.iter().rev();
                    let writes =
                        written.map(|_| ("dockwright".to_owned(), "2026-11-28".to_owned()));
                    self.tell(Msg::Writes(writes.collect()));
                }
                Effect::Edit(path, text) => self.did.push(Did::Lent(path, text)),
                Effect::Open(place) => {
                    self.did.push(Did::Opened(place.file.clone(), place.line));
                    self.tell(Msg::Opened(place.file, Ok(())));
                }
                Effect::StopLooking => {
                    self.did.push(Did::Stopped);
                    self.code.stopped = true;
                    let looks = |effect: &Effect| matches!(effect, Effect::Detect);
                    if self.waiting.iter().any(looks) {
                        self.waiting.retain(|effect| !looks(effect));
                        self.answer(Effect::Detect);
                    }
                }
                Effect::KeepDraft(draft) => self.did.push(Did::Kept(draft.kept())),
                Effect::ForgetDraft | Effect::ForgetDrafts => self.did.push(Did::Forgot),
                Effect::SetAside => self.did.push(Did::SetAside),
                Effect::TakeDraft(number) => self.did.push(Did::TookUp(number)),
                Effect::Examine(_) => self.did.push(Did::Examined),
                Effect::Verify(_) => self.did.push(Did::Verify(true)),
                Effect::StopVerify => {
                    self.did.push(Did::Verify(false));
                    if !self.slow {
                        self.tell(Msg::Verified(None));
                    }
                }
                Effect::Suspend => self.did.push(Did::Suspended),
                Effect::Redraw => self.did.push(Did::Redrew),
                Effect::Plain => self.did.push(Did::Plain),
                Effect::Quit => self.did.push(Did::Quit),
                Effect::Write(changes, _) => self.write(*changes),
                question if self.slow => self.waiting.push(question),
                question => self.answer(question),
            }
        }
    }

    fn answer(&mut self, question: Effect) {
        let studio = Arc::clone(self.model.editing.studio());
        let options = self.model.editing.options();
        let msg = match question {
            Effect::Detect => Msg::Detected(Box::new(self.code.clone())),
            Effect::ReadDisk(generation, _, known) => {
                let news = (*known != self.seen).then(|| Box::new(self.seen.clone()));
                Msg::DiskRead(generation, news)
            }
            Effect::Ahead(editing, given) => Msg::Ahead(Box::new(Ahead::of(*editing, given))),
            Effect::Trace(generation, design, field) => {
                let trace = Trace {
                    studio: &studio,
                    design: &design,
                    options: &options,
                };
                let lines = trace.lines(&field);
                Msg::Traced(generation, field.key, lines)
            }
            Effect::Find(generation, design, path, line) => {
                let trace = Trace {
                    studio: &studio,
                    design: &design,
                    options: &options,
                };
                let behind = trace.answers(&path, line);
                Msg::Found(generation, path, line, behind)
            }
            _ => return,
        };
        self.tell(msg);
    }

    /// Somebody edits a file on the disk beside the wizard, which looks again.
    #[track_caller]
    pub(crate) fn edit_on_disk(&mut self, path: &str, old: &str, new: &str) -> &mut Self {
        let path = RelPath::new(path).unwrap();
        let Some(Found::File(content)) = self.seen.snapshot.entries.get_mut(&path) else {
            panic!("no {path}");
        };
        let text = content.text().unwrap();
        assert!(text.contains(old), "{path} has no {old}:\n{text}");
        *content = Content::new(text.replacen(old, new, 1), content.mode);
        self.tell(Msg::Refocused(true));
        self
    }

    /// A site whose port is edited on the disk and changed in the answers.
    pub(crate) fn in_conflict(size: (u16, u16)) -> Self {
        let mut wizard = Self::project(OPENSHOP, "openshop", size);
        wizard.keys("w <Enter> <Enter>");
        let ports = "\"127.0.0.1:${WEB_PORT:-8000}:8000\"";
        wizard.edit_on_disk(
            "compose.override.yaml",
            ports,
            "\"0.0.0.0:9001:8000\"  # phone",
        );
        wizard.edit_on_disk("docker/web/Dockerfile", "\nFROM ", "\n# mine\nFROM ");
        wizard
            .at(&Subject::Member("web".to_owned()), "port")
            .keys("<Enter> 8001 <Enter>");
        wizard.pressed = 0;
        wizard
    }

    /// Onto the disk that is only told of.
    fn write(&mut self, changes: ChangeSet) {
        if let Some(problems) = self.fails.take() {
            return self.tell(Msg::WriteFailed(problems));
        }
        self.before.push(self.seen.snapshot.clone());
        let entries = &mut self.seen.snapshot.entries;
        for write in changes.writes() {
            match write.new {
                Some(new) => entries.insert(write.path.clone(), Found::File(new.clone())),
                None => entries.remove(write.path),
            };
        }
        for (secret, _) in &changes.secrets {
            entries.insert(secret.clone(), Found::Unread);
        }
        for folder in &changes.folders {
            entries.insert(folder.clone(), Found::Folder);
        }
        self.wrote.push(changes);
        self.did.push(Did::Wrote);
        self.tell(Msg::Written(Vec::new()));
    }

    /// The frame, trailing blanks cut.
    pub(crate) fn screen(&self) -> Vec<String> {
        let buffer = self.buffer();
        (0..buffer.area.height)
            .map(|y| row(&buffer, y).trim_end().to_owned())
            .collect()
    }

    /// The frame's text, then each row with a style: its columns and what they look like.
    pub(crate) fn styled(&self) -> String {
        let (buffer, caret) = self.frame();
        let mut text = self.screen().join("\n");
        text.push_str("\n---- styles: row, first-last column, look\n");
        for y in 0..buffer.area.height {
            let runs = runs(&buffer, y);
            if !runs.is_empty() {
                text.push_str(&format!("{:>2}  {}\n", y + 1, runs.join("  ")));
            }
        }
        if let Some((x, y)) = caret {
            text.push_str(&format!("cursor at row {}, column {}\n", y + 1, x + 1));
        }
        text
    }

    pub(crate) fn buffer(&self) -> Buffer {
        self.frame().0
    }

    /// The cells, and where the terminal's cursor is.
    pub(crate) fn frame(&self) -> (Buffer, Option<(u16, u16)>) {
        let (width, height) = self.model.size;
        let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
        let caret = view::view(&self.model, &mut buffer);
        (buffer, caret)
    }

    /// Whether some row has the text.
    pub(crate) fn shows(&self, text: &str) -> bool {
        self.screen().iter().any(|row| row.contains(text))
    }

    #[track_caller]
    pub(crate) fn must_show(&self, text: &str) -> &Self {
        assert!(self.shows(text), "{text}:\n{}", self.screen().join("\n"));
        self
    }

    pub(crate) fn place(&self) -> Place {
        update::place(&self.model)
    }

    /// Goes to the form of an entry and to the field of a label, as a test may.
    #[track_caller]
    pub(crate) fn at(&mut self, subject: &Subject, label: &str) -> &mut Self {
        let slow = std::mem::replace(&mut self.slow, true);
        self.entry(subject).keys("2");
        let at = self
            .model
            .fields
            .iter()
            .position(|field| field.label == label)
            .unwrap_or_else(|| panic!("{label}: {:?}", self.model.fields));
        self.keys(&format!("g {}", "j ".repeat(at)));
        self.slow = slow;
        self.catch_up();
        self
    }

    /// Goes to an entry of the outline by keys.
    #[track_caller]
    pub(crate) fn entry(&mut self, subject: &Subject) -> &mut Self {
        self.keys("1 g");
        for _ in 0..self.model.rows.len() {
            if self.model.subject() == *subject {
                break;
            }
            self.keys("j");
        }
        assert_eq!(self.model.subject(), *subject);
        assert_eq!(self.model.focus, Focus::Outline);
        assert_eq!(self.model.screen, Screen::Design);
        self
    }
}

/// A row as a terminal shows it: a wide character takes the cell behind it too.
fn row(buffer: &Buffer, y: u16) -> String {
    use unicode_width::UnicodeWidthStr as _;
    let mut text = String::new();
    let mut skip = 0;
    for x in 0..buffer.area.width {
        let symbol = buffer[(x, y)].symbol();
        if skip == 0 {
            text.push_str(symbol);
            skip = symbol.width().max(1);
        }
        skip -= 1;
    }
    text
}

/// `25-40 cyan bold`: what looks like nothing is left out.
fn runs(buffer: &Buffer, y: u16) -> Vec<String> {
    let mut runs: Vec<(u16, u16, String)> = Vec::new();
    for x in 0..buffer.area.width {
        let cell = &buffer[(x, y)];
        let mut look = look(cell.style());
        // A blank without a ground looks like any other.
        let grounded = look.contains("reverse") || look.contains("underline");
        if cell.symbol() == " " && !grounded {
            look.clear();
        }
        match runs.last_mut() {
            Some((_, last, known)) if *known == look && *last + 1 == x => *last = x,
            _ => runs.push((x, x, look)),
        }
    }
    let mut told: Vec<(u16, u16, String)> = Vec::new();
    for (first, last, look) in runs {
        if look.is_empty() {
            continue;
        }
        match told.last_mut() {
            // One blank between two words of one look.
            Some((_, end, known)) if *known == look && first == *end + 2 => *end = last,
            _ => told.push((first, last, look)),
        }
    }
    told.into_iter()
        .map(|(first, last, look)| {
            let columns = if first == last {
                (first + 1).to_string()
            } else {
                format!("{}-{}", first + 1, last + 1)
            };
            format!("{columns} {look}")
        })
        .collect()
}

fn look(style: Style) -> String {
    let mut words: Vec<String> = Vec::new();
    if let Some(color) = style.fg.filter(|color| *color != Color::Reset) {
        words.push(color.to_string().to_lowercase());
    }
    if let Some(color) = style.bg.filter(|color| *color != Color::Reset) {
        words.push(format!("on-{}", color.to_string().to_lowercase()));
    }
    for (modifier, word) in [
        (Modifier::BOLD, "bold"),
        (Modifier::DIM, "dim"),
        (Modifier::ITALIC, "italic"),
        (Modifier::UNDERLINED, "underline"),
        (Modifier::REVERSED, "reverse"),
    ] {
        if style.add_modifier.contains(modifier) {
            words.push(word.to_owned());
        }
    }
    words.join("+")
}

/// The keys of a word: `<Enter>` is one, `mail` four.
pub(crate) fn events(word: &str) -> Vec<KeyEvent> {
    let named = word
        .strip_prefix('<')
        .and_then(|name| name.strip_suffix('>'));
    match named {
        Some(name) => vec![event(name)],
        None => word.chars().map(letter).collect(),
    }
}

/// As the terminal's parser makes it.
fn letter(letter: char) -> KeyEvent {
    let shift = if letter.is_uppercase() {
        KeyModifiers::SHIFT
    } else {
        KeyModifiers::NONE
    };
    KeyEvent::new(KeyCode::Char(letter), shift)
}

/// A key by its name in brackets, or as the key table writes it: `C-u` and `Ctrl-u`, `S-Tab` and `Shift-Tab`.
pub(crate) fn event(name: &str) -> KeyEvent {
    let plain = |code| KeyEvent::new(code, KeyModifiers::NONE);
    let code = match name {
        "Enter" => KeyCode::Enter,
        "Esc" => KeyCode::Esc,
        "Tab" => KeyCode::Tab,
        "S-Tab" | "Shift-Tab" => KeyCode::BackTab,
        "Space" => KeyCode::Char(' '),
        "Backspace" => KeyCode::Backspace,
        "Delete" => KeyCode::Delete,
        "Up" => KeyCode::Up,
        "Down" => KeyCode::Down,
        "Left" => KeyCode::Left,
        "Right" => KeyCode::Right,
        "Home" => KeyCode::Home,
        "End" => KeyCode::End,
        "PgUp" => KeyCode::PageUp,
        "PgDn" => KeyCode::PageDown,
        "lt" => KeyCode::Char('<'),
        _ => {
            let mut letters = name.chars();
            if let (Some(only), None) = (letters.next(), letters.next()) {
                return letter(only);
            }
            let (modifier, rest) = name.split_once('-').unwrap_or_else(|| panic!("{name}"));
            let modifier = match modifier {
                "C" | "Ctrl" => KeyModifiers::CONTROL,
                "A" => KeyModifiers::ALT,
                _ => panic!("{name}"),
            };
            return KeyEvent::new(KeyCode::Char(rest.chars().next().unwrap()), modifier);
        }
    };
    plain(code)
}
