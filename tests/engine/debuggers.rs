//! Every language whose debugger runs on the rig, in one stack: all debuggers are attached at once, each by what the generated
//! `.vscode/launch.json` says of host, port and paths, and nothing else.
//!
//! Flask, Node, Go with Delve, Rust with gdb are the real ones; Rails, Laravel and the program that stands for Spring Boot are as in the
//! tests of each. Which ports of launch.json the test has shifted, `.env` tells.

use std::fs;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use serde_json::{Value, json};

use crate::rails;
use crate::support::app::seen;
use crate::support::compose::Stack;
use crate::support::dap::Session;
use crate::support::gdb::Gdb;
use crate::support::http::{Client, Response};
use crate::support::inspector::Inspector;
use crate::support::jdwp::Machine;
use crate::support::project::{Project, answered};
use crate::support::rig::{self, Rig};
use crate::support::steps::Steps;
use crate::support::wait;
use crate::support::xdebug::{Editor, called};

pub const ANSWERS: &str = include_str!("answers/debuggers.yaml");

const FLASK: &str = "pages/app/pages.py";
const NODE: &str = "api/src/app.ts";
const GO: &str = "stock/routes.go";
const RUST: &str = "prices/src/routes.rs";
const JAVA: &str = "orders/src/main/java/Main.java";
const RUBY: &str = "admin/app/controllers/notes_controller.rb";
const PHP: &str = "shop/app/Http/Controllers/NoteController.php";

/// Seven programs share two cores.
const SOON: Duration = Duration::from_mins(1);

#[test]
fn all_debuggers_of_one_stack_at_once() {
    let name = "all debuggers";
    let Some((rig, _turn)) = rig::engine(name) else {
        return;
    };
    if !rig.is_stand_in() {
        rig::skip(name, "its stand-ins are for a rig without registries");
        return;
    }
    let mut steps = Steps::of(name);
    let project = stack_of_all(rig);
    let editor = called(&project, "shop");
    let stack = Stack::development(rig, &project);
    steps.check("the compound names every developed service", || {
        compound(&project);
    });
    steps.must("docker compose up --build --wait", || {
        stack.up_within("400");
    });
    let port = |service, inside| stack.published(service, inside);
    let seven = Seven {
        rig,
        project: &project,
        stack: &stack,
        pages: port("pages", 8000),
        api: port("api", 3000),
        stock: port("stock", 8080),
        prices: port("prices", 8080),
        orders: port("orders", 8080),
        admin: port("admin", 3000),
        shop: port("shop", 8000),
    };
    let mut all = steps.must("seven debuggers attach", || seven.attach(editor));
    seven.stop(&mut steps, &mut all);
    seven.edit(&mut steps, all);
    steps.done();
}

/// The starters, with what each test of one language changes.
fn stack_of_all(rig: &Rig) -> Project {
    let project = answered("debuggers", ANSWERS);
    project.shift_ports(rig);
    rails::for_debian(rig, &project, "admin/");
    fs::remove_dir_all(project.path("orders")).unwrap();
    project.place(JAVA, include_str!("spring/Main.java"));
    project.write("orders/pom.xml", include_str!("spring/pom.xml"));
    project
}

/// What one starts to have all of it.
fn compound(project: &Project) {
    let text = project.read(".vscode/launch.json");
    let options = jsonc_parser::ParseOptions::default();
    let launch: Value = jsonc_parser::parse_to_serde_value(&text, &options).unwrap();
    let configurations = launch["configurations"].as_array().unwrap();
    let names: Vec<&Value> = configurations.iter().map(|one| &one["name"]).collect();
    assert_eq!(launch["compounds"][0]["configurations"], json!(names));
    for service in ["pages", "api", "stock", "prices", "orders", "admin", "shop"] {
        project.launch(service);
    }
    assert_eq!(names.len(), 7, "{names:?}");
}

/// The stack, and where each service is on this machine.
struct Seven<'s> {
    rig: &'static Rig,
    project: &'s Project,
    stack: &'s Stack,
    pages: u16,
    api: u16,
    stock: u16,
    prices: u16,
    orders: u16,
    admin: u16,
    shop: u16,
}

/// What is attached.
struct Attached {
    pages: (Session, Session),
    api: Inspector,
    stock: Session,
    prices: Gdb,
    orders: Machine,
    admin: Session,
    shop: Editor,
}

