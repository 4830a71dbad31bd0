//! The debugger, attached as an editor does: everything it needs is read from the generated `.vscode/launch.json`.

use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::app::View;
use crate::support::compose::Stack;
use crate::support::dap::Session;
use crate::support::http::Client;
use crate::support::project::{Project, project};
use crate::support::rig::{self, Rig};
use crate::support::steps::Steps;
use crate::support::wait;

#[test]
fn a_breakpoint_in_a_view() {
    let Some((rig, _turn)) = rig::engine("debugger") else {
        return;
    };
    let mut steps = Steps::of("debugger");
    let project = project("debugger", &["--preset", "django-vite"]);
    project.shift_ports(rig);
    let stack = Stack::development(rig, &project);
    steps.must("docker compose up --build --wait", || stack.up());
    let web = stack.published("web", 8000);
    let view = View::of(&project);
    let file = project.path(&view.path).to_str().unwrap().to_owned();

    let arguments = steps.must("launch.json names a published port", || {
        configuration(rig, &project, &stack, "web")
    });
    let mut main = steps.must("attach", || Session::attach(&arguments, &file, view.line));
    let mut server = steps.must("the adapter announces the server process", || {
        main.child(&file, view.line, wait::EDIT)
    });
    steps.must("a request stops at the breakpoint, and goes on", || {
        stops_there(&mut server, web, &file, view.line)
    });

    view.edit(&project, "debugged");
    let mut next = steps.must("an edit reloads: a new server process", || {
        main.child(&file, view.line, wait::EDIT)
    });
    steps.check("the page changes, and its breakpoint stops too", || {
        let page = stops_there(&mut next, web, &file, view.line);
        assert!(page.contains("debugged"), "{page}");
    });
    steps.check("detached, the page is served", || {
        next.detach();
        main.detach();
        let page = wait::until("a page", wait::EDIT, || Client::new(web).try_get("/"));
        assert_eq!(page.status, 200, "{page:?}");
    });
    steps.done();
}

/// The attach configuration of debugpy, with the port where the test has shifted it.
pub fn configuration(rig: &'static Rig, project: &Project, stack: &Stack, service: &str) -> Value {
    let mut attach = project.launch(service);
    assert_eq!(attach["type"], "debugpy", "{attach}");
    assert_eq!(attach["request"], "attach", "{attach}");
    assert_eq!(attach["connect"]["host"], "localhost", "{attach}");
    let port = project.shifted(rig, stack, service, &attach["connect"]["port"]);
    attach["connect"]["port"] = json!(port);
    attach
}

/// Asks for the page, sees it held at the breakpoint, reads variables there, lets it go, and returns it.
pub fn stops_there(session: &mut Session, web: u16, file: &str, line: usize) -> String {
    // A new server process listens a moment after it is announced: ask until somebody does.
    let ask = move || Client::new(web).try_get("/");
    let page = thread::spawn(move || wait::until("an answer", wait::EDIT, ask));
    let thread = session.stopped(wait::EDIT);
    let (at, number, frame) = session.place(thread);
    assert_eq!((at.as_str(), number), (file, line as u64));
    let variables = session.variables(frame);
    assert!(
        variables
            .iter()
            .any(|(name, value)| name == "request" && value.contains("WSGIRequest")),
        "{variables:?}"
    );
    assert_eq!(session.evaluate(frame, "request.path"), "'/'");
    assert!(
        !page.is_finished(),
        "the page came although the program stands"
    );
    session.go_on(thread);
    let page = wait::until("the page after `continue`", Duration::from_secs(10), {
        let mut page = Some(page);
        move || {
            page.take_if(|page| page.is_finished())
                .map(|page| page.join().unwrap())
        }
    });
    assert_eq!(page.status, 200, "{page:?}");
    page.body
}
