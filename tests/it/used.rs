//! What is used and not developed: own images, edges, what is done once, what is managed elsewhere; tools and workspaces.

use dockwright::core::catalog::{Catalog, Slot};
use serde_json::json;

use crate::support::Sandbox;

/// The files of a project, and its problems' codes.
fn made(answers: &str) -> (Sandbox, Vec<String>) {
    let sandbox = Sandbox::answers(&format!("dockwright: 1\nname: used\n{answers}"));
    let ran = sandbox.run(&["apply", "--json"]);
    let problems = ran.json()["problems"].clone();
    let codes = problems.as_array().unwrap().iter();
    let codes = codes
        .map(|one| one["code"].as_str().unwrap().to_owned())
        .collect();
    (sandbox, codes)
}

#[test]
fn any_used_one_takes_an_image_or_a_build_of_its_own() {
    let catalog = Catalog::builtin();
    for line in catalog.list(Slot::Backing) {
        let item = catalog.item(Slot::Backing, &line.id).unwrap();
        let needs = if item.needs.contains(&"postgresql".to_owned()) {
            ", uses: [need]"
        } else if item.needs.contains(&"kafka".to_owned()) {
            ", uses: [log]"
        } else {
            ""
        };
        for (own, said) in [
            ("image: \"example/own:1.0\"", "image: example/own:1.0"),
            ("build: docker/own", "context: docker/own"),
        ] {
            let port = if item.port.is_none() {
                ", port: 80"
            } else {
                ""
            };
            let answers = format!(
                "backing:\n  one: {{kind: {}, {own}{port}{needs}, production: container}}\n  need: {{kind: postgres}}\n  log: {{kind: kafka}}\n",
                line.id
            );
            let (sandbox, codes) = made(&answers);
            assert!(
                codes.iter().all(|code| code == "no-route"),
                "{}: {codes:?}",
                line.id
            );
            let files = ["compose.yaml", "compose.override.yaml", "compose.prod.yaml"];
            let text: String = files.map(|path| sandbox.read(path)).concat();
            assert!(text.contains(said), "{}: {text}", line.id);
            // The catalog's image is nowhere, nor what it would be built of, nor its user.
            assert!(
                !sandbox.dir.join("docker/one/Dockerfile").exists(),
                "{}",
                line.id
            );
            let image = item
                .image
                .as_deref()
                .and_then(|image| image.split(':').next());
            let image = image.filter(|image| {
                !image.contains("{{") && !image.starts_with("postgres") && !image.contains("kafka")
            });
            assert!(
                image.is_none_or(|image| !text.contains(&format!("image: {image}:"))),
                "{}: {text}",
                line.id
            );
        }
    }
}

#[test]
fn pages_need_the_catalogs_image_of_an_edge() {
    let answers = "services:\n  page: {kind: vite, route: /, production: {into: edge}}\nbacking:\n  edge: {kind: caddy, image: \"a/b:1\", development: none}\n";
    assert_eq!(made(answers).1, ["bad-into"]);
    let (sandbox, codes) = made(&answers.replace(", image: \"a/b:1\"", ""));
    assert!(codes.is_empty(), "{codes:?}");
    let dockerfile = sandbox.read("docker/edge/Dockerfile");
    assert!(
        dockerfile.contains("COPY --from=page /app/dist /srv"),
        "{dockerfile}"
    );
}

#[test]
fn an_edge_with_a_domain_has_its_ports_and_keeps_its_certificates() {
    for kind in ["caddy", "traefik"] {
        let edge = |with: &str| {
            format!(
                "services:\n  api: {{kind: fastapi, route: /}}\nbacking:\n  edge: {{kind: {kind}{with}, development: none}}\n"
            )
        };
        let (sandbox, codes) = made(&edge(", with: {domain: shop.example.org}"));
        assert!(codes.is_empty(), "{codes:?}");
        let production = sandbox.read("compose.prod.yaml");
        for port in [
            "${HTTP_PORT:-80}:8080",
            "${HTTPS_PORT:-443}:8443",
            "${HTTPS_PORT:-443}:8443/udp",
        ] {
            assert!(production.contains(port), "{kind}: {production}");
        }
        assert!(production.contains("source: edge"), "{kind}: {production}");
        assert!(sandbox.read(".env.example").contains("#HTTPS_PORT=443"));
        let (sandbox, codes) = made(&edge(""));
        assert!(codes.is_empty(), "{codes:?}");
        let production = sandbox.read("compose.prod.yaml");
        assert!(
            production.contains("${HTTP_PORT:-8080}:8080") && !production.contains("8443"),
            "{production}"
        );
        assert_eq!(made(&edge(", with: {tls: automatic}")).1, ["no-domain"]);
    }
}

