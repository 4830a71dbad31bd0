//! Members added, removed and renamed: the answers keep every byte that is not meant, and what is
//! written is what a fresh project with those answers has.

use std::collections::BTreeMap;
use std::fs;

use dockwright::core::answers;
use dockwright::core::catalog::{Catalog, Slot, presets};
use dockwright::core::reshape::{Add, add, remove, rename};
use dockwright::core::yaml::{self, Kind, Node};

use crate::support::Sandbox;
use crate::yaml_parse::ANSWERS;

const TEXT: &str = "\
dockwright: 1
name: demo
services:
  # the site
  web:
    kind: django   # a comment
    path: .
    uses: ['db', cache]  # both
    setup: [migrate]
  \"api\":
    kind: django
    path: api
    uses:
      db: {database: api}   # its own
      web: {env: {WEB_URL: \"{{ url }}\"}, wait: false}
    processes: {worker: {kind: command, run: x}}
  assets: {kind: vite, path: frontend, production: {into: web}}
backing:
  db: {kind: postgres, with: {databases: {app: [], api: []}}}
  cache: {kind: valkey}
features:
  debugger: {wait_for_client: [web, \"api\"]}
  hot_reload: {mode: mount, services: {web: watch}}
  devcontainer: web
profiles:
  all: [web, worker]
  some:
    - api  # first
    - web  # last
";

/// What is renamed, and the lines that go and come.
const RENAMES: &[(&str, &str, &str)] = &[
    (
        "web",
        "site",
        "-  web:\n+  site:\n\
         -      web: {env: {WEB_URL: \"{{ url }}\"}, wait: false}\n\
         +      site: {env: {WEB_URL: \"{{ url }}\"}, wait: false}\n\
         -  assets: {kind: vite, path: frontend, production: {into: web}}\n\
         +  assets: {kind: vite, path: frontend, production: {into: site}}\n\
         -  debugger: {wait_for_client: [web, \"api\"]}\n\
         -  hot_reload: {mode: mount, services: {web: watch}}\n\
         -  devcontainer: web\n\
         +  debugger: {wait_for_client: [site, \"api\"]}\n\
         +  hot_reload: {mode: mount, services: {site: watch}}\n\
         +  devcontainer: site\n\
         -  all: [web, worker]\n+  all: [site, worker]\n\
         -    - web  # last\n+    - site  # last\n",
    ),
    (
        "api",
        "a-p-i",
        "-  \"api\":\n+  \"a-p-i\":\n\
         -  debugger: {wait_for_client: [web, \"api\"]}\n\
         +  debugger: {wait_for_client: [web, \"a-p-i\"]}\n\
         -    - api  # first\n+    - a-p-i  # first\n",
    ),
    (
        "db",
        "store",
        "-    uses: ['db', cache]  # both\n+    uses: ['store', cache]  # both\n\
         -      db: {database: api}   # its own\n+      store: {database: api}   # its own\n\
         -  db: {kind: postgres, with: {databases: {app: [], api: []}}}\n\
         +  store: {kind: postgres, with: {databases: {app: [], api: []}}}\n",
    ),
    (
        "worker",
        "jobs",
        "-    processes: {worker: {kind: command, run: x}}\n\
         +    processes: {jobs: {kind: command, run: x}}\n\
         -  all: [web, worker]\n+  all: [web, jobs]\n",
    ),
];

const REMOVES: &[(&str, &str)] = &[
    (
        "cache",
        "-    uses: ['db', cache]  # both\n+    uses: ['db']  # both\n-  cache: {kind: valkey}\n",
    ),
    (
        "assets",
        "-  assets: {kind: vite, path: frontend, production: {into: web}}\n",
    ),
    (
        "web",
        "-  # the site\n-  web:\n-    kind: django   # a comment\n-    path: .\n\
         -    uses: ['db', cache]  # both\n-    setup: [migrate]\n\
         -      web: {env: {WEB_URL: \"{{ url }}\"}, wait: false}\n\
         -  assets: {kind: vite, path: frontend, production: {into: web}}\n\
         +  assets: {kind: vite, path: frontend}\n\
         -  debugger: {wait_for_client: [web, \"api\"]}\n\
         -  hot_reload: {mode: mount, services: {web: watch}}\n\
         -  devcontainer: web\n\
         +  debugger: {wait_for_client: [\"api\"]}\n\
         +  hot_reload: {mode: mount, services: {}}\n\
         +  devcontainer: true\n\
         -  all: [web, worker]\n+  all: [worker]\n-    - web  # last\n",
    ),
    (
        "worker",
        "-    processes: {worker: {kind: command, run: x}}\n+    processes: {}\n\
         -  all: [web, worker]\n+  all: [web]\n",
    ),
];

fn changed(old: &str, new: &str) -> String {
    let diff = similar::TextDiff::from_lines(old, new);
    let lines = diff
        .iter_all_changes()
        .filter_map(|change| match change.tag() {
            similar::ChangeTag::Equal => None,
            similar::ChangeTag::Delete => Some(format!("-{}", change.value())),
            similar::ChangeTag::Insert => Some(format!("+{}", change.value())),
        });
    lines.collect()
}

#[test]
fn a_rename_changes_every_place_that_names_it_and_no_other_byte() {
    let catalog = Catalog::builtin();
    for (old, new, lines) in RENAMES {
        let text = rename(&catalog, TEXT, old, new).unwrap_or_else(|error| panic!("{error:#?}"));
        assert_eq!(changed(TEXT, &text), *lines, "{old}");
        assert_eq!(rename(&catalog, &text, new, old).unwrap(), TEXT, "{old}");
    }
}

#[test]
fn a_removal_takes_out_every_place_that_names_it_and_no_other_byte() {
    let catalog = Catalog::builtin();
    for (name, lines) in REMOVES {
        let text = remove(&catalog, TEXT, name).unwrap_or_else(|error| panic!("{error:#?}"));
        assert_eq!(changed(TEXT, &text), *lines, "{name}");
    }
}

fn names(text: &str) -> Vec<String> {
    let root = yaml::parse("t", text.as_bytes()).unwrap();
    let (answers, problems) = answers::read("t", &root);
    assert!(problems.is_empty(), "{problems:#?}");
    let members = answers.services.iter().chain(&answers.backing);
    members
        .flat_map(|(name, member)| std::iter::once(name).chain(member.processes.keys()))
        .cloned()
        .collect()
}

/// Whether the tree names it anywhere, in what is no text of the user's own.
fn is_named(node: &Node, name: &str) -> bool {
    match &node.kind {
        Kind::Scalar { text, .. } => text == name,
        Kind::List(items) => items.iter().any(|item| is_named(item, name)),
        Kind::Map(entries) => entries
            .iter()
            .any(|entry| entry.key == name || is_named(&entry.value, name)),
    }
}

/// All whole answers there are: each member of each renamed, there and back; and removed.
#[test]
fn every_member_of_every_answers_can_be_renamed_and_removed() {
    let catalog = Catalog::builtin();
    let presets = presets().into_iter().map(|preset| {
        let text = yaml::edit::set(preset.text, &["name"], "demo").unwrap();
        (preset.name, text)
    });
    let all = ANSWERS
        .iter()
        .map(|(name, text)| (*name, (*text).to_owned()));
    let mut count = 0;
    for (file, text) in presets.chain(all) {
        for name in names(&text) {
            count += 1;
            let there = rename(&catalog, &text, &name, "renamed-it")
                .unwrap_or_else(|error| panic!("{file} {name}: {error:#?}"));
            let root = yaml::parse("t", there.as_bytes()).unwrap();
            // A database, a folder or a variable may have the name, too.
            let left = there.matches(&format!("{name}:")).count();
            assert!(
                left < text.matches(&format!("{name}:")).count(),
                "{file} {name}"
            );
            assert!(is_named(&root, "renamed-it"), "{file} {name}");
            assert_eq!(rename(&catalog, &there, "renamed-it", &name).unwrap(), text);
            let without = remove(&catalog, &text, &name)
                .unwrap_or_else(|error| panic!("{file} {name}: {error:#?}"));
            assert!(!names(&without).contains(&name), "{file} {name}");
        }
    }
    assert!(count > 25, "{count}");
}

fn wanted(slot: Slot, name: &str, kind: &str) -> Add {
    Add {
        slot,
        name: name.to_owned(),
        kind: kind.to_owned(),
        path: None,
        sets: Vec::new(),
        to: None,
        used_by: Vec::new(),
    }
}

#[test]
fn what_is_added_stands_at_the_end_of_its_map() {
    let service = Add {
        sets: vec![
            "port=9000".into(),
            "python=3.10".into(),
            "with.a.b=1".into(),
        ],
        ..wanted(Slot::Services, "search", "fastapi")
    };
    let text = add(TEXT, &service).unwrap();
    assert_eq!(
        changed(TEXT, &text),
        "+  search:\n+    kind: fastapi\n+    path: search\n+    port: 9000\n\
         +    with:\n+      python: \"3.10\"\n+      a:\n+        b: 1\n"
    );
    let backing = Add {
        sets: vec!["persist=true".into()],
        used_by: vec!["web".into(), "api".into(), "assets".into()],
        ..wanted(Slot::Backing, "queue", "valkey")
    };
    let text = add(TEXT, &backing).unwrap();
    assert_eq!(
        changed(TEXT, &text),
        "-    uses: ['db', cache]  # both\n+    uses: ['db', cache, queue]  # both\n\
         +      queue: {}\n\
         -  assets: {kind: vite, path: frontend, production: {into: web}}\n\
         +  assets: {kind: vite, path: frontend, production: {into: web}, uses: [queue]}\n\
         +  queue: {kind: valkey, with: {persist: true}}\n"
    );
    let process = Add {
        to: Some("api".into()),
        ..wanted(Slot::Processes, "beat", "command")
    };
    assert_eq!(
        changed(TEXT, &add(TEXT, &process).unwrap()),
        "-    processes: {worker: {kind: command, run: x}}\n\
         +    processes: {worker: {kind: command, run: x}, beat: {kind: command}}\n"
    );
    let bare = "dockwright: 1\nname: x\n";
    let text = add(bare, &wanted(Slot::Backing, "db", "postgres")).unwrap();
    assert_eq!(text, format!("{bare}backing:\n  db: {{kind: postgres}}\n"));
}

#[test]
fn names_are_checked_before_anything_is_changed() {
    let catalog = Catalog::builtin();
    let code = |result: Result<String, Vec<dockwright::core::diagnostic::Problem>>| {
        result.unwrap_err()[0].code.clone()
    };
    for (name, expected) in [
        ("Web", "bad-name"),
        ("", "bad-name"),
        ("a.b", "bad-name"),
        ("db", "name-taken"),
        ("worker", "name-taken"),
    ] {
        assert_eq!(
            code(add(TEXT, &wanted(Slot::Backing, name, "valkey"))),
            expected
        );
        assert_eq!(
            code(rename(&catalog, TEXT, "web", name)),
            expected,
            "{name}"
        );
    }
    assert_eq!(code(rename(&catalog, TEXT, "wep", "x")), "unknown-name");
    assert_eq!(code(remove(&catalog, TEXT, "wep")), "unknown-name");
    let process = wanted(Slot::Processes, "beat", "command");
    assert_eq!(code(add(TEXT, &process)), "missing-key");
    let to = |name: &str| Some(name.to_owned());
    assert_eq!(
        code(add(
            TEXT,
            &Add {
                to: to("ap"),
                ..process
            }
        )),
        "unknown-name"
    );
    let used = Add {
        used_by: vec!["wep".into()],
        sets: vec!["oops".into()],
        ..wanted(Slot::Backing, "Q", "valkey")
    };
    assert_eq!(add(TEXT, &used).unwrap_err().len(), 2, "all at once");
}

/// What belongs to the project: no secret, nothing of this developer's own.
fn project(sandbox: &Sandbox) -> BTreeMap<String, String> {
    let own = |path: &String| {
        let local = [".env", "secrets", ".dockwright/local"];
        !path.ends_with('/')
            && !local
                .iter()
                .any(|name| path.starts_with(name) && path != ".env.example")
    };
    let tree = sandbox.tree().into_iter().filter(|(path, _)| own(path));
    tree.map(|(path, bytes)| (path, String::from_utf8_lossy(&bytes).into_owned()))
        .collect()
}

/// No orphan, nothing forgotten: the project is what a fresh one of these answers would be.
#[test]
fn what_is_written_is_what_a_fresh_project_has() {
    for arguments in [
        &["rename", "web", "site"][..],
        &["rename", "db", "store"],
        &["rename", "assets", "front-end"],
        &["rename", "edge", "door"],
        &["remove", "cache"],
        &["remove", "assets"],
        &["remove", "edge"],
        &[
            "add",
            "backing",
            "queue",
            "--kind",
            "valkey",
            "--used-by",
            "web",
        ],
        &["add", "service", "shop", "--kind", "vite", "--no-starter"],
    ] {
        let sandbox = Sandbox::preset("django-vite");
        let mut dry = arguments.to_vec();
        dry.extend(["--dry-run", "--json"]);
        let before = sandbox.tree();
        let foreseen = sandbox.run(&dry).json();
        assert_eq!(sandbox.tree(), before);
        let mut real = arguments.to_vec();
        real.push("--json");
        let ran = sandbox.run(&real);
        assert_eq!(ran.code, 0, "{arguments:?}: {}", ran.stdout);
        assert_eq!(ran.json(), foreseen);
        assert_eq!(
            sandbox.run(&["check", "--pristine"]).code,
            0,
            "{arguments:?}"
        );
        let fresh = Sandbox::answers(&sandbox.read("dockwright.yaml"));
        assert_eq!(fresh.run(&["apply"]).code, 0);
        let starter = |path: &String| fresh.dir.join(path).exists() || path.starts_with("docker");
        let there: BTreeMap<_, _> = project(&sandbox)
            .into_iter()
            .filter(|(path, _)| starter(path))
            .collect();
        assert_eq!(there, project(&fresh), "{arguments:?}");
        if let ["rename" | "remove", old, ..] = arguments {
            let left = sandbox.tree().into_keys().find(|path| {
                let parts: Vec<&str> = path.split('/').collect();
                parts.contains(old) && !path.starts_with("frontend")
            });
            assert_eq!(left, None, "{arguments:?}");
        }
    }
}

#[test]
fn a_service_that_is_added_gets_a_starter_where_there_is_no_code() {
    let sandbox = Sandbox::preset("django");
    let ran = sandbox.run(&["add", "service", "shop", "--kind", "vite"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(
        sandbox.tree().contains_key("shop/package.json"),
        "{}",
        ran.stderr
    );
    fs::remove_file(sandbox.dir.join("notes/tests.py")).unwrap();
    let ran = sandbox.run(&["add", "service", "other", "--kind", "vite", "--no-starter"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let tree = sandbox.tree();
    assert!(!tree.contains_key("other/package.json") && !tree.contains_key("notes/tests.py"));
}

#[test]
fn what_something_needs_is_not_removed() {
    let sandbox = Sandbox::preset("django-vite");
    let before = sandbox.tree();
    let ran = sandbox.run(&["remove", "db"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("error[unmet-need]"), "{}", ran.stderr);
    assert_eq!(sandbox.tree(), before);
    let ran = sandbox.run(&["rename", "mail", "post"]);
    assert!(
        ran.stderr.contains("error[derived]") && ran.stderr.contains("mail_catcher"),
        "{}",
        ran.stderr
    );
    for (arguments, code) in [
        (
            &["add", "backing", "x", "--kind", "valky"][..],
            "unknown-kind",
        ),
        (
            &[
                "add",
                "backing",
                "x",
                "--kind",
                "valkey",
                "--set",
                "persit=true",
            ],
            "unknown-key",
        ),
        (
            &["add", "process", "x", "--kind", "y", "--to", "web"],
            "unknown-kind",
        ),
        (
            &["add", "service", "x", "--kind", "vite", "--path", "../x"],
            "path-outside",
        ),
    ] {
        let ran = sandbox.run(arguments);
        assert_eq!(ran.code, 1, "{arguments:?}");
        assert!(
            ran.stderr.contains(&format!("error[{code}]")),
            "{}",
            ran.stderr
        );
        assert_eq!(sandbox.tree(), before);
    }
}

#[test]
fn an_edited_file_of_the_old_name_is_kept_and_told() {
    let sandbox = Sandbox::preset("django");
    let edited = format!("{}# mine\n", sandbox.read("docker/web/Dockerfile"));
    sandbox.write("docker/web/Dockerfile", &edited);
    let ran = sandbox.run(&["rename", "web", "site"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(
        ran.stderr.contains("keep      docker/web/Dockerfile"),
        "{}",
        ran.stderr
    );
    assert_eq!(sandbox.read("docker/web/Dockerfile"), edited);
    assert!(!sandbox.tree().contains_key("docker/web/entrypoint.sh"));
}

/// Arguments -> the code that is told, its level, and words of it.
type Told = (
    &'static [&'static str],
    &'static str,
    &'static str,
    &'static [&'static str],
);

const TOLD: &[Told] = &[
    (
        &["rename", "db", "store"],
        "data-left",
        "warning",
        &[
            "demo_db and demo-production_db",
            "-v demo_db:/from:ro -v demo_store:/to",
            "cp -f secrets/db_password secrets/store_password",
        ],
    ),
    (
        &["rename", "web", "site"],
        "secret-anew",
        "note",
        &["cp -f secrets/web_secret_key secrets/site_secret_key"],
    ),
    (
        &["remove", "assets"],
        "volume-stays",
        "note",
        &["docker volume rm demo_assets_node_modules"],
    ),
    (
        &["remove", "assets"],
        "container-stays",
        "note",
        &["--remove-orphans"],
    ),
    (
        &["init", "--yes", "--set", "name=other"],
        "data-left",
        "warning",
        &[
            "demo_db",
            "-v demo_db:/from:ro -v other_db:/to",
            "other-production_db",
        ],
    ),
    (
        &["init", "--yes", "--set", "backing.db.with.version=17"],
        "data-fixed",
        "warning",
        &["was 18 and is 17", "demo_db and demo-production_db"],
    ),
    (
        &[
            "init",
            "--yes",
            "--set",
            "backing.db.with.databases={shop: []}",
        ],
        "data-fixed",
        "warning",
        &["databases", "docker volume rm demo_db"],
    ),
];

#[test]
fn what_becomes_of_data_is_told_once() {
    for (arguments, code, level, words) in TOLD {
        let sandbox = Sandbox::preset("django-vite");
        let mut arguments = arguments.to_vec();
        arguments.push("--json");
        let ran = sandbox.run(&arguments);
        assert_eq!(ran.code, 0, "{arguments:?} {}", ran.stdout);
        let json = ran.json();
        let problems = json["problems"].as_array().unwrap();
        let Some(problem) = problems.iter().find(|problem| problem["code"] == *code) else {
            panic!("{arguments:?}: no {code} in {problems:#?}");
        };
        assert_eq!(problem["level"], *level);
        let said = format!("{} {}", problem["message"], problem["mend"]);
        for word in *words {
            assert!(said.contains(word), "{arguments:?}: no {word:?} in {said}");
        }
        let again = sandbox.run(&["apply", "--json"]).json();
        assert_eq!(again["problems"].as_array().unwrap().len(), 0, "{again}");
    }
}

#[test]
fn a_database_in_anothers_place_is_told() {
    let sandbox = Sandbox::preset("django");
    let text = sandbox
        .read("dockwright.yaml")
        .replace("kind: valkey", "kind: valkey, with: {persist: true}");
    sandbox.write("dockwright.yaml", text);
    assert_eq!(sandbox.run(&["apply"]).code, 0);
    let text = sandbox.read("dockwright.yaml").replace(
        "kind: valkey, with: {persist: true}",
        "kind: image, image: \"a:1\", port: 1",
    );
    sandbox.write("dockwright.yaml", text);
    let ran = sandbox.run(&["apply", "--dry-run"]);
    assert!(
        ran.stderr.contains("warning[data-fixed]") && ran.stderr.contains("demo_cache"),
        "{}",
        ran.stderr
    );
}

/// An item says itself how its data is carried over.
#[test]
fn an_item_says_how_its_data_is_carried_over() {
    let sandbox = Sandbox::preset("django");
    sandbox.write(
        ".dockwright/catalog/backing/own/item.yaml",
        "title: Own\nsummary: One.\nsource: {as_of: \"2026-11-24\"}\nprovides: [own]\nport: 1\n\
         ask:\n  version:\n    type: choice\n    of: [\"2\", \"1\"]\n    default: \"1\"\n    why: x\n    fixed_by: data\n    \
         carry: \"docker compose exec {{ name }} own-dump {{ old }} {{ new }}\"\n\
         image: \"example/own:{{ with.version }}\"\ndata: {path: /data}\nhealth: {command: [x]}\n",
    );
    let ran = sandbox.run(&["add", "backing", "own", "--kind", "own"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let ran = sandbox.run(&["init", "--yes", "--set", "backing.own.with.version=2"]);
    assert!(
        ran.stderr
            .contains("mend: docker compose exec own own-dump 1 2"),
        "{}",
        ran.stderr
    );
}

#[test]
fn an_address_in_a_text_of_the_users_own_is_told() {
    let sandbox = Sandbox::preset("django");
    let text = sandbox.read("dockwright.yaml");
    let text = text.replace(
        "    port: 8000",
        "    env: {OTHER: \"redis://cache:6379\"}\n    port: 8000",
    );
    sandbox.write("dockwright.yaml", text);
    let ran = sandbox.run(&["rename", "cache", "quick"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let told = "`services.web.env.OTHER` still speaks of `cache`";
    assert!(ran.stderr.contains(told), "{}", ran.stderr);
}

/// A worker is renamed with the service's list, and what it keeps is told.
#[test]
fn processes_are_added_renamed_and_removed() {
    let sandbox = Sandbox::preset("fastapi-react-celery");
    let text = sandbox.read("dockwright.yaml");
    let names = names(&yaml::edit::set(&text, &["name"], "demo").unwrap());
    let root = yaml::parse("t", text.as_bytes()).unwrap();
    let (answers, _) = answers::read("t", &root);
    let (service, member) = answers
        .services
        .iter()
        .find(|(_, member)| !member.processes.is_empty())
        .unwrap();
    let process = member.processes.keys().next().unwrap();
    let ran = sandbox.run(&["rename", process, "hand"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let fresh = Sandbox::answers(&sandbox.read("dockwright.yaml"));
    assert_eq!(fresh.run(&["apply"]).code, 0);
    assert_eq!(sandbox.read("compose.yaml"), fresh.read("compose.yaml"));
    assert!(sandbox.read("compose.yaml").contains("  hand:\n"));
    // The schedule of a process is data, too.
    let ran = sandbox.run(&["rename", "beat", "clock", "--dry-run"]);
    assert!(
        ran.stderr
            .contains("-v demo-production_beat:/from:ro -v demo-production_clock:/to"),
        "{}",
        ran.stderr
    );
    let ran = sandbox.run(&["remove", "beat", "--dry-run"]);
    assert!(
        ran.stderr.contains("demo-production_beat stays"),
        "{}",
        ran.stderr
    );
    let ran = sandbox.run(&["remove", "hand"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(!sandbox.read("compose.yaml").contains("  hand:\n"));
    let add = [
        "add",
        "process",
        "more",
        "--kind",
        "command",
        "--to",
        service,
        "--set",
        "run=sleep 1",
    ];
    let ran = sandbox.run(&add);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(
        sandbox.read("compose.yaml").contains("  more:\n"),
        "{names:?}"
    );
    assert_eq!(sandbox.run(&["check", "--pristine"]).code, 0);
}
