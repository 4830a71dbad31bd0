//! The page of a project says what on this machine keeps its stack from running: looked at beside all else,
//! told when it is known, and drawn only where it is news.

use dockwright::core::doctor::Finding;
use dockwright::core::report::Check;
use dockwright::ui::tui::machine::Machine;
use dockwright::ui::tui::msg::Msg;

use crate::doctor::WELL;
use crate::support::Sandbox;
use crate::support::pty::Pty;
use crate::support::wizard::{Begin, Did, OPENSHOP, Wizard};

const SMALL: (u16, u16) = (80, 24);

fn begun(answers: Option<&'static str>, examines: bool) -> Wizard {
    let begin = Begin {
        answers,
        examines,
        ..Begin::new("openshop", SMALL)
    };
    begin.wizard()
}

fn looks(wizard: &Wizard) -> usize {
    let did = wizard.did.iter();
    did.filter(|did| **did == Did::Examined).count()
}

fn bad(check: &str, detail: &str) -> Finding {
    Finding {
        check: Check::bad(check, detail, "mend it"),
        fix: None,
    }
}

fn shows(wizard: &mut Wizard, text: &str) -> bool {
    wizard.screen().join("\n").contains(text)
}

#[test]
fn a_project_is_looked_at_when_it_is_opened_and_after_each_write() {
    assert_eq!(looks(&begun(None, true)), 0, "there is nothing yet");
    assert_eq!(looks(&begun(Some(OPENSHOP), false)), 0);
    let mut wizard = begun(Some(OPENSHOP), true);
    assert_eq!(looks(&wizard), 1);
    assert!(shows(&mut wizard, "This machine is looked at."));
    wizard.tell(Msg::Examined(vec![bad("ports", "5432 is taken")]));
    assert!(shows(&mut wizard, "ports: 5432 is taken"));
    assert!(shows(&mut wizard, "mend it"));
    wizard.keys("i");
    assert!(shows(&mut wizard, "1 thing keeps the stack from running"));
    wizard.keys("<Esc> w <Enter>");
    assert_eq!(looks(&wizard), 2);
    wizard.tell(Msg::Examined(Vec::new()));
    wizard.keys("<Enter>");
    wizard.entry(&dockwright::core::form::Subject::Project);
    assert!(shows(&mut wizard, "Nothing on this machine keeps"));
}

#[test]
fn only_news_is_drawn_and_only_where_it_is_in_sight() {
    let mut wizard = begun(Some(OPENSHOP), true);
    let ports = || Msg::Examined(vec![bad("ports", "5432 is taken")]);
    wizard.tell(ports());
    assert!(!wizard.model.still);
    wizard.tell(ports());
    assert!(wizard.model.still, "it is known");
    wizard.keys("j j");
    wizard.tell(Msg::Examined(Vec::new()));
    assert!(wizard.model.still, "another page is in sight");
    assert_eq!(wizard.model.machine, Machine::Known(Vec::new()));
}

#[test]
fn what_the_first_row_tells_is_not_told_twice() {
    let mut wizard = begun(Some(OPENSHOP), true);
    let well = Finding {
        check: Check::good("engine", "28.5.2"),
        fix: None,
    };
    wizard.tell(Msg::Examined(vec![
        well,
        bad("files", "3 files are not as"),
    ]));
    assert_eq!(wizard.model.machine, Machine::Known(Vec::new()));
}

#[test]
fn in_a_terminal_it_comes_after_the_first_frame() {
    let sandbox = Sandbox::preset("django");
    let env = sandbox.read(".env");
    sandbox.write(".env", env.replace("HOST_UID=", "HOST_UID=7"));
    let path = WELL.write(&sandbox);
    let variables = [("DOCKWRIGHT_PROBE_PORTS", "yes"), ("PATH", path.as_str())];
    let mut pty = Pty::spawn(&[], (120, 40), &variables, &sandbox.dir);
    pty.wait_text("This machine is looked at.");
    pty.wait_text("ids: images are built for 7");
    pty.wait_text("`dockwright doctor --fix` does");
    pty.keys("q");
    let (status, raw) = pty.wait_sane();
    assert!(status.success() && !raw.contains("panicked"), "{raw}");
}

#[test]
fn what_was_written_stays_on_its_page_whatever_is_said_meanwhile() {
    let mut wizard = Wizard::preset("django", "shop", SMALL);
    wizard.keys("w <Enter>");
    let screen = wizard.screen().join("\n");
    let line = screen
        .lines()
        .find(|line| line.contains("Written: "))
        .unwrap();
    let line = line.trim_end().to_owned();
    assert!(line.contains("files created"), "{line}");
    wizard.keys("T");
    let screen = wizard.screen().join("\n");
    assert!(screen.contains(&line), "{screen}");
    assert!(screen.contains("colours: "), "{screen}");
}