#[test]
fn topics_are_made_before_those_start_who_wait_for_them() {
    let answers = |uses: &str| {
        format!(
            "services:\n  api: {{kind: fastapi, route: /, uses: {uses}}}\nbacking:\n  log: {{kind: kafka, with: {{topics: {{\"a.b\": {{partitions: 3, config: {{retention.ms: 1000}}}}, c: {{}}}}}}}}\n"
        )
    };
    let (sandbox, codes) = made(&answers("[log]"));
    assert!(codes.is_empty(), "{codes:?}");
    let script = sandbox.read("docker/log/topics.sh");
    assert!(
        script.contains(
            "topic a.b --partitions 3 --config retention.ms=1000\ntopic c --partitions 1\n"
        ),
        "{script}"
    );
    let compose = sandbox.read("compose.yaml");
    assert!(
        compose.contains("log-setup:\n        condition: service_completed_successfully"),
        "{compose}"
    );
    assert!(
        compose.contains("KAFKA_AUTO_CREATE_TOPICS_ENABLE: \"false\""),
        "{compose}"
    );
    // A one-shot for which nobody waits makes `up --wait` fail.
    let (sandbox, codes) = made(&answers("{log: {wait: false}}"));
    assert_eq!(codes, ["nobody-waits"]);
    assert!(!sandbox.read("compose.yaml").contains("log-setup"));
}

#[test]
fn what_is_managed_elsewhere_is_told_by_env_and_files() {
    let (sandbox, codes) = made(
        "services:\n  api: {kind: fastapi, route: /, uses: {db: {}, cache: {}, files: {env: {ENDPOINT: \"{{ url }}\"}}}}\nbacking:\n  db: {kind: postgres, production: external}\n  cache: {kind: valkey, production: external}\n  files: {kind: seaweedfs, production: external}\n",
    );
    assert!(
        codes.iter().all(|code| code == "secret-to-supply"),
        "{codes:?}"
    );
    let production = sandbox.read("compose.prod.yaml");
    for line in [
        "POSTGRES_HOST: ${DB_HOST:?is the host of db}",
        "POSTGRES_PORT: ${DB_REMOTE_PORT:-5432}",
        "CACHE_HOST: ${CACHE_HOST:?is the host of cache}",
        "ENDPOINT: ${FILES_URL:?is the address of files}",
    ] {
        assert!(production.contains(line), "{line}: {production}");
    }
    assert!(
        !production.contains("image: postgres") && !production.contains("image: valkey"),
        "{production}"
    );
    let joined = "REDIS_URL=\"redis://:$(cat /run/secrets/cache_password)@${CACHE_HOST}:${CACHE_REMOTE_PORT}/${CACHE_DATABASE}\"";
    let script = sandbox.read("docker/api/entrypoint.sh");
    assert!(script.contains(joined), "{script}");
    let example = sandbox.read(".env.example");
    for line in ["#DB_HOST=\n", "#CACHE_HOST=\n", "#FILES_URL=\n"] {
        assert!(example.contains(line.trim_end()), "{line}: {example}");
    }
}

