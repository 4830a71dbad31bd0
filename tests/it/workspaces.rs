//! A package of a workspace, or one of several in a module: what its images are made of, and what an edit brings into them.

use crate::support::Sandbox;

const API: &str = r#"{"name": "api", "scripts": {"start": "node main.js"}, "dependencies": {"express": "5", "ui": "*"}}"#;
const SERVER: &str =
    "const app = require('express')();\napp.get('/healthz', f);\napp.listen(3000);\n";

/// A workspace in a folder of the project, with a package that needs one that needs another.
fn project(folder: &str, manifest: &str, files: &[(&str, &str)]) -> Sandbox {
    let sandbox = Sandbox::empty();
    let place = |path: &str, text: &str| sandbox.write(&format!("{folder}{path}"), text);
    place("package.json", manifest);
    place("apps/api/package.json", API);
    place("apps/api/main.js", SERVER);
    place(
        "packages/ui/package.json",
        r#"{"name": "ui", "dependencies": {"core": "*"}}"#,
    );
    place(
        "packages/core/package.json",
        r#"{"name": "core", "devDependencies": {"settings": "*"}}"#,
    );
    place("packages/settings/package.json", r#"{"name": "settings"}"#);
    place("packages/unused/package.json", r#"{"name": "unused"}"#);
    for (path, text) in files {
        place(path, text);
    }
    sandbox
}

fn init(sandbox: &Sandbox, more: &[&str]) -> String {
    let ran = sandbox.run(&[&["init", "--yes"], more].concat());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(sandbox.run(&["check"]).code, 0);
    sandbox.read("dockwright.yaml")
}

const NPM: &str = r#"{"private": true, "workspaces": ["apps/*", "packages/*"]}"#;

#[test]
fn it_is_built_of_the_workspaces_lockfile_and_of_the_packages_that_it_needs() {
    let sandbox = project("", NPM, &[("package-lock.json", "{}")]);
    let answers = init(&sandbox, &[]);
    assert!(
        answers
            .contains("workspace: ., libraries: [packages/settings, packages/core, packages/ui]"),
        "{answers}"
    );
    let dockerfile = sandbox.read("docker/api/Dockerfile");
    for line in [
        "COPY package.json package-lock.json .npmrc* /app/\n",
        "npm ci --workspace=apps/api --include-workspace-root",
        "RUN npm run build --if-present --workspace=packages/settings --workspace=packages/core --workspace=packages/ui\n",
        "npm ci --omit=dev --workspace=apps/api\n",
        "COPY --from=packages /app /app\n",
        "COPY --from=build --exclude=**/node_modules /app/packages/ui /app/packages/ui\n",
    ] {
        assert!(dockerfile.contains(line), "{line}: {dockerfile}");
    }
    let ignore = sandbox.read("docker/api/Dockerfile.dockerignore");
    for line in [
        "!package-lock.json\n",
        "!packages/core\n",
        "**/node_modules\n",
    ] {
        assert!(ignore.contains(line), "{line}: {ignore}");
    }
    let compose = sandbox.read("compose.override.yaml");
    for target in ["", "/apps/api", "/packages/ui", "/packages/core"] {
        let line = format!("target: /app{target}/node_modules");
        assert!(compose.contains(&line), "{line}: {compose}");
    }
}

#[test]
fn where_source_is_copied_an_edit_of_a_library_is_copied_too() {
    let sandbox = project("", NPM, &[("package-lock.json", "{}")]);
    init(&sandbox, &["--set", "features.hot_reload=watch"]);
    let compose = sandbox.read("compose.override.yaml");
    for line in [
        "path: packages/ui\n          target: /app/packages/ui\n",
        "path: apps/api\n          target: /app/apps/api\n",
        "{action: rebuild, path: package-lock.json}",
    ] {
        assert!(compose.contains(line), "{line}: {compose}");
    }
    // Then nothing builds the libraries when the container starts: the image has them built.
    let dockerfile = sandbox.read("docker/api/Dockerfile");
    let development = dockerfile.split("AS build").next().unwrap();
    assert!(development.contains("RUN npm run build"), "{development}");
}

#[test]
fn a_workspace_may_lie_in_a_folder_and_be_one_of_pnpm() {
    let files = [
        ("pnpm-workspace.yaml", "packages: [apps/*, packages/*]\n"),
        ("pnpm-lock.yaml", "lockfileVersion: '9.0'\n"),
    ];
    let sandbox = project("site/", r#"{"private": true}"#, &files);
    let answers = init(&sandbox, &[]);
    assert!(
        answers.contains("workspace: site, libraries: [site/packages/settings, site/packages/core, site/packages/ui]"),
        "{answers}"
    );
    let dockerfile = sandbox.read("docker/api/Dockerfile");
    for line in [
        "COPY site/package.json site/pnpm-lock.yaml site/pnpm-workspace.yaml site/.npmrc* /app/site/\n",
        "pnpm install --frozen-lockfile --config.strict-dep-builds=false --filter '{apps/api}...' --filter '{.}'",
        "RUN pnpm --filter '{apps/api}^...' run --if-present build\n",
        "COPY --from=packages /app/site /app/site\n",
    ] {
        assert!(dockerfile.contains(line), "{line}: {dockerfile}");
    }
}

#[test]
fn code_without_a_kind_is_built_of_its_workspace_too() {
    let nuxt = r#"{"name": "web", "scripts": {"dev": "nuxt dev", "build": "nuxt build", "start": "node .output/server/index.mjs"}, "dependencies": {"nuxt": "4", "ui": "*"}}"#;
    let core = r#"{"name": "core", "scripts": {"build": "tsc"}}"#;
    let files = [
        ("pnpm-workspace.yaml", "packages: [apps/*, packages/*]\n"),
        ("pnpm-lock.yaml", "lockfileVersion: '9.0'\n"),
        ("apps/web/package.json", nuxt),
        ("packages/core/package.json", core),
    ];
    let sandbox = project("site/", r#"{"private": true}"#, &files);
    let found = sandbox.run(&["detect", "--json"]).json();
    let services = found["services"].as_array().unwrap();
    let web = services.iter().find(|one| one["name"] == "web").unwrap();
    assert_eq!(
        (&web["path"], &web["context"]),
        (&"site/apps/web".into(), &"site".into())
    );
    let codes: Vec<_> = found["problems"].as_array().unwrap().iter().collect();
    assert!(
        !codes.iter().any(|one| one["code"] == "build-sees-less"),
        "{codes:?}"
    );
    let answers = init(&sandbox, &[]);
    assert!(
        answers.contains("    kind: custom\n    path: site\n"),
        "{answers}"
    );
    let dockerfile = sandbox.read("docker/web/Dockerfile");
    for line in [
        "COPY site/package.json site/pnpm-lock.yaml site/pnpm-workspace.yaml ./\nCOPY site/apps/web/package.json apps/web/\nCOPY site/packages/core/package.json packages/core/\nCOPY site/packages/ui/package.json packages/ui/\n",
        "RUN pnpm install --frozen-lockfile --config.strict-dep-builds=false --store-dir=node_modules/.pnpm-store --filter '{apps/web}...' --filter '{.}'\n",
        "RUN pnpm --config.verify-deps-before-run=false --filter '{apps/web}^...' run --if-present build && cd apps/web && env pnpm_config_verify_deps_before_run=false pnpm run build\n",
        r#"CMD ["sh", "-c", "pnpm --config.verify-deps-before-run=false --filter '{apps/web}^...' run --if-present build && cd apps/web && exec env pnpm_config_verify_deps_before_run=false pnpm run dev --host 0.0.0.0"]"#,
        r#"CMD ["sh", "-c", "cd apps/web && exec env pnpm_config_verify_deps_before_run=false pnpm run start"]"#,
    ] {
        assert!(dockerfile.contains(line), "{line}: {dockerfile}");
    }
    let ignore = sandbox.read("docker/web/Dockerfile.dockerignore");
    assert!(ignore.contains("\n**/node_modules\n"), "{ignore}");
    let compose = sandbox.read("compose.override.yaml");
    for target in ["", "/apps/web", "/packages/ui", "/packages/core"] {
        let line = format!("target: /app/site{target}/node_modules");
        assert!(compose.contains(&line), "{line}: {compose}");
    }

    // npm, and what needs nothing that has to be built.
    let manifest = r#"{"private": true, "workspaces": ["apps/*", "packages/*"]}"#;
    let files = [("package-lock.json", "{}"), ("apps/web/package.json", nuxt)];
    let sandbox = project("", manifest, &files);
    init(&sandbox, &[]);
    let dockerfile = sandbox.read("docker/web/Dockerfile");
    for line in [
        "RUN npm ci --workspace=apps/web --include-workspace-root\n",
        "RUN cd apps/web && npm run build\n",
    ] {
        assert!(dockerfile.contains(line), "{line}: {dockerfile}");
    }
}

#[test]
fn a_workspace_of_yarn_is_installed_by_the_yarn_that_it_has() {
    for (folder, manifest, more, lines) in [
        (
            "",
            r#"{"private": true, "workspaces": {"packages": ["apps/*", "packages/*"]}}"#,
            None,
            [
                "COPY package.json yarn.lock* .npmrc* .yarnrc* /app/\n",
                "yarn install --frozen-lockfile\n",
                "yarn install --production --frozen-lockfile\n",
            ],
        ),
        (
            "site/",
            r#"{"private": true, "packageManager": "yarn@4.5.0", "workspaces": ["apps/*", "packages/*"]}"#,
            Some("RUN npm install --global --force @yarnpkg/cli-dist@4."),
            [
                "COPY site/.yar[n] /app/site/.yarn/\n",
                "yarn workspaces focus --all\n",
                "yarn workspaces focus --production --all\n",
            ],
        ),
    ] {
        let sandbox = project(folder, manifest, &[("yarn.lock", "# yarn\n")]);
        let answers = init(&sandbox, &[]);
        let needed = format!(
            "libraries: [{folder}packages/settings, {folder}packages/core, {folder}packages/ui]"
        );
        assert!(answers.contains(&needed), "{answers}");
        assert_eq!(answers.contains("yarn: \"4\""), more.is_some(), "{answers}");
        let dockerfile = sandbox.read("docker/api/Dockerfile");
        for line in lines.iter().chain(&more) {
            assert!(dockerfile.contains(line), "{line}: {dockerfile}");
        }
        assert!(
            dockerfile.contains("RUN npm run build --if-present --workspace=packages/settings")
        );
        let entrypoint = sandbox.read("docker/api/entrypoint.sh");
        assert!(
            entrypoint.contains("! cmp -s yarn.lock node_modules/.installed; then\n    yarn "),
            "{entrypoint}"
        );
    }
}

#[test]
fn a_package_with_a_lockfile_of_its_own_is_built_of_that() {
    let files = [
        ("package-lock.json", "{}"),
        ("apps/api/package-lock.json", "{}"),
    ];
    let sandbox = project("", NPM, &files);
    let answers = init(&sandbox, &[]);
    assert!(!answers.contains("workspace"), "{answers}");
}

const PROGRAM: &str =
    "package main\n\nimport \"net/http\"\n\nfunc main() { http.ListenAndServe(\":9000\", nil) }\n";

#[test]
fn a_program_of_go_is_built_from_where_its_module_begins() {
    for (folder, path) in [
        ("", "path: services/orders\n    context: .\n"),
        ("backend/", "path: backend\n"),
    ] {
        let sandbox = Sandbox::empty();
        let place = |path: &str, text: &str| sandbox.write(&format!("{folder}{path}"), text);
        place("go.mod", "module example.org/shop\n\ngo 1.26\n");
        place("services/orders/cmd/orders/main.go", PROGRAM);
        place("services/mail/main.go", PROGRAM);
        let answers = init(&sandbox, &[]);
        assert!(answers.contains(path), "{answers}");
        let dockerfile = sandbox.read("docker/orders/Dockerfile");
        for line in [
            &format!("COPY --chown=$UID:$GID {folder}go.mod {folder}go.sum* ./\n"),
            " -o /out/orders ./services/orders/cmd/orders\n",
        ] {
            assert!(dockerfile.contains(line), "{line}: {dockerfile}");
        }
        let dockerfile = sandbox.read("docker/mail/Dockerfile");
        assert!(dockerfile.contains("/out/mail ./services/mail\n"));
    }
}

#[test]
fn a_workspace_of_go_brings_all_of_its_modules() {
    let sandbox = Sandbox::empty();
    let work = "go 1.26\n\nuse (\n\t./money\n\t./orders\n)\n";
    sandbox.write("shop/go.work", work);
    sandbox.write("shop/money/go.mod", "module example.org/money\n");
    sandbox.write("shop/orders/go.mod", "module example.org/orders\n");
    sandbox.write("shop/orders/main.go", PROGRAM);
    let answers = init(&sandbox, &[]);
    assert!(answers.contains("path: shop\n"), "{answers}");
    assert!(
        answers.contains("main: ./orders, modules: [money, orders]"),
        "{answers}"
    );
    let dockerfile = sandbox.read("docker/orders/Dockerfile");
    for line in [
        "COPY --chown=$UID:$GID shop/go.work shop/go.work.sum* ./\n",
        "COPY --chown=$UID:$GID shop/money/go.mod shop/money/go.sum* money/\n",
    ] {
        assert!(dockerfile.contains(line), "{line}: {dockerfile}");
    }
    let compose = sandbox.read("compose.override.yaml");
    assert!(
        compose.contains("{action: rebuild, path: shop/go.work}"),
        "{compose}"
    );
}

const SPRING: &str = "@SpringBootApplication\nclass Application {}\n";

fn pom(parent: &str, name: &str, more: &str) -> String {
    let parent = if parent.is_empty() {
        String::new()
    } else {
        format!("<parent><groupId>shop</groupId><artifactId>{parent}</artifactId></parent>")
    };
    format!("<project>{parent}<artifactId>{name}</artifactId>{more}</project>")
}

fn needs(name: &str) -> String {
    let web = "<dependency><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-web</artifactId></dependency>";
    format!(
        "<dependencies>{web}<dependency><groupId>shop</groupId><artifactId>{name}</artifactId></dependency></dependencies>"
    )
}

/// A build of Maven in a folder of the project, with a module that needs one that needs another.
fn shop(folder: &str) -> Sandbox {
    let sandbox = Sandbox::empty();
    let place = |path: &str, text: &str| sandbox.write(&format!("{folder}{path}"), text);
    let modules = |names: &str| format!("<modules>{names}</modules>");
    let all = modules("<module>libs</module><module>api</module><module>other</module>");
    place("pom.xml", &pom("", "shop", &all));
    let libs = modules("<module>words</module><module>money</module>");
    place("libs/pom.xml", &pom("shop", "libs", &libs));
    place("libs/words/pom.xml", &pom("libs", "words", ""));
    place("libs/money/pom.xml", &pom("libs", "money", &needs("words")));
    place("other/pom.xml", &pom("shop", "other", ""));
    place("api/pom.xml", &pom("shop", "api", &needs("money")));
    place("api/src/main/java/shop/Application.java", SPRING);
    sandbox
}

#[test]
fn modules_of_maven_that_two_services_compile_are_compiled_for_each() {
    let sandbox = shop("");
    init(&sandbox, &[]);
    let compose = sandbox.read("compose.override.yaml");
    for line in [
        "source: api_project_libs_words_target\n        target: /app/libs/words/target #",
        "target: /app/libs/money/target #",
    ] {
        assert!(compose.contains(line), "{line}: {compose}");
    }
    let dockerfile = sandbox.read("docker/api/Dockerfile");
    assert!(
        dockerfile.contains(" /app/libs/words/target /app/libs/money/target\n"),
        "{dockerfile}"
    );
}

#[test]
fn a_module_of_maven_is_built_with_those_that_it_needs_and_the_manifests_of_all() {
    for folder in ["", "backend/"] {
        let sandbox = shop(folder);
        let answers = init(&sandbox, &["--set", "features.hot_reload=watch"]);
        let top = if folder.is_empty() { "." } else { "backend" };
        let said = format!(
            "workspace: {top}, libraries: [{folder}libs/words, {folder}libs/money], modules: [api, libs, libs/money, libs/words, other]"
        );
        assert!(answers.contains(&said), "{answers}");
        let dockerfile = sandbox.read("docker/api/Dockerfile");
        for line in [
            format!("COPY {folder}*.xml {folder}lombok.config* ./\n"),
            format!("COPY {folder}other/pom.xml other/\n"),
            format!("COPY {folder}libs/words libs/words\nCOPY {folder}libs/money libs/money\n"),
            "mvn --batch-mode --quiet -DskipTests --projects api --also-make package".to_owned(),
            "cp api/target/*.jar /tmp/application.jar".to_owned(),
        ] {
            assert!(dockerfile.contains(&line), "{line}: {dockerfile}");
        }
        let ignore = sandbox.read("docker/api/Dockerfile.dockerignore");
        for line in ["libs/words", "other/pom.xml", "*.xml", "api"] {
            assert!(
                ignore.contains(&format!("!{folder}{line}\n")),
                "{line}: {ignore}"
            );
        }
        assert!(!ignore.contains("!api/pom.xml"), "{ignore}");
        assert!(ignore.contains("**/target\n"), "{ignore}");
        let develop = sandbox.read("docker/api/develop.sh");
        for line in [
            "--projects libs/words,libs/money --also-make install".to_owned(),
            format!(
                "directories=/app/{folder}libs/words/target/classes,/app/{folder}libs/money/target/classes"
            ),
            "find api/src libs/words/src libs/money/src".to_owned(),
        ] {
            assert!(develop.contains(&line), "{line}: {develop}");
        }
        let compose = sandbox.read("compose.override.yaml");
        for line in [
            format!("path: {folder}libs/money\n          target: /app/{folder}libs/money\n"),
            format!("{{action: rebuild, path: {folder}libs/words/pom.xml}}"),
            format!("{{action: rebuild, path: {folder}pom.xml}}"),
        ] {
            assert!(compose.contains(&line), "{line}: {compose}");
        }
    }
}

#[test]
fn a_module_that_needs_what_is_outside_its_build_is_built_alone_and_that_is_told() {
    let sandbox = Sandbox::empty();
    sandbox.write("words/pom.xml", pom("", "words", ""));
    let modules = "<modules><module>api</module></modules>";
    sandbox.write("shop/pom.xml", pom("", "shop", modules));
    sandbox.write("shop/api/pom.xml", pom("shop", "api", &needs("words")));
    sandbox.write("shop/api/src/main/java/shop/Application.java", SPRING);
    let ran = sandbox.run(&["init", "--yes"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stderr.contains("build-sees-less"), "{}", ran.stderr);
    assert!(!sandbox.read("dockwright.yaml").contains("workspace"));
}

const FASTAPI: &str = "from fastapi import FastAPI\n\napp = FastAPI()\n";

fn pyproject(name: &str, dependencies: &str) -> String {
    format!(
        "[project]\nname = \"{name}\"\ndependencies = [{dependencies}]\n\n[tool.uv.sources]\nmoney-words = {{workspace = true}}\n"
    )
}

#[test]
fn a_package_of_a_workspace_of_uv_has_those_that_it_needs() {
    for folder in ["", "backend/"] {
        let sandbox = Sandbox::empty();
        let place = |path: &str, text: &str| sandbox.write(&format!("{folder}{path}"), text);
        let members = "[tool.uv.workspace]\nmembers = [\"services/*\", \"packages/*\"]\n";
        place("pyproject.toml", members);
        place("uv.lock", "version = 1\n");
        place("services/api/app/main.py", FASTAPI);
        place(
            "services/api/pyproject.toml",
            &pyproject("api", "\"fastapi\", \"uvicorn\", \"money_words>=1\""),
        );
        place(
            "packages/words/pyproject.toml",
            &pyproject("Money.Words", "\"numbers-of-all\""),
        );
        place(
            "packages/numbers/pyproject.toml",
            &pyproject("numbers-of-all", ""),
        );
        place("packages/other/pyproject.toml", &pyproject("other", ""));
        let answers = init(&sandbox, &["--set", "features.hot_reload=watch"]);
        let top = if folder.is_empty() { "." } else { "backend" };
        let said = format!(
            "workspace: {top}, libraries: [{folder}packages/numbers, {folder}packages/words]"
        );
        assert!(answers.contains(&said), "{answers}");
        let dockerfile = sandbox.read("docker/api/Dockerfile");
        for line in [
            format!("COPY {folder}pyproject.toml {folder}uv.lock* /app/{folder}\n"),
            format!("COPY {folder}packages/words/pyproject.toml /app/{folder}packages/words/\n"),
            format!(
                "[ -f /app/{folder}uv.lock ] || uv lock; }} \\\n    && uv sync --frozen --no-install-workspace --no-dev\n"
            ),
            format!(
                "--mount=type=bind,rw,source={folder}packages/words,target=/app/{folder}packages/words \\\n    uv sync --frozen --no-install-project \\\n"
            ),
            "uv sync --frozen --inexact --no-install-project --no-dev --no-editable\n".to_owned(),
            format!(
                "&& chown $UID:$GID . /app/{folder}packages/numbers /app/{folder}packages/words\n"
            ),
            format!("\"--reload-dir=/app/{folder}packages/words\""),
        ] {
            assert!(dockerfile.contains(&line), "{line}: {dockerfile}");
        }
        let ignore = sandbox.read("docker/api/Dockerfile.dockerignore");
        for line in ["uv.lock", "pyproject.toml", "packages/numbers"] {
            let line = format!("!{folder}{line}\n");
            assert!(ignore.contains(&line), "{line}: {ignore}");
        }
        let compose = sandbox.read("compose.override.yaml");
        for line in [
            format!(
                "path: {folder}packages/words\n          target: /app/{folder}packages/words\n"
            ),
            format!("{{action: rebuild, path: {folder}uv.lock}}"),
            format!("{{action: rebuild, path: {folder}packages/words/pyproject.toml}}"),
        ] {
            assert!(compose.contains(&line), "{line}: {compose}");
        }
        let launch = sandbox.read(".vscode/launch.json");
        let root = if folder.is_empty() { "" } else { "/backend" };
        let mapped = format!(
            "\"localRoot\": \"${{workspaceFolder}}{root}\", \"remoteRoot\": \"/app{root}\""
        );
        assert!(launch.contains(&mapped), "{launch}");
    }
}
