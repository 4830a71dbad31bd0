//! Conflicts in the wizard: a side is taken, taken back, made by hand or left to the user, and nothing is
//! written while one is open.

use dockwright::core::change::{Content, Found};
use dockwright::core::diagnostic::Problem;
use dockwright::core::form::Subject;
use dockwright::core::path::RelPath;
use dockwright::ui::tui::model::Screen;
use dockwright::ui::tui::msg::Msg;

use crate::support::wizard::{Did, OPENSHOP, Wizard};

const OVERRIDE: &str = "compose.override.yaml";
const SIZE: (u16, u16) = (120, 40);

fn path() -> RelPath {
    RelPath::new(OVERRIDE).unwrap()
}

fn on_disk(wizard: &Wizard, path: &str) -> String {
    let path = RelPath::new(path).unwrap();
    wizard
        .seen
        .snapshot
        .file(&path)
        .unwrap()
        .text()
        .unwrap()
        .to_owned()
}

#[test]
fn nothing_is_written_while_one_is_open() {
    let mut wizard = Wizard::in_conflict(SIZE);
    let written = wizard.wrote.len();
    wizard.keys("w <Enter> <Enter>");
    wizard.must_show("1 place is open");
    assert_eq!(
        (wizard.wrote.len(), wizard.model.screen),
        (written, Screen::Conflict)
    );
    wizard.keys("<Esc>");
    assert_eq!(wizard.model.screen, Screen::Design);
    assert!(on_disk(&wizard, OVERRIDE).contains("9001"));
}

#[test]
fn a_choice_is_taken_back_and_made_again() {
    let mut wizard = Wizard::in_conflict(SIZE);
    wizard.keys("w <Space>");
    wizard.must_show("every conflict is settled");
    wizard.keys("u");
    assert_eq!(wizard.model.screen, Screen::Conflict);
    wizard.must_show("1 conflict");
    wizard.keys("U");
    assert_eq!(wizard.model.screen, Screen::Review);
    wizard.keys("u u");
    wizard.must_show("no choice to take back");
    // Both, the user's first.
    wizard.keys("b <Enter>");
    let text = on_disk(&wizard, OVERRIDE);
    let (mine, ours) = (text.find("9001").unwrap(), text.find(":8001\"").unwrap());
    assert!(mine < ours, "{text}");
    // The other file came together by itself.
    let dockerfile = on_disk(&wizard, "docker/web/Dockerfile");
    assert!(
        dockerfile.contains("# mine\n") && dockerfile.contains("8001"),
        "{dockerfile}"
    );
}

#[test]
fn the_editor_gets_gits_markers_and_gives_the_file_back() {
    let mut wizard = Wizard::in_conflict(SIZE);
    wizard.keys("w e");
    let Some(Did::Lent(lent, text)) = wizard.did.last().cloned() else {
        panic!("{:?}", wizard.did);
    };
    assert_eq!(lent, path());
    assert!(
        text.contains("<<<<<<< yours\n") && text.contains("=======\n"),
        "{text}"
    );
    wizard.tell(Msg::Edited(path(), Ok(text.clone())));
    wizard.must_show("conflict markers are still in compose.override.yaml");
    wizard.tell(Msg::Edited(path(), Err("vi: exit status: 1".to_owned())));
    wizard.must_show("the editor: vi: exit status: 1");
    wizard.tell(Msg::Edited(path(), Ok("services: [\n".to_owned())));
    wizard.must_show("cannot be read as you left it");
    assert_eq!(wizard.model.screen, Screen::Conflict);
    wizard.tell(Msg::Edited(
        path(),
        Ok("services:\n  web:\n    image: mine\n".to_owned()),
    ));
    wizard
        .must_show("every conflict is settled")
        .must_show("As you made it of both");
    wizard.keys("<Enter>");
    assert_eq!(
        on_disk(&wizard, OVERRIDE),
        "services:\n  web:\n    image: mine\n"
    );
}

#[test]
fn a_file_is_left_to_the_user_by_an_answer() {
    let mut wizard = Wizard::in_conflict(SIZE);
    let before = on_disk(&wizard, OVERRIDE);
    wizard.keys("w O");
    wizard.must_show("compose.override.yaml is yours");
    assert!(
        wizard
            .model
            .editing
            .text()
            .contains("own: [compose.override.yaml]")
    );
    wizard.keys("<Enter>");
    assert_eq!(on_disk(&wizard, OVERRIDE), before);
    let command = wizard.model.command();
    assert!(
        command.ends_with("dockwright own compose.override.yaml"),
        "{command}"
    );
    // Of a file that merges by itself too, from the review.
    let mut wizard = Wizard::in_conflict(SIZE);
    wizard.keys("w <Space>");
    let at = wizard
        .model
        .review
        .shown
        .iter()
        .position(|path| path.as_str() == "docker/web/Dockerfile");
    wizard.keys(&format!("g {} O", "j ".repeat(at.unwrap())));
    assert!(
        wizard
            .model
            .editing
            .text()
            .contains("own: [docker/web/Dockerfile]")
    );
}

