//! A folder with code in the wizard: what is found is taken or left, and each answer shows its place in the
//! code as long as it is what the code says.

use std::sync::Arc;

use dockwright::core::catalog::Catalog;
use dockwright::core::detect::{Findings, Proposal, answers};
use dockwright::core::form::Subject;
use dockwright::core::reshape;
use dockwright::ui::tui::model::{Popup, Screen};
use dockwright::ui::tui::msg::Msg;

use crate::support::wizard::{Begin, Did, OPENSHOP, Wizard, catalog, findings};

const SMALL: (u16, u16) = (80, 24);

fn member(name: &str) -> Subject {
    Subject::Member(name.to_owned())
}

/// The text that `init . --set ...` makes: the proposal's, and each set of the command on it.
fn repeated(catalog: &Arc<Catalog>, proposal: &Proposal, command: &str) -> String {
    let words = shlex(command);
    assert_eq!(words[..3], ["dockwright", "init", "."], "{command}");
    let sets = words.windows(2).filter(|pair| pair[0] == "--set");
    let text = answers(catalog, proposal);
    sets.fold(text, |text, pair| reshape::set(&text, &pair[1]).unwrap())
}

/// As a shell takes it apart: this program quotes with `'` alone.
fn shlex(command: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for letter in command.chars() {
        match letter {
            '\'' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            letter => words.last_mut().unwrap().push(letter),
        }
    }
    words
}

#[test]
fn what_is_taken_is_what_the_command_repeats() {
    for (skeleton, keys, says, says_not) in [
        ("django-and-vite", "", "kind: postgres", "nothing of it"),
        ("django-and-vite", "G k <Space>", "kind: postgres", "redis"),
        ("django-and-vite", "<Space>", "vite", "django"),
        ("django-and-vite", "j <Space>", "django", "vite"),
        (
            "one-source-several-processes",
            "j <Space> G k <Space>",
            "worker:",
            "beat:",
        ),
        (
            "one-source-several-processes",
            "",
            "db: {kind: postgres}",
            "nothing of it",
        ),
        ("several-database-drivers", "", "node", "backing:\n  "),
        (
            "several-database-drivers",
            "G k k <Space> <Space>",
            "  db: {kind: postgres}",
            "mysql",
        ),
        (
            "several-database-drivers",
            "j <Space>",
            "kind: mysql",
            "postgres",
        ),
        (
            "three-python-versions",
            "j <Space>",
            "python: \"3.12\"",
            "3.13",
        ),
        ("two-lockfiles", "G k <Space>", "manager: npm", "yarn"),
        (
            "npm-workspaces-library-beside-services",
            "j <Space>",
            "api",
            "next",
        ),
    ] {
        let mut wizard = Wizard::code(skeleton, SMALL);
        assert_eq!(wizard.model.screen, Screen::Found, "{skeleton}");
        wizard.keys(keys);
        let proposal = wizard.code.proposal.clone();
        wizard.keys("<Enter>");
        // The folder's name comes to it by itself.
        let text = wizard.model.editing.text().replace("name: openshop\n", "");
        assert!(text.contains(says), "{skeleton} {keys}: {says}\n{text}");
        assert!(
            !text.contains(says_not),
            "{skeleton} {keys}: {says_not}\n{text}"
        );
        let command = wizard.model.command();
        assert_eq!(repeated(catalog(), &proposal, &command), text, "{command}");
        // One answer, and that can be undone.
        wizard.keys("u");
        let text = wizard.model.editing.text().replace("name: openshop\n", "");
        assert_eq!(text, answers(catalog(), &proposal));
    }
}

/// The row of a field in the form.
fn row(wizard: &Wizard, label: &str) -> String {
    let rows = wizard.screen();
    let row = rows.iter().find(|row| row.contains(&format!("▸ {label} ")));
    row.cloned().unwrap_or_else(|| rows.join("\n"))
}

