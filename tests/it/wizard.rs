//! The wizard by its keys: journeys counted, undo without limit, moving that changes nothing, drafts;
//! and twenty thousand events at random.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::process::Command;

use crossterm::event::{KeyEvent, MouseButton, MouseEventKind};
use dockwright::core::detect::Findings;
use dockwright::core::diagnostic::Problem;
use dockwright::core::editing::Kept;
use dockwright::core::form::Subject;
use dockwright::core::path::RelPath;
use dockwright::shell::tty::Screen as Frames;
use dockwright::ui::tui::keymap::{Action, Place};
use dockwright::ui::tui::model::{Choice, Focus, Middle, Model, Popup, Purpose, Screen, Waiting};
use dockwright::ui::tui::msg::Msg;
use dockwright::ui::tui::theme::{Palette, Theme};
use dockwright::ui::tui::view;
use ratatui::buffer::Buffer;
use unicode_width::UnicodeWidthStr as _;

use crate::support::wizard::{Begin, Did, OPENSHOP, Wizard, event, events, findings, nothing};

const SMALL: (u16, u16) = (80, 24);
const SIZES: [(u16, u16); 3] = [SMALL, (120, 40), (200, 60)];

fn openshop(size: (u16, u16)) -> Wizard {
    Wizard::project(OPENSHOP, "openshop", size)
}

fn member(name: &str) -> Subject {
    Subject::Member(name.to_owned())
}

fn mail() -> Subject {
    Subject::Feature("mail_catcher".to_owned())
}

/// A journey: how one gets to its start, its keys, how many they are, and what is so then.
type Journey = (
    &'static str,
    fn((u16, u16)) -> Wizard,
    &'static str,
    usize,
    fn(&Wizard) -> bool,
);

const JOURNEYS: &[Journey] = &[
    (
        "an empty folder is written",
        |size| Wizard::empty("openshop", size),
        "w <Enter>",
        2,
        |wizard| wizard.wrote.len() == 1 && wizard.model.screen == Screen::Written,
    ),
    (
        "a folder with code is written as its code tells",
        |size| Wizard::code("django-and-vite", size),
        "w <Enter>",
        2,
        |wizard| wizard.wrote.len() == 1 && on_disk(wizard, "compose.yaml").contains("backend"),
    ),
    (
        "and without the cache that is only likely",
        |size| Wizard::code("django-and-vite", size),
        "j j j <Space> w <Enter>",
        6,
        |wizard| wizard.wrote.len() == 1 && !on_disk(wizard, "compose.yaml").contains("cache"),
    ),
    (
        "the file that says so is opened",
        |size| Wizard::code("django-and-vite", size),
        "j j e <Enter>",
        4,
        |wizard| {
            let file = "backend/config/settings.py".to_owned();
            wizard.did.contains(&Did::Opened(file, Some(1)))
        },
    ),
    (
        "so is any preset that has a number",
        |size| Wizard::empty("openshop", size),
        "4 w <Enter>",
        3,
        |wizard| wizard.wrote.len() == 1,
    ),
    (
        "the mail catcher is added, and its lines are marked",
        openshop,
        "a mai <Enter>",
        5,
        |wizard| {
            let features = &wizard.model.editing.design().answers.features;
            let on = features
                .get("mail_catcher")
                .and_then(dockwright::core::yaml::Node::as_bool);
            on == Some(true) && !wizard.model.marks.is_empty()
        },
    ),
    (
        "and written",
        openshop,
        "a mai <Enter> w <Enter>",
        7,
        |wizard| wizard.wrote.len() == 1,
    ),
    (
        "a profile of the mail catcher is turned over",
        |size| {
            let mut wizard = openshop(size);
            wizard.keys("a mai <Enter> p a tools <Enter>");
            wizard.entry(&mail());
            wizard
        },
        "p <Space>",
        2,
        |wizard| {
            let profiles = &wizard.model.editing.design().answers.profiles;
            profiles
                .get("tools")
                .is_some_and(|members| members.iter().any(|name| name == "mail"))
        },
    ),
    (
        "production stands beside development",
        openshop,
        "b",
        1,
        |wizard| {
            let both = wizard.model.both.as_ref();
            both.is_some_and(|both| both.pairs.iter().any(|pair| pair.differs)) && wizard.shows("≠")
        },
    ),
    (
        "the answer that made the line with 5432 is found",
        openshop,
        "3 / 5432 <Enter> <Enter>",
        8,
        |wizard| {
            let field = wizard.model.field().map(|field| field.value.as_str());
            wizard.model.subject() == member("db")
                && wizard.model.focus == Focus::Form
                && field == Some("5432")
        },
    ),
    (
        "a conflict is kept as it is, and written",
        Wizard::in_conflict,
        "w <Space> <Enter>",
        3,
        |wizard| {
            wizard.wrote.len() == 2 && on_disk(wizard, "compose.override.yaml").contains("9001")
        },
    ),
    (
        "a conflict is settled by what is new, and written",
        Wizard::in_conflict,
        "w l l <Space> <Enter>",
        5,
        |wizard| {
            let text = on_disk(wizard, "compose.override.yaml");
            wizard.wrote.len() == 2 && !text.contains("9001") && text.contains(":8001\"")
        },
    ),
    (
        "web is called api",
        |size| {
            let mut wizard = openshop(size);
            wizard.entry(&member("web"));
            wizard
        },
        "r api <Enter>",
        5,
        |wizard| {
            let text = wizard.model.editing.text();
            text.contains("\n  api:") && text.contains("{into: api}") && !text.contains("web")
        },
    ),
];