#[test]
fn the_disk_may_change_meanwhile() {
    let mut wizard = Wizard::in_conflict(SIZE);
    wizard.keys("w");
    // Somebody takes the edit back: nothing is in conflict any more.
    wizard.edit_on_disk(
        OVERRIDE,
        "\"0.0.0.0:9001:8000\"  # phone",
        "\"127.0.0.1:${WEB_PORT:-8000}:8000\"",
    );
    wizard.must_show("the disk has changed");
    assert_eq!(wizard.model.screen, Screen::Review);
    wizard.keys("<Enter>");
    assert!(on_disk(&wizard, OVERRIDE).contains(":8001\""));
}

#[test]
fn a_hand_made_compose_file_is_added_to_by_its_keys() {
    let mut wizard = Wizard::project(OPENSHOP, "openshop", SIZE);
    let theirs = "services:\n  app:\n    image: legacy:1  # never touch\n";
    let compose = RelPath::new("compose.yaml").unwrap();
    let found = Found::File(Content::new(theirs, 0o644));
    wizard.seen.snapshot.entries.insert(compose, found);
    wizard.tell(Msg::Refocused(true));
    wizard.keys("w b <Enter>");
    let text = on_disk(&wizard, "compose.yaml");
    assert!(theirs.lines().all(|line| text.contains(line)), "{text}");
    assert!(
        text.contains("\n  web:\n") && text.contains("name: openshop\n"),
        "{text}"
    );
    // Kept, it is the user's from then on.
    let mut wizard = Wizard::project(OPENSHOP, "openshop", SIZE);
    let dockerfile = RelPath::new("docker/web/Dockerfile").unwrap();
    let found = Found::File(Content::new("FROM mine\n", 0o644));
    wizard.seen.snapshot.entries.insert(dockerfile, found);
    wizard.tell(Msg::Refocused(true));
    wizard.keys("w b");
    wizard.must_show("only one of the two can be had");
    wizard.keys("<Space> <Enter>");
    assert_eq!(on_disk(&wizard, "docker/web/Dockerfile"), "FROM mine\n");
    assert!(
        wizard
            .model
            .editing
            .text()
            .contains("own: [docker/web/Dockerfile]")
    );
}

#[test]
fn a_write_is_taken_back_and_its_answers_stay() {
    let mut wizard = Wizard::in_conflict(SIZE);
    let before = wizard.seen.snapshot.clone();
    wizard.keys("w <Space> <Enter>");
    assert_eq!(wizard.model.screen, Screen::Written);
    wizard.keys("u");
    wizard.must_show("1 write is taken back");
    assert_eq!(
        (wizard.model.screen, &wizard.seen.snapshot),
        (Screen::Design, &before)
    );
    assert!(wizard.model.editing.text().contains("port: 8001"));
    wizard.must_show("not written");
    // It can be written again, and the choice is asked again.
    wizard.keys("w <Space> <Enter>");
    assert!(on_disk(&wizard, OVERRIDE).contains("9001"));
    // Both writes of this run, from the list.
    wizard.keys("<Enter> W");
    wizard
        .must_show("Earlier writes")
        .must_show("keep them all");
    wizard.keys("j j <Enter>");
    wizard.must_show("2 writes are taken back");
    assert!(wizard.seen.snapshot.entries.is_empty());
    assert_eq!(wizard.model.editing.unwritten().len(), 1);
    // One that was made before this run is read from the disk.
    wizard.tell(Msg::TakenBack(1, None));
    assert!(matches!(wizard.did.last(), Some(Did::Again(_))));
}

#[test]
fn a_write_that_was_edited_since_is_shown_and_stays() {
    let mut wizard = Wizard::in_conflict(SIZE);
    wizard.keys("W");
    let problem = Problem::error("changed-since", "compose.yaml was edited after it");
    wizard.tell(Msg::TakenBack(
        0,
        Some((vec![problem], "-old\n+mine\n".to_owned())),
    ));
    wizard
        .must_show("Not taken back")
        .must_show("compose.yaml was edited after it")
        .must_show("+mine");
}

#[test]
fn a_choice_is_for_the_texts_that_were_seen() {
    // Another answer: what dockwright would write there is another by now.
    let mut wizard = Wizard::in_conflict(SIZE);
    wizard.keys("w l l <Space> <Esc>");
    wizard
        .at(&Subject::Member("web".to_owned()), "port")
        .keys("<Enter> 8002 <Enter> w");
    assert_eq!(wizard.model.screen, Screen::Conflict);
    wizard.must_show("1 conflict");
    // Another edit on the disk, while the review is open.
    wizard.keys("l l <Space>");
    assert_eq!(wizard.model.screen, Screen::Review);
    wizard.edit_on_disk(OVERRIDE, "9001", "9002");
    assert_eq!(wizard.model.screen, Screen::Conflict);
    wizard.must_show("the disk has changed");
    // An edit elsewhere leaves the choice as it is.
    wizard.keys("<Space>");
    wizard.edit_on_disk("docker/web/Dockerfile", "# mine", "# mine too");
    assert_eq!(wizard.model.screen, Screen::Review);
}
