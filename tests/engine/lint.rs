//! Every tool that judges such files has nothing to say: for the presets, and for a covering set over all options.

use std::fs;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::pairwise::covering;
use crate::support::lint::Lint;
use crate::support::project::{self, Project, project};
use crate::support::rig;
use crate::support::steps::{Steps, say};
use crate::variants::VARIANTS;

const TOOLS: [&str; 4] = ["hadolint", "shellcheck", "check-jsonschema", "devcontainer"];

/// How many different files each tool judges. A number that changes is to be explained by the commit that changes it.
const JUDGED: [(&str, usize); 9] = [
    ("check-jsonschema", 139),
    ("devcontainer read-configuration", 43),
    ("docker build --check", 295),
    ("docker compose config", 193),
    ("hadolint", 97),
    ("json", 100),
    ("shellcheck", 50),
    ("xml", 5),
    ("yaml", 269),
];

/// The options that differ, each with its values. An answer of `null` is taken out.
fn factors() -> Vec<(&'static str, Vec<Value>)> {
    let switch = || vec![json!(true), json!(false)];
    vec![
        (
            "services.web.with.python",
            vec![json!("3.14"), json!("3.13"), json!("3.12")],
        ),
        (
            "services.web.with.manager",
            vec![json!("pip"), json!("uv"), json!("poetry")],
        ),
        (
            "services.web.with.server",
            vec![json!("wsgi"), json!("asgi")],
        ),
        (
            "services.assets.with.framework",
            vec![
                json!("plain"),
                json!("react"),
                json!("vue"),
                json!("svelte"),
            ],
        ),
        (
            "services.assets.with.manager",
            vec![json!("npm"), json!("pnpm"), json!("yarn")],
        ),
        ("services.assets.with.node", vec![json!("24"), json!("22")]),
        (
            "services.assets.production",
            vec![json!({"into": "web"}), json!("container")],
        ),
        ("features.hot_reload", vec![json!("mount"), json!("watch")]),
        ("features.debugger", switch()),
        ("features.devcontainer", switch()),
        ("features.mail_catcher", switch()),
        (
            "backing.cache",
            vec![json!({"kind": "valkey"}), Value::Null],
        ),
        (
            "backing.edge",
            vec![json!({"kind": "nginx", "development": "none"}), Value::Null],
        ),
    ]
}

/// The answers of the preset, in full: the rows of the covering set change them.
fn preset() -> Value {
    json!({
        "dockwright": 1,
        "name": "covered",
        "services": {
            "web": {
                "kind": "django", "path": ".", "with": {}, "port": 8000, "route": "/", "uses": ["db", "cache", "assets"],
                "setup": ["migrate", "collect_static", {"test_user": {"name": "test", "password": "pass"}}, "test_data"],
            },
            "assets": {"kind": "vite", "path": "frontend", "with": {}, "port": 5173},
        },
        "backing": {"db": {"kind": "postgres", "with": {"version": "18"}}},
        "features": {},
    })
}

#[test]
fn no_tool_has_anything_to_say() {
    let Some((rig, _turn)) = rig::engine("lint") else {
        return;
    };
    if !rig::has(rig, "lint", &TOOLS) {
        return;
    }
    let mut steps = Steps::of("lint");
    let projects = steps.must("init of each project", projects);
    let mut lint = Lint::default();
    steps.must("the images that are named", || {
        rig.images(naming(&projects).path());
    });
    steps.must(
        "JSON, YAML and XML can be read, and have no key twice",
        || {
            for project in &projects {
                lint.add(rig, project);
            }
        },
    );
    let judged = steps.must("no warning", || lint.run(rig));
    say(&format!("lint: {} projects; {judged:?}", projects.len()));
    assert_eq!(judged.into_iter().collect::<Vec<_>>(), JUDGED);
    steps.done();
}

