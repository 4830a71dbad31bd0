//! Every preset, from an empty folder; and what the answers of one may not say.

use dockwright::core::catalog::presets;

use crate::support::Sandbox;

#[test]
fn every_preset_resolves_without_a_word_and_is_checked() {
    let presets = presets();
    assert!(presets.len() >= 9);
    for preset in presets {
        let sandbox = Sandbox::empty();
        let ran = sandbox.run(&["init", "--preset", preset.name, "--yes", "--json"]);
        assert_eq!(ran.code, 0, "{}: {}", preset.name, ran.stderr);
        let problems = ran.json()["problems"].as_array().cloned();
        // A preset for code that is there says so in an empty folder, and no more.
        let others = problems.iter().flatten();
        let others: Vec<_> = others
            .filter(|problem| problem["code"] != "no-starter")
            .collect();
        assert!(others.is_empty(), "{}: {others:?}", preset.name);
        assert_eq!(sandbox.run(&["check"]).code, 0, "{}", preset.name);
    }
}

/// The answers of next-go-postgres with one line changed -> the codes of what is wrong.
fn wrong(old: &str, new: &str) -> Vec<String> {
    let sandbox = Sandbox::preset("next-go-postgres");
    let text = sandbox.read("dockwright.yaml");
    assert!(text.contains(old), "{old}");
    sandbox.write("dockwright.yaml", text.replace(old, new));
    let ran = sandbox.run(&["check", "--json"]);
    let json = ran.json();
    // Without an error it is what would change.
    let problems = json["problems"].as_array();
    assert!(problems.is_some() || json.is_array(), "{json}");
    problems
        .into_iter()
        .flatten()
        .filter(|problem| problem["level"] == "error")
        .map(|problem| problem["code"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn an_image_without_a_shell_runs_commands_of_its_own_only() {
    let own = "setup: [migrate, {name: seed, run: ./seed.sh, once: true}]";
    assert_eq!(wrong("setup: [migrate]", own), ["no-shell"]);
    let build = "setup: [migrate, {name: generate, run: go generate ./..., at: build}]";
    assert!(wrong("setup: [migrate]", build).is_empty());
    let url = r#"uses: {db: {env: {DATABASE_URL: "postgresql://{{ user }}:{{ password }}@{{ host }}/{{ database }}"}}}"#;
    // Of a secret's file an entrypoint makes such a thing, for which it takes a shell.
    assert!(wrong("uses: [db]", url).is_empty());
}

#[test]
fn what_a_browser_calls_has_a_route() {
    assert_eq!(wrong("    route: /api\n", ""), ["no-route"]);
}

#[test]
fn browsers_find_an_api_at_its_port_and_behind_the_edge_at_its_route() {
    for (route, inside, outside) in [
        (
            "/api",
            "http://api:8080/api",
            "http://localhost:${API_PORT:-8080}/api",
        ),
        (
            "{path: /api, strip: true}",
            "http://api:8080",
            "http://localhost:${API_PORT:-8080}",
        ),
    ] {
        let sandbox = Sandbox::preset("next-go-postgres");
        let text = sandbox.read("dockwright.yaml");
        let text = text.replace("route: /api", &format!("route: {route}"));
        sandbox.write("dockwright.yaml", text);
        assert_eq!(sandbox.run(&["apply"]).code, 0);
        let has = |path: &str, line: &str| {
            let text = sandbox.read(path);
            assert!(text.lines().any(|own| own.trim() == line), "{line}: {text}");
        };
        has("compose.yaml", &format!("API_URL: {inside}"));
        has(
            "compose.override.yaml",
            &format!("NEXT_PUBLIC_API_URL: {outside}"),
        );
        // No variable of the container: its build has written it down.
        has("compose.prod.yaml", "NEXT_PUBLIC_API_URL: /api");
        has("docker/web/Dockerfile", "ARG NEXT_PUBLIC_API_URL=/api");
    }
}

#[test]
fn the_development_image_of_node_installs_its_packages() {
    for (preset, reload, installs) in [
        ("nextjs-postgres", "mount", "entrypoint.sh true"),
        ("nextjs-postgres", "watch", "npm ci"),
        ("fastapi-react-celery", "mount", "entrypoint.sh true"),
        ("fastapi-react-celery", "watch", "npm ci"),
    ] {
        let sandbox = Sandbox::empty();
        let set = format!("features.hot_reload={reload}");
        let ran = sandbox.run(&["init", "--preset", preset, "--yes", "--set", &set]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let text = sandbox.read("docker/web/Dockerfile");
        let line = text.lines().find(|line| line.contains("uid=$UID,gid=$GID"));
        assert!(
            line.unwrap().ends_with(installs),
            "{preset} {reload}: {text}"
        );
    }
}

#[test]
fn a_preset_lays_its_own_files_where_none_are() {
    let sandbox = Sandbox::empty();
    sandbox.write("docker/lookup/config.yml", "mine\n");
    let ran = sandbox.run(&["init", "--preset", "openenergy", "--yes"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(sandbox.read("docker/lookup/config.yml"), "mine\n");
    assert!(
        sandbox
            .read("docker/ontop/Dockerfile")
            .contains("FROM ontop/ontop:")
    );
    // They are the user's from now on.
    sandbox.write("docker/ontop/input/mapping.obda", "mine\n");
    assert_eq!(sandbox.run(&["check", "--pristine"]).code, 0);
    assert_eq!(sandbox.run(&["apply"]).code, 0);
    assert_eq!(sandbox.read("docker/ontop/input/mapping.obda"), "mine\n");
}

#[test]
fn a_preset_of_ones_own_brings_the_files_beside_it() {
    let sandbox = Sandbox::empty();
    let preset = "title: Own\ndockwright: 1\nservices: {web: {kind: go, path: .}}\nbacking:\n  \
                  search: {kind: image, image: 'own/search:1', port: 80, files: {/etc/search: etc/search}}\n";
    sandbox.write("../own/preset.yaml", preset);
    sandbox.write("../own/files/etc/search/words.txt", "one\n");
    sandbox.write("../own/files/etc/fill.sh", "#!/bin/sh\n");
    let ran = sandbox.run(&["init", "--preset", "../own/preset.yaml", "--yes"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(sandbox.read("etc/search/words.txt"), "one\n");
    assert!(sandbox.dir.join("etc/fill.sh").is_file());
    // No picture can be laid as text: that is said, and nothing is written.
    let other = Sandbox::empty();
    other.write("../own/preset.yaml", preset);
    other.write("../own/files/logo.png", [0x89, 0xff]);
    let ran = other.run(&["init", "--preset", "../own/preset.yaml", "--yes"]);
    assert!(
        ran.code == 1 && ran.stderr.contains("UTF-8"),
        "{}",
        ran.stderr
    );
    assert!(other.tree().is_empty());
}
