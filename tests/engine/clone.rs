//! Somebody clones the project and has nothing but Docker: no `.env`, no secrets, no dockwright.

use crate::support::compose::Stack;
use crate::support::http::Client;
use crate::support::project::project;
use crate::support::rig;
use crate::support::steps::Steps;

#[test]
fn a_clone_without_env_starts() {
    let Some((rig, _alone)) = rig::engine("a clone without .env") else {
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
    steps.done();
}