fn on_disk(wizard: &Wizard, path: &str) -> String {
    let path = RelPath::new(path).unwrap();
    let content = wizard.seen.snapshot.file(&path).unwrap();
    content.text().unwrap().to_owned()
}

#[test]
fn journeys_take_the_keys_that_were_counted_at_every_size() {
    for (name, start, keys, count, is_there) in JOURNEYS {
        for size in SIZES {
            let mut wizard = start(size);
            wizard.pressed = 0;
            wizard.keys(keys);
            let shown = wizard.screen().join("\n");
            assert_eq!(wizard.pressed, *count, "{name}");
            assert!(is_there(&wizard), "{name} at {size:?}:\n{shown}");
        }
    }
}

#[test]
fn answers_are_undone_to_the_start_and_given_again_to_the_end() {
    let mut wizard = openshop(SMALL);
    wizard.slow = true;
    let mut texts = vec![wizard.model.editing.text().to_owned()];
    wizard.at(&member("web"), "port");
    for number in 0..40 {
        let port = 8001 + number;
        wizard.keys(&format!("<Enter> {port} <Enter>"));
        texts.push(wizard.model.editing.text().to_owned());
    }
    wizard
        .at(&member("web"), "name")
        .keys("<Enter> api <Enter>");
    texts.push(wizard.model.editing.text().to_owned());
    wizard.keys("a mai <Enter>");
    texts.push(wizard.model.editing.text().to_owned());
    assert_eq!(texts.iter().collect::<BTreeSet<_>>().len(), texts.len());
    for text in texts.iter().rev().skip(1) {
        wizard.keys("u");
        assert_eq!(wizard.model.editing.text(), text);
    }
    let start = wizard.model.editing.text().to_owned();
    wizard.keys("u").must_show("nothing to undo");
    assert_eq!(
        (wizard.model.editing.text(), start.as_str()),
        (OPENSHOP, OPENSHOP)
    );
    assert!(wizard.model.editing.unwritten().is_empty());
    for text in &texts[1..] {
        wizard.keys("U");
        assert_eq!(wizard.model.editing.text(), text);
    }
    wizard.keys("<C-r>").must_show("nothing to do again");
    // A new answer ends what could be given again.
    wizard.keys("u u u").at(&member("web"), "port");
    wizard
        .keys("<Enter> 9000 <Enter> U")
        .must_show("nothing to do again");
}

