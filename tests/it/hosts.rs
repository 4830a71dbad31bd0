//! What a developer's machine asks for: told by an engine of the test's own, on a socket. What real engines
//! say of themselves is in `core::host`, and what they do with it in tests/engine.

use std::io::{Read as _, Write as _};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use dockwright::core::answers;
use dockwright::core::catalog::{Catalog, presets};
use dockwright::core::design::Studio;
use dockwright::core::editing::{Editing, Seen, Start};
use dockwright::core::form::Edit;
use dockwright::core::generate::generate;
use dockwright::core::host::{Trait, Traits};
use dockwright::core::path::RelPath;
use dockwright::core::render::Options;
use dockwright::core::template::Templates;
use dockwright::core::yaml;

use crate::support::{Ran, Sandbox};

const USUAL: &str =
    r#"{"OperatingSystem":"Debian","SecurityOptions":["name=seccomp,profile=builtin"]}"#;
const ROOTLESS: &str = r#"{"OperatingSystem":"Debian","SecurityOptions":["name=seccomp,profile=builtin","name=rootless"]}"#;
const GUARDED: &str =
    r#"{"OperatingSystem":"Fedora Linux 44","SecurityOptions":["name=selinux","name=userns"]}"#;

/// An engine that says this of itself, as long as the test runs; empty says nothing at all.
fn engine(path: &Path, info: &'static str) {
    let listener = UnixListener::bind(path).unwrap();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            thread::spawn(move || answer(stream, info));
        }
    });
}

fn answer(mut stream: UnixStream, info: &str) {
    let (mut asked, mut piece) = (String::new(), [0; 512]);
    // It may come in pieces.
    while !asked.ends_with("\r\n\r\n") {
        match stream.read(&mut piece) {
            Ok(length @ 1..) => asked.push_str(&String::from_utf8_lossy(&piece[..length])),
            _ => return,
        }
    }
    let body = match asked.split(' ').nth(1) {
        Some("/info") => info,
        Some("/version") => r#"{"Version":"28.5.2","Components":[{"Name":"Engine"}]}"#,
        _ => "{}",
    };
    if body.is_empty() {
        thread::sleep(Duration::from_secs(20));
    }
    let _ = write!(stream, "HTTP/1.0 200 OK\r\n\r\n{body}");
}

/// The preset, begun beside that engine.
fn begun(info: &'static str) -> (Sandbox, Ran) {
    let sandbox = Sandbox::empty();
    let ran = beside(
        &sandbox,
        info,
        &["init", "--preset", "django-vite", "--yes"],
    );
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    (sandbox, ran)
}

fn beside(sandbox: &Sandbox, info: &'static str, arguments: &[&str]) -> Ran {
    let socket = sandbox.dir.parent().unwrap().join("docker.sock");
    engine(&socket, info);
    let host = format!("unix://{}", socket.display());
    let variables = [
        ("DOCKER_HOST", host.as_str()),
        ("DOCKWRIGHT_PROBE_PORTS", "yes"),
    ];
    sandbox.run_with(&variables, arguments)
}

/// All but what is this developer's own.
fn shared(sandbox: &Sandbox) -> Vec<(String, Vec<u8>)> {
    let own = |name: &str| {
        name == ".env" || name.starts_with(".dockwright/local") || name.starts_with("secrets/")
    };
    let tree = sandbox.tree().into_iter();
    tree.filter(|(name, _)| !own(name)).collect()
}

/// The lines of a new `.env` on such a machine.
fn env(text: &str, traits: &[Trait]) -> String {
    let catalog = Arc::new(Catalog::builtin());
    let templates = Templates::new(&catalog);
    let node = yaml::parse("", text.as_bytes()).unwrap();
    let (answers, _) = answers::read("", &node);
    let options = |_: &_| Options {
        ids: Some((501, 20)),
        traits: traits.iter().copied().collect(),
        ..Options::default()
    };
    let made = generate(&catalog, &templates, &answers, None, options);
    made.files.files[&RelPath::new(".env").unwrap()].text()
}

