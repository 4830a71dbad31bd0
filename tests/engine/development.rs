//! Development of the preset `django-vite`: what somebody has after `init` and `docker compose up`, once with mounts and once with watch.

use std::time::Duration;

use dockwright::core::answers::Context;

use crate::support::app::{self, View};
use crate::support::compose::Stack;
use crate::support::ends::stops;
use crate::support::http::Client;
use crate::support::process::Beside;
use crate::support::project::{Project, project};
use crate::support::rig;
use crate::support::steps::Steps;
use crate::support::wait;
use crate::support::websocket::Hot;

#[test]
fn development_with_mounts() {
    let Some((rig, _turn)) = rig::engine("development with mounts") else {
        return;
    };
    let mut steps = Steps::of("development with mounts");
    let project = project("mounts", &["--preset", "django-vite"]);
    project.shift_ports(rig);
    let stack = Stack::development(rig, &project);
    steps.must("docker compose up --build --wait", || stack.up());

    let mut site = Client::new(stack.published("web", 8000));
    let assets = stack.published("assets", 5173);
    let page = site.get("/");
    steps.check(
        "the page has the front end's client, and it answers",
        || {
            assert_eq!(page.status, 200, "{page:?}");
            let client = &app::links(&page.body, &format!("http://localhost:{assets}/"))
                .into_iter()
                .find(|link| link.ends_with("/@vite/client"));
            let path = client
                .as_ref()
                .expect("a link to /@vite/client in the page")
                .split_once(&assets.to_string())
                .unwrap()
                .1
                .to_owned();
            let script = Client::new(assets).get(&path);
            assert_eq!(script.status, 200);
            assert!(
                script.header("Content-Type").contains("javascript"),
                "{script:?}"
            );
        },
    );
    steps.check(
        "test / pass reaches the admin, which shows the name",
        || {
            let mut person = Client::new(stack.published("web", 8000));
            let answer = app::login(&mut person, "test", "pass");
            assert_eq!(
                (answer.status, answer.header("Location").as_str()),
                (302, "/admin/"),
                "{answer:?}"
            );
            let admin = person.get("/admin/");
            assert_eq!(admin.status, 200);
            assert_eq!(
                app::between(&admin.body, "<strong>", "</strong>"),
                Some("test"),
                "{}",
                admin.body
            );
        },
    );
    steps.check(
        "a login with a wrong password, or without the token, fails",
        || {
            let mut person = Client::new(stack.published("web", 8000));
            assert_eq!(app::login(&mut person, "test", "wrong").status, 200);
            assert_eq!(
                person
                    .post(
                        "/admin/login/",
                        &[("username", "test"), ("password", "pass")]
                    )
                    .status,
                403
            );
        },
    );
    steps.check("migrations ran", || {
        let all = stack.exec("web", &["python", "manage.py", "showmigrations"]);
        assert!(
            all.contains("[X] 0001_initial") && !all.contains("[ ]"),
            "{all}"
        );
    });
    steps.check("mail arrives in the catcher", || {
        app::shell(&stack, "from django.core.mail import send_mail; send_mail('From the test', 'x', 'a@example.org', ['b@example.org'])");
        app::mailed(&stack, "From the test");
    });
    steps.uses("mail_catcher");
    edits(&mut steps, &project, &stack);
    steps.check("stop ends every container within its grace period", || {
        stops(&stack);
    });
    steps.done().record(rig, &project, Context::Development);
}

