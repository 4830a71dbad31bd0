//! A URL that joins a secret with what only `.env` knows, and secrets that only their owner can supply.

use crate::support::Sandbox;

const SHOPFRONT: &str = include_str!("answers/rails-sidekiq.yaml");

fn applied(answers: &str) -> Sandbox {
    let sandbox = Sandbox::answers(answers);
    let ran = sandbox.run(&["apply", "--json"]);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    let problems = ran.json()["problems"].clone();
    let all = problems.as_array().unwrap();
    assert!(
        all.iter().all(|one| one["code"] == "secret-to-supply"),
        "{problems}"
    );
    sandbox
}

#[test]
fn the_entrypoint_joins_the_url_of_a_managed_database() {
    let sandbox = applied(SHOPFRONT);
    let production = sandbox.read("compose.prod.yaml");
    for name in ["DB_USER", "DB_HOST", "DB_REMOTE_PORT", "DB_DATABASE"] {
        let line = format!("    {name}: ${{{name}:");
        assert!(production.contains(&line), "{line}: {production}");
    }
    assert!(!production.contains("DATABASE_URL"), "{production}");
    let entrypoint = sandbox.read("docker/web/entrypoint.sh");
    let url = "postgresql://${DB_USER}:$(cat /run/secrets/db_password)@${DB_HOST}:${DB_REMOTE_PORT}/${DB_DATABASE}";
    assert!(entrypoint.contains(url), "{entrypoint}");
    assert_eq!(
        entrypoint.matches("export SECRET_KEY_BASE").count(),
        1,
        "{entrypoint}"
    );
}

#[test]
fn what_is_supplied_has_no_stand_in() {
    let sandbox = applied(SHOPFRONT);
    let development = sandbox.read("compose.override.yaml");
    assert!(
        development.contains("${WEB_RAILS_MASTER_KEY:-}\n"),
        "{development}"
    );
    let example = sandbox.read(".env.example");
    assert!(
        example.contains("#WEB_RAILS_MASTER_KEY=\n")
            && example.contains("#WEB_SECRET_KEY_BASE=development-only\n"),
        "{example}"
    );
    assert!(!sandbox.dir.join("secrets/web_rails_master_key").exists());
}

#[test]
fn a_volume_covers_packages_only_where_there_are_some() {
    let with = applied(SHOPFRONT).read("compose.override.yaml");
    assert!(with.contains("target: /app/node_modules"), "{with}");
    let answers = SHOPFRONT.replace("javascript: yarn", "javascript: none");
    let without = applied(&answers).read("compose.override.yaml");
    assert!(!without.contains("node_modules"), "{without}");
}

#[test]
fn a_debugger_that_calls_the_editor_publishes_no_port() {
    let sandbox = applied(include_str!("../engine/answers/laravel.yaml"));
    let development = sandbox.read("compose.override.yaml");
    assert!(!development.contains("9003"), "{development}");
    assert!(
        sandbox
            .read(".vscode/launch.json")
            .contains("\"port\": 9003")
    );
    assert!(
        sandbox
            .read("docker/web/xdebug.ini")
            .contains("client_port = 9003")
    );
}

#[test]
fn what_only_a_tool_joins_brings_no_shell_into_the_programs_image() {
    let sandbox = applied(include_str!("../engine/answers/workspace.yaml"));
    let entrypoint = sandbox.read("docker/orders/entrypoint.sh");
    assert!(entrypoint.contains("export PGPASSWORD"), "{entrypoint}");
    let dockerfile = sandbox.read("docker/orders/Dockerfile");
    let production = dockerfile
        .split("\n\n\n")
        .find(|stage| stage.contains(" AS production"))
        .unwrap();
    assert!(!production.contains("entrypoint"), "{production}");
    assert!(!production.contains("busybox"), "{production}");
}
