//! Node's services, static files, and services by commands of the user's own.

use serde_json::Value;

use crate::support::Sandbox;

/// `init` of a project of these answers in an empty folder, without a problem.
fn made(answers: &str) -> Sandbox {
    let sandbox = Sandbox::empty();
    sandbox.write(
        "../answers.yaml",
        format!("dockwright: 1\nname: made\n{answers}"),
    );
    let ran = sandbox.run(&["init", "--answers", "../answers.yaml", "--yes", "--json"]);
    assert_eq!(ran.code, 0, "{answers}: {}{}", ran.stdout, ran.stderr);
    assert_eq!(ran.problems(), [] as [Value; 0], "{answers}");
    sandbox
}

/// The packages of package.json, each with its version.
fn wanted(sandbox: &Sandbox) -> Vec<(String, String)> {
    let package: Value = serde_json::from_str(&sandbox.read("package.json")).unwrap();
    ["dependencies", "devDependencies"]
        .iter()
        .flat_map(|group| package[group].as_object().unwrap().clone())
        .map(|(name, version)| (name, version.as_str().unwrap().to_owned()))
        .collect()
}

/// The version that the lockfile has of a package, which it knows as one that the manifest wants.
fn locked(sandbox: &Sandbox, manager: &str, name: &str) -> Value {
    let groups = ["dependencies", "devDependencies"];
    if manager == "npm" {
        let lock: Value = serde_json::from_str(&sandbox.read("package-lock.json")).unwrap();
        let root = &lock["packages"][""];
        assert!(
            groups.iter().any(|group| root[group][name].is_string()),
            "{name}"
        );
        return lock["packages"][format!("node_modules/{name}")]["version"].clone();
    }
    let lock: Value = serde_yaml::from_str(&sandbox.read("pnpm-lock.yaml")).unwrap();
    let root = &lock["importers"]["."];
    let wanted = groups.map(|group| root[group][name]["specifier"].clone());
    wanted
        .into_iter()
        .find(Value::is_string)
        .unwrap_or_default()
}

#[test]
fn a_starters_lockfile_locks_what_its_manifest_wants() {
    let backing = "backing: {db: {kind: postgres}, store: {kind: valkey}}\n";
    let kinds = [
        "kind: node, route: /, with: {framework: express, manager: MANAGER}",
        "kind: node, route: /, with: {framework: fastify, manager: MANAGER}",
        "kind: nestjs, route: /, with: {manager: MANAGER}, processes: {worker: {kind: nest_worker}}",
        "kind: nestjs, route: /, with: {manager: MANAGER}",
    ];
    for kind in kinds {
        for uses in ["", "db", "store", "db, store"] {
            if kind.contains("worker") && !uses.contains("store") {
                continue;
            }
            for manager in ["npm", "pnpm"] {
                let kind = kind.replace("MANAGER", manager);
                let sandbox = made(&format!(
                    "services: {{api: {{{kind}, uses: [{uses}]}}}}\n{backing}"
                ));
                let wanted = wanted(&sandbox);
                assert!(wanted.len() > 2, "{wanted:?}");
                for (name, version) in wanted {
                    let locked = locked(&sandbox, manager, &name);
                    assert_eq!(locked, version.as_str(), "{kind} {uses}: {name}");
                }
            }
        }
    }
}

#[test]
fn a_library_has_its_url_of_the_secrets_file_in_production() {
    for (kind, client, url) in [
        (
            "postgres",
            "prisma",
            "postgresql://app:$(cat /run/secrets/db_password)@db:5432/app?schema=public",
        ),
        (
            "postgres",
            "typeorm",
            "postgresql://app:$(cat /run/secrets/db_password)@db:5432/app",
        ),
        (
            "mariadb",
            "mysql2",
            "mysql://app:$(cat /run/secrets/db_password)@db:3306/app",
        ),
        (
            "rabbitmq",
            "amqp_url",
            "amqp://app:$(cat /run/secrets/db_password)@db:5672/app",
        ),
    ] {
        let sandbox = made(&format!(
            "services: {{api: {{kind: node, route: /, with: {{main: server.js}}, uses: {{db: {{client: {client}}}}}}}}}\nbacking: {{db: {{kind: {kind}}}}}\n"
        ));
        let entrypoint = sandbox.read("docker/api/entrypoint.sh");
        assert!(
            entrypoint.contains(&format!("=\"{url}\"")),
            "{client}: {entrypoint}"
        );
        let development = url.replace(
            "$(cat /run/secrets/db_password)",
            "${DB_PASSWORD:-development-only}",
        );
        assert!(
            sandbox.read("compose.override.yaml").contains(&development),
            "{client}"
        );
        // Code that is there has its own packages.
        assert!(
            !sandbox.dir.join("package.json").exists()
                && !sandbox.dir.join("package-lock.json").exists()
        );
    }
}