/// Actions that move, look or fold; none of them answers.
const MOVES: [Action; 33] = [
    Action::Up,
    Action::Down,
    Action::Left,
    Action::Right,
    Action::PageUp,
    Action::PageDown,
    Action::First,
    Action::Last,
    Action::Back,
    Action::NextPane,
    Action::PrevPane,
    Action::Outline,
    Action::Form,
    Action::Preview,
    Action::Zoom,
    Action::Profiles,
    Action::Problems,
    Action::Follow,
    Action::ScrollDown,
    Action::ScrollUp,
    Action::ViewPrev,
    Action::ViewNext,
    Action::Both,
    Action::FilePrev,
    Action::FileNext,
    Action::NextMark,
    Action::PrevMark,
    Action::Open,
    Action::ItsLines,
    Action::SideLeft,
    Action::SideRight,
    Action::Theme,
    Action::GotoAnswer,
];

#[test]
fn lines_are_walked_of_the_answer_in_focus_however_fast_the_keys_come() {
    let mut calm = openshop(SMALL);
    calm.at(&member("web"), "name").keys("j t");
    let mut fast = openshop(SMALL);
    fast.at(&member("web"), "name").slow = true;
    // The keys are there before the lines are known: those of `name` are not taken for them.
    fast.keys("j t").catch_up();
    let place = |wizard: &Wizard| {
        let preview = &wizard.model.preview;
        (preview.path.clone(), preview.cursor.at)
    };
    assert_eq!(place(&fast), place(&calm));
    assert_eq!(fast.model.made, calm.model.made);
}

#[test]
fn moving_and_the_first_click_change_no_answer_and_no_file() {
    let mut wizard = openshop(SMALL);
    wizard.slow = true;
    let mut dice = Dice::new(7);
    for round in 0..3000 {
        if round % 500 == 0 {
            let (width, height) = SIZES[round / 500 % 3];
            wizard.resize(width, height);
            wizard.catch_up();
        }
        let (width, height) = wizard.model.size;
        let (column, row) = (dice.below(width), dice.below(height));
        match dice.below(10) {
            0 => wizard.mouse(MouseEventKind::ScrollDown, column, row),
            1 => wizard.mouse(MouseEventKind::ScrollUp, column, row),
            2 => {
                // The pane that is clicked has not got the keys yet: nothing there is clicked twice.
                wizard.keys("1");
                wizard.click(column, row);
            }
            _ => {
                let action = MOVES[dice.roll(MOVES.len())];
                let place = wizard.place();
                if let Some(key) = wizard.model.keymap.keys(place, action).first() {
                    wizard.press(event(key));
                }
            }
        }
        assert_eq!(wizard.model.editing.text(), OPENSHOP, "after {round}");
        assert!(wizard.model.popups.is_empty());
    }
    assert_eq!(wizard.did, []);
    assert!(wizard.wrote.is_empty());
}

#[test]
fn where_nothing_changed_nothing_is_sent() {
    let mut wizard = openshop(SMALL);
    wizard.at(&member("web"), "port");
    let mut frames = Frames::new(Vec::<u8>::new(), SMALL);
    let mut sent = |wizard: &Wizard| {
        let before = frames.sent();
        let view = |buffer: &mut Buffer| view::view(&wizard.model, buffer);
        frames.draw(view).unwrap();
        frames.sent() - before
    };
    assert!(sent(&wizard) > 1000);
    assert_eq!(sent(&wizard), 0);
    // A key that is bound to nothing, a paste, a release, the focus, the same size, an old answer.
    wizard
        .keys("Q <C-x>")
        .paste("8001")
        .resize(SMALL.0, SMALL.1);
    wizard.mouse(MouseEventKind::Up(MouseButton::Left), 40, 10);
    wizard.mouse(MouseEventKind::Moved, 41, 10);
    wizard.tell(Msg::Refocused(false));
    wizard.tell(Msg::Refocused(true));
    assert_eq!(sent(&wizard), 0);
    // To move is to send two rows and what follows from them.
    wizard.keys("k");
    let moved = sent(&wizard);
    assert!((1..2500).contains(&moved), "{moved}");
    wizard.keys("j");
    sent(&wizard);
    wizard.keys("k j");
    assert_eq!(sent(&wizard), 0);
}

