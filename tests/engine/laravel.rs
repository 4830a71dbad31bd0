//! Laravel in both contexts: a page with rows of Postgres, a job that the worker does by Redis, the scheduler.
//!
//! Where the rig stands for registries, PHP and Laravel itself are Debian's, the framework of the current version; in place of `FrankenPHP`
//! is Caddy before PHP-FPM, and Composer finds the framework in the image.

use std::thread;
use std::time::Duration;

use dockwright::core::answers::Context;
use serde_json::Value;

use crate::support::app::{between, mailed, seen};
use crate::support::compose::Stack;
use crate::support::ends::stops;
use crate::support::http::Client;
use crate::support::isolation;
use crate::support::project::{Project, answered};
use crate::support::steps::Steps;
use crate::support::xdebug::{Editor, called};
use crate::support::{rig, wait};

pub const ANSWERS: &str = include_str!("answers/laravel.yaml");
const CONTROLLER: &str = "app/Http/Controllers/NoteController.php";

#[test]
fn laravel_in_development() {
    let Some((rig, _turn)) = rig::engine("laravel in development") else {
        return;
    };
    let mut steps = Steps::of("laravel in development");
    let project = answered("laravel-dev", ANSWERS);
    project.shift_ports(rig);
    let editor = called(&project, "web");
    project.edit(CONSOLE, EACH_DAY, EACH_MINUTE);
    let stack = Stack::development(rig, &project);
    steps.must("docker compose up --build --wait", || stack.up());
    let web = stack.published("web", 8000);
    steps.check("the page has the row that the migration made", || {
        let page = Client::new(web).get("/");
        assert_eq!(page.status, 200, "{page:?}");
        assert!(page.body.contains("The first note"), "{}", page.body);
    });
    steps.check("a job of the page is done by the worker", || counted(web));
    steps.check("its mail is in the catcher", || {
        mailed(&stack, "A new note");
    });
    steps.uses("mail_catcher");
    let before = stack.identities();
    steps.check("edits of a view and of the job are seen", || {
        let view = "resources/views/notes.blade.php";
        project.edit(view, "<h1>Notes", "<h1>Edited");
        seen(web, "/", "<h1>Edited");
        let job = "app/Jobs/CountWords.php";
        project.edit(job, "str_word_count($this->note->text)", "99");
        send(web, "with new code");
        until_counted(web, "with new code", 99);
    });
    steps.uses("hot_reload");
    steps.check("the containers and images are the same", || {
        assert_eq!(before, stack.identities());
    });
    steps.check(
        "Xdebug calls the editor, and a request stands there",
        || debugged(&project, editor, web),
    );
    steps.uses("debugger");
    steps.check("a changed manifest is installed at the next start", || {
        let lock = project.read("composer.lock");
        stack.exec("web", &["sh", "-c", "echo old > vendor/composer.lock"]);
        stack.run(&["restart", "web"]).ok();
        stack.run(&["up", "--wait", "web"]).ok();
        assert_eq!(stack.exec("web", &["cat", "vendor/composer.lock"]), lock);
        assert_eq!(Client::new(web).get("/").status, 200);
    });
    steps.check("the scheduler runs its task", || scheduled(&stack));
    steps.check("stop ends every container within its grace period", || {
        stops(&stack);
    });
    steps.done().record(rig, &project, Context::Development);
}

