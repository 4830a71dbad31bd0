//! Two services of one folder, as a site and its front end often are; and what the answers say of such a folder.

use crate::support::Sandbox;

/// The lines of a file.
fn lines(sandbox: &Sandbox, path: &str) -> Vec<String> {
    sandbox.read(path).lines().map(str::to_owned).collect()
}

fn has(sandbox: &Sandbox, path: &str, line: &str) -> bool {
    lines(sandbox, path).iter().any(|own| own.trim() == line)
}

#[test]
fn neither_image_has_what_is_the_others() {
    let sandbox = Sandbox::preset("openenergy");
    let copy = "COPY --exclude=package.json --exclude=package-lock.json --exclude=vite.config.* --exclude=docker . .";
    assert!(has(&sandbox, "docker/web/Dockerfile", copy));
    for path in [
        "docker/web/Dockerfile.dockerignore",
        "docker/assets/Dockerfile.dockerignore",
    ] {
        for line in [
            "node_modules",
            "assets",
            "static",
            "media",
            "ontologies",
            "docker/ontop",
            "docker/lookup",
            "oeplatform/securitysettings.py",
        ] {
            assert!(has(&sandbox, path, line), "{path}: {line}");
        }
        // Inside a folder that is left out already.
        assert!(!sandbox.read(path).contains("oeo_ext"), "{path}");
    }
    // What one does not need the other may.
    assert!(has(
        &sandbox,
        "docker/web/Dockerfile.dockerignore",
        "theming"
    ));
    assert!(
        !sandbox
            .read("docker/assets/Dockerfile.dockerignore")
            .contains("theming")
    );
    for line in ["/media/", "/ontologies", "/assets/", "/node_modules/"] {
        assert!(has(&sandbox, ".gitignore", line), "{line}");
    }
}

#[test]
fn watch_copies_nothing_that_is_the_others() {
    let sandbox = Sandbox::empty();
    let set = "features.hot_reload=watch";
    let ran = sandbox.run(&["init", "--preset", "openenergy", "--yes", "--set", set]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let text = sandbox.read("compose.override.yaml");
    let file: serde_yaml::Value = serde_yaml::from_str(&text).unwrap();
    for service in ["web", "assets"] {
        let ignore = &file["services"][service]["develop"]["watch"][0]["ignore"];
        let ignore: Vec<String> = serde_yaml::from_value(ignore.clone()).unwrap();
        for name in [
            "node_modules/",
            "package-lock.json",
            "__pycache__/",
            ".venv/",
        ] {
            assert!(
                ignore.iter().any(|one| one == name),
                "{service}: {ignore:?}"
            );
        }
    }
    // A step at a start writes there, too.
    assert!(has(
        &sandbox,
        "docker/web/Dockerfile",
        "&& chown $UID:$GID . \\"
    ));
}

#[test]
fn steps_of_a_build_have_what_settings_cannot_be_read_without() {
    let sandbox = Sandbox::preset("openenergy");
    let text = sandbox.read("dockwright.yaml");
    let more = "      - {name: two, run: ./one && ./two, at: {development: skip, production: build}}\n      - migrate\n";
    sandbox.write(
        "dockwright.yaml",
        text.replacen("      - migrate\n", more, 1),
    );
    let ran = sandbox.run(&["apply"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    for line in [
        "RUN export SECRET_KEY=unused SITE_URL=http://localhost \\",
        "&& { [ -e oeplatform/securitysettings.py ] || install -D --mode=0644 oeplatform/securitysettings.py.default oeplatform/securitysettings.py; } \\",
        "&& python manage.py fetch_ontology \\",
        "&& ./one && ./two \\",
        "&& python manage.py collectstatic --noinput \\",
        "&& python manage.py compress --force",
        "pip install -r requirements.txt gunicorn==27.0.1",
        "--mount=type=bind,source=requirements-docs.txt,target=requirements-docs.txt \\",
    ] {
        assert!(has(&sandbox, "docker/web/Dockerfile", line), "{line}");
    }
}

#[test]
fn a_service_is_asked_where_its_answers_say() {
    let sandbox = Sandbox::preset("django");
    let asked = |path: &str| {
        let text = sandbox.read("docker/web/Dockerfile") + &sandbox.read("compose.prod.yaml");
        text.matches(&format!("0{path}\"")).count() + text.matches(&format!("0{path}'")).count()
    };
    assert_eq!(asked("/healthz"), 2);
    let text = sandbox.read("dockwright.yaml");
    sandbox.write(
        "dockwright.yaml",
        text.replace("    port: 8000\n", "    port: 8000\n    health: /well/\n"),
    );
    let ran = sandbox.run(&["apply"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!((asked("/healthz"), asked("/well/")), (0, 2));
    // Where no path is known any answer will do, at the edge too.
    let text = sandbox.read("dockwright.yaml");
    sandbox.write(
        "dockwright.yaml",
        text.replace("health: /well/", "health: port"),
    );
    let ran = sandbox.run(&["apply"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!((asked("/healthz"), asked("/well/")), (0, 0));
    assert!(
        sandbox
            .read("docker/web/Dockerfile")
            .contains("create_connection(('127.0.0.1', 8000), 3)")
    );
    assert!(has(
        &sandbox,
        "compose.prod.yaml",
        r#"test: [CMD, curl, -sS, -o, /dev/null, "http://127.0.0.1:8080"]"#
    ));
}

#[test]
fn what_cannot_be_is_told() {
    let sandbox = Sandbox::preset("openenergy");
    let text = sandbox.read("dockwright.yaml");
    for (old, new, code) in [
        ("health: /admin/login/", "health: well", "bad-route"),
        (
            "ignore: [docs, theming]",
            "ignore: [docs, .]",
            "path-outside",
        ),
        (
            "ignore: [docs, theming]",
            "ignore: [../docs]",
            "path-outside",
        ),
        ("ignore: [docs, theming]", "ignore: docs", "wrong-type"),
        (
            "makes: [ontologies]",
            "makes: [/ontologies]",
            "path-outside",
        ),
        (
            "[requirements-docs.txt]",
            "[../requirements.txt]",
            "path-outside",
        ),
        (
            "[requirements-docs.txt]",
            "requirements-docs.txt",
            "wrong-type",
        ),
    ] {
        assert!(text.contains(old), "{old}");
        sandbox.write("dockwright.yaml", text.replace(old, new));
        let ran = sandbox.run(&["check", "--json"]);
        let problems = ran.json()["problems"].to_string();
        assert!(
            problems.contains(&format!("\"{code}\"")),
            "{new}: {problems}"
        );
    }
}
