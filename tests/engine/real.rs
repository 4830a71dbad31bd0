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

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::compose::Stack;
use crate::support::http::Client;
use crate::support::lint::Lint;
use crate::support::project::{self, Project};
use crate::support::rig::{self, Rig};
use crate::support::steps::Steps;

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

/// Services that answer, each with what its page says.
type Answers = &'static [(&'static str, u16, &'static str, &'static str)];

/// Those whose packages this machine's registries have, and what of them is left out since it has not: the worker is a
/// program of .NET. The second is of no half, and was looked for to be started.
const STARTED: [(&str, &str, &[&str], Answers); 2] = [
    (
        "dockersamples/example-voting-app",
        "63e9150ca17af4ed05880d4245e486481f73fcb4",
        &["worker"],
        &[
            ("vote", 80, "/", "Cats vs Dogs!"),
            ("result", 4000, "/", "Cats vs Dogs"),
        ],
    ),
    (
        "ankitsm08/friend-list-fullstack-flask-vite",
        "668b13619790be523302781fef6c0976d10ed29d",
        &[],
        &[
            ("backend", 5000, "/api/friends", "[]"),
            ("frontend", 3000, "/", "BFFship"),
        ],
    ),
];

#[test]
#[ignore = "wants checkouts of real repositories in DOCKWRIGHT_REPOSITORIES, which are no part of this one"]
fn no_tool_has_anything_to_say_of_files_for_real_code() {
    let repositories = repositories();
    let Some((rig, _alone)) = rig::engine("files for real code") else {
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
            passed.insert(repo, json!({"files": written.len(), "judged": lint.run()}));
        });
    }
    steps.done();
    record("init --yes, judged", json!(passed));
}

#[test]
#[ignore = "wants checkouts of real repositories in DOCKWRIGHT_REPOSITORIES, which are no part of this one"]
fn stacks_of_real_code_start_and_answer() {
    let repositories = repositories();
    let Some((rig, _alone)) = rig::engine("stacks of real code") else {
        return;
    };
    let mut steps = Steps::of("stacks of real code");
    let mut passed = BTreeMap::new();
    for (repo, commit, without, answers) in STARTED {
        steps.check(repo, || {
            let (code, project) = init(&repositories, repo, commit);
            for service in without {
                let dir = project.path(".").display().to_string();
                project::dockwright(&["-C", &dir, "remove", service], &[]).ok();
            }
            images(rig, &project, &written(code.path(), &project));
            project.shift_ports(rig);
            let stack = Stack::development(rig, &project);
            stack.up();
            let mut said = BTreeMap::new();
            for (service, port, path, words) in answers {
                let answer = Client::new(stack.published(service, *port)).get(path);
                assert_eq!(answer.status, 200, "{service}{path}: {}", answer.body);
                assert!(answer.body.contains(words), "{service}: {}", answer.body);
                said.insert(service, format!("GET {path}: 200, {words:?}"));
            }
            passed.insert(
                repo,
                json!({"without": without, "up --build --wait": "healthy", "answered": said}),
            );
        });
    }
    steps.done();
    record("init --yes, started in development", json!(passed));
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
