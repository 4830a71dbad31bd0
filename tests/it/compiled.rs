//! Rust, Spring Boot and ASP.NET Core: what their items ask of the grammar.

use crate::support::Sandbox;

/// A preset with answers of its own, made without a problem.
fn made(preset: &str, sets: &[&str]) -> Sandbox {
    let sandbox = Sandbox::empty();
    let mut arguments = vec!["init", "--preset", preset, "--yes", "--json"];
    for set in sets {
        arguments.extend(["--set", set]);
    }
    let ran = sandbox.run(&arguments);
    let first = ran.problems().into_iter().next();
    assert_eq!((ran.code, first), (0, None), "{sets:?} {}", ran.stderr);
    sandbox
}

fn aspnet(sets: &[&str]) -> Sandbox {
    let kind = ["services.api.kind=aspnet", "services.api.with={}"];
    made("rust-postgres", &[&kind[..], sets].concat())
}

#[test]
fn a_placeholder_is_resolved_by_the_code_itself() {
    let uses = "services.api.uses=[db, docs]";
    let docs = "backing.docs={kind: mongodb}";
    let sandbox = made("spring-postgres", &[uses, docs]);
    let production = sandbox.read("compose.prod.yaml");
    for line in [
        "SPRING_CONFIG_IMPORT: optional:configtree:/run/secrets/",
        "SPRING_DATASOURCE_PASSWORD: $${db_password}",
        "SPRING_MONGODB_URI: mongodb://app:$${docs_password}@docs:27017/app?authSource=admin",
        "secrets: [db_password, docs_password]",
    ] {
        assert!(production.contains(line), "{line}\n{production}");
    }
    // No entrypoint has to read them.
    assert!(!sandbox.tree().contains_key("docker/api/entrypoint.sh"));
    let development = sandbox.read("compose.override.yaml");
    assert!(
        development.contains("${DB_PASSWORD:-development-only}"),
        "{development}"
    );
}

#[test]
fn a_debugger_without_a_port_is_in_the_image_where_it_is_on() {
    for (sandbox, off, program) in [
        (
            made("rust-postgres", &[]),
            made("rust-postgres", &["features.debugger=false"]),
            "gdb",
        ),
        (aspnet(&[]), aspnet(&["features.debugger=false"]), "/vsdbg"),
    ] {
        let launch = sandbox.read(".vscode/launch.json");
        assert!(
            launch.contains("pipeTransport") && launch.contains(program),
            "{launch}"
        );
        let dockerfile = sandbox.read("docker/api/Dockerfile");
        assert!(dockerfile.contains(program), "{dockerfile}");
        let (_, production) = dockerfile.split_once(" AS build").unwrap();
        assert!(!production.contains(program), "{production}");
        assert!(!sandbox.read("compose.override.yaml").contains("DEBUG_PORT"));
        assert!(!off.read("docker/api/Dockerfile").contains(program));
        assert!(!off.tree().contains_key(".vscode/launch.json"));
    }
}

#[test]
fn what_takes_long_to_make_anew_is_kept_where_watch_copies_too() {
    let sandbox = made("rust-postgres", &["features.hot_reload=watch"]);
    let development = sandbox.read("compose.override.yaml");
    assert!(!development.contains("type: bind"), "{development}");
    for target in ["target: /target", "target: /usr/local/cargo/registry"] {
        assert!(development.contains(target), "{target}\n{development}");
    }
    // What only the mount needs is not.
    let development = aspnet(&["features.hot_reload=watch"]).read("compose.override.yaml");
    assert!(
        development.contains("/home/developer/packages") && !development.contains("/app/obj"),
        "{development}"
    );
}

#[test]
fn a_starters_file_may_be_named_by_an_answer() {
    let named = aspnet(&["services.api.with={project: Shop}"]);
    assert!(named.tree().contains_key("Shop.csproj"));
    assert!(aspnet(&[]).tree().contains_key("api.csproj"));
    let dockerfile = named.read("docker/api/Dockerfile");
    assert!(
        dockerfile.contains("dotnet publish Shop.csproj")
            && dockerfile.contains("CMD [\"Shop\", \"healthcheck\"]"),
        "{dockerfile}"
    );
}

#[test]
fn a_package_of_a_workspace_is_built_alone() {
    let with = "services.api.with={package: orders, binary: server}";
    let sandbox = made("rust-postgres", &[with]);
    assert!(!sandbox.tree().contains_key("Cargo.toml"), "no starter");
    let dockerfile = sandbox.read("docker/api/Dockerfile");
    assert!(
        dockerfile.contains("cargo build --release --locked --package orders --bin server")
            && dockerfile.contains("install -D target/release/server /out/server"),
        "{dockerfile}"
    );
    let bacon = sandbox.read("docker/api/bacon.toml");
    let command = r#"["cargo", "run", "--package", "orders", "--bin", "server"]"#;
    assert!(bacon.contains(command), "{bacon}");
}

#[test]
fn what_does_not_listen_for_a_debugger_cannot_wait_for_one() {
    let codes = |preset: &str| {
        let sandbox = Sandbox::empty();
        let set = "features.debugger={wait_for_client: [api]}";
        let ran = sandbox.run(&["init", "--preset", preset, "--yes", "--json", "--set", set]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let problems = ran.json()["problems"].clone();
        let problems = problems.as_array().unwrap().iter();
        problems
            .map(|problem| problem["code"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(codes("rust-postgres"), ["cannot-wait"]);
    assert!(codes("spring-postgres").is_empty());
}