#[test]
fn an_answer_shows_its_place_until_somebody_changes_it() {
    let mut wizard = Wizard::code("three-python-versions", SMALL);
    wizard.keys("<Enter>").at(&member("api"), "python");
    assert!(row(&wizard, "python").contains("found: .python-version:1"));
    wizard.must_show("│ .python-version:1 3.13");
    wizard.keys("e");
    let opened = Did::Opened(".python-version".to_owned(), Some(1));
    assert_eq!(wizard.did.last(), Some(&opened));
    // Another name is the same answer.
    wizard
        .keys("1 r shop <Enter>")
        .at(&member("shop"), "python");
    assert!(row(&wizard, "python").contains("found: .python-version:1"));
    // Changed by hand it is nobody's but theirs, and nothing is to be opened.
    wizard.keys("<Space> <Space>");
    assert!(row(&wizard, "python").contains("was 3.13"));
    let before = wizard.did.len();
    wizard.keys("e");
    let opened = |did: &Did| matches!(did, Did::Opened(..));
    assert!(!wizard.did[before..].iter().any(opened));
    wizard.must_show("no line of the code says this");
    wizard.keys("u u");
    assert!(row(&wizard, "python").contains("found: .python-version:1"));
    // What was decided before has a place of its own.
    let mut wizard = Wizard::code("three-python-versions", SMALL);
    wizard
        .keys("j <Space> <Enter>")
        .at(&member("api"), "python");
    assert!(row(&wizard, "python").contains("found: Dockerfile:1"));
}

#[test]
fn steps_uses_processes_and_databases_have_their_places() {
    let mut wizard = Wizard::code("one-source-several-processes", SMALL);
    wizard.keys("<Enter>");
    for (member, label, place) in [
        ("web", "name", "requirements/base.txt:1"),
        ("web", "uses", "requirements/base.txt:2"),
        ("worker", "name", "Procfile:2"),
        ("cache", "name", "requirements/base.txt:2"),
    ] {
        wizard.at(&self::member(member), label);
        wizard.must_show(place);
    }
}

#[test]
fn a_long_look_is_ended_by_a_key_and_goes_on_with_what_was_found() {
    for (code, screen) in [
        (findings("django-and-vite"), Screen::Found),
        (Findings::default(), Screen::Meet),
    ] {
        let begin = Begin {
            code: Some(code),
            slow: true,
            ..Begin::new("openshop", SMALL)
        };
        let mut wizard = begin.with_code();
        assert_eq!(wizard.model.screen, Screen::Looking);
        // Nothing is taken before there is something, and nothing goes to the next screen.
        wizard.keys("<Enter> <Space> w i e");
        assert_eq!(wizard.model.screen, Screen::Looking);
        wizard.tell(Msg::Looked(4096));
        wizard.must_show("4096 files so far");
        wizard.keys("<Esc>");
        assert_eq!(wizard.did, [Did::Stopped]);
        assert_eq!(wizard.model.screen, screen);
        wizard.must_show("stopped after");
    }
}

#[test]
fn a_preset_is_one_key_away_and_so_is_the_way_back() {
    let mut wizard = Wizard::code("django-and-vite", SMALL);
    let text = wizard.model.editing.text().to_owned();
    wizard.keys("<Esc>");
    assert_eq!(wizard.model.screen, Screen::Meet);
    wizard.keys("j <Esc>");
    assert_eq!(wizard.model.screen, Screen::Found);
    assert_eq!(wizard.model.editing.text(), text);
    wizard.keys("/ rust <Enter>");
    assert_eq!(wizard.model.screen, Screen::Design);
    assert!(wizard.model.editing.replay().contains("--preset"));
}

#[test]
fn a_file_that_was_edited_is_looked_at_again_and_what_was_turned_stays() {
    let mut wizard = Wizard::code("django-and-vite", SMALL);
    wizard.keys("j <Space>");
    wizard.must_show("[ ] frontend");
    wizard
        .code
        .proposal
        .backing
        .retain(|one| one.name != "cache");
    wizard.keys("e <Enter>");
    wizard.must_show("[ ] frontend");
    wizard.must_show("[x] backend");
    assert!(!wizard.shows("Redis"));
}

#[test]
fn a_click_selects_and_a_second_one_turns_over() {
    let mut wizard = Wizard::code("django-and-vite", SMALL);
    wizard.click_text("frontend ");
    wizard.must_show("[x] frontend");
    wizard.click_text("frontend ");
    wizard.must_show("[ ] frontend");
}