#[test]
fn a_name_of_wide_characters_fits_its_columns() {
    let text = OPENSHOP.replace("backend", "后端服务代码/一个很长的文件夹名字/再长一点");
    let mut wizard = Wizard::project(&text, "网上商店", SMALL);
    for width in 80..=130 {
        wizard.resize(width, 24);
        for keys in ["1", "2 j", "3", "f 后 <Enter>", "b <Esc>", "w", "<Esc>"] {
            wizard.keys(keys);
            let buffer = wizard.buffer();
            for (row, text) in wizard.screen().iter().enumerate() {
                assert!(
                    text.width() <= usize::from(width),
                    "{width}, row {row}: {text}"
                );
            }
            // A wide character has its two cells, so none hangs over an edge.
            for y in 0..buffer.area.height {
                let last = buffer[(width - 1, y)].symbol().width();
                assert!(last <= 1, "{width}, row {y}");
            }
        }
    }
    let wizard = Wizard::empty("网上商店", SMALL);
    wizard.must_show("~/src/网上商店 · empty folder");
}

#[test]
fn a_paste_into_a_field_is_one_change_and_elsewhere_none() {
    let mut wizard = openshop(SMALL);
    wizard.at(&member("web"), "port").keys("<Enter>");
    wizard.paste("80\u{1b}[31m01\r\n");
    // Control characters of a paste do nothing and are not kept.
    wizard.must_show("80[31m01");
    wizard.keys("<C-u>").paste("8001\n").keys("<Enter>");
    assert!(wizard.model.popups.is_empty());
    assert_eq!(wizard.model.editing.unwritten().len(), 1);
    assert!(wizard.model.editing.text().contains("port: 8001"));
    wizard.keys("u");
    assert_eq!(wizard.model.editing.text(), OPENSHOP);

    let mut places = BTreeSet::new();
    for keys in [
        "", "2", "3", "p", "<Esc> !", "<Esc> w", "<Esc> b", "<Esc> q", "2 d", "<Esc> i",
    ] {
        wizard.keys(keys);
        places.insert(wizard.place());
        let before = (wizard.buffer(), wizard.did.len());
        wizard.paste("w\rq y\u{1b}D");
        assert_eq!((wizard.buffer(), wizard.did.len()), before, "{keys}");
    }
    assert!(places.len() > 5, "{places:?}");
    assert_eq!(wizard.model.editing.text(), OPENSHOP);
    assert!(wizard.wrote.is_empty());
}

fn last_draft(wizard: &Wizard) -> Option<Kept> {
    let kept = wizard.did.iter().rev().find_map(|did| match did {
        Did::Kept(draft) => Some(Some(draft.clone())),
        Did::Forgot => Some(None),
        _ => None,
    });
    kept.flatten()
}

#[test]
fn what_is_not_written_is_a_draft_that_can_be_taken_up() {
    let mut wizard = Wizard::empty("openshop", SMALL);
    assert_eq!(last_draft(&wizard), None);
    wizard.keys("<Enter>").at(&member("web"), "port");
    wizard.keys("<Enter> 8001 <Enter> a admin <Enter> p a tools <Enter>");
    let text = wizard.model.editing.text().to_owned();
    let command = wizard.model.editing.replay();
    let draft = last_draft(&wizard).unwrap();
    assert_eq!(draft.said.len(), 3);

    let again = |keys: &str| {
        let begin = Begin {
            draft: Some(draft.clone()),
            ..Begin::new("openshop", SMALL)
        };
        let mut wizard = begin.wizard();
        wizard.must_show("3 answers were never written");
        wizard.keys(keys);
        wizard
    };
    let mut taken = again("<Enter>");
    assert_eq!(taken.model.editing.text(), text);
    assert_eq!(taken.model.editing.replay(), command);
    assert!(taken.model.editing.draft().is_some());
    // Each answer can be undone again, and given again.
    taken.keys("u u u U U U");
    assert_eq!(taken.model.editing.text(), text);
    taken.keys("w <Enter>");
    assert_eq!(taken.wrote.len(), 1);
    assert_eq!(last_draft(&taken), None);
    let fresh = again("j <Enter>");
    assert_eq!(fresh.model.screen, Screen::Meet);
    assert_eq!(fresh.did, [Did::Forgot]);
    let asked = again("<Esc>");
    assert_eq!(asked.did, [], "closing the box forgets nothing");

    wizard.keys("u u u");
    assert_eq!(last_draft(&wizard), None, "nothing is left to keep");
}