#[test]
fn a_rootless_engine_gets_other_ids_and_the_shared_files_are_the_same_for_all() {
    let (usual, _) = begun(USUAL);
    let (rootless, ran) = begun(ROOTLESS);
    assert_eq!(shared(&usual), shared(&rootless));
    let told = rootless.read(".env");
    assert!(told.contains("HOST_UID=0\nHOST_GID=0\n"), "{told}");
    // Nothing there calls the host.
    assert!(!told.contains("HOST_GATEWAY"), "{told}");
    assert!(!ran.stderr.contains("engine"), "{}", ran.stderr);
}

#[test]
fn an_engine_with_selinux_and_other_ids_gives_answers() {
    let (sandbox, ran) = begun(GUARDED);
    let said = sandbox.read("dockwright.yaml");
    assert!(
        said.contains("hosts: {selinux: true, userns: true}"),
        "{said}"
    );
    assert!(ran.stderr.contains("note[host]"), "{}", ran.stderr);
    assert!(sandbox.read(".env").contains("\nUSERNS_MODE=host\n"));
    for name in ["compose.override.yaml", "compose.prod.yaml"] {
        let text = sandbox.read(name);
        let binds = text.matches("type: bind").count();
        assert!(binds > 0, "{name}");
        assert_eq!(
            text.matches("bind: {selinux: z, create_host_path: true} #")
                .count(),
            binds,
            "{name}: {text}"
        );
    }
    let development = sandbox.read("compose.override.yaml");
    assert_eq!(
        development.matches("userns_mode: ${USERNS_MODE:-}").count(),
        2,
        "{development}"
    );
    assert!(!sandbox.read("compose.prod.yaml").contains("userns_mode"));
    assert!(
        sandbox
            .read(".env.example")
            .contains("\n#USERNS_MODE=host\n")
    );
    // What is written holds, whatever the engine is the next time.
    assert_eq!(sandbox.run(&["check"]).code, 0);
}

#[test]
fn what_was_said_of_it_is_kept() {
    let sandbox = Sandbox::empty();
    let set = [
        "init",
        "--preset",
        "django-vite",
        "--set",
        "features.hosts=false",
        "--yes",
    ];
    let ran = beside(&sandbox, GUARDED, &set);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(!sandbox.read("compose.override.yaml").contains("selinux"));
    assert!(!sandbox.read(".env").contains("USERNS_MODE"));
}

#[test]
fn a_clone_gets_its_own_env_and_nothing_else() {
    let (sandbox, _) = begun(USUAL);
    let before = shared(&sandbox);
    std::fs::remove_file(sandbox.dir.join(".env")).unwrap();
    std::fs::remove_file(sandbox.dir.parent().unwrap().join("docker.sock")).unwrap();
    assert_eq!(beside(&sandbox, GUARDED, &["apply"]).code, 0);
    assert_eq!(shared(&sandbox), before, "answers are the team's");
    assert!(
        !sandbox.read(".env").contains("USERNS_MODE"),
        "no file reads it"
    );
}

#[test]
fn an_engine_that_hangs_keeps_nobody_waiting() {
    let (usual, _) = begun(USUAL);
    let begin = Instant::now();
    let (hanging, _) = begun("");
    assert!(begin.elapsed() < Duration::from_secs(5));
    assert_eq!(shared(&usual), shared(&hanging));
}

#[test]
fn each_line_stands_where_the_files_read_it() {
    let vite = "dockwright: 1\nname: a\nservices:\n  web: {kind: vite, path: .}\n";
    let laravel = "dockwright: 1\nname: a\nservices:\n  web: {kind: laravel, path: ., uses: {db: {}}}\nbacking:\n  db: {kind: postgres}\nfeatures: {debugger: true}\n";
    assert!(env(vite, &[Trait::Unwatched]).ends_with("HOST_GID=20\n# the project lies on a Windows drive, where edits go unseen in containers.\nPOLLING=1\n"));
    assert!(env(vite, &[Trait::Mapped]).ends_with("HOST_UID=501\nHOST_GID=20\n"));
    assert!(!env(laravel, &[Trait::Unwatched]).contains("POLLING"));
    let rootless = env(laravel, &[Trait::Rootless]);
    assert!(
        rootless.contains("\nHOST_UID=0\nHOST_GID=0\n"),
        "{rootless}"
    );
    assert!(
        rootless.ends_with("=false.\nHOST_GATEWAY=10.0.2.2\n"),
        "{rootless}"
    );
    assert!(!env(laravel, &[Trait::Rootless, Trait::Podman]).contains("HOST_GATEWAY"));
    // Without a debugger nothing calls.
    assert!(!env(&laravel.replace("true", "false"), &[Trait::Rootless]).contains("HOST_GATEWAY"));
}

