//! `init` from code that is there: what it gives works with that code, and what it cannot know is told.

use serde_json::Value;

use crate::support::{Ran, Sandbox};

/// A folder with these files.
fn with(files: &[(&str, &str)]) -> Sandbox {
    let sandbox = Sandbox::empty();
    for (path, text) in files {
        sandbox.write(path, text);
    }
    sandbox
}

/// `init --yes` of it, and what `detect --json` tells before.
fn init(sandbox: &Sandbox) -> (Ran, Vec<Value>) {
    let found = sandbox.run(&["detect", "--json"]).json();
    let ran = sandbox.run(&["init", "--yes"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    (ran, found["problems"].as_array().unwrap().clone())
}

fn codes(problems: &[Value]) -> Vec<&str> {
    let codes = problems.iter().map(|problem| problem["code"].as_str());
    codes.map(Option::unwrap).collect()
}

const EXPRESS: (&str, &str) = (
    "package.json",
    r#"{"scripts": {"start": "node main.js"}, "dependencies": {"express": "5"}}"#,
);
const SERVER: (&str, &str) = ("main.js", "express().listen(3000);\n");

#[test]
fn a_program_and_one_more_service_are_told_the_same() {
    let sandbox = with(&[EXPRESS, SERVER]);
    let ran = sandbox.run(&["init", "--yes", "--json"]).json();
    let told = codes(ran["problems"].as_array().unwrap()).contains(&"lockfile-missing");
    assert!(told, "{ran}");
    for (path, text) in [EXPRESS, SERVER] {
        sandbox.write(&format!("two/{path}"), text);
    }
    let ran = sandbox.run(&["add", "service", "two"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let place = "two/package.json";
    let line = ran
        .stderr
        .lines()
        .find(|line| line.contains("lockfile-missing"));
    assert!(
        line.is_some_and(|line| line.contains(place)),
        "{}",
        ran.stderr
    );
}

#[test]
fn without_a_lockfile_the_image_is_built_all_the_same_and_that_is_told() {
    let sandbox = with(&[EXPRESS, SERVER]);
    let (ran, problems) = init(&sandbox);
    assert_eq!(codes(&problems), ["lockfile-missing"]);
    assert_eq!(problems[0]["level"], "note");
    assert_eq!(problems[0]["where"]["file"], "package.json");
    let command = "`npm install --package-lock-only` makes it";
    assert!(problems[0]["mend"].as_str().unwrap().starts_with(command));
    assert!(ran.stderr.contains(command), "{}", ran.stderr);
    let dockerfile = sandbox.read("docker/api/Dockerfile");
    for line in [
        "COPY package.json package-lock.json* ./",
        " npm install --omit=dev",
    ] {
        assert!(dockerfile.contains(line), "{line}: {dockerfile}");
    }
    assert!(!dockerfile.contains("npm ci"), "{dockerfile}");
    assert!(
        sandbox
            .read("docker/api/entrypoint.sh")
            .contains("npm install")
    );

    // With one there is nothing to tell, and nothing but what it says is installed.
    let sandbox = with(&[EXPRESS, SERVER, ("package-lock.json", "{}")]);
    let (_, problems) = init(&sandbox);
    assert!(problems.is_empty(), "{problems:?}");
    assert!(!sandbox.read("dockwright.yaml").contains("locked"));
    let dockerfile = sandbox.read("docker/api/Dockerfile");
    assert!(!dockerfile.contains("npm install"), "{dockerfile}");
    assert!(dockerfile.contains("npm ci --omit=dev"), "{dockerfile}");
}

#[test]
fn a_manager_that_no_image_has_leaves_its_lockfile_unread() {
    let sandbox = with(&[EXPRESS, SERVER, ("bun.lock", "{}")]);
    let (_, problems) = init(&sandbox);
    assert_eq!(
        codes(&problems),
        ["manager-not-offered", "lockfile-missing"]
    );
    let dockerfile = sandbox.read("docker/api/Dockerfile");
    assert!(dockerfile.contains("npm install"), "{dockerfile}");
}

#[test]
fn a_build_that_does_not_see_all_that_the_code_needs_says_so() {
    // A build of several projects by Gradle: that one's way of it nobody has written yet.
    let sandbox = with(&[
        ("settings.gradle", "include 'api', 'shared'\n"),
        (
            "api/build.gradle",
            "plugins {\n    id 'org.springframework.boot' version '4.1.2'\n}\ndependencies {\n    implementation project(':shared')\n}\n",
        ),
        (
            "api/src/main/java/A.java",
            "@SpringBootApplication\nclass A {}\n",
        ),
        ("shared/build.gradle", ""),
    ]);
    let (_, problems) = init(&sandbox);
    assert_eq!(codes(&problems), ["build-sees-less"]);
    assert_eq!(problems[0]["level"], "warning");
    let message = problems[0]["message"].as_str().unwrap();
    assert!(message.ends_with("and needs shared beside it"), "{message}");
}

#[test]
fn a_lockfile_above_that_nothing_makes_a_workspace_of_is_nobodys() {
    let sandbox = with(&[
        ("yarn.lock", ""),
        ("apps/api/package.json", EXPRESS.1),
        ("apps/api/main.js", SERVER.1),
    ]);
    let found = sandbox.run(&["detect", "--json"]).json();
    let problems = found["problems"].as_array().unwrap();
    assert_eq!(codes(problems), ["lockfile-missing"]);
}

const GO: &str = r#"package main

import "net/http"

func main() {
	http.HandleFunc("/price", nil)
	http.ListenAndServe(":9000", nil)
}
"#;
const RUST: &str = r#"#[tokio::main]
async fn main() {
    let listener = tokio::net::TcpListener::bind("0.0.0.0:9000").await.unwrap();
    axum::serve(listener, axum::Router::new()).await.unwrap();
}
"#;
const CSHARP: &str = r#"var app = WebApplication.CreateBuilder(args).Build();
app.MapGet("/price", () => "12 EUR");
app.Run("http://0.0.0.0:9000");
"#;

#[test]
fn code_that_cannot_ask_itself_is_asked_by_a_program_beside_it() {
    let own = [
        ("http.Handle", "case \"healthcheck\":\nhttp.Handle"),
        ("axum::serve", "\"healthcheck\" => ask(),\naxum::serve"),
        (
            "app.MapGet(\"/price",
            "if (args is [\"healthcheck\"]) {}\napp.MapGet(\"/price",
        ),
    ];
    let path = [
        ("\"/price\"", "\"/healthz\""),
        ("", ""), // a path of axum may be below another's
        ("\"/price\"", "\"/healthz\""),
    ];
    for (place, (manifest, file, text)) in [
        (
            ("go.mod", "module example.org/shop\n\ngo 1.26\n"),
            "main.go",
            GO,
        ),
        (
            (
                "Cargo.toml",
                "[package]\nname = \"shop\"\n[dependencies]\naxum = \"0.8\"\n",
            ),
            "src/main.rs",
            RUST,
        ),
        (
            (
                "Shop.csproj",
                "<Project Sdk=\"Microsoft.NET.Sdk.Web\"></Project>\n",
            ),
            "Program.cs",
            CSHARP,
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let dockerfile = |text: &str| {
            let sandbox = with(&[manifest, (file, text)]);
            init(&sandbox);
            sandbox.read("docker/api/Dockerfile")
        };
        let copied = "COPY --from=busybox:1.37-musl";
        // Whether the port is open is all that one can know; both stages have what asks.
        let plain = dockerfile(text);
        let open =
            r#"CMD ["busybox", "nc", "-w", "3", "127.0.0.1", "9000", "-e", "busybox", "true"]"#;
        for words in [copied, open] {
            assert_eq!(plain.matches(words).count(), 2, "{words}: {plain}");
        }
        let (before, after) = path[place];
        if !before.is_empty() {
            let asked = dockerfile(&text.replace(before, after));
            let words = r#"CMD ["busybox", "wget", "-q", "-O", "/dev/null", "http://127.0.0.1:9000/healthz"]"#;
            assert_eq!(asked.matches(words).count(), 2, "{asked}");
        }
        // What the code can do itself it does.
        let (before, after) = own[place];
        let itself = dockerfile(&text.replace(before, after));
        assert!(!itself.contains("busybox"), "{itself}");
        assert_eq!(itself.matches("\"healthcheck\"]").count(), 2, "{itself}");
    }
}

const POOL: &str = r#"const pool = new Pool({
  host: process.env.DB_HOST,
  user: process.env.DB_USER,
  password: process.env.DB_PASSWORD,
  database: process.env.DB_NAME,
});
const key = process.env.STRIPE_KEY;
const level = process.env.LOG_LEVEL || "info";
express().listen(3000);
"#;

/// A service of Node with a driver of `PostgreSQL`.
fn pool(text: &str, more: &[(&str, &str)]) -> Sandbox {
    let manifest =
        r#"{"scripts": {"start": "node main.js"}, "dependencies": {"express": "5", "pg": "8"}}"#;
    let own = [
        ("package.json", manifest),
        ("package-lock.json", "{}"),
        ("main.js", text),
    ];
    with(&[&own[..], more].concat())
}

/// Code of `Flask` with a worker, and with a broker of its own or not.
fn worker(reads: &str, more: &str) -> Sandbox {
    let requirements = format!("flask==3.1\ngunicorn\ncelery==5.5\nredis==6.4\n{more}");
    let reads = format!("import os\n{reads}");
    with(&[
        ("requirements.txt", &requirements),
        (
            "app.py",
            "from flask import Flask\n\napp = Flask(__name__)\n",
        ),
        (
            "tasks.py",
            "from celery import Celery\n\napp = Celery(\"tasks\")\n",
        ),
        ("settings.py", &reads),
    ])
}

#[test]
fn code_beside_a_worker_has_its_own_names_and_those_of_the_worker() {
    let url = "REDIS_URL = os.getenv(\"REDIS_URL\")\n";
    let sandbox = worker(url, "");
    let (_, problems) = init(&sandbox);
    assert_eq!(codes(&problems), Vec::<&str>::new());
    let base = sandbox.read("compose.yaml");
    for line in [
        "    REDIS_URL: redis://cache:6379/0\n",
        "    CELERY_BROKER_URL: redis://cache:6379/0\n",
        "    CELERY_RESULT_BACKEND: redis://cache:6379/1\n",
    ] {
        assert!(base.contains(line), "{line}: {base}");
    }

    // Parts of the address, too.
    let parts = "os.getenv(\"REDIS_HOST\"), os.getenv(\"REDIS_PORT\")\n";
    let sandbox = worker(parts, "");
    init(&sandbox);
    let base = sandbox.read("compose.yaml");
    for line in ["REDIS_HOST: cache\n", "CELERY_BROKER_URL: redis://cache"] {
        assert!(base.contains(line), "{line}: {base}");
    }
    assert!(!base.contains("REDIS_URL"), "{base}");

    // What reads no name has what the worker needs, and nothing is said of it.
    let sandbox = worker("", "");
    init(&sandbox);
    let answers = sandbox.read("dockwright.yaml");
    assert!(answers.contains("uses: [cache]"), "{answers}");

    // Where there is a broker as well, each is read by its own name.
    let both = format!("{url}os.getenv(\"RABBITMQ_URL\")\n");
    let sandbox = worker(&both, "pika==1.3\n");
    init(&sandbox);
    let text = sandbox.read("compose.yaml") + &sandbox.read("compose.override.yaml");
    for line in [
        "    REDIS_URL: redis://cache:6379/0\n",
        "    RABBITMQ_URL: amqp://app:",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
}

#[test]
fn what_is_used_has_the_names_that_the_code_reads() {
    let sandbox = pool(POOL, &[("main.test.js", "process.env.TEST_KEY;")]);
    let (_, problems) = init(&sandbox);
    let names = r#"uses: {db: {env: {DB_HOST: "{{ host }}", DB_USER: "{{ user }}", DB_PASSWORD: "{{ password }}", DB_NAME: "{{ database }}"}}}"#;
    let answers = sandbox.read("dockwright.yaml");
    assert!(answers.contains(names), "{answers}");
    let both = sandbox.read("compose.yaml") + &sandbox.read("compose.override.yaml");
    for line in ["DB_HOST: db\n", "DB_NAME: app\n", "DB_PASSWORD: "] {
        assert!(both.contains(line), "{line}: {both}");
    }
    assert!(!both.contains("PGHOST"), "{both}");
    let entrypoint = sandbox.read("docker/api/entrypoint.sh");
    assert!(entrypoint.contains("export DB_PASSWORD"), "{entrypoint}");
    // What has a value of its own or is a test's is nobody's concern; the other is.
    assert_eq!(codes(&problems), ["variable-unset"]);
    assert_eq!(
        problems[0]["message"],
        "api reads STRIPE_KEY (main.js:7): nothing sets that"
    );

    // Of what the client sets anyway nothing need be said.
    let names = [
        ("DB_HOST", "PGHOST"),
        ("DB_USER", "PGUSER"),
        ("DB_PASSWORD", "PGPASSWORD"),
    ];
    let names = names
        .iter()
        .fold(POOL.replace("DB_NAME", "PGDATABASE"), |text, (from, to)| {
            text.replace(from, to)
        });
    let sandbox = pool(&names, &[]);
    init(&sandbox);
    assert!(sandbox.read("dockwright.yaml").contains("uses: [db]"));

    // Names that tell neither where to connect nor how to be let in are no reason to leave the client's.
    let sandbox = pool(
        "new Pool({ database: process.env.DB_NAME });\nexpress().listen(3000);\n",
        &[],
    );
    init(&sandbox);
    assert!(sandbox.read("dockwright.yaml").contains("uses: [db]"));
}

#[test]
fn an_example_environment_names_what_is_used_too() {
    let example = (
        ".env.example",
        "# Ours\nDATABASE_URI=postgres://localhost/shop\n",
    );
    let sandbox = pool("express().listen(3000);\n", &[example]);
    // An example is there for people: `init` asks before it changes it, and so does this not write.
    let found = sandbox.run(&["detect", "--json"]).json();
    let because = &found["services"][0]["because"]["uses.db.env.DATABASE_URI"];
    assert_eq!(
        because[0],
        ".env.example:2 DATABASE_URI=postgres://localhost/shop"
    );
}

#[test]
fn a_secret_that_comes_as_a_file_is_told_where_the_code_reads_a_variable() {
    let code = r#"package main

import (
	"net/http"
	"os"

	_ "github.com/go-sql-driver/mysql"
)

func main() {
	dsn(os.Getenv("DB_USER"), os.Getenv("DB_PASS"), os.Getenv("DB_HOST"))
	http.ListenAndServe(":9000", nil)
}
"#;
    let module =
        "module example.org/shop\n\ngo 1.26\n\nrequire github.com/go-sql-driver/mysql v1.9.0\n";
    let own = [("go.mod", module), ("go.sum", ""), ("main.go", code)];
    let sandbox = with(&own);
    let (_, problems) = init(&sandbox);
    assert_eq!(codes(&problems), ["secret-as-file"]);
    let production = sandbox.read("compose.prod.yaml");
    assert!(
        production.contains("DB_PASS_FILE: /run/secrets/db_password"),
        "{production}"
    );

    // Code that reads the file knows it already.
    let code = code.replace("dsn(", "read(os.Getenv(\"DB_PASS_FILE\"))\n\tdsn(");
    let sandbox = with(&[own[0], own[1], ("main.go", &code)]);
    let (_, problems) = init(&sandbox);
    assert_eq!(codes(&problems), [] as [&str; 0]);

    // Nothing joins a URL of a secret where there is no shell.
    let code = code
        .replace("DB_HOST", "DATABASE_URL")
        .replace("DB_USER", "NAME");
    let code = code.replace("go-sql-driver/mysql", "lib/pq");
    let module = module.replace("go-sql-driver/mysql", "lib/pq");
    let sandbox = with(&[("go.mod", &module), own[1], ("main.go", &code)]);
    let (_, problems) = init(&sandbox);
    let told = problems
        .iter()
        .find(|problem| problem["code"] == "variable-unset")
        .unwrap();
    assert!(
        told["message"]
            .as_str()
            .unwrap()
            .contains("DATABASE_URL (main.go:"),
        "{told}"
    );
}

#[test]
fn what_no_code_says_of_a_custom_service_is_asked_for() {
    let ruby = [
        (
            "Gemfile",
            "ruby \"~> 3.4\"\ngem \"sinatra\"\ngem \"puma\"\n",
        ),
        ("Gemfile.lock", ""),
        ("config.ru", "run Sinatra::Application\n"),
    ];
    let sandbox = with(&ruby);
    let (_, problems) = init(&sandbox);
    assert!(problems.is_empty(), "{problems:?}");
    let dockerfile = sandbox.read("docker/app/Dockerfile");
    for line in [
        "FROM ruby:3.4-trixie AS development",
        "COPY Gemfile Gemfile.lock ./",
        r#"CMD ["bundle", "exec", "puma", "--bind", "tcp://0.0.0.0:4567"]"#,
    ] {
        assert!(dockerfile.contains(line), "{line}: {dockerfile}");
    }
    // Without puma nobody knows what starts it, and without a lockfile there is none to copy.
    let sandbox = with(&[("Gemfile", "ruby \"~> 3.4\"\ngem \"sinatra\"\n"), ruby[2]]);
    let (_, problems) = init(&sandbox);
    assert_eq!(codes(&problems), ["answers-unsaid", "lockfile-missing"]);
    let mend = problems[1]["mend"].as_str().unwrap();
    assert!(
        mend.ends_with("and say `manifests: [\"Gemfile\",\"Gemfile.lock\"]` in the answers"),
        "{mend}"
    );
    let message = problems[0]["message"].as_str().unwrap();
    assert!(
        message.ends_with("does not say `develop`, `serve`"),
        "{message}"
    );
    assert!(
        sandbox
            .read("docker/app/Dockerfile")
            .contains("COPY Gemfile ./")
    );
}

#[test]
fn a_file_of_the_projects_own_that_nothing_else_needs_stays() {
    let sandbox = with(&[
        ("requirements.txt", "fastapi\nuvicorn\n"),
        (
            "main.py",
            "from fastapi import FastAPI\n\napp = FastAPI()\n",
        ),
    ]);
    sandbox.write(".hadolint.yaml", "ignored: [DL3008] # mine\n");
    let ran = sandbox.run(&["init", "--yes"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(sandbox.read(".hadolint.yaml"), "ignored: [DL3008] # mine\n");
    let answers = sandbox.read("dockwright.yaml");
    assert!(answers.contains("own: [.hadolint.yaml]"), "{answers}");
    assert_eq!(sandbox.run(&["check"]).code, 0);
}

#[test]
fn settings_that_refuse_what_compose_has_in_its_file_are_told() {
    let told = |more: &str| {
        let settings = format!(
            "from pydantic_settings import BaseSettings, SettingsConfigDict\n\n\nclass Settings(BaseSettings):\n    model_config = SettingsConfigDict(\n        env_file=\".env\",{more}\n    )\n"
        );
        let sandbox = with(&[
            ("requirements.txt", "fastapi\nuvicorn\npydantic-settings\n"),
            (
                "main.py",
                "from fastapi import FastAPI\n\napp = FastAPI()\n",
            ),
            ("settings.py", &settings),
        ]);
        let (_, problems) = init(&sandbox);
        let mut problems = problems.into_iter();
        problems.find(|problem| problem["code"] == "dotenv-refused")
    };
    let message = told("").unwrap()["message"].to_string();
    assert!(message.contains("settings.py:6"), "{message}");
    assert_eq!(told(" extra=\"ignore\","), None);
}
