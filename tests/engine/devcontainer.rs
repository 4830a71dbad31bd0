//! The development container, by the command line tool that editors use too.

use std::os::unix::fs::MetadataExt;

use dockwright::core::answers::Context;

use crate::support::compose::Stack;
use crate::support::process::run;
use crate::support::project::project;
use crate::support::rig;
use crate::support::steps::Steps;

#[test]
fn devcontainer_up_and_exec() {
    let Some((rig, _alone)) = rig::engine("devcontainer") else {
        return;
    };
    if !rig::has(rig, "devcontainer", &["devcontainer"]) {
        return;
    }
    let mut steps = Steps::of("devcontainer");
    let project = project("container", &["--preset", "django-vite"]);
    project.shift_ports(rig);
    let stack = Stack::development(rig, &project);
    let folder = project.dir.to_str().unwrap();
    let call = |verb: &str, args: &[&str]| {
        let ran = run(stack
            .command("devcontainer")
            .args([verb, "--workspace-folder", folder])
            .args(args))
        .ok();
        ran.stdout
    };
    rig.images(&project.dir);
    steps.must("up", || {
        let said = call("up", &[]);
        assert!(said.contains(r#""outcome":"success""#), "{said}");
        let running = stack.running();
        for name in ["web", "assets", "db", "cache", "mail"] {
            let runs = running.iter().any(|one| one.service() == name);
            assert!(runs, "{name} does not run");
        }
    });
    steps.check("exec is in the workspace, as the host's user", || {
        let said = call(
            "exec",
            &[
                "python",
                "-c",
                "import os; open('written', 'w'); print(os.getuid(), os.listdir())",
            ],
        );
        let (written, folder) = (
            project.path("written").metadata().unwrap(),
            project.dir.metadata().unwrap(),
        );
        assert_eq!(
            (written.uid(), written.gid()),
            (folder.uid(), folder.gid()),
            "{said}"
        );
        assert!(
            said.contains("manage.py") && said.starts_with(&folder.uid().to_string()),
            "{said}"
        );
    });
    steps.check("exec reaches the application and its database", || {
        let said = call(
            "exec",
            &["python", "manage.py", "check", "--database", "default"],
        );
        assert!(said.contains("no issues"), "{said}");
    });
    steps.uses("devcontainer");
    steps.done().record(rig, &project, Context::Development);
}
