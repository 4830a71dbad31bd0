//! What is generated for Spring Boot, in both contexts, without Spring: no registry of Maven's is reachable.
//!
//! Where the rig stands for registries the JDK, Maven and Postgres are the real ones (Debian's). The
//! code is a program of `spring/` that behaves towards its container as a Spring Boot application
//! does: the same variables, a config tree, layers, an end after the migrations. What Spring Boot's
//! plugin and devtools do, `stand-ins/jdk/mvn.sh` does. So this is no proof that Spring itself runs,
//! and none is recorded. Where registries are reached there is no such stand-in: it is skipped.

use std::fs;

use serde_json::json;

use crate::support::compose::Stack;
use crate::support::ends::stops;
use crate::support::http::Client;
use crate::support::isolation::all_confined;
use crate::support::jdwp::Machine;
use crate::support::project::{Project, project};
use crate::support::rig::{self, Rig};
use crate::support::steps::Steps;
use crate::support::wait;

const MAIN: &str = "src/main/java/Main.java";

fn spring(name: &str, rig: &Rig) -> Option<Project> {
    if !rig.is_stand_in() {
        rig::skip(name, "its stand-ins are for a rig without registries");
        return None;
    }
    let project = project(name, &["--preset", "spring-postgres", "--no-starter"]);
    fs::create_dir_all(project.path(MAIN).parent().unwrap()).unwrap();
    project.write(MAIN, include_str!("spring/Main.java"));
    project.write("pom.xml", include_str!("spring/pom.xml"));
    project.shift_ports(rig);
    Some(project)
}

fn asks_the_database(port: u16) {
    let answer = Client::new(port).get("/notes");
    assert_eq!((answer.status, answer.body.as_str()), (200, "a row"));
}

#[test]
fn spring_in_development() {
    let Some((rig, _turn)) = rig::engine("spring, development") else {
        return;
    };
    let Some(project) = spring("spring", rig) else {
        return;
    };
    let mut steps = Steps::of("spring, development");
    let stack = Stack::development(rig, &project);
    steps.must("docker compose up --build --wait", || stack.up());
    let api = stack.published("api", 8080);
    steps.check("the database is asked with the variables of Spring", || {
        asks_the_database(api);
    });
    let before = stack.identities();
    steps.check("an edit is compiled and seen in the same container", || {
        project.edit(MAIN, "\"UP\"", "\"EDITED\"");
        wait::until("the edit", wait::COMPILED, || {
            let answer = Client::new(api).try_get("/actuator/health/readiness")?;
            (answer.body == "EDITED").then_some(())
        });
        assert_eq!(before, stack.identities());
    });
    steps.check("a debugger attaches where launch.json says", || {
        let own = project.launch("api");
        assert_eq!(
            (&own["type"], &own["request"]),
            (&json!("java"), &json!("attach"))
        );
        assert_eq!(own["hostName"], "localhost", "{own}");
        let port = project.shifted(rig, &stack, "api", &own["port"]);
        let said = Machine::attach("localhost", port).version();
        assert!(said.contains("OpenJDK"), "{said}");
    });
    steps.check("stop ends every container within its grace period", || {
        stops(&stack);
    });
    steps.done();
}

#[test]
fn spring_in_production() {
    let Some((rig, _turn)) = rig::engine("spring, production") else {
        return;
    };
    let Some(project) = spring("spring-production", rig) else {
        return;
    };
    let mut steps = Steps::of("spring, production");
    let stack = Stack::production(rig, &project);
    steps.must(
        "docker compose -f compose.yaml -f compose.prod.yaml up --build --wait",
        || stack.up(),
    );
    let (_, _, edge) = stack.edge();
    steps.check(
        "the edge leads to it, and its password is of a file",
        || {
            asks_the_database(edge);
            let told = stack.exec("api", &["printenv", "SPRING_DATASOURCE_PASSWORD"]);
            assert_eq!(told.trim(), "${db_password}");
        },
    );
    steps.check(
        "the image has its layers, and neither sources nor Maven",
        || {
            let listed = stack.exec("api", &["find", "/app", "-type", "f"]);
            let mut files: Vec<_> = listed.lines().collect();
            files.sort_unstable();
            assert_eq!(files, ["/app/application.jar", "/app/lib/postgresql.jar"]);
            let there = |name: &str| {
                let asked = format!("command -v {name}");
                let ran = stack.run(&["exec", "-T", "api", "sh", "-c", &asked]);
                ran.code == Some(0)
            };
            // Each by itself: of several names `command -v` tells about one.
            let names = ["java", "mvn", "javac"];
            assert_eq!(names.map(there), [true, false, false]);
        },
    );
    steps.check(
        "no root, no capability, a read-only root, no secret told, and nothing but the edge is published",
        || all_confined(&stack, &project),
    );
    steps.check("stop ends every container within its grace period", || {
        stops(&stack);
    });
    steps.done();
}