#[test]
fn a_tool_brings_the_database_up_to_date_in_an_image_of_its_own() {
    let answers = |setup: &str| {
        format!(
            "services:\n  api: {{kind: go, path: services/api, context: ., route: /, with: {{main: ./services/api/cmd/api}}, uses: [db], setup: [{setup}]}}\nbacking:\n  db: {{kind: postgres}}\n"
        )
    };
    let migrate = "{name: migrate, tool: goose, with: {dir: services/api/migrations}, once: true}";
    let (sandbox, codes) = made(&answers(migrate));
    assert!(codes.is_empty(), "{codes:?}");
    let dockerfile = sandbox.read("docker/api/Dockerfile");
    assert!(
        dockerfile.contains("AS setup\n")
            && dockerfile.contains("COPY services/api/migrations services/api/migrations"),
        "{dockerfile}"
    );
    let compose = sandbox.read("compose.yaml");
    assert!(
        compose.contains("target: setup")
            && compose.contains("GOOSE_DBSTRING: host=db port=5432 user=app dbname=app"),
        "{compose}"
    );
    let script = sandbox.read("docker/api/entrypoint.sh");
    assert!(
        script.contains("PGPASSWORD=\"$(cat /run/secrets/db_password)\""),
        "{script}"
    );
    for (setup, code) in [
        ("{name: migrate, tool: goose, at: start}", "tool-apart"),
        (
            &*format!("{migrate}, {{name: seed, run: ./seed, once: true}}"),
            "tool-apart",
        ),
        ("{name: migrat, tool: goose, once: true}", "unknown-step"),
    ] {
        let (_, codes) = made(&answers(setup));
        assert!(codes.contains(&code.to_owned()), "{setup}: {codes:?}");
    }
}

#[test]
fn a_workspace_is_seen_whole_and_worked_in_from_its_root() {
    let answers = "services:\n  api: {kind: go, path: services/api, context: ., route: /, with: {main: ./services/api/cmd/api}}\n  other: {kind: go, path: services/other, context: ., port: none, with: {main: ./services/other}}\nfeatures: {debugger: true, hot_reload: watch}\n";
    let (sandbox, codes) = made(answers);
    assert!(codes.is_empty(), "{codes:?}");
    let dockerfile = sandbox.read("docker/api/Dockerfile");
    for line in [
        "WORKDIR /app\n",
        "COPY . .\n",
        "-o /out/api ./services/api/cmd/api\n",
    ] {
        assert!(dockerfile.contains(line), "{line}: {dockerfile}");
    }
    assert!(
        !sandbox
            .read("docker/api/Dockerfile.dockerignore")
            .contains("services/other")
    );
    let watch = sandbox.read("compose.override.yaml");
    assert!(
        watch.contains("target: /app\n          ignore:") && watch.contains("services/other/"),
        "{watch}"
    );
    let launch = sandbox.read(".vscode/launch.json");
    assert!(
        launch.contains(r#"{ "from": "${workspaceFolder}", "to": "/app" }"#),
        "{launch}"
    );
    // What listens on nothing is asked nothing.
    let other = sandbox.read("docker/other/Dockerfile");
    assert!(
        !other.contains("HEALTHCHECK") && !other.contains("EXPOSE 8080"),
        "{other}"
    );
    // Elsewhere `context: .` shows the build more, and moves nothing.
    let (sandbox, codes) =
        made("services:\n  api: {kind: fastapi, path: api, context: ., route: /}\n");
    assert!(codes.is_empty(), "{codes:?}");
    assert!(
        sandbox
            .read("docker/api/Dockerfile")
            .contains("WORKDIR /app/api")
    );
    assert_eq!(
        made("services:\n  api: {kind: fastapi, path: api, context: api, route: /}\n").1,
        ["bad-context"]
    );
}

#[test]
fn keycloak_is_reached_by_people_or_that_is_told() {
    let answers = |route: &str| {
        format!(
            "backing:\n  db: {{kind: postgres, with: {{databases: {{keycloak: []}}}}}}\n  login: {{kind: keycloak{route}, uses: {{db: {{database: keycloak}}}}}}\n  edge: {{kind: caddy, development: none}}\n"
        )
    };
    let (sandbox, codes) = made(&answers(", route: /auth"));
    assert_eq!(json!(codes), json!([]));
    let production = sandbox.read("compose.prod.yaml");
    assert!(
        production.contains("KC_DB_PASSWORD_FILE: /run/secrets/db_password"),
        "{production}"
    );
    assert!(
        sandbox
            .read("docker/login/Dockerfile")
            .contains("KC_HTTP_RELATIVE_PATH=/auth")
    );
    assert_eq!(made(&answers("")).1, ["no-route"]);
}