#[test]
fn a_service_that_has_code_is_added_with_all_that_it_says() {
    let begin = Begin {
        answers: Some(OPENSHOP),
        code: Some(findings("uv-workspace")),
        ..Begin::new("openshop", SMALL)
    };
    let mut wizard = begin.with_code();
    wizard.keys("a code");
    assert!(matches!(wizard.model.popups.last(), Some(Popup::Add(..))));
    let service = wizard.code.proposal.services[0].clone();
    wizard.keys("<C-u>");
    wizard.keys(&format!("{} <Enter>", service.name));
    let text = wizard.model.editing.text().to_owned();
    let added = wizard.model.editing.replay();
    assert!(text.contains(&format!("path: {}", service.path)), "{text}");
    let flags = format!("--kind {} --path {}", service.kind.value, service.path);
    assert!(added.contains(&flags), "{added}");
    assert!(added.contains("--set with."), "{added}");
    wizard.at(&member(&service.name), "folder");
    assert!(
        row(&wizard, "folder").contains("pyproject.toml:5"),
        "{}",
        row(&wizard, "folder")
    );
    // What is there is not offered again.
    wizard.keys("<Esc> a");
    assert!(!wizard.shows(&format!("in {}", service.path)));
}

#[test]
fn a_draft_that_was_left_open_is_not_lost_by_an_answer() {
    let mut first = Wizard::empty("openshop", SMALL);
    first.keys("<Enter> a admin <Enter>");
    let kept = first.did.iter().rev().find_map(|did| match did {
        Did::Kept(kept) => Some(kept.clone()),
        _ => None,
    });
    let again = |keys: &str| {
        let begin = Begin {
            draft: kept.clone(),
            ..Begin::new("openshop", SMALL)
        };
        let mut wizard = begin.wizard();
        wizard.keys(keys);
        wizard.did
    };
    let did = again("<Esc> <Enter> a mai <Enter>");
    assert!(
        matches!(did.as_slice(), [Did::SetAside, Did::Kept(_)]),
        "{did:?}"
    );
    let did = again("<Esc> <Enter> a mai <Enter> u");
    let wanted = [Did::SetAside, did[1].clone(), Did::Forgot];
    assert_eq!(did, wanted, "undone: only what is of now is forgotten");
    let did = again("<Enter> a mai <Enter>");
    assert!(
        matches!(did.as_slice(), [Did::TookUp(0), Did::Kept(_)]),
        "{did:?}"
    );
}

#[test]
fn a_feature_with_answers_of_its_own_is_turned_off_after_a_yes() {
    let text = OPENSHOP.replace("hot_reload: mount", "hot_reload: {mode: watch}");
    for go_there in ["", "<Enter>"] {
        let mut wizard = Wizard::project(&text, "openshop", SMALL);
        let feature = Subject::Feature("hot_reload".to_owned());
        wizard.entry(&feature).keys(go_there).keys("<Space>");
        wizard.must_show("mode: watch");
        wizard.keys("<Enter>");
        assert_eq!(wizard.model.editing.text(), text);
        wizard.keys("<Space> j <Enter>");
        assert!(wizard.model.editing.text().contains("hot_reload: false"));
        wizard.keys("u");
        assert_eq!(wizard.model.editing.text(), text);
    }
}

#[test]
fn the_review_opens_when_the_disk_is_read_and_has_the_keys_since() {
    let slow = || {
        let mut wizard = Wizard::code("django-and-vite", SMALL);
        wizard.slow = true;
        wizard.keys("j <Space> w");
        wizard.must_show("looking at what is on the disk");
        wizard
    };
    let mut wizard = slow();
    wizard.keys("<Enter>");
    assert!(wizard.wrote.is_empty(), "written before the disk was read");
    wizard.catch_up();
    assert_eq!(wizard.wrote.len(), 1);
    let mut wizard = slow();
    wizard.keys("<Esc>").catch_up();
    assert_eq!(wizard.model.screen, Screen::Design);
    assert!(wizard.wrote.is_empty());
    let mut wizard = slow();
    wizard.keys("q q");
    assert_eq!(wizard.did.last(), Some(&Did::Quit));
}