#[test]
fn an_editor_of_jetbrains_that_is_used_gets_its_files() {
    let sandbox = Sandbox::empty();
    sandbox.write(".idea/workspace.xml", "<project />");
    let ran = sandbox.run(&["init", "--preset", "express-postgres", "--yes"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(
        ran.stderr
            .contains("debugger.jetbrains=true` is taken: .idea is there"),
        "{}",
        ran.stderr
    );
    let said = sandbox.read("dockwright.yaml");
    assert!(said.contains("debugger: {jetbrains: true}"), "{said}");
    assert!(sandbox.tree().keys().any(|path| path.ends_with(".run.xml")));
    let ignored = sandbox.read("docker/api/Dockerfile.dockerignore");
    assert!(ignored.contains("\n.run\n"), "{ignored}");
    // Of a project that is there, answers are the team's.
    let sandbox = Sandbox::preset("express-postgres");
    sandbox.write(".idea/workspace.xml", "<project />");
    assert_eq!(sandbox.run(&["apply"]).code, 0);
    assert!(!sandbox.read("dockwright.yaml").contains("jetbrains"));
}

#[test]
fn what_code_tells_keeps_what_the_machine_tells() {
    let sandbox = Sandbox::empty();
    sandbox.write("app.py", "from flask import Flask\napp = Flask(__name__)\n");
    sandbox.write("requirements.txt", "flask==3.1\n");
    let catalog = Arc::new(Catalog::builtin());
    let proposal = dockwright::shell::walk::look(&catalog, &sandbox.dir, &|_| true).proposal;
    let studio = Arc::new(Studio::new(&catalog, "shop", None));
    let seen = Seen {
        traits: Traits::from([Trait::Labelled, Trait::Jetbrains]),
        ..Seen::default()
    };
    let mut editing = Editing::new(&studio, Start::found(&catalog, &proposal), seen);
    let lines = ["jetbrains: true", "selinux: true"];
    assert!(
        lines.iter().all(|line| editing.text().contains(line)),
        "{}",
        editing.text()
    );
    let taken = dockwright::core::detect::Taken::of(&catalog, &proposal);
    let effect = editing.take(&proposal, &taken, "taken").unwrap();
    assert!(effect.is_none(), "all is taken: that is how it begins");
    assert!(
        lines.iter().all(|line| editing.text().contains(line)),
        "{}",
        editing.text()
    );
}

#[test]
fn the_wizard_begins_with_what_the_machine_answers() {
    let catalog = Arc::new(Catalog::builtin());
    let studio = Arc::new(Studio::new(&catalog, "shop", None));
    let all = presets();
    let preset = all
        .iter()
        .find(|preset| preset.name == "django-vite")
        .unwrap();
    let seen = || Seen {
        traits: Traits::from([Trait::Labelled]),
        ..Seen::default()
    };
    let line = "hosts: {selinux: true, userns: false}";
    let mut editing = Editing::new(&studio, Start::of(preset), Seen::default());
    assert!(!editing.text().contains(line));
    editing.see(seen());
    assert!(editing.text().contains(line), "{}", editing.text());
    assert!(editing.undo().is_none(), "it is where the answers begin");
    // It is known already where a preset is taken later.
    let editing = Editing::new(&studio, Start::of(preset), seen());
    assert!(editing.text().contains(line));
    // An answer that was given meanwhile stays, and so do those of a project.
    let mut editing = Editing::new(&studio, Start::of(preset), Seen::default());
    let edit = Edit::set("services.web.port", "8001");
    editing.answer(edit, "services.web.port", "port").unwrap();
    editing.see(seen());
    assert!(editing.text().contains("port: 8001"));
    let project = Start {
        is_project: true,
        ..Start::of(preset)
    };
    let editing = Editing::new(&studio, project, seen());
    assert!(!editing.text().contains("hosts"));
}