#[test]
fn laravel_in_production() {
    let Some((rig, _turn)) = rig::engine("laravel in production") else {
        return;
    };
    let mut steps = Steps::of("laravel in production");
    let project = answered("laravel-prod", ANSWERS);
    project.shift_ports(rig);
    project.edit(CONSOLE, EACH_DAY, EACH_MINUTE);
    let stack = Stack::production(rig, &project);
    steps.must(
        "docker compose -f compose.yaml -f compose.prod.yaml up --build --wait",
        || stack.up(),
    );
    let (_, _, edge) = stack.edge();
    steps.check("a job of the page is done by the worker", || counted(edge));
    steps.check("no trace of Xdebug, and errors are not shown", || {
        let modules = stack.exec("web", &["php", "-m"]);
        assert!(!modules.to_lowercase().contains("xdebug"), "{modules}");
        let missing = Client::new(edge).get("/none");
        assert_eq!(missing.status, 404);
        assert!(!missing.body.contains("Stack trace"), "{missing:?}");
    });
    steps.check("the scheduler runs its task", || scheduled(&stack));
    let listening = [
        ("web", Some(8000)),
        ("jobs", None),
        ("schedule", None),
        ("db", Some(5432)),
        ("store", Some(6379)),
    ];
    isolation::check(&mut steps, &stack, &project, &listening);
    steps.check(
        "a job sent while no worker runs is done by the next",
        || {
            stack.run(&["stop", "jobs"]).ok();
            send(edge, "three more words");
            stack.run(&["restart", "store"]).ok();
            stack.run(&["up", "--wait", "jobs"]).ok();
            until_counted(edge, "three more words", 3);
        },
    );
    steps.check(
        "uploads can be written, and all survives `down` and `up`",
        || {
            stack.exec("web", &["sh", "-c", "echo kept > storage/app/file"]);
            stack.run(&["down"]).ok();
            stack.up();
            assert_eq!(stack.exec("web", &["cat", "storage/app/file"]), "kept\n");
            assert!(Client::new(edge).get("/").body.contains("three more words"));
        },
    );
    steps.check("stop ends every container within its grace period", || {
        stops(&stack);
    });
    steps.done().record(rig, &project, Context::Production);
}

/// Sends a note as a browser does.
fn send(port: u16, text: &str) {
    let mut browser = Client::new(port);
    let page = browser.get("/").body;
    let token = between(&page, "name=\"_token\" value=\"", "\"").expect("a token in the form");
    let sent = browser.post("/notes", &[("_token", token), ("text", text)]);
    assert_eq!(sent.status, 302, "{sent:?}");
}

fn until_counted(port: u16, text: &str, words: u64) {
    wait::until("the job", Duration::from_mins(1), || {
        let notes: Value = serde_json::from_str(&Client::new(port).get("/api/notes").body).ok()?;
        let notes = notes.as_array()?;
        let note = notes.iter().find(|note| note["text"] == text)?;
        (note["words"] == words).then_some(())
    });
}

fn counted(port: u16) {
    send(port, "two words");
    until_counted(port, "two words", 2);
}

/// The starter's one task; what no test can wait for, and what one can.
const CONSOLE: &str = "routes/console.php";
const EACH_DAY: &str = "->daily()";
const EACH_MINUTE: &str = "->everyMinute()";

/// The scheduler has run its task, which it says when it has ended well.
fn scheduled(stack: &Stack) {
    wait::until("the task", Duration::from_secs(90), || {
        let log = stack.run(&["logs", "--no-color", "schedule"]).ok().output();
        assert!(!log.contains("FAIL"), "{log}");
        let done = |line: &str| line.contains("queue:prune-failed") && line.contains("DONE");
        log.lines().any(done).then_some(())
    });
}

/// A request stands at a breakpoint of the editor, and goes on.
fn debugged(project: &Project, editor: u16, web: u16) {
    let line = project.line_of(CONTROLLER, "return view('notes'");
    let editor = Editor::listen(project, "web", editor, CONTROLLER, line);
    let page = thread::spawn(move || Client::new(web).get("/"));
    let stop = editor.stopped(wait::EDIT);
    assert_eq!(
        (stop.file.as_str(), stop.line),
        (project.full(CONTROLLER).as_str(), line)
    );
    assert!(stop.this.contains("NoteController"), "{}", stop.this);
    assert!(
        !page.is_finished(),
        "the page came although the program stands"
    );
    drop(stop);
    assert_eq!(page.join().unwrap().status, 200);
}
