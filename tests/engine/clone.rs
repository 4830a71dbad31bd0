//! Somebody clones the project and has nothing but Docker: no `.env`, no secrets, no dockwright.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::debugger::stops_there;
use crate::support::app::View;
use crate::support::compose::Stack;
use crate::support::dap::Session;
use crate::support::http::Client;
use crate::support::project::project;
use crate::support::rig;
use crate::support::steps::{Steps, say};
use crate::support::wait;

#[test]
fn a_clone_without_env_starts() {
    let Some((rig, _turn)) = rig::engine("a clone without .env") else {
        return;
    };
    if !rig::has(rig, "a clone without .env", &["git"]) {
        return;
    }
    let mut steps = Steps::of("a clone without .env");
    let project = project("cloned", &["--preset", "django-vite"]);
    let clone = project.clone_of();
    // The ports alone, and through the environment: there is no .env, and other stacks may run here.
    let ports = clone.free_ports(rig);
    let stack = Stack::development(rig, &clone).with(ports);
    steps.must("docker compose up --build --wait", || stack.up());
    steps.check("the page is served", || {
        let page = Client::new(stack.published("web", 8000)).get("/");
        assert_eq!(page.status, 200, "{page:?}");
        assert!(!clone.path(".env").exists());
    });
    steps.check("git sees nothing new", || {
        let status = clone.git(&["status", "--porcelain"]);
        assert_eq!(status, "", "{status}");
    });
    // Once more, now that every image is there: what somebody new to the project waits for.
    stack.run(&["down", "--volumes"]).ok();
    let begun = Instant::now();
    let clone = project.cloned();
    let ports = clone.free_ports(rig);
    let stack = Stack::development(rig, &clone).with(ports);
    steps.must("a second clone, up", || stack.up());
    steps.check(
        "stands at its first breakpoint within a minute of the clone",
        || {
            let view = View::of(&clone);
            let file = clone.path(&view.path).to_str().unwrap().to_owned();
            let mut arguments = clone.launch("web");
            assert_eq!(arguments["connect"]["port"], 5678);
            arguments["connect"]["port"] = json!(stack.published("web", 5678));
            let mut main = Session::attach(&arguments, &file, view.line);
            let mut server = main.child(&file, view.line, wait::EDIT);
            let web = stack.published("web", 8000);
            let page = stops_there(&mut server, web, &file, view.line);
            let took = begun.elapsed();
            say(&format!(
                "from clone to the first breakpoint: {:.1} s",
                took.as_secs_f64()
            ));
            assert!(
                page.contains("</html>") && took < Duration::from_mins(1),
                "{took:?}"
            );
            server.detach();
            main.detach();
        },
    );
    steps.done();
}
