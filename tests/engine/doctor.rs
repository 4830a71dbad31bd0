//! `doctor` beside a real engine: nothing is wrong with a stack that runs, and what is wrong is told.

use std::fs;

use serde_json::Value;

use crate::support::compose::Stack;
use crate::support::process::run;
use crate::support::project::{Project, project};
use crate::support::rig;
use crate::support::steps::Steps;

/// Without debuggers: their ports in launch.json are the same for all, and doctor says so where `.env` moves them.
const PRESET: [&str; 4] = ["--preset", "django", "--set", "features.debugger=false"];

/// The checks that are wrong: `check: detail`.
fn wrong(rig: &rig::Rig, project: &Project) -> Vec<String> {
    let ran = run(rig
        .command(env!("CARGO_BIN_EXE_dockwright"))
        .args(["doctor", "--json"])
        .arg(&project.dir));
    let checks: Vec<Value> =
        serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran}"));
    assert_eq!(
        ran.code,
        Some(i32::from(checks.iter().any(|check| check["ok"] == false)))
    );
    let bad = checks.iter().filter(|check| check["ok"] == false);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    bad.map(|check| format!("{}: {}", text(&check["check"]), text(&check["detail"])))
        .collect()
}

#[test]
fn a_doctor_beside_an_engine() {
    let Some((rig, _turn)) = rig::engine("doctor") else {
        return;
    };
    let mut steps = Steps::of("doctor");
    let first = project("doctor", &PRESET);
    first.shift_ports(rig);
    let stack = Stack::development(rig, &first);
    rig.images(&first.dir);
    steps.check("a machine that is well is told so", || {
        assert_eq!(wrong(rig, &first), Vec::<String>::new());
    });
    steps.must("docker compose up --wait db mail", || {
        run(&mut stack.compose(&["up", "--wait", "db", "mail"])).ok();
    });
    steps.check("and while its own stack runs", || {
        assert_eq!(wrong(rig, &first), Vec::<String>::new());
    });

    let second = project("second", &PRESET);
    fs::copy(first.path(".env"), second.path(".env")).unwrap();
    let name = first.dir.file_name().unwrap().to_str().unwrap();
    steps.check(
        "ports that another project has are told, and others are found",
        || {
            let said = wrong(rig, &second);
            let told = format!("is taken by the project {name}");
            assert!(
                said.len() == 1 && said[0].starts_with("ports: "),
                "{said:?}"
            );
            assert_eq!(said[0].matches(&told).count(), 2, "{said:?}");
            run(rig
                .command(env!("CARGO_BIN_EXE_dockwright"))
                .args(["doctor", "--fix"])
                .arg(&second.dir))
            .ok();
            assert_eq!(wrong(rig, &second), Vec::<String>::new());
            let other = Stack::development(rig, &second);
            run(&mut other.compose(&["up", "--wait", "db", "mail"])).ok();
        },
    );
    steps.check("a project of the same name elsewhere is told", || {
        second.set_env(&[("COMPOSE_PROJECT_NAME".to_owned(), name.to_owned())]);
        let said = wrong(rig, &second);
        let told = format!(
            "project: {} has a project `{name}` too",
            first.dir.display()
        );
        assert!(said.iter().any(|one| one.starts_with(&told)), "{said:?}");
        second.set_env(&[("COMPOSE_PROJECT_NAME".to_owned(), String::new())]);
    });
    steps.check("a volume of another password is told", || {
        first.set_env(&[("DB_PASSWORD".to_owned(), "another".to_owned())]);
        let said = wrong(rig, &first);
        assert!(
            said.len() == 1 && said[0].starts_with("volumes: "),
            "{said:?}"
        );
    });
    steps.done();
}