#[test]
fn leaving_asks_only_where_an_answer_would_be_lost() {
    let mut wizard = openshop(SMALL);
    wizard.keys("q");
    assert_eq!(wizard.did, [Did::Quit]);

    let answered = || {
        let mut wizard = openshop(SMALL);
        wizard.keys("a mai <Enter>");
        wizard.did.clear();
        wizard
    };
    for (keys, keeps) in [("q q", true), ("<C-c> <C-c>", true), ("q D", false)] {
        let mut wizard = answered();
        wizard.keys(keys);
        let (last, before) = wizard.did.split_last().unwrap();
        assert_eq!(*last, Did::Quit, "{keys}");
        assert_eq!(matches!(before, [Did::Kept(_)]), keeps, "{keys}");
        assert_eq!(before == [Did::Forgot], !keeps, "{keys}");
    }
    for keys in ["q <Esc>", "q <Enter>", "<C-c> <Esc>"] {
        let mut wizard = answered();
        wizard.keys(keys);
        assert_eq!(wizard.did, [], "{keys}");
        assert_eq!(wizard.model.screen, Screen::Design);
    }
    let mut wizard = answered();
    wizard.tell(Msg::Ended);
    assert!(matches!(wizard.did[..], [Did::Kept(_), Did::Quit]));
    let mut wizard = answered();
    wizard.keys("q w <Enter> q");
    assert_eq!(wizard.did, [Did::Wrote, Did::Forgot, Did::Quit]);
}

#[test]
fn a_write_that_fails_says_so_and_changes_nothing() {
    let mut wizard = openshop(SMALL);
    let problem = Problem::error("disk", "docker/web: permission denied");
    wizard.fails = Some(vec![problem.mend("sudo chown -R $USER docker")]);
    wizard.keys("w <Enter>");
    wizard.must_show("docker/web: permission denied");
    assert_eq!(wizard.model.screen, Screen::Review);
    assert!(wizard.wrote.is_empty());
    wizard.keys("<Enter>");
    assert_eq!(wizard.wrote.len(), 1);
    // All is as it should be now.
    wizard
        .keys("<Enter> w <Enter>")
        .must_show("nothing to write");
    assert_eq!(wizard.wrote.len(), 1);
}

#[test]
fn the_command_on_the_last_screen_is_one_that_a_shell_understands() {
    let words = |command: &str| {
        let script =
            format!("dockwright() {{ for word; do echo \"<$word>\"; done; }}\n{command}\n");
        let ran = Command::new("sh").args(["-c", &script]).output().unwrap();
        String::from_utf8(ran.stdout).unwrap()
    };
    let mut wizard = openshop((80, 30));
    wizard.keys("a mai <Enter> p a tools <Enter> <Space> k <Space> k <Space> k <Space> k <Space>");
    wizard.keys("1 w <Enter>");
    let whole = words(&wizard.model.editing.replay());
    assert!(
        whole.contains("<profiles.tools=[mail, edge, cache, db, "),
        "{whole}"
    );
    for width in 80..140 {
        wizard.resize(width, 30);
        let screen = wizard.screen();
        let title = screen.iter().position(|row| row.contains("The same again"));
        let lines = screen[title.unwrap() + 1..]
            .iter()
            .take_while(|row| !row.is_empty());
        let shown: Vec<&str> = lines.map(|row| row.trim()).collect();
        assert_eq!(words(&shown.join("\n")), whole, "{width}");
    }
    // And it is what is copied.
    wizard.keys("y");
    let copied = wizard.did.last().unwrap().clone();
    assert_eq!(copied, Did::Copied(wizard.model.editing.replay()));
}

struct Dice(u64);

impl Dice {
    fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 11) % sides as u64).unwrap()
    }

    fn below(&mut self, end: u16) -> u16 {
        u16::try_from(self.roll(usize::from(end.max(1)))).unwrap()
    }
}

