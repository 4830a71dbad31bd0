//! The preset `rails-postgres` in both contexts: a page with rows of Postgres, and a job that Sidekiq does.
//!
//! Where the rig stands for registries, Ruby and the gems are Debian's: Ruby 3.3 and Rails 7.2 run the starter, which is written for the
//! current ones. What it says of versions is lowered for that, and the one call that Rails 7.2 does not have.

use std::thread;
use std::time::Duration;

use dockwright::core::answers::Context;
use serde_json::{Value, json};

use crate::support::app::{between, links, mailed, seen};
use crate::support::compose::Stack;
use crate::support::dap::Session;
use crate::support::ends::stops;
use crate::support::http::Client;
use crate::support::isolation;
use crate::support::project::{Project, dockwright, project};
use crate::support::rig::Rig;
use crate::support::steps::Steps;
use crate::support::{rig, wait};

const CONTROLLER: &str = "app/controllers/notes_controller.rb";

#[test]
fn rails_in_development() {
    let Some((rig, _turn)) = rig::engine("rails in development") else {
        return;
    };
    let mut steps = Steps::of("rails in development");
    let project = started(rig, "rails-dev");
    // What a watcher of styles is: a process that ends where it has no terminal.
    project.edit(
        "dockwright.yaml",
        "concurrency: 5}}\n",
        "concurrency: 5}}\n      css: {kind: command, run: \"sh -c 'while [ -t 0 ]; do sleep 1; done'\", tty: true, production: none}\n",
    );
    dockwright(&["apply", project.dir.to_str().unwrap()], &[]).ok();
    let stack = Stack::development(rig, &project);
    steps.must("docker compose up --build --wait", || stack.up());
    let web = stack.published("web", 3000);
    steps.check("the page has the row that the seeds made", || {
        let page = Client::new(web).get("/");
        assert_eq!(page.status, 200, "{page:?}");
        assert!(page.body.contains("The first note"), "{}", page.body);
    });
    steps.check("the watcher has its terminal", || {
        let running = stack.running();
        let css = running.iter().find(|one| one.service() == "css");
        assert_eq!(css.expect("css runs").0["Config"]["Tty"], true);
    });
    steps.check("the versions in the image are the project's", || {
        let inside = stack.exec("web", &["sh", "-c", "cat \"$GEM_HOME/Gemfile.lock\""]);
        assert_eq!(project.read("Gemfile.lock"), inside);
    });
    steps.check("a job of the page is done by Sidekiq", || counted(web));
    steps.check("its mail is in the catcher", || {
        mailed(&stack, "A new note");
    });
    steps.uses("mail_catcher");
    debugged(&mut steps, rig, &project, &stack, web);
    let before = stack.identities();
    steps.check("edits of a view and of a route are seen", || {
        let view = "app/views/notes/index.html.erb";
        project.edit(view, "<h1>Notes", "<h1>Edited");
        seen(web, "/", "<h1>Edited");
        let routes = project.read("config/routes.rb");
        let more = "  get \"more\", to: proc { [ 200, {}, [ \"more\" ] ] }\nend\n";
        let end = routes.strip_suffix("end\n").unwrap();
        project.write("config/routes.rb", &(end.to_owned() + more));
        wait::until("the new route", wait::EDIT, || {
            (Client::new(web).try_get("/more")?.body == "more").then_some(())
        });
    });
    steps.uses("hot_reload");
    steps.check("the containers and images are the same", || {
        assert_eq!(before, stack.identities());
    });
    steps.check("its tests pass, in a database of their own", || {
        stack.exec("web", &["env", "RAILS_ENV=test", "bin/rails", "db:prepare"]);
        let ran = stack.exec("web", &["bin/rails", "test"]);
        assert!(
            ran.contains("2 runs") && ran.contains("0 failures, 0 errors"),
            "{ran}"
        );
    });
    steps.check("a server that was killed starts again", || {
        stack.run(&["kill", "web"]).ok();
        assert!(project.path("tmp/pids/server.pid").exists());
        stack.run(&["up", "--wait", "web"]).ok();
        assert_eq!(Client::new(web).get("/").status, 200);
    });
    steps.check("stop ends every container within its grace period", || {
        stops(&stack);
    });
    steps.done().record(rig, &project, Context::Development);
}

