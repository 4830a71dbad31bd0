//! Answers in, problems out: each with its code, its place and a mend, all at once, and nothing
//! written.

use std::fs;

use crate::support::Sandbox;

/// The answers of a project that is right, for one line to be made wrong.
const RIGHT: &str = "\
dockwright: 1
name: demo
services:
  web:
    kind: django
    path: .
    port: 8000
    route: /
    uses: [db]
backing:
  db: {kind: postgres}
  edge: {kind: nginx, development: none}
features: {hot_reload: mount}
";

/// (what is wrong, the line of RIGHT it replaces, the wrong text, code, line, part of message or mend)
type Case = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    u64,
    &'static str,
);

const CASES: &[Case] = &[
    (
        "unknown key",
        "    port: 8000",
        "    prot: 8000",
        "unknown-key",
        7,
        "write `port`",
    ),
    (
        "unknown key at the top",
        "features: {hot_reload: mount}",
        "featurs: {}",
        "unknown-key",
        13,
        "write `features`",
    ),
    (
        "unknown question",
        "    path: .",
        "    with: {pyton: \"3.14\"}",
        "unknown-key",
        6,
        "write `python`",
    ),
    (
        "unknown choice",
        "    path: .",
        "    with: {python: \"3.1\"}",
        "unknown-choice",
        6,
        "3.14",
    ),
    (
        "a fraction is a text",
        "    path: .",
        "    with: {python: 3.10}",
        "unknown-choice",
        6,
        "\"3.10\"",
    ),
    (
        "wrong type",
        "    uses: [db]",
        "    uses: [db]\n    packages: gdal-bin",
        "wrong-type",
        10,
        "a list",
    ),
    (
        "port as a list",
        "    port: 8000",
        "    port: [8000]",
        "wrong-type",
        7,
        "a port",
    ),
    (
        "unknown kind",
        "    kind: django",
        "    kind: djanga",
        "unknown-kind",
        5,
        "write `django`",
    ),
    (
        "kind by another name",
        "  db: {kind: postgres}",
        "  db: {kind: postgresql}",
        "unknown-kind",
        11,
        "write `postgres`",
    ),
    (
        "no kind",
        "    kind: django",
        "    env: {A: b}",
        "missing-key",
        4,
        "kind",
    ),
    (
        "unknown feature",
        "features: {hot_reload: mount}",
        "features: {hot_relod: mount}",
        "unknown-kind",
        13,
        "write `hot_reload`",
    ),
    (
        "a need that nothing provides",
        "    uses: [db]",
        "    uses: []",
        "unmet-need",
        4,
        "add `db` to `services.web.uses`",
    ),
    (
        "unknown name",
        "    uses: [db]",
        "    uses: [dv, db]",
        "unknown-name",
        9,
        "write `db`",
    ),
    (
        "unknown step",
        "    uses: [db]",
        "    uses: [db]\n    setup: [migrat]",
        "unknown-step",
        10,
        "write `migrate`",
    ),
    (
        "a step without the one before it",
        "    uses: [db]",
        "    uses: [db]\n    setup: [test_data]",
        "unmet-need",
        10,
        "test_user",
    ),
    (
        "uses itself",
        "    uses: [db]",
        "    uses: [web, db]",
        "uses-itself",
        9,
        "take it out",
    ),
    (
        "a name Compose refuses",
        "name: demo",
        "name: My Shop",
        "bad-name",
        2,
        "small letters",
    ),
    (
        "a name no network takes",
        "  db: {kind: postgres}",
        "  db: {kind: postgres}\n  Data_Base: {kind: valkey}",
        "bad-name",
        12,
        "small letters",
    ),
    (
        "a name taken",
        "  db: {kind: postgres}",
        "  db: {kind: postgres}\n  web: {kind: valkey}",
        "name-taken",
        12,
        "another name",
    ),
    (
        "names that differ by a dash",
        "  db: {kind: postgres}",
        "  db: {kind: postgres}\n  d-b: {kind: valkey}\n  d_b: {kind: valkey}",
        "name-taken",
        13,
        "another name",
    ),
    (
        "port out of range",
        "    port: 8000",
        "    port: 80000",
        "port-range",
        7,
        "1 to 65535",
    ),
    (
        "port zero",
        "    port: 8000",
        "    port: 0",
        "port-range",
        7,
        "1 to 65535",
    ),
    (
        "published twice",
        "  db: {kind: postgres}",
        "  db: {kind: postgres, publish: 8000}\n  c: {kind: valkey, publish: 8000}",
        "port-twice",
        12,
        "another",
    ),
    (
        "absolute path",
        "    path: .",
        "    path: /etc",
        "path-outside",
        6,
        "relative",
    ),
    (
        "path out by ..",
        "    path: .",
        "    path: ../other",
        "path-outside",
        6,
        "relative",
    ),
    (
        "a Windows path",
        "    path: .",
        "    path: 'C:\\src'",
        "path-outside",
        6,
        "relative",
    ),
    (
        "a path no Dockerfile can name",
        "    path: .",
        "    path: 'my code'",
        "path-characters",
        6,
        "rename it",
    ),
    (
        "a profile Compose refuses",
        "features: {hot_reload: mount}",
        "profiles: {\"a b\": [db]}",
        "bad-name",
        13,
        "two characters",
    ),
    (
        "another context",
        "    path: .",
        "    context: web",
        "bad-context",
        6,
        "context: .",
    ),
    (
        "a process that says not what it runs",
        "    path: .",
        "    processes: {jobs: {kind: command}}",
        "missing-key",
        6,
        "add `run: ...`",
    ),
    (
        "a process with a command of its own and another",
        "    uses: [db]",
        "    uses: {db: {}}\n    processes: {jobs: {kind: celery_beat, run: x}}",
        "unknown-key",
        10,
        "take `run` out",
    ),
    (
        "a process without what it needs",
        "    path: .",
        "    processes: {jobs: {kind: celery_worker}}",
        "unmet-need",
        6,
        "provides broker",
    ),
    (
        "into nothing",
        "    path: .",
        "    production: {into: db}",
        "bad-into",
        6,
        "container of its own",
    ),
    (
        "a word for production",
        "    path: .",
        "    production: nome",
        "wrong-type",
        6,
        "write `none`",
    ),
    (
        "a strip that is no truth",
        "    route: /",
        "    route: {path: /, strip: \"true\"}",
        "wrong-type",
        8,
        "such as `true`",
    ),
    (
        "a bad route",
        "    route: /",
        "    route: api",
        "bad-route",
        8,
        "/api",
    ),
    (
        "an unknown client",
        "    uses: [db]",
        "    uses: {db: {client: django_databas}}",
        "unknown-kind",
        9,
        "write `django_database`",
    ),
    (
        "a client of another language",
        "    uses: [db]",
        "    uses: {db: {client: django_cache}}",
        "no-client",
        9,
        "another client",
    ),
    (
        "a database nobody has",
        "    uses: [db]",
        "    uses: {db: {database: ap}}",
        "unknown-name",
        9,
        "write `app`",
    ),
    (
        "newer format",
        "dockwright: 1",
        "dockwright: 2",
        "newer-format",
        1,
        "newer version",
    ),
    (
        "duplicate key",
        "    port: 8000",
        "    port: 8000\n    port: 8001",
        "duplicate-key",
        8,
        "",
    ),
    (
        "an alias",
        "name: demo",
        "name: &a demo\nfeatures: *a",
        "yaml-alias",
        2,
        "",
    ),
    ("a tag", "name: demo", "name: !!str demo", "yaml-tag", 2, ""),
    (
        "a bracket never closed",
        "    uses: [db]",
        "    uses: [db",
        "yaml-syntax",
        9,
        "",
    ),
    (
        "a variable's name",
        "    port: 8000",
        "    env: {A-B: c}",
        "bad-name",
        7,
        "letters",
    ),
    (
        "a container's path",
        "    port: 8000",
        "    volumes: {media: media}",
        "container-path",
        7,
        "begin with `/`",
    ),
    (
        "nothing to do",
        "features: {hot_reload: mount}",
        "profiles: {x: [nobody]}",
        "unknown-name",
        13,
        "nobody",
    ),
    (
        "an image without a name",
        "  db: {kind: postgres}",
        "  db: {kind: postgres}\n  x: {kind: image, port: 1}",
        "no-image",
        12,
        "image: NAME:TAG",
    ),
    (
        "an edge that is missing",
        "  edge: {kind: nginx, development: none}",
        "  c: {kind: image, image: \"a:1\", port: 80, route: /c}",
        "no-edge",
        8,
        "development: none",
    ),
];