/// Small, so that twenty thousand events are done in seconds; with something of every kind.
const TINY: &str = "dockwright: 1\nname: tiny\nservices:\n  web: {kind: vite, path: web, port: 5173, publish: 5173, production: none}\n  jobs: {kind: vite, path: jobs, port: 5174, publish: 5174, production: none, uses: [cache]}\nbacking:\n  cache: {kind: valkey}\nfeatures: {debugger: true, hot_reload: {mode: watch}}\nprofiles: {tools: [cache]}\n";

/// Where one is: a screen, a pane, a box.
fn label(model: &Model, place: Place) -> &'static str {
    if place == Place::Small {
        return "too small";
    }
    if let Some(popup) = model.popups.last() {
        return match popup {
            Popup::Add(..) => "add",
            Popup::Edit { purpose, .. } => match purpose {
                Purpose::Field(_) => "edit a field",
                Purpose::Rename(_) => "rename",
                Purpose::Profile => "new profile",
                Purpose::Find => "find in the files",
            },
            Popup::Choose { choice, .. } => match choice {
                Choice::One(_) => "choices",
                Choice::Many(_) => "ticks",
                Choice::Remove(_) => "remove",
                Choice::Forget(_) => "remove a profile",
                Choice::Writes => "earlier writes",
                Choice::TakeUp(_) => "draft",
                Choice::Mends(_) => "mends",
                Choice::Evidence(_) => "evidence",
                Choice::TurnOff(_) => "turn off",
            },
            Popup::Files(_) => "files",
            Popup::Help(_) => "help",
            Popup::Read { .. } => "read",
            Popup::Leave => "leave",
        };
    }
    match model.screen {
        Screen::Meet if model.meet.find.is_some() => "find a preset",
        Screen::Meet => "meet",
        Screen::Looking => "looking",
        Screen::Found => "found",
        Screen::Conflict => "conflict",
        Screen::Review => "review",
        Screen::Written => "written",
        Screen::Verify => "verify",
        Screen::Design if model.both.is_some() => "both contexts",
        Screen::Design => match (model.focus, model.middle) {
            (Focus::Outline, _) => "outline",
            (Focus::Preview, _) => "preview",
            (Focus::Form, Middle::Form) => "form",
            (Focus::Form, Middle::Matrix) => "matrix",
            (Focus::Form, Middle::Problems) => "problems",
        },
    }
}

/// All that [`label`] can say of what there is.
const LABELS: [&str; 35] = [
    "looking",
    "found",
    "evidence",
    "turn off",
    "earlier writes",
    "conflict",
    "too small",
    "add",
    "edit a field",
    "rename",
    "new profile",
    "find in the files",
    "choices",
    "ticks",
    "remove",
    "remove a profile",
    "draft",
    "mends",
    "files",
    "help",
    "read",
    "leave",
    "find a preset",
    "meet",
    "review",
    "written",
    "verify",
    "both contexts",
    "outline",
    "preview",
    "form",
    "matrix",
    "problems",
    "zoomed",
    "ASCII",
];

/// Ways to what chance alone comes to too seldom.
const WAYS: [&str; 18] = [
    "<Esc> <Esc> 1 G k k k k <Space>",
    "<Esc> <Esc> w <Enter> <Enter> W",
    "<Esc> <Esc> 1 g j 2 g <Esc> w l l <Space>",
    "<Esc> <Esc> 1 p a",
    "<Esc> <Esc> 1 G k d",
    "<Esc> <Esc> ! M j <Enter>",
    "<Esc> <Esc> ! m",
    "<Esc> <Esc> 1 g j 2 g jjjjjjjjjjj <Enter> <Space>",
    "<Esc> <Esc> 1 g j r",
    "<Esc> <Esc> 1 g j d",
    "<Esc> <Esc> 1 g j 2 j j j j <Enter>",
    "<Esc> <Esc> 1 g j 2 G <Enter>",
    "<Esc> <Esc> ! M",
    "<Esc> <Esc> /",
    "<Esc> <Esc> 1 g j 2 g jj <Enter>",
    "<Esc> <Esc> ! M",
    "<Esc> <Esc> w <Enter>",
    "<Esc> <Esc> w <Enter> v",
];