#[test]
fn rails_in_production() {
    let Some((rig, _turn)) = rig::engine("rails in production") else {
        return;
    };
    let mut steps = Steps::of("rails in production");
    let project = started(rig, "rails-prod");
    let stack = Stack::production(rig, &project);
    steps.must(
        "docker compose -f compose.yaml -f compose.prod.yaml up --build --wait",
        || stack.up(),
    );
    let (_, _, edge) = stack.edge();
    steps.check("a job of the page is done by Sidekiq", || counted(edge));
    steps.check(
        "the styles are built, and may stay in caches for ever",
        || {
            let page = Client::new(edge).get("/").body;
            let styles = links(&page, "/assets/application-");
            assert_eq!(styles.len(), 1, "{page}");
            let file = Client::new(edge).get(&styles[0]);
            assert_eq!(file.status, 200, "{file:?}");
            assert!(
                file.header("Cache-Control").contains("immutable"),
                "{file:?}"
            );
        },
    );
    steps.check("gems of development are not there", || {
        let list = "puts Bundler.load.specs.map(&:name)";
        let bundle = stack.exec("web", &["bundle", "exec", "ruby", "-e", list]);
        let there = |gem: &str| bundle.lines().any(|line| line == gem);
        assert!(there("puma") && !there("debug"), "{bundle}");
    });
    let listening = [
        ("web", Some(3000)),
        ("jobs", None),
        ("db", Some(5432)),
        ("queue", Some(6379)),
    ];
    isolation::check(&mut steps, &stack, &project, &listening);
    steps.check(
        "a job sent while no worker runs is done by the next",
        || {
            stack.run(&["stop", "jobs"]).ok();
            send(edge, "three more words");
            stack.run(&["restart", "queue"]).ok();
            stack.run(&["up", "--wait", "jobs"]).ok();
            until_counted(edge, "three more words", 3);
        },
    );
    steps.check("a note survives `down` and `up`", || {
        stack.run(&["down"]).ok();
        stack.up();
        assert!(Client::new(edge).get("/").body.contains("three more words"));
    });
    steps.check("stop ends every container within its grace period", || {
        stops(&stack);
    });
    steps.done().record(rig, &project, Context::Production);
}

/// The preset; where the rig stands for registries, for the versions that Debian has.
fn started(rig: &Rig, name: &str) -> Project {
    let project = project(name, &["--preset", "rails-postgres"]);
    project.shift_ports(rig);
    for_debian(rig, &project, "");
    project
}

/// Lowers what the starter in a folder says of versions, where the rig stands for registries.
pub fn for_debian(rig: &Rig, project: &Project, folder: &str) {
    if !rig.is_stand_in() {
        return;
    }
    let ours = ["Gemfile", "config/", "db/"];
    for path in project.files() {
        let own = path.strip_prefix(folder);
        if own.is_some_and(|own| ours.iter().any(|begin| own.starts_with(begin))) {
            project.write(&path, &project.read(&path).replace("8.1", "7.2"));
        }
    }
    let path = format!("{folder}{CONTROLLER}");
    project.edit(
        &path,
        "expect(note: [ :text ])",
        "require(:note).permit(:text)",
    );
}

/// Sends a note as a browser does.
fn send(port: u16, text: &str) {
    let mut browser = Client::new(port);
    let page = browser.get("/").body;
    let form = "name=\"authenticity_token\" value=\"";
    let token = between(&page, form, "\"").expect("a token in the form");
    let sent = browser.post(
        "/notes",
        &[("authenticity_token", token), ("note[text]", text)],
    );
    assert_eq!(sent.status, 302, "{sent:?}");
}

fn until_counted(port: u16, text: &str, words: u64) {
    wait::until("the job", Duration::from_mins(1), || {
        let notes: Value = serde_json::from_str(&Client::new(port).get("/notes.json").body).ok()?;
        let notes = notes.as_array()?;
        let note = notes.iter().find(|note| note["text"] == text)?;
        (note["words"] == words).then_some(())
    });
}

fn counted(port: u16) {
    send(port, "two words");
    until_counted(port, "two words", 2);
}

