//! Real repositories (tests/real/expected.yaml), their Docker files hidden: what `init --yes` writes for their code alone passes
//! every tool that judges such files, and the stacks of those whose packages can be had here start and answer.
//!
//! `DOCKWRIGHT_REPOSITORIES` is the folder of their checkouts, as tests/real/main.rs wants them; run them with `--ignored`.
//! With `RECORD=1` what passed is written to tests/real/ran.json.

#[path = "../real/copy.rs"]
mod copy;

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::compose::Stack;
use crate::support::http::Client;
use crate::support::lint::Lint;
use crate::support::project::{self, Project};
use crate::support::rig::{self, Rig};
use crate::support::steps::Steps;
use crate::support::wait;

/// Of many languages; each has no `.env.example` on top, which `init` would not change without being told so.
const JUDGED: [&str; 8] = [
    "GoogleCloudPlatform/bank-of-anthos",
    "aspnetrun/run-aspnetcore-microservices",
    "bezkoder/docker-compose-react-nodejs-mysql",
    "bradtraversy/proshop_mern",
    "dockersamples/example-voting-app",
    "microrealestate/microrealestate",
    "vintasoftware/nextjs-fastapi-template",
    "zuka-e/laravel-react-task-spa",
];

/// What a development server may take to build its first page.
const FIRST_PAGE: Duration = Duration::from_mins(1);

/// A stack whose packages this machine's registries have.
struct Started {
    repo: &'static str,
    commit: &'static str,
    /// What is left out, since its packages are not to be had here.
    without: &'static [&'static str],
    /// Service, port, path, and what the page says.
    answers: &'static [(&'static str, u16, &'static str, &'static str)],
    /// Whether production, which leads to one service, comes up as well.
    production: bool,
}

/// The worker of the first is a program of .NET. Those that are of no half were looked for to be started.
const STARTED: [Started; 5] = [
    Started {
        repo: "dockersamples/example-voting-app",
        commit: "63e9150ca17af4ed05880d4245e486481f73fcb4",
        without: &["worker"],
        answers: &[
            ("vote", 80, "/", "Cats vs Dogs!"),
            ("result", 4000, "/", "Cats vs Dogs"),
        ],
        production: false,
    },
    Started {
        repo: "ankitsm08/friend-list-fullstack-flask-vite",
        commit: "668b13619790be523302781fef6c0976d10ed29d",
        without: &[],
        answers: &[
            ("backend", 5000, "/api/friends", "[]"),
            ("frontend", 3000, "/", "BFFship"),
        ],
        production: false,
    },
    // Express and Create React App of 2020, with MySQL.
    Started {
        repo: "bezkoder/docker-compose-react-nodejs-mysql",
        commit: "69aa612595820049aa7447325adb410ce249fc6a",
        without: &[],
        answers: &[
            ("bezkoder-api", 8080, "/api/tutorials", "[]"),
            ("bezkoder-ui", 3000, "/", "id=\"root\""),
        ],
        production: false,
    },
    // Flask and a worker of Celery, with PostgreSQL and Redis: the second page asks both of them.
    Started {
        repo: "nickjj/docker-flask-example",
        commit: "0f36a9d7965e652c4b675053c8ccdf2de2170d7f",
        without: &[],
        answers: &[
            ("web", 8000, "/", "Flask"),
            ("web", 8000, "/up/databases", ""),
        ],
        production: true,
    },
    // Django and Next.js of a workspace of pnpm, with PostgreSQL.
    Started {
        repo: "unfoldadmin/turbo",
        commit: "f2c9ed8446fed406a6fdbe8455b2a4763e1d2e7e",
        without: &[],
        answers: &[("web", 3000, "/", "<html")],
        production: false,
    },
];

#[test]
#[ignore = "wants checkouts of real repositories in DOCKWRIGHT_REPOSITORIES, which are no part of this one"]
fn no_tool_has_anything_to_say_of_files_for_real_code() {
    let repositories = repositories();
    let Some((rig, _turn)) = rig::engine("files for real code") else {
        return;
    };
    let tools = ["hadolint", "shellcheck", "check-jsonschema", "devcontainer"];
    if !rig::has(rig, "files for real code", &tools) {
        return;
    }
    let mut steps = Steps::of("files for real code");
    let mut passed = BTreeMap::new();
    for repo in JUDGED {
        steps.check(repo, || {
            let (code, project) = init(&repositories, repo, &commit(repo));
            let written = written(code.path(), &project);
            say_what_production_wants(&project);
            images(rig, &project, &written);
            let mut lint = Lint::default();
            lint.add_only(rig, &project, &written);
            passed.insert(
                repo,
                json!({"files": written.len(), "judged": lint.run(rig)}),
            );
        });
    }
    steps.done();
    record("init --yes, judged", json!(passed));
}