/// Every preset, all backing services, and the covering set.
fn projects() -> Vec<Project> {
    let mut all = vec![project("lint", &["--preset", "django-vite"])];
    for preset in ["django", "fastapi-postgres", "fastapi-react-celery"] {
        all.push(project("lint", &["--preset", preset]));
    }
    all.push(project("lint", &["--preset", "openenergy"]));
    all.push(project::answered("backing", crate::backing::ANSWERS));
    all.push(project::answered(
        "search",
        include_str!("answers/search.yaml"),
    ));
    all.push(project::answered(
        "compiled",
        include_str!("answers/compiled.yaml"),
    ));
    let laravel_on_mariadb = crate::laravel::ANSWERS
        .replace("hot_reload: mount, debugger: true", "hot_reload: watch")
        .replace("kind: postgres", "kind: mariadb");
    // Beside VS Code's, the files of other editors.
    let logistics = include_str!("answers/logistics.yaml");
    let edited = logistics.replace("debugger: true", "debugger: {jetbrains: true}");
    assert_ne!(edited, logistics);
    for (name, answers) in [
        ("logistics", edited.as_str()),
        ("notes", include_str!("answers/notes.yaml")),
        (
            "shopfront",
            include_str!("../it/answers/rails-sidekiq.yaml"),
        ),
        ("laravel", crate::laravel::ANSWERS),
        ("laravel", &laravel_on_mariadb),
        ("edges", crate::edges::ANSWERS),
        ("stores", crate::stores::ANSWERS),
    ] {
        let project = project::answered(name, answers);
        // What production does not start without, and only its server knows.
        let example = project.read(".env.example");
        let lines = example
            .lines()
            .filter_map(|line| line.strip_prefix('#')?.strip_suffix('='));
        let known: Vec<_> = lines
            .map(|name| (name.to_owned(), "said".to_owned()))
            .collect();
        project.set_env(&known);
        all.push(project);
    }
    for answers in [crate::node::ANSWERS, crate::custom::ANSWERS] {
        all.push(project::answered("node", answers));
    }
    all.push(project::answered("libraries", crate::libraries::ANSWERS));
    for more in VARIANTS.iter().copied().flatten() {
        all.push(project("lint", more));
    }
    let factors = factors();
    let sizes: Vec<usize> = factors.iter().map(|(_, values)| values.len()).collect();
    for row in covering(&sizes) {
        let mut answers = preset();
        for ((key, values), value) in factors.iter().zip(row) {
            set(&mut answers, key, &values[value]);
        }
        all.push(project::answered(
            "covered",
            &serde_yaml::to_string(&answers).unwrap(),
        ));
    }
    all
}

/// The files that name images, of all projects in one folder: the rig is asked once.
fn naming(projects: &[Project]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (number, project) in projects.iter().enumerate() {
        for path in project.files() {
            let name = path.rsplit('/').next().unwrap();
            if name == "Dockerfile" || name.starts_with("compose") {
                let copy = folder.path().join(number.to_string()).join(&path);
                fs::create_dir_all(copy.parent().unwrap()).unwrap();
                fs::copy(project.path(&path), copy).unwrap();
            }
        }
    }
    folder
}

/// Sets `a.b.c`; what is absent is not used either.
fn set(answers: &mut Value, key: &str, value: &Value) {
    let (path, last) = key.rsplit_once('.').unwrap();
    if value.is_null() {
        for service in answers["services"].as_object_mut().unwrap().values_mut() {
            if let Some(uses) = service["uses"].as_array_mut() {
                uses.retain(|name| name != last);
            }
        }
        return;
    }
    let mut place = answers;
    for part in path.split('.') {
        place = &mut place[part];
    }
    place[last] = value.clone();
}

type Spoil = fn(String) -> String;

#[test]
fn the_tools_fail_what_is_wrong() {
    let Some((rig, _turn)) = rig::engine("lint of wrong files") else {
        return;
    };
    if !rig::has(rig, "lint of wrong files", &TOOLS) {
        return;
    }
    let mut steps = Steps::of("lint of wrong files");
    let wrong: [(&str, &str, Spoil); 6] = [
        (
            "a Dockerfile that ends as root",
            "docker/web/Dockerfile",
            |text| text + "USER root\n",
        ),
        (
            "a Dockerfile with an undefined variable",
            "docker/web/Dockerfile",
            |text| text + "COPY $NOWHERE /x\n",
        ),
        (
            "a script with an unquoted variable",
            "docker/web/entrypoint.sh",
            |text| text + "echo $1\n",
        ),
        (
            "a compose file with an unknown key",
            "compose.yaml",
            |text| text + "unknown: 1\n",
        ),
        (
            "a compose file with an unset variable",
            "compose.prod.yaml",
            |text| text + "x-more: $UNSET_HERE\n",
        ),
        ("a key twice", "compose.yaml", |text| text + "name: twice\n"),
    ];
    let right = || project("wrong", &["--preset", "django-vite"]);
    let judge = |project: &Project| {
        let mut lint = Lint::default();
        lint.add(rig, project);
        lint.run(rig);
    };
    // Else what fails below need not be what was made wrong.
    steps.must("the same files as they are pass", || {
        let project = right();
        rig.images(&project.dir);
        judge(&project);
    });
    for (what, path, spoil) in wrong {
        let project = right();
        project.write(path, &spoil(project.read(path)));
        steps.check(what, || {
            let judged = std::panic::catch_unwind(|| judge(&project));
            assert!(judged.is_err(), "{path} is accepted");
        });
    }
    steps.done();
}