/// A request and a job stand at a breakpoint each, and the new code of an edit, too.
fn debugged(steps: &mut Steps, rig: &Rig, project: &Project, stack: &Stack, web: u16) {
    let job = "app/jobs/note_job.rb";
    let (view_line, job_line) = (
        project.line_of(CONTROLLER, "@note = Note.new\n"),
        project.line_of(job, "note.update!"),
    );
    // Sidekiq loads the job with the first one, which `counted` has sent.
    let (view, job) = (project.full(CONTROLLER), project.full(job));
    let mut server = steps.must("attach to the server", || {
        Session::attach(&configuration(rig, project, stack, "web"), &view, view_line)
    });
    let mut worker = steps.must("attach to Sidekiq beside it", || {
        Session::attach(&configuration(rig, project, stack, "jobs"), &job, job_line)
    });
    steps.check("a request stops at the breakpoint, and goes on", || {
        stands(
            &mut server,
            &view,
            view_line,
            web,
            ("request.path", "\"/\""),
        );
    });
    steps.check("a job stops at its breakpoint, and goes on", || {
        let sent = thread::spawn(move || {
            let mut browser = Client::new(web);
            // The server stands for each page: the other session lets it go.
            let page = browser.get("/").body;
            let token = between(&page, "name=\"authenticity_token\" value=\"", "\"");
            let form = [
                ("authenticity_token", token.unwrap()),
                ("note[text]", "at a breakpoint"),
            ];
            browser.post("/notes", &form)
        });
        let thread = server.stopped(wait::EDIT);
        server.go_on(thread);
        assert_eq!(sent.join().unwrap().status, 302);
        let thread = worker.stopped(wait::EDIT);
        let (at, number, frame) = worker.place(thread);
        assert_eq!((at.as_str(), number), (job.as_str(), job_line as u64));
        assert_eq!(worker.evaluate(frame, "note.text"), "\"at a breakpoint\"");
        worker.go_on(thread);
    });
    steps.check("after an edit the new code stops there, too", || {
        project.edit(
            CONTROLLER,
            "@note = Note.new\n",
            "edited = Note.new; @note = edited\n",
        );
        // Ruby knows a variable of its code before it has a value.
        let asked = ("binding.local_variable_defined?(:edited)", "true");
        stands(&mut server, &view, view_line, web, asked);
    });
    steps.uses("debugger");
    server.detach();
    worker.detach();
    // Code that loads in the same moment ends the program of debug 1.9: it writes to what is being closed.
    wait::until("the end of both connections", wait::EDIT, || {
        let gone = |name| stack.run(&["logs", "--no-color", name]).output();
        let gone = |name| gone(name).contains("DEBUGGER: Disconnected.");
        (gone("web") && gone("jobs")).then_some(())
    });
    steps.check("detached, the page is served", || {
        let page = wait::until("a page", wait::EDIT, || Client::new(web).try_get("/"));
        assert_eq!(page.status, 200, "{page:?}");
    });
}

/// Asks for the page, sees it held, evaluates an expression there, and lets it go.
pub fn stands(session: &mut Session, file: &str, line: usize, web: u16, asked: (&str, &str)) {
    let page = thread::spawn(move || Client::new(web).get("/"));
    let thread = session.stopped(wait::EDIT);
    let (at, number, frame) = session.place(thread);
    assert_eq!((at.as_str(), number), (file, line as u64));
    assert_eq!(session.evaluate(frame, asked.0), asked.1);
    assert!(
        !page.is_finished(),
        "the page came although the program stands"
    );
    session.go_on(thread);
    assert_eq!(page.join().unwrap().status, 200);
}

/// The attach configuration of rdbg, with the port where the test has shifted it.
pub fn configuration(rig: &Rig, project: &Project, stack: &Stack, service: &str) -> Value {
    let mut found = project.launch(service);
    assert_eq!(found["type"], "rdbg", "{found}");
    assert_eq!(found["request"], "attach", "{found}");
    let address = found["debugPort"].as_str().unwrap();
    let port: u16 = address.strip_prefix("localhost:").unwrap().parse().unwrap();
    let port = project.shifted(rig, stack, service, &json!(port));
    found["connect"] = json!({ "host": "localhost", "port": port });
    found
}
