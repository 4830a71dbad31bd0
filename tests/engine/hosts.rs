//! What the feature for other hosts writes reaches the engine: the label of every mount of a folder, and whose
//! ids a container has. Whether `SELinux` then lets a container at the files no machine here can show.

use dockwright::core::answers::Context;
use serde_json::Value;

use crate::support::compose::Stack;
use crate::support::http::Client;
use crate::support::project::{Project, project};
use crate::support::rig;
use crate::support::steps::Steps;

/// What the engine was told of the service's container.
fn told(stack: &Stack) -> Value {
    let containers = stack.containers();
    let site = containers.iter().find(|one| one.service() == "site");
    let said = stack.docker(&[
        "inspect",
        "--format",
        "{{json .HostConfig}}",
        site.unwrap().id(),
    ]);
    serde_json::from_str(&said).unwrap()
}

fn is_labelled(project: &Project, told: &Value) {
    let folder = project.dir.canonicalize().unwrap();
    let wanted = format!("{}:/app:rw,z", folder.display());
    assert_eq!(told["Binds"], serde_json::json!([wanted]), "{told}");
}

#[test]
fn labels_and_ids_reach_the_engine() {
    let Some((rig, _turn)) = rig::engine("other hosts") else {
        return;
    };
    let mut steps = Steps::of("other hosts");
    let set = ["--preset", "static", "--set", "features.hosts=true"];
    let project = project("hosts", &set);
    project.shift_ports(rig);
    let stack = Stack::development(rig, &project);
    steps.must("up, .env says nothing", || stack.up());
    steps.check(
        "every container may read the folder, ids are the engine's",
        || {
            let told = told(&stack);
            is_labelled(&project, &told);
            assert_eq!(told["UsernsMode"], "");
            assert_eq!(
                Client::new(stack.published("site", 8080)).get("/").status,
                200
            );
        },
    );
    let mut lines = project.read(".env");
    lines.push_str("USERNS_MODE=host\n");
    project.write(".env", &lines);
    steps.must("up, .env says whose ids", || stack.up());
    steps.check("the engine knows", || {
        assert_eq!(told(&stack)["UsernsMode"], "host");
        assert_eq!(
            Client::new(stack.published("site", 8080)).get("/").status,
            200
        );
    });
    steps.uses("hosts");
    let passed = steps.done();
    passed.record(rig, &project, Context::Development);
}