#[test]
fn development_with_watch() {
    let Some((rig, _turn)) = rig::engine("development with watch") else {
        return;
    };
    let mut steps = Steps::of("development with watch");
    let project = project(
        "watch",
        &[
            "--preset",
            "django-vite",
            "--set",
            "features.hot_reload=watch",
        ],
    );
    project.shift_ports(rig);
    let stack = Stack::development(rig, &project);
    steps.must("docker compose up --build --wait", || stack.up());
    steps.must("no source is mounted", || {
        for container in stack.running() {
            let mounts = container.0["Mounts"].to_string();
            assert!(
                !mounts.contains(project.dir.to_str().unwrap()),
                "{}: {mounts}",
                container.service()
            );
        }
    });
    let log = project.dir.with_extension("watch.log");
    let mut watching = Beside::start(&mut stack.compose(&["watch", "--no-up"]), &log);
    let said = || std::fs::read_to_string(&log).unwrap();
    steps.must("docker compose watch", || {
        wait::until("watch is enabled", Duration::from_mins(1), || {
            said()
                .to_lowercase()
                .contains("watch enabled")
                .then_some(())
        });
    });
    edits(&mut steps, &project, &stack);
    steps.check("watch is still running", || {
        assert!(watching.alive(), "{}", said());
    });
    steps.done();
}

/// An edit of a Python and of a front-end file arrives, in the same containers of the same images.
pub fn edits(steps: &mut Steps, project: &Project, stack: &Stack) {
    let before = stack.identities();
    let web = stack.published("web", 8000);
    steps.check("an edit of a Python file is in the page", || {
        assert!(!Client::new(web).get("/").body.contains("edited"));
        View::of(project).edit(project, "edited");
        app::seen(web, "/", "edited");
    });
    steps.uses("hot_reload");
    steps.check(
        "an edit of a front-end file arrives by the websocket",
        || {
            let port = stack.published("assets", 5173);
            let (mut hot, base) = open(port, web);
            hot.message("connected", Duration::from_secs(10));
            // A page that is open has loaded its modules: only those are told of.
            let style = project.file(".css", "body");
            let entry = app::links(
                &Client::new(web).get("/").body,
                &format!("http://localhost:{port}/"),
            );
            for link in entry {
                load(
                    port,
                    link.split_once(&port.to_string()).unwrap().1,
                    &base,
                    &mut Vec::new(),
                );
            }
            let text = project.read(&style);
            project.write(&style, &format!("{text}\n.edited {{ color: red; }}\n"));
            let update = hot.message("update", wait::EDIT);
            let name = style.rsplit('/').next().unwrap();
            let path = update["updates"][0]["path"]
                .as_str()
                .unwrap_or_default()
                .to_owned();
            assert!(path.ends_with(name), "{update}");
            let served = Client::new(port).get(&format!(
                "{base}{}",
                path.strip_prefix(&base)
                    .unwrap_or(&path)
                    .trim_start_matches('/')
            ));
            assert!(served.body.contains(".edited"), "{served:?}");
        },
    );
    steps.check("the containers and images are the same", || {
        assert_eq!(before, stack.identities());
    });
}

/// The websocket as the client script opens it, and the path below which Vite serves.
fn open(port: u16, web: u16) -> (Hot, String) {
    let page = Client::new(web).get("/").body;
    let links = app::links(&page, &format!("http://localhost:{port}/"));
    let client = links
        .iter()
        .find(|link| link.ends_with("@vite/client"))
        .expect("a link to @vite/client");
    let path = client.split_once(&port.to_string()).unwrap().1;
    let base = path.strip_suffix("@vite/client").unwrap().to_owned();
    let script = Client::new(port).get(path).body;
    let token =
        app::between(&script, "wsToken = \"", "\"").expect("the token in the client script");
    (
        Hot::connect(
            port,
            &format!("{base}?token={token}"),
            &format!("http://localhost:{web}"),
        ),
        base,
    )
}

/// Loads a module and what it imports.
fn load(port: u16, path: &str, base: &str, seen: &mut Vec<String>) {
    if seen.iter().any(|known| known == path) || seen.len() > 40 {
        return;
    }
    seen.push(path.to_owned());
    let script = Client::new(port).get(path);
    assert_eq!(script.status, 200, "{path}");
    let imports = script
        .body
        .split(['"', '\''])
        .filter(|text| text.starts_with(base) && text.contains('.') && !text.contains(['\n', '@']))
        .filter(|text| !text.contains("/node_modules/"));
    for import in imports {
        load(port, import, base, seen);
    }
}
