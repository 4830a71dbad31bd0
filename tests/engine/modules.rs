//! A module of a Maven build that needs another module of it: `init --yes` gives images that are built of both, and development
//! compiles both.
//!
//! As in `spring.rs` the JDK and Maven are the real ones, and no Spring is there: what its plugin does, `stand-ins/jdk/mvn.sh` does.

use crate::support::app::compiled;
use crate::support::compose::Stack;
use crate::support::ends::stops;
use crate::support::project::{self, Project};
use crate::support::rig::{self, Rig};
use crate::support::steps::Steps;
use crate::support::wait;

const CODE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/engine/answers/modules");

#[test]
fn a_module_of_a_build_of_maven() {
    let Some((rig, _turn)) = rig::engine("modules of Maven") else {
        return;
    };
    if !rig.is_stand_in() {
        rig::skip(
            "modules of Maven",
            "its stand-ins are for a rig without registries",
        );
        return;
    }
    let mut steps = Steps::of("modules of Maven");
    let project = project::with_code("modules", CODE.as_ref(), &[]);
    project.shift_ports(rig);
    in_development(&mut steps, rig, &project);
    in_production(&mut steps, rig, &project);
    steps.done();
}

fn in_development(steps: &mut Steps, rig: &'static Rig, project: &Project) {
    let stack = Stack::development(rig, project);
    steps.must("development: docker compose up --build --wait", || {
        stack.up();
    });
    let port = stack.published("api", 8080);
    let before = stack.identities();
    steps.check(
        "development: it answers with what another module has, and edits of both are seen",
        || {
            compiled(port, "/", "api: hello");
            project.edit(
                "words/src/main/java/words/Words.java",
                "hello\"",
                "good day\"",
            );
            compiled(port, "/", "api: good day");
            project.edit("api/src/main/java/Main.java", "api: ", "edited: ");
            compiled(port, "/", "edited: good day");
            assert_eq!(before, stack.identities());
        },
    );
    steps.check("development: stop", || stops(&stack));
}

fn in_production(steps: &mut Steps, rig: &'static Rig, project: &Project) {
    let stack = Stack::production_without_edge(rig, project);
    steps.must("production: docker compose up --build --wait", || {
        stack.up();
    });
    steps.check(
        "production: it answers with what the other module has, which is a layer of its own",
        || {
            let ask =
                "exec 3<>/dev/tcp/127.0.0.1/8080; printf 'GET / HTTP/1.0\\r\\n\\r\\n' >&3; cat <&3";
            wait::until("the answer", wait::START, || {
                let said = stack.exec("api", &["bash", "-c", ask]);
                said.contains("edited: good day").then_some(())
            });
            let listed = stack.exec("api", &["find", "/app", "-type", "f"]);
            let mut files: Vec<_> = listed.lines().collect();
            files.sort_unstable();
            assert_eq!(files, ["/app/application.jar", "/app/lib/words-1.jar"]);
        },
    );
    steps.check("production: stop", || stops(&stack));
}
