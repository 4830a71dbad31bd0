//! What is generated for Spring Boot, in both contexts, without Spring: no registry of Maven's is reachable.
//!
//! Where the rig stands for registries the JDK, Maven and Postgres are the real ones (Debian's). The
//! code is a program of `spring/` that behaves towards its container as a Spring Boot application
//! does: the same variables, a config tree, layers, an end after the migrations. What Spring Boot's
//! plugin and devtools do, `stand-ins/jdk/mvn.sh` does. So this is no proof that Spring itself runs,
//! and none is recorded. A machine with registries has no such stand-in, and skips it.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use crate::development::stops;
use crate::support::compose::Stack;
use crate::support::http::Client;
use crate::support::project::{Project, project};
use crate::support::rig::{self, Rig};
use crate::support::steps::{Steps, say};
use crate::support::wait;

const MAIN: &str = "src/main/java/Main.java";

fn spring(name: &str, rig: &Rig) -> Option<Project> {
    if !rig.is_stand_in() {
        say(&format!(
            "{name}: its stand-ins are for a rig without registries"
        ));
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
    let Some((rig, _alone)) = rig::engine("spring, development") else {
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
        let text = project.read(MAIN);
        project.write(MAIN, &text.replace("\"UP\"", "\"EDITED\""));
        wait::until("the edit", wait::EDIT * 3, || {
            let answer = Client::new(api).try_get("/actuator/health/readiness")?;
            (answer.body == "EDITED").then_some(())
        });
        assert_eq!(before, stack.identities());
    });
    steps.check("a debugger attaches where launch.json says", || {
        assert!(
            project
                .read(".vscode/launch.json")
                .contains("\"port\": 5005")
        );
        let said = jdwp(stack.published("api", 5005));
        assert!(said.contains("OpenJDK"), "{said}");
    });
    steps.check("stop ends every container within its grace period", || {
        stops(&stack);
    });
    steps.done();
}

/// Shakes hands, and asks the virtual machine for its version.
fn jdwp(port: u16) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(wait::EDIT)).unwrap();
    let greeting = b"JDWP-Handshake";
    stream.write_all(greeting).unwrap();
    let mut answer = [0; 14];
    stream.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, greeting);
    // Length, number, flags, VirtualMachine, Version.
    stream
        .write_all(&[0, 0, 0, 11, 0, 0, 0, 1, 0, 1, 1])
        .unwrap();
    let mut said = Vec::new();
    let mut head = [0; 11];
    stream.read_exact(&mut head).unwrap();
    let length = u32::from_be_bytes(head[..4].try_into().unwrap());
    stream
        .take(u64::from(length) - 11)
        .read_to_end(&mut said)
        .unwrap();
    String::from_utf8_lossy(&said).into_owned()
}

#[test]
fn spring_in_production() {
    let Some((rig, _alone)) = rig::engine("spring, production") else {
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
            let ran = stack.run(&["exec", "-T", "api", "sh", "-c", "command -v mvn javac"]);
            assert_ne!(ran.code, Some(0), "{ran}");
        },
    );
    steps.check(
        "no container has root, a capability or the password in its environment",
        || {
            let password = project.read("secrets/db_password");
            for container in stack.running() {
                let user = container.0["Config"]["User"].as_str().unwrap();
                assert!(
                    !user.is_empty() && !user.starts_with('0'),
                    "{}: {user}",
                    container.service()
                );
                assert_eq!(
                    container.0["HostConfig"]["ReadonlyRootfs"],
                    true,
                    "{}",
                    container.service()
                );
                assert_eq!(
                    container.0["HostConfig"]["CapDrop"][0],
                    "ALL",
                    "{}",
                    container.service()
                );
                assert!(
                    !container.0["Config"]["Env"].to_string().contains(&password),
                    "{}",
                    container.service()
                );
            }
        },
    );
    steps.check("stop ends every container within its grace period", || {
        stops(&stack);
    });
    steps.done();
}
