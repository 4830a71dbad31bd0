//! Services in Python: their clients, their processes, and what a starter does not write.

use crate::support::Sandbox;

/// A project of these answers, applied with starters.
fn made(answers: &str) -> Sandbox {
    let sandbox = Sandbox::empty();
    sandbox.write("answers.yaml", answers);
    let ran = sandbox.run(&["init", "--answers", "answers.yaml", "--yes"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    sandbox
}

#[test]
fn a_starter_that_writes_no_code_says_so() {
    for (preset, set, said) in [
        (
            "fastapi-postgres",
            "services.api.with.app=shop.main:app",
            "`app: shop.main:app`",
        ),
        (
            "flask-postgres",
            "services.web.with.app=shop:app",
            "`app: shop:app`",
        ),
        (
            "django",
            "services.web.with.settings=shop.settings",
            "`settings: shop.settings`",
        ),
        (
            "express-postgres",
            "services.api.with.main=server.mjs",
            "`main: server.mjs`",
        ),
        (
            "go-postgres",
            "services.api.with.main=./cmd/api",
            "`main: ./cmd/api`",
        ),
        (
            "rust-postgres",
            "services.api.with.package=api",
            "`package: api`",
        ),
        (
            "static",
            "services.site.with.folder=pages",
            "`folder: pages`",
        ),
    ] {
        let sandbox = Sandbox::empty();
        let ran = sandbox.run(&["init", "--preset", preset, "--set", set, "--yes", "--json"]);
        assert_eq!(ran.code, 0, "{preset}: {}", ran.stderr);
        let problems = ran.json()["problems"].clone();
        let note = &problems[0];
        assert_eq!(
            (&note["code"], &note["level"]),
            (&"no-starter".into(), &"note".into()),
            "{preset}: {problems}"
        );
        assert!(
            note["message"].as_str().unwrap().contains(said),
            "{preset}: {note}"
        );
        // Nor a manifest: what that code wants, it has beside it.
        let bare = Sandbox::empty();
        let init = ["init", "--preset", preset, "--set", set, "--yes"];
        let ran = bare.run(&[&init[..], &["--no-starter"]].concat());
        assert_eq!(ran.code, 0, "{preset}: {}", ran.stderr);
        assert_eq!(names(&sandbox), names(&bare), "{preset}");
        // Later runs write no starter, and have nothing to say of it.
        let again = sandbox.run(&["apply", "--json"]);
        assert_eq!(again.json()["problems"], serde_json::json!([]), "{preset}");
    }
}

/// The names of all files but those that each run makes anew.
fn names(sandbox: &Sandbox) -> Vec<String> {
    let names = sandbox.tree().into_keys();
    names
        .filter(|name| !name.starts_with(".dockwright/local/"))
        .collect()
}

const SHOP: &str = "
dockwright: 1
name: shop
services:
  web:
    kind: KIND
    path: web
    route: /
    uses: {db: {client: asyncpg}, files: {}, bus: {}, sales: {}}
backing:
  db: {kind: postgres}
  files: {kind: seaweedfs}
  bus: {kind: rabbitmq}
  sales: {kind: mysql}
  edge: {kind: nginx, development: none}
features: {hot_reload: mount}
";

#[test]
fn each_library_gets_its_own_form_and_its_secret_as_it_reads_one() {
    for kind in ["fastapi", "flask"] {
        let sandbox = made(&SHOP.replace("KIND", kind));
        let [base, development, production, entrypoint] = [
            "compose.yaml",
            "compose.override.yaml",
            "compose.prod.yaml",
            "docker/web/entrypoint.sh",
        ]
        .map(|path| sandbox.read(path));
        for line in [
            "DATABASE_URL: postgresql://app:${DB_PASSWORD:-development-only}@db:5432/app",
            "AMQP_URL: amqp://app:${BUS_PASSWORD:-development-only}@bus:5672/app",
            "AWS_SECRET_ACCESS_KEY: &files_secret_key ${FILES_SECRET_KEY:-development-only}",
            "MYSQL_PASSWORD: &sales_password ${SALES_PASSWORD:-development-only}",
        ] {
            assert!(development.contains(line), "{kind}: {line}\n{development}");
        }
        assert!(base.contains("S3_BUCKET: uploads"), "{base}");
        // A file where the code asks for one; the variable itself where a library reads it.
        assert!(
            production.contains("MYSQL_PASSWORD_FILE: /run/secrets/sales_password"),
            "{production}"
        );
        assert!(
            !production.contains("AWS_SECRET_ACCESS_KEY_FILE: "),
            "{production}"
        );
        for line in [
            "AWS_SECRET_ACCESS_KEY=\"$(cat /run/secrets/files_secret_key)\"",
            "DATABASE_URL=\"postgresql://app:$(cat /run/secrets/db_password)@db:5432/app\"",
            "AMQP_URL=\"amqp://app:$(cat /run/secrets/bus_password)@bus:5672/app\"",
        ] {
            assert!(entrypoint.contains(line), "{kind}: {line}\n{entrypoint}");
        }
        // The starter reads its own client's variables, and is at home with MySQL.
        let requirements = sandbox.read("web/requirements.txt");
        assert!(
            requirements.contains("PyMySQL[rsa]==") && !requirements.contains("psycopg"),
            "{requirements}"
        );
        assert!(
            sandbox
                .read("web/app/settings.py")
                .contains("mysql+pymysql")
        );
    }
}

#[test]
fn a_starter_leaves_to_another_client_what_is_its() {
    let answers = SHOP.replace("KIND", "fastapi").replace(", sales: {}", "");
    let sandbox = made(&answers.replace("  sales: {kind: mysql}\n", ""));
    assert!(!sandbox.tree().contains_key("web/app/models.py"));
    assert!(!sandbox.read("web/requirements.txt").contains("alembic"));
    // What is not installed does not run: no step by default.
    assert!(!sandbox.read("compose.yaml").contains("web-setup"));
}

#[test]
fn celery_knows_where_django_has_it_and_its_dashboard_is_of_this_machine() {
    let sandbox = Sandbox::preset("django-celery");
    let [base, development, production] =
        ["compose.yaml", "compose.override.yaml", "compose.prod.yaml"]
            .map(|path| sandbox.read(path));
    assert!(base.contains("celery --app=config inspect ping"), "{base}");
    assert!(
        base.contains("[celery, --app=config, flower, --port=5555]"),
        "{base}"
    );
    assert!(base.contains("http://127.0.0.1:5555/healthcheck"), "{base}");
    assert!(
        development.contains("127.0.0.1:${FLOWER_PORT:-5555}:5555"),
        "{development}"
    );
    assert!(!production.contains("5555"), "{production}");
    // The tasks are in any package of the project.
    assert!(
        development.contains("--schedule=/tmp/schedule, .]"),
        "{development}"
    );
    assert!(sandbox.read("config/__init__.py").contains("celery_app"));
    assert!(sandbox.read("requirements.txt").contains("flower=="));
    let told = sandbox.run(&["explain"]).stdout;
    assert!(told.contains("http://localhost:5555"), "{told}");
    let plain = Sandbox::preset("django");
    assert!(!plain.tree().contains_key("notes/tasks.py"));
    assert!(!plain.read("notes/views.py").contains("tasks"));
}

#[test]
fn what_watchfiles_starts_anew_polls_where_that_is_wanted() {
    let polls = |sandbox: &Sandbox| {
        let file = sandbox.read("compose.override.yaml");
        let said = sandbox.read(".env.example").contains("#POLLING=1");
        let set = file.contains("WATCHFILES_FORCE_POLLING: ${POLLING:-}");
        assert_eq!(said, set, "{file}");
        set
    };
    for (preset, watched) in [
        ("fastapi-postgres", true), // uvicorn's reloader
        ("django-celery", true),    // its worker; the reloader of Django polls anyway
        ("django", false),
        ("flask-postgres", false),
    ] {
        assert_eq!(polls(&Sandbox::preset(preset)), watched, "{preset}");
    }
}

#[test]
fn daphne_is_for_the_starter_that_names_it() {
    for (settings, there) in [("config.settings", true), ("shop.settings", false)] {
        let sandbox = Sandbox::empty();
        let settings = format!("services.web.with.settings={settings}");
        let asgi = "services.web.with.server=asgi";
        let ran = sandbox.run(&[
            "init", "--preset", "django", "--set", asgi, "--set", &settings, "--yes",
        ]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert_eq!(
            sandbox.read("docker/web/Dockerfile").contains("daphne"),
            there
        );
    }
}

#[test]
fn pages_of_another_port_may_call_an_api_in_development() {
    for (kind, code) in [
        ("fastapi", "api/app/main.py"),
        ("flask", "api/app/__init__.py"),
    ] {
        let sandbox = made(&format!(
            "
dockwright: 1
name: shop
services:
  api: {{kind: {kind}, path: api, route: /api}}
  web: {{kind: vite, path: web, route: /, uses: {{api: {{env: {{VITE_API_URL: \"{{{{ public_url }}}}\"}}}}}}}}
backing:
  edge: {{kind: nginx, development: none}}
features: {{hot_reload: mount}}
"
        ));
        let set = "CORS_ORIGIN: http://localhost:${WEB_PORT:-5173}\n";
        let development = sandbox.read("compose.override.yaml");
        assert!(development.contains(set), "{development}");
        for production in ["compose.yaml", "compose.prod.yaml"] {
            assert!(!sandbox.read(production).contains("CORS"), "{production}");
        }
        assert!(
            sandbox.read(code).contains("settings.CORS_ORIGIN"),
            "{kind}"
        );
        let settings = sandbox.read("api/app/settings.py");
        assert!(settings.contains("env(\"CORS_ORIGIN\""), "{settings}");
        // Nobody calls it: nothing of the kind.
        let alone = Sandbox::preset(&format!("{kind}-postgres"));
        let files = alone.tree();
        let said = files
            .iter()
            .filter(|(path, _)| !path.starts_with(".dockwright"));
        for (path, text) in said {
            assert!(!String::from_utf8_lossy(text).contains("CORS"), "{path}");
        }
    }
}

#[test]
fn code_below_the_folder_of_its_manifest_is_built_from_there() {
    let sandbox = Sandbox::empty();
    for (path, text) in [
        (
            "pyproject.toml",
            "[tool.poetry]\nname = \"shop\"\n\n[tool.poetry.dependencies]\npython = \"^3.14\"\ndjango = \"^6.0\"\ngunicorn = \"*\"\n",
        ),
        ("poetry.lock", ""),
        (
            "backend/manage.py",
            "os.environ.setdefault(\"DJANGO_SETTINGS_MODULE\", \"shop.settings\")\n",
        ),
        ("backend/shop/settings.py", "STATIC_ROOT = \"static\"\n"),
    ] {
        sandbox.write(path, text);
    }
    let found = sandbox.run(&["detect", "--json"]).json();
    let service = &found["services"][0];
    assert_eq!(
        (&service["path"], &service["context"]),
        (&"backend".into(), &".".into())
    );
    let problems = found["problems"].as_array().unwrap();
    assert!(
        !problems.iter().any(|one| one["code"] == "build-sees-less"),
        "{problems:?}"
    );
    let ran = sandbox.run(&["init", "--yes"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(sandbox.run(&["check"]).code, 0);
    let dockerfile = sandbox.read("docker/backend/Dockerfile");
    for line in [
        "COPY pyproject.toml poetry.lock* ./\n",
        "PYTHONPATH=/app/backend ",
        "python backend/manage.py collectstatic --noinput\n",
        r#""backend/manage.py", "runserver""#,
        r#"CMD ["gunicorn", "shop.wsgi:application""#,
    ] {
        assert!(dockerfile.contains(line), "{line}: {dockerfile}");
    }
}