#[test]
fn a_build_is_what_production_starts() {
    let dockerfile = |with: &str| {
        made(&format!(
            "services: {{api: {{kind: node, route: /, with: {{{with}}}}}}}\n"
        ))
        .read("docker/api/Dockerfile")
    };
    let plain = dockerfile("");
    assert!(
        plain.contains(r#"CMD ["node", "--enable-source-maps", "src/main.ts"]"#)
            && !plain.contains("AS build"),
        "{plain}"
    );
    let built = dockerfile("build: build, built: out/server.js, loader: tsx");
    assert!(
        built.contains("RUN npm run build\n") && built.contains("COPY --from=build /app/out out\n"),
        "{built}"
    );
    assert!(
        built.contains(r#"CMD ["node", "--enable-source-maps", "out/server.js"]"#),
        "{built}"
    );
    assert!(
        built.contains(r#"CMD ["node", "--import=tsx", "--watch", "#),
        "{built}"
    );
}

#[test]
fn commands_of_ones_own_are_checked_waited_for_and_debugged_only_where_they_say_how() {
    let answers = |with: &str| {
        format!(
            "services:\n  one: {{kind: custom, path: one, with: {{{with}}}}}\n  two: {{kind: node, path: two, route: /, uses: [one]}}\nfeatures: {{hot_reload: mount, debugger: true}}\n"
        )
    };
    let silent = made(&answers(""));
    assert!(!silent.read("docker/one/Dockerfile").contains("HEALTHCHECK"));
    assert!(
        silent
            .read("compose.yaml")
            .contains("condition: service_started")
    );
    assert!(
        !silent
            .read("compose.override.yaml")
            .contains("ONE_DEBUG_PORT")
    );
    assert!(!silent.read(".vscode/launch.json").contains("(one)"));
    assert!(!silent.read("compose.override.yaml").contains("one_"));
    let told = made(&answers(
        "develop: 'run $HOME', health: 'test -f $HOME/x', debugger: debugpy, folders: [.venv, lib/deps], manifests: [a.txt], install: fill",
    ));
    let dockerfile = told.read("docker/one/Dockerfile");
    assert!(
        dockerfile.contains(r#"CMD ["sh", "-c", "test -f $HOME/x"]"#),
        "{dockerfile}"
    );
    assert!(
        dockerfile.contains(r#"CMD ["sh", "-c", "run $HOME"]"#),
        "{dockerfile}"
    );
    assert!(
        told.read("compose.yaml")
            .contains("condition: service_healthy")
    );
    let compose = told.read("compose.override.yaml");
    assert!(
        compose.contains("${ONE_DEBUG_PORT:-5678}:5678"),
        "{compose}"
    );
    for (volume, folder) in [("one_venv", ".venv"), ("one_lib_deps", "lib/deps")] {
        assert!(
            compose.contains(&format!(
                "source: {volume}\n        target: /app/one/{folder} "
            )),
            "{compose}"
        );
        assert!(
            told.dir.join("one").join(folder).is_dir(),
            "Docker would make it as root"
        );
    }
    assert!(
        told.read(".vscode/launch.json")
            .contains(r#""connect": { "host": "localhost", "port": 5678 }"#)
    );
    assert!(
        told.read("docker/one/entrypoint.sh")
            .contains("! cmp -s a.txt .venv/.installed")
    );
}

#[test]
fn static_files_lie_in_their_own_image_or_in_the_edges() {
    let answers = |more: &str| {
        format!(
            "services: {{site: {{kind: static, path: site, route: /site{more}}}}}\nbacking: {{edge: {{kind: nginx, development: none}}}}\n"
        )
    };
    let own = made(&answers(""));
    assert!(
        own.read("docker/site/Dockerfile")
            .contains("COPY site/public /app/site/public\n")
    );
    assert!(
        own.read("docker/site/nginx.conf")
            .contains("rewrite ^/site(/.*)$ $1;")
    );
    let edge = made(&answers(", production: {into: edge}"));
    assert!(
        !edge
            .read("docker/site/Dockerfile")
            .contains("AS production")
    );
    assert!(
        edge.read("docker/edge/Dockerfile")
            .contains("COPY --from=site /app/site/public /usr/share/nginx/html/site\n")
    );
    // The whole project is mounted: its secrets are no pages.
    let all = made("services: {site: {kind: static, path: ., route: /, with: {folder: .}}}\n");
    assert!(all.read("docker/site/nginx.conf").contains("secrets/"));
}

#[test]
fn what_listens_on_nothing_says_nothing_of_a_port() {
    for kind in [
        "kind: node",
        "kind: nestjs",
        "kind: custom, with: {serve: run}",
    ] {
        let sandbox = made(&format!("services: {{jobs: {{{kind}, port: none}}}}\n"));
        let dockerfile = sandbox.read("docker/jobs/Dockerfile");
        assert!(
            !dockerfile.contains("EXPOSE") && !dockerfile.contains("HEALTHCHECK"),
            "{dockerfile}"
        );
        assert!(!sandbox.read("compose.yaml").contains("PORT:"), "{kind}");
    }
}

#[test]
fn a_cache_that_two_builds_may_not_fill_at_once_is_locked() {
    let rows = [
        ("kind: node, with: {manager: yarn}", true),
        ("kind: node, with: {manager: yarn, yarn: '4'}", false),
        ("kind: node, with: {manager: npm}", false),
        ("kind: spring-boot, with: {build: maven}", true),
        ("kind: spring-boot, with: {build: gradle}", true),
        ("kind: aspnet", true),
        (
            "kind: custom, with: {serve: run, install: get, caches: [/c]}",
            true,
        ),
    ];
    for (kind, locked) in rows {
        let sandbox = made(&format!("services: {{shop: {{{kind}, route: /}}}}\n"));
        let dockerfile = sandbox.read("docker/shop/Dockerfile");
        let caches: Vec<&str> = dockerfile
            .split("--mount=type=cache,target=")
            .skip(1)
            .filter_map(|text| text.split([' ', '\n']).next())
            .collect();
        assert!(!caches.is_empty(), "{kind}: {dockerfile}");
        for cache in caches {
            assert_eq!(cache.contains(",sharing=locked"), locked, "{kind}: {cache}");
        }
    }
}
