//! Laravel: what each of its containers has, and what git does not see of it.

use crate::support::Sandbox;

const ANSWERS: &str = "
dockwright: 1
name: shop
services:
  web:
    kind: laravel
    route: /
    uses: [db, store]
    volumes: {VOLUME}
    processes:
      jobs: {kind: laravel_queue}
      schedule: {kind: laravel_scheduler}
      watch: {kind: command, run: php artisan watch, production: none}
backing:
  db: {kind: postgres}
  store: {kind: valkey}
  edge: {kind: nginx, development: none}
features: {hot_reload: mount, debugger: true}
";

fn made(volume: &str) -> Sandbox {
    let sandbox = Sandbox::empty();
    // Beside the folder: one with files in it gets no starter.
    sandbox.write("../answers.yaml", ANSWERS.replace("VOLUME", volume));
    let ran = sandbox.run(&["init", "--answers", "../answers.yaml", "--yes"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    sandbox
}

#[test]
fn each_container_in_which_xdebug_runs_finds_the_editor() {
    let sandbox = made("");
    let development = sandbox.read("compose.override.yaml");
    // Said once, of all five: the service, its processes and its setup.
    let (shared, containers) = development.split_once("\nservices:\n").unwrap();
    assert!(
        shared.contains("extra_hosts: [\"host.docker.internal:${HOST_GATEWAY:-host-gateway}\"]"),
        "{development}"
    );
    assert!(!containers.contains("extra_hosts"), "{development}");
    for name in ["web", "jobs", "schedule", "watch", "web-setup"] {
        assert!(
            containers.contains(&format!("  {name}:\n    <<: *web\n")),
            "{name}: {development}"
        );
    }
    assert!(!sandbox.read("compose.prod.yaml").contains("extra_hosts"));
}

#[test]
fn its_key_has_the_length_that_its_cipher_wants() {
    let sandbox = made("");
    let development = sandbox.read("compose.override.yaml");
    let (_, rest) = development
        .split_once("${WEB_APP_KEY:-")
        .unwrap_or_else(|| panic!("{development}"));
    let key = rest.split_once('}').unwrap().0;
    assert_eq!(key.len(), 32, "{key}");
    assert!(
        sandbox
            .read(".env.example")
            .contains(&format!("#WEB_APP_KEY={key}\n"))
    );
    assert_eq!(sandbox.read("secrets/web_app_key").trim().len(), 32);
}

#[test]
fn a_folder_that_a_volume_covers_has_no_files_in_git() {
    let ignored = "storage/app/.gitignore";
    let covered = made("uploads: /app/storage/app");
    assert!(!covered.tree().contains_key(ignored));
    assert!(covered.read(".gitignore").contains("\n/storage/app/\n"));
    let plain = made("");
    assert!(plain.tree().contains_key(ignored));
    assert!(!plain.read(".gitignore").contains("storage"));
}