/// One of many starts; the draft is what the last one kept.
fn anew(dice: &mut Dice, draft: Option<Kept>, code: &Findings) -> Wizard {
    let twice = TINY.replace("5174", "5173");
    let (answers, draft) = match dice.roll(6) {
        0 | 5 => (None, None),
        1 | 2 => (Some(twice.as_str()), None),
        _ => {
            let fits = draft.filter(|draft| draft.start == TINY);
            (Some(TINY), fits)
        }
    };
    let begin = Begin {
        answers,
        draft,
        seen: nothing(),
        code: (answers.is_none() && dice.roll(2) == 0).then(|| code.clone()),
        slow: answers.is_none() && dice.roll(2) == 0,
        ..Begin::new("tiny", SMALL)
    };
    let mut wizard = begin.wizard();
    if answers == Some(TINY) && dice.roll(3) == 0 {
        wizard.keys("<Esc> w <Enter> <Enter>");
        wizard.edit_on_disk("compose.override.yaml", ":5173\"", ":5173\" # mine");
        wizard
            .at(&member("web"), "port")
            .keys("<Enter> 5180 <Enter> w");
        wizard.wrote.clear();
    }
    wizard.slow = true;
    wizard
}

/// A key of this place more often than another's; sometimes what somebody would type there.
fn key(wizard: &Wizard, dice: &mut Dice, alphabet: &BTreeMap<Place, Vec<KeyEvent>>) -> KeyEvent {
    let place = wizard.place();
    let typed = [
        "8", "0", "1", "5", "a", "e", "w", "t", ".", "-", "[", "{", "名",
    ];
    if place.is_typing() && dice.roll(8) == 0 {
        return event("Esc");
    }
    if place.is_typing() && dice.roll(3) > 0 {
        return event(typed[dice.roll(typed.len())]);
    }
    let places: Vec<Place> = alphabet.keys().copied().collect();
    let of = if dice.roll(8) == 0 {
        places[dice.roll(places.len())]
    } else {
        place
    };
    let keys = &alphabet[&of];
    let key = keys[dice.roll(keys.len())];
    let ends = [
        Action::Quit,
        Action::Plain,
        Action::LeaveKeep,
        Action::LeaveForget,
        Action::Leave,
    ];
    let action = wizard.model.keymap.action(place, key);
    // A start costs more than most keys do.
    if action.is_some_and(|action| ends.contains(&action)) && dice.roll(3) > 0 {
        return event("j");
    }
    key
}