#[test]
#[ignore = "wants checkouts of real repositories in DOCKWRIGHT_REPOSITORIES, which are no part of this one"]
fn stacks_of_real_code_start_and_answer() {
    let repositories = repositories();
    let Some((rig, _turn)) = rig::engine("stacks of real code") else {
        return;
    };
    let mut steps = Steps::of("stacks of real code");
    let mut passed = BTreeMap::new();
    for started in STARTED {
        let repo = started.repo;
        steps.check(repo, || {
            let (code, project) = init(&repositories, repo, started.commit);
            for service in started.without {
                let dir = project.path(".").display().to_string();
                project::dockwright(&["-C", &dir, "remove", service], &[]).ok();
            }
            images(rig, &project, &written(code.path(), &project));
            project.shift_ports(rig);
            let stack = Stack::development(rig, &project);
            stack.up();
            let mut said = BTreeMap::new();
            for (service, port, path, words) in started.answers {
                // Not every service of code without a kind has a check that `--wait` could wait for.
                let mut client = Client::new(stack.published(service, *port));
                let answered = || client.try_get(path).filter(|answer| answer.status == 200);
                let answer = wait::until(&format!("{service}{path}"), FIRST_PAGE, answered);
                assert!(answer.body.contains(words), "{service}: {}", answer.body);
                said.insert(format!("{service}{path}"), format!("200, {words:?}"));
            }
            drop(stack);
            if started.production {
                Stack::production(rig, &project).up();
            }
            passed.insert(
                repo,
                json!({
                    "without": started.without, "development": "healthy", "answered": said,
                    "production": started.production.then_some("healthy"),
                }),
            );
        });
    }
    steps.done();
    record("init --yes, started", json!(passed));
}

fn repositories() -> PathBuf {
    let folder = env::var_os("DOCKWRIGHT_REPOSITORIES").map(PathBuf::from);
    folder.expect("DOCKWRIGHT_REPOSITORIES names the folder of the checkouts")
}

/// The commit that was read.
fn commit(repo: &str) -> String {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/real/expected.yaml");
    let expected: Value = serde_yaml::from_str(&fs::read_to_string(here).unwrap()).unwrap();
    let mut all = expected.as_array().unwrap().iter();
    let known = all.find(|one| one["repo"] == repo).unwrap();
    known["commit"].as_str().unwrap().to_owned()
}

/// The code without its Docker files, and what `init --yes` makes of a copy of it.
fn init(repositories: &Path, repo: &str, commit: &str) -> (TempDir, Project) {
    let code = TempDir::new().unwrap();
    copy::checkout(repositories, repo, commit, code.path());
    let project = project::with_code("real", code.path(), &[]);
    (code, project)
}

/// What `init` wrote or changed: the rest is not ours to judge.
fn written(code: &Path, project: &Project) -> Vec<String> {
    let changed = |path: &String| {
        fs::read(project.path(path)).unwrap() != fs::read(code.join(path)).unwrap_or_default()
    };
    project.files().into_iter().filter(changed).collect()
}

/// What production does not start without, and only its server knows.
fn say_what_production_wants(project: &Project) {
    let example = project.read(".env.example");
    let wanted = example
        .lines()
        .filter_map(|line| line.strip_prefix('#')?.strip_suffix('='));
    let said: Vec<_> = wanted
        .map(|name| (name.to_owned(), "said".to_owned()))
        .collect();
    project.set_env(&said);
}

/// The images that the written files name.
fn images(rig: &Rig, project: &Project, written: &[String]) {
    let folder = TempDir::new().unwrap();
    for path in written {
        let name = path.rsplit('/').next().unwrap();
        if name == "Dockerfile" || name.starts_with("compose") {
            let copy = folder.path().join(path);
            fs::create_dir_all(copy.parent().unwrap()).unwrap();
            fs::copy(project.path(path), copy).unwrap();
        }
    }
    rig.images(folder.path());
}

fn record(what: &str, passed: Value) {
    if env::var_os("RECORD").is_none() {
        return;
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/real/ran.json");
    let old = fs::read_to_string(&file).unwrap_or_else(|_| "{}".to_owned());
    let mut ran: BTreeMap<String, Value> = serde_json::from_str(&old).unwrap();
    ran.insert(what.to_owned(), passed);
    let text = serde_json::to_string_pretty(&ran).unwrap();
    fs::write(file, format!("{text}\n")).unwrap();
}