impl Seven<'_> {
    fn attach(&self, editor: u16) -> Attached {
        let (project, rig, whole) = (self.project, self.rig, self.stack);
        let pages = crate::debugger::configuration(rig, project, whole, "pages");
        let (file, line) = self.place(FLASK, "return render_template(");
        let mut main = Session::attach(&pages, &file, line);
        let server = main.program(&file, line, wait::EDIT);
        let (file, line) = self.place(GO, "notes.all(");
        let stock = Session::attach(&self.delve(), &file, line);
        let mut orders = self.jdwp();
        orders.set_breakpoint("Main", project.line_of(JAVA, "rows.next()"));
        let admin = rails::configuration(rig, project, whole, "admin");
        let (file, line) = self.place(RUBY, "@note = Note.new\n");
        let (php, rust) = (
            project.line_of(PHP, "return view('notes'"),
            project.line_of(RUST, "notes.all()"),
        );
        // On its way to its end the program is told to end, of which gdb tells first.
        let then = ["info source", "continue", "continue"];
        Attached {
            pages: (main, server),
            api: self.inspector(),
            stock,
            prices: Gdb::attach(whole, project, "prices", (RUST, rust), &then),
            orders,
            admin: Session::attach(&admin, &file, line),
            shop: Editor::listen(project, "shop", editor, PHP, php),
        }
    }

    /// A local file, and the line in it that has a text.
    fn place(&self, file: &str, text: &str) -> (String, usize) {
        (self.project.full(file), self.project.line_of(file, text))
    }

    /// The configuration of Go's extension.
    fn delve(&self) -> Value {
        let mut own = self.project.launch("stock");
        assert_eq!(
            (&own["type"], &own["request"], &own["mode"]),
            (&json!("go"), &json!("attach"), &json!("remote"))
        );
        let port = self
            .project
            .shifted(self.rig, self.stack, "stock", &own["port"]);
        own["connect"] = json!({ "host": own["host"], "port": port });
        own
    }

    /// By the address of launch.json, and the file as its roots map it.
    fn inspector(&self) -> Inspector {
        let own = self.project.launch("api");
        assert_eq!(
            (&own["type"], &own["request"], &own["address"]),
            (&json!("node"), &json!("attach"), &json!("localhost"))
        );
        let (local, line) = self.place(NODE, "notes.all()");
        let below = local.strip_prefix(own["localRoot"].as_str().unwrap());
        let inside = format!("{}{}", own["remoteRoot"].as_str().unwrap(), below.unwrap());
        let port = self
            .project
            .shifted(self.rig, self.stack, "api", &own["port"]);
        Inspector::attach(port, &inside, line)
    }

    fn jdwp(&self) -> Machine {
        let own = self.project.launch("orders");
        assert_eq!(
            (&own["type"], &own["request"]),
            (&json!("java"), &json!("attach"))
        );
        let port = self
            .project
            .shifted(self.rig, self.stack, "orders", &own["port"]);
        Machine::attach(own["hostName"].as_str().unwrap(), port)
    }

    /// A request to each stands in its handler, while the six others are attached.
    fn stop(&self, steps: &mut Steps, all: &mut Attached) {
        let stands = |session: &mut Session, port, (path, text), url, (asked, value)| {
            let (file, line) = self.place(path, text);
            let page = ask(port, url);
            let thread = session.stopped(SOON);
            let (at, number, frame) = session.place(thread);
            assert_eq!((at.as_str(), number), (file.as_str(), line as u64));
            assert_eq!(session.evaluate(frame, asked), value);
            stood(page, || session.go_on(thread));
        };
        steps.check("Python stops in its handler", || {
            let place = (FLASK, "return render_template(");
            stands(
                &mut all.pages.1,
                self.pages,
                place,
                "/",
                ("request.path", "'/'"),
            );
        });
        steps.check("Node stops in its handler", || {
            let page = ask(self.api, "/notes");
            all.api.stopped("_request.url", &json!("/notes"), SOON);
            answered_well(page);
        });
        steps.check("Go stops in its handler", || {
            let asked = ("r.URL.Path", "\"/notes\"");
            stands(
                &mut all.stock,
                self.stock,
                (GO, "notes.all("),
                "/notes",
                asked,
            );
        });
        steps.check("Rust stops in its handler", || {
            let page = ask(self.prices, "/notes");
            all.prices.says("hit Breakpoint 1");
            all.prices.says("Current source file is src/routes.rs");
            answered_well(page);
        });
        steps.check("the JVM stops in its handler", || {
            let page = ask(self.orders, "/notes");
            let stop = all.orders.stopped(SOON);
            let line = self.project.line_of(JAVA, "rows.next()");
            assert_eq!((stop.file.as_str(), stop.line), ("Main.java", line));
            stood(page, || all.orders.go_on());
        });
        steps.check("Ruby stops in its handler", || {
            let asked = ("request.path", "\"/\"");
            stands(
                &mut all.admin,
                self.admin,
                (RUBY, "@note = Note.new\n"),
                "/",
                asked,
            );
        });
        steps.check("PHP stops in its handler", || {
            let (file, line) = self.place(PHP, "return view('notes'");
            let page = ask(self.shop, "/");
            let stop = all.shop.stopped(SOON);
            assert_eq!((&stop.file, stop.line), (&file, line));
            assert!(stop.this.contains("NoteController"), "{}", stop.this);
            stood(page, || drop(stop));
        });
    }

    /// An edit of each is seen, with every debugger attached that the program lets stay.
    fn edit(&self, steps: &mut Steps, mut all: Attached) {
        let (project, works) = (self.project, ("It works", "Edited"));
        let mut edited =
            |what: &str, path: &str, (old, new): (&str, &str), seen: &mut dyn FnMut()| {
                steps.check(
                    &format!("{what}: an edit reloads under the debugger"),
                    || {
                        project.edit(path, old, new);
                        seen();
                    },
                );
            };
        let title = ("\"title\": \"", "\"title\": \"Edited ");
        edited("Python", FLASK, title, &mut || {
            let (file, line) = self.place(FLASK, "return render_template(");
            let next = all.pages.0.program(&file, line, SOON);
            next.detach();
            seen(self.pages, "/", "Edited");
        });
        let mut api = Some(all.api);
        edited("Node", NODE, works, &mut || {
            api.take().unwrap().leave(SOON);
            seen(self.api, "/", "Edited");
            let mut next = self.inspector();
            let page = ask(self.api, "/notes");
            next.stopped("_request.url", &json!("/notes"), SOON);
            answered_well(page);
        });
        edited("Go", GO, works, &mut || within(self.stock, "/", "Edited"));
        edited("Rust", RUST, works, &mut || {
            within(self.prices, "/", "Edited");
            all.prices.ends();
        });
        let up = ("\"UP\"", "\"EDITED\"");
        edited("the JVM", JAVA, up, &mut || {
            within(self.orders, "/actuator/health/readiness", "EDITED");
        });
        let heading = ("<h1>Notes", "<h1>Edited");
        let view = "admin/app/views/notes/index.html.erb";
        edited("Ruby", view, heading, &mut || {
            let page = ask(self.admin, "/");
            let thread = all.admin.stopped(SOON);
            all.admin.go_on(thread);
            assert!(answered_well(page).body.contains("<h1>Edited"));
        });
        let view = "shop/resources/views/notes.blade.php";
        edited("PHP", view, heading, &mut || {
            let page = ask(self.shop, "/");
            drop(all.shop.stopped(SOON));
            assert!(answered_well(page).body.contains("<h1>Edited"));
        });
    }
}

/// A request that a program may hold.
fn ask(port: u16, path: &'static str) -> JoinHandle<Response> {
    thread::spawn(move || wait::until("an answer", SOON, || Client::new(port).try_get(path)))
}

/// It has no answer yet; it has one when the program goes on.
fn stood(page: JoinHandle<Response>, go_on: impl FnOnce()) {
    assert!(
        !page.is_finished(),
        "the page came although the program stands"
    );
    go_on();
    answered_well(page);
}

fn answered_well(page: JoinHandle<Response>) -> Response {
    let page = page.join().unwrap();
    assert_eq!(page.status, 200, "{page:?}");
    page
}

/// What is compiled anew takes longer than an edit of a script.
fn within(port: u16, path: &str, word: &str) {
    wait::until(&format!("{word} at {path}"), SOON * 3, || {
        let answer = Client::new(port).try_get(path)?;
        (answer.status == 200 && answer.body.contains(word)).then_some(())
    });
}