#[test]
#[expect(clippy::too_many_lines, reason = "one walk, counted as it goes")]
fn twenty_thousand_events_of_its_own_alphabet_do_no_harm() {
    let mut dice = Dice::new(20_000);
    let code = findings("one-source-several-processes");
    let mut wizard = anew(&mut dice, None, &code);
    let alphabet: BTreeMap<Place, Vec<KeyEvent>> = Place::ALL
        .into_iter()
        .map(|place| {
            let rows = wizard.model.keymap.rows(place);
            let keys = rows.iter().flat_map(|row| &row.keys).map(|key| event(key));
            (place, keys.collect::<Vec<_>>())
        })
        .filter(|(_, keys)| !keys.is_empty())
        .collect();
    let sizes = [
        SMALL,
        (120, 40),
        (100, 30),
        (160, 45),
        (79, 24),
        (64, 18),
        (1, 1),
        (300, 26),
    ];
    let mut visits: BTreeMap<&str, usize> = BTreeMap::new();
    let mut draft: Option<Kept> = None;
    let mut was = "";
    let (mut writes, mut starts) = (0, 0);
    let mut way: VecDeque<KeyEvent> = VecDeque::new();
    for round in 0.. {
        // More where the catalog grew and chance has other ways since.
        let seldom = |label: &&str| visits.get(label).is_none_or(|count| *count < 20);
        let seldom: Vec<&str> = LABELS.into_iter().filter(seldom).collect();
        if round >= 20_000 && seldom.is_empty() && writes >= 20 {
            break;
        }
        assert!(
            round < 40_000,
            "visited too seldom: {seldom:?}, {writes} writes, {visits:?}"
        );
        let written = wizard.wrote.len();
        let waited = match &wizard.model.waiting {
            Some(Waiting::Review(keys)) => keys.clone(),
            Some(Waiting::Verify) | None => Vec::new(),
        };
        // The disk answers soon, if not at once.
        if wizard.model.waiting.is_some() && dice.roll(3) == 0 {
            wizard.catch_up();
        }
        let place = wizard.place();
        let popup = wizard.model.popups.len();
        let text = wizard.model.editing.text().to_owned();
        let (width, height) = wizard.model.size;
        let mut pressed = None;
        match dice.roll(100) {
            0 => {
                let (width, height) = sizes[dice.roll(sizes.len())];
                wizard.resize(width, height);
            }
            1..=3 if place == Place::Small => {
                wizard.resize(SMALL.0, SMALL.1);
            }
            1..=4 => {
                wizard.click(dice.below(width), dice.below(height));
            }
            5 => wizard.mouse(
                MouseEventKind::ScrollDown,
                dice.below(width),
                dice.below(height),
            ),
            6 => wizard.mouse(
                MouseEventKind::ScrollUp,
                dice.below(width),
                dice.below(height),
            ),
            7 => {
                wizard.paste("80\n");
            }
            8 if dice.roll(3) == 0 => wizard.catch_up(),
            _ => {
                if way.is_empty() && dice.roll(24) == 0 {
                    way.extend(WAYS[dice.roll(WAYS.len())].split(' ').flat_map(events));
                }
                let key = match way.pop_front() {
                    Some(key) => key,
                    None => key(&wizard, &mut dice, &alphabet),
                };
                pressed = wizard
                    .model
                    .keymap
                    .action(place, key)
                    .map(|action| (action, key));
                wizard.press(key);
            }
        }
        if let Some((action, key)) = pressed {
            // Ending the look at the code brings what it found.
            let moves = MOVES.contains(&action) && popup == 0 && was != "looking";
            let same = wizard.model.editing.text() == text;
            assert!(
                !moves || same,
                "{round}: {action:?} by {key:?} at {place:?}"
            );
        }
        if wizard.wrote.len() > written {
            let by_enter = pressed.is_some_and(|(action, _)| {
                let on_review = place == Place::Review && action == Action::WriteNow;
                // The help does what is selected in it.
                on_review || place == Place::List && action == Action::Accept
            });
            // Pressed while the review waited for the disk.
            let before = waited.contains(&event("Enter"));
            assert!(
                by_enter || before,
                "{round}: written by {pressed:?} at {place:?}"
            );
            writes += 1;
        }
        draft = last_draft(&wizard).or(draft);
        if wizard
            .did
            .iter()
            .any(|did| matches!(did, Did::Quit | Did::Plain | Did::Again(_)))
        {
            wizard = anew(&mut dice, draft.clone(), &code);
            starts += 1;
            was = "";
            way.clear();
            if wizard.model.screen == Screen::Found {
                way.extend(events("e").into_iter().chain(events("<Esc>")));
            }
            if wizard.model.screen == Screen::Meet {
                way.extend(
                    ["", "/ go <Enter>", "/ rust"][dice.roll(3)]
                        .split_whitespace()
                        .flat_map(events),
                );
            }
        }
        if round % 16 == 0 {
            let ascii = wizard.model.theme.ascii;
            wizard.model.theme = Theme::new(Palette::None, !ascii);
            if !ascii {
                *visits.entry("ASCII").or_default() += 1;
                for row in wizard.screen() {
                    assert!(
                        row.chars().all(|c| (' '..='~').contains(&c)),
                        "{round}: {row}"
                    );
                }
            }
        }
        // Of events that come together only the last is drawn.
        if round % 2 == 0
            && let (buffer, Some((x, y))) = wizard.frame()
        {
            let inside = x < buffer.area.width && y < buffer.area.height;
            assert!(inside, "{round}: {x} {y}");
        }
        let now = label(&wizard.model, wizard.place());
        if now != was {
            *visits.entry(now).or_default() += 1;
            was = now;
        }
        if wizard.model.zoomed {
            *visits.entry("zoomed").or_default() += 1;
        }
    }
    eprintln!("wizard: {starts} starts, {writes} writes, {visits:?}");
}