#[test]
fn each_problem_has_code_place_and_mend_and_nothing_is_written() {
    let failed: Vec<String> = CASES
        .iter()
        .filter_map(|case| Some(format!("{}: {}", case.0, try_case(case)?)))
        .collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// What is not as it should be.
fn try_case((what, right, wrong, code, line, word): &Case) -> Option<String> {
    assert!(RIGHT.contains(right), "{what}: {right}");
    let sandbox = Sandbox::answers(&RIGHT.replace(right, wrong));
    let before = sandbox.tree();
    let ran = sandbox.run(&["apply", "--json"]);
    if ran.code != 1 || sandbox.tree() != before {
        return Some(format!(
            "exit {}, or something was written: {}",
            ran.code, ran.stderr
        ));
    }
    let json = ran.json();
    let problems = json["problems"].as_array().unwrap();
    let Some(problem) = problems.iter().find(|problem| problem["code"] == *code) else {
        return Some(format!("no {code} in {problems:?}"));
    };
    if problem["where"]["file"] != "dockwright.yaml"
        || problem["where"]["line"].as_u64() != Some(*line)
    {
        return Some(format!("not at line {line}: {problem}"));
    }
    let said = format!("{} {}", problem["message"], problem["mend"]).replace("\\\"", "\"");
    if !said.contains(word) {
        return Some(format!("no {word:?} in {said}"));
    }
    // People are told the same.
    let told = sandbox.run(&["apply"]);
    let same =
        told.code == 1 && told.stdout.is_empty() && told.stderr.contains(&format!("error[{code}]"));
    (!same).then(|| format!("people are told {}", told.stderr))
}

#[test]
fn the_right_answers_are_right() {
    let sandbox = Sandbox::answers(RIGHT);
    let ran = sandbox.run(&["apply", "--json", "--dry-run"]);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    assert_eq!(ran.json()["problems"].as_array().unwrap().len(), 0);
}

#[test]
fn a_service_that_nothing_leads_to_is_a_warning() {
    let sandbox = Sandbox::answers(&RIGHT.replace("    route: /\n", ""));
    let ran = sandbox.run(&["apply", "--dry-run"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stderr.contains("warning[unreached]"), "{}", ran.stderr);
}

#[test]
fn all_problems_are_told_at_once() {
    let text = RIGHT
        .replace("kind: django", "kind: djanga")
        .replace("port: 8000", "port: 99999")
        .replace("path: .", "path: /x")
        .replace("kind: postgres", "kind: postgre")
        .replace("features:", "featurez:");
    let ran = Sandbox::answers(&text).run(&["check", "--json"]);
    let json = ran.json();
    let mut codes: Vec<&str> = json["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|problem| problem["code"].as_str().unwrap())
        .collect();
    codes.sort_unstable();
    assert_eq!(
        codes,
        [
            "path-outside",
            "port-range",
            "unknown-key",
            "unknown-kind",
            "unknown-kind"
        ]
    );
}

#[test]
fn a_circle_of_waiting_is_told() {
    let text = RIGHT.replace(
        "  db: {kind: postgres}",
        "  db: {kind: postgres}\n  a: {kind: image, image: \"a:1\", port: 1, uses: [b]}\n  b: {kind: image, image: \"b:1\", port: 1, uses: [a]}",
    );
    let ran = Sandbox::answers(&text).run(&["check"]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.stderr.contains("error[cycle]") && ran.stderr.contains("a -> b -> a"),
        "{}",
        ran.stderr
    );
}

#[test]
fn hostile_bytes_are_told_and_bounded() {
    let bomb = "dockwright: 1\na: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n".to_owned();
    let deep = format!("dockwright: 1\nservices: {}", "[".repeat(50_000));
    for (bytes, code) in [
        (b"dockwright: 1\nname: \xff\xfe\n".to_vec(), "not-utf8"),
        (bomb.into_bytes(), "yaml-alias"),
        (deep.into_bytes(), "too-deep"),
        (vec![b'a'; 2_000_000], "too-large"),
        (b"dockwright: 1\nname: a\0b\n".to_vec(), "control-character"),
    ] {
        let sandbox = Sandbox::empty();
        sandbox.write("dockwright.yaml", &bytes);
        let ran = sandbox.run(&["apply"]);
        assert_eq!(ran.code, 1, "{code}: {}", ran.stderr);
        assert!(
            ran.stderr.contains(&format!("error[{code}]")),
            "{code}: {}",
            ran.stderr
        );
        assert_eq!(sandbox.tree().len(), 1);
    }
}

#[test]
fn a_path_that_leads_out_by_a_link_is_refused() {
    let sandbox = Sandbox::answers(&RIGHT.replace("path: .", "path: code"));
    let outside = sandbox.dir.parent().unwrap().join("outside");
    fs::create_dir(&outside).unwrap();
    std::os::unix::fs::symlink(&outside, sandbox.dir.join("code")).unwrap();
    let ran = sandbox.run(&["apply"]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.stderr.contains("error[path-outside]") && ran.stderr.contains(":6:"),
        "{}",
        ran.stderr
    );
}

/// Theirs is not touched without a yes; with one it makes way, and comes back.
#[test]
fn a_compose_file_of_another_name_is_the_users_text_of_ours() {
    const HAND_MADE: &str = "services:\n  old:\n    image: busybox # mine\n";
    let sandbox = Sandbox::answers(RIGHT);
    sandbox.write("docker-compose.yml", HAND_MADE);
    let before = sandbox.tree();
    let ran = sandbox.run(&["apply"]);
    assert_eq!(ran.code, 1);
    let told = "compose.yaml: docker-compose.yml is there already";
    assert!(ran.stderr.contains(told), "{}", ran.stderr);
    assert_eq!(sandbox.tree(), before);

    for (arguments, keeps) in [
        (&["apply", "--overwrite", "compose.yaml"][..], false),
        (&["apply", "--on-conflict", "ours"], false),
        (&["apply", "--on-conflict", "markers"], true),
    ] {
        let ran = sandbox.run(arguments);
        assert_eq!(ran.code, 0, "{arguments:?}: {}", ran.stderr);
        let tree = sandbox.tree();
        assert!(!tree.contains_key("docker-compose.yml"));
        let ours = String::from_utf8(tree["compose.yaml"].clone()).unwrap();
        assert_eq!(ours.contains("busybox # mine"), keeps, "{arguments:?}");
        assert_eq!(sandbox.run(&["undo"]).code, 0);
        let tree = sandbox.tree();
        assert_eq!(tree["docker-compose.yml"], HAND_MADE.as_bytes());
        assert!(!tree.contains_key("compose.yaml"));
    }

    assert_eq!(sandbox.run(&["own", "compose.yaml"]).code, 0);
    assert_eq!(sandbox.run(&["apply"]).code, 0);
    let tree = sandbox.tree();
    assert_eq!(tree["docker-compose.yml"], HAND_MADE.as_bytes());
    assert!(!tree.contains_key("compose.yaml") && tree.contains_key("compose.override.yaml"));
    assert_eq!(sandbox.run(&["check"]).code, 0);
}

/// The user's lines stay beside the block.
#[test]
fn a_hand_made_env_example_gets_a_block() {
    let sandbox = Sandbox::answers(RIGHT);
    sandbox.write(".env.example", "# mine\nAPI_KEY=\n");
    assert_eq!(sandbox.run(&["apply"]).code, 0);
    let text = String::from_utf8(sandbox.tree()[".env.example"].clone()).unwrap();
    assert!(
        text.starts_with("# mine\nAPI_KEY=\n\n# dockwright: begin\n"),
        "{text}"
    );
}

/// By both names: which of the two is meant is not for us to say.
#[test]
fn two_compose_files_of_one_kind_are_told() {
    for (first, second) in [
        ("compose.yaml", "docker-compose.yml"),
        ("compose.yml", "docker-compose.yml"),
        ("compose.override.yaml", "docker-compose.override.yml"),
    ] {
        let sandbox = Sandbox::answers(RIGHT);
        sandbox.write(first, "services: {}\n");
        sandbox.write(second, "services: {}\n");
        let before = sandbox.tree();
        let ran = sandbox.run(&["apply"]);
        assert_eq!(ran.code, 1);
        let told = format!("{first} and {second} are both there");
        assert!(
            ran.stderr.contains("error[second-compose-file]") && ran.stderr.contains(&told),
            "{}",
            ran.stderr
        );
        assert_eq!(sandbox.tree(), before);
    }
}

#[test]
fn a_folder_that_cannot_be_is_one_message() {
    let sandbox = Sandbox::empty();
    sandbox.write("file", "");
    for dir in ["file/project", "/proc/dockwright"] {
        let ran = sandbox.run(&["init", dir, "--preset", "django", "--yes"]);
        assert_eq!(ran.code, 1, "{}", ran.stderr);
        assert_eq!(ran.stderr.matches("error[").count(), 1, "{}", ran.stderr);
    }
    assert_eq!(sandbox.tree().len(), 1);
}

#[test]
fn wrong_use_is_exit_2() {
    let sandbox = Sandbox::empty();
    for arguments in [
        &["init", "--yes"][..],
        &["init", "--preset", "djang", "--yes"],
        &["frobnicate"],
        &[],
        &["init", "--preset", "django"],
    ] {
        let ran = sandbox.run(arguments);
        assert_eq!(ran.code, 2, "{arguments:?}: {}", ran.stderr);
        assert!(sandbox.tree().is_empty());
    }
    let ran = sandbox.run(&["init", "--yes"]);
    assert!(ran.stderr.contains("django-vite"), "{}", ran.stderr);
}

#[test]
fn a_wrong_set_is_told_by_its_key() {
    let sandbox = Sandbox::empty();
    for (set, code) in [
        ("services.web.with.python=3.1", "unknown-choice"),
        ("services.web.port=http", "wrong-type"),
        ("services.web", "bad-set"),
        ("services.wep.port=1", "missing-key"),
    ] {
        let ran = sandbox.run(&["init", "--preset", "django", "--yes", "--set", set]);
        assert_eq!(ran.code, 1, "{set}: {}", ran.stderr);
        assert!(
            ran.stderr.contains(&format!("error[{code}]")),
            "{set}: {}",
            ran.stderr
        );
        assert!(sandbox.tree().is_empty());
    }
}

#[test]
fn a_warning_hides_no_error() {
    let sandbox = Sandbox::answers(
        "dockwright: 1\nname: demo\nservices:\n  web: {kind: vite, path: ., production: {into: nope}}\nfeatures: {admin_tools: true}\n",
    );
    let ran = sandbox.run(&["apply", "--json"]);
    let json = ran.json();
    let problems = json["problems"].as_array().unwrap();
    let codes: Vec<&str> = problems
        .iter()
        .filter_map(|one| one["code"].as_str())
        .collect();
    assert!(
        codes.contains(&"nothing-to-use") && codes.contains(&"bad-into"),
        "{codes:?}"
    );
    assert_eq!(ran.code, 1);
}

#[test]
fn one_setup_is_taken_off_a_name() {
    let names = |second: &str| {
        let sandbox = Sandbox::answers(&format!(
            "dockwright: 1\nname: demo\nservices:\n  web: {{kind: go, path: a}}\n  {second}: {{kind: go, path: b}}\n"
        ));
        sandbox
            .run(&["check", "--json"])
            .stdout
            .contains("name-taken")
    };
    assert!(names("web-setup"));
    assert!(!names("web-setup-setup"));
}
