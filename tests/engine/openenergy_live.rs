//! The preset `openenergy` in production, on the code of [`crate::openenergy`].

use std::fs;

use dockwright::core::answers::Context;

use crate::openenergy::{DATABASES, laid, migrated};
use crate::support::app;
use crate::support::compose::Stack;
use crate::support::ends::stops;
use crate::support::http::Client;
use crate::support::image;
use crate::support::isolation;
use crate::support::postgres::{extensions, psql};
use crate::support::project::Project;
use crate::support::rig;
use crate::support::steps::Steps;

#[test]
fn openenergy_in_production() {
    let Some((rig, _turn)) = rig::engine("openenergy, production") else {
        return;
    };
    let mut steps = Steps::of("openenergy, production");
    let project = laid("oe-live");
    project.shift_ports(rig);
    // What a developer has in the folder, and no image may.
    for (path, text) in [
        (
            "oeplatform/securitysettings.py",
            "DEBUG = True\nSECRET_KEY = '0'\n",
        ),
        ("media/private.txt", "private"),
        ("ontologies/oeo.ttl", "an old one"),
        ("assets/manifest.json", "{}"),
    ] {
        fs::create_dir_all(project.path(path).parent().unwrap()).unwrap();
        project.write(path, text);
    }
    let stack = Stack::production(rig, &project);
    steps.must(
        "docker compose up --build --wait, with two copies of web",
        || {
            rig.images(&project.dir);
            let up = [
                "up",
                "--build",
                "--wait",
                "--wait-timeout",
                "240",
                "--scale",
                "web=2",
            ];
            stack.run(&up).ok();
        },
    );
    let (_, _, edge) = stack.edge();
    set_up(&mut steps, &stack);
    as_seen(&mut steps, &stack, &project, edge);
    let listening = [
        ("web", Some(8000)),
        ("db", Some(5432)),
        ("triples", Some(3030)),
    ];
    isolation::check(&mut steps, &stack, &project, &listening);
    steps.check("each has a health check and is well, restarts, and has limits to memory, processes and logs", || {
        for container in stack.running() {
            let (name, host) = (container.service(), &container.0["HostConfig"]);
            assert_eq!(container.0["State"]["Health"]["Status"], "healthy", "{name}");
            assert_eq!(host["RestartPolicy"]["Name"], "unless-stopped", "{name}");
            assert!(host["Memory"].as_u64().unwrap() > 0 && host["PidsLimit"].as_u64().unwrap() > 0, "{name}");
            assert_eq!(host["LogConfig"]["Config"]["max-size"], "10m", "{name}");
        }
    });
    image_of_web(&mut steps, &stack);
    steps.check("uploads survive a recreation, and `down` and `up`", || {
        let body = [("file", "kept")];
        assert_eq!(
            Client::new(edge).post("/upload/kept.txt", &body).status,
            201
        );
        let there = |edge| Client::new(edge).get("/media/kept.txt").body == "file=kept";
        assert!(there(edge));
        stack.run(&["up", "--wait", "--force-recreate", "web"]).ok();
        assert!(there(stack.edge().2));
        stack.run(&["down"]).ok();
        stack.up();
        assert!(there(stack.edge().2));
        stack.exec("web", &["test", "-f", "media/oeo_ext/oeo_ext.owl"]);
    });
    steps.check("stop ends every container by its signal", || stops(&stack));
    steps.done().record(rig, &project, Context::Production);
}

/// What was done once, before any copy of web started.
fn set_up(steps: &mut Steps, stack: &Stack) {
    steps.check("both databases have their extensions there too", || {
        extensions(stack, DATABASES);
    });
    steps.check("both migrations ran, once for both copies", || {
        migrated(stack);
        let all = stack.containers();
        let count = |name: &str| all.iter().filter(|one| one.service() == name).count();
        assert_eq!((count("web"), count("web-setup")), (2, 1));
        for container in all.iter().filter(|one| one.service() == "web") {
            let logs = stack.docker(&["logs", container.id()]);
            assert!(!logs.contains("migrat"), "{logs}");
        }
        // One copy again; the others stay, as the engine may know their image by another of its two builds.
        stack.run(&["up", "--wait", "--no-recreate"]).ok();
    });
}

/// What a visitor meets.
fn as_seen(steps: &mut Steps, stack: &Stack, project: &Project, edge: u16) {
    steps.check(
        "the page has the front end's build and compressed styles, and both are served",
        || {
            built(edge);
        },
    );
    steps.check("no test user, no test data", || {
        assert_eq!(
            app::login(&mut Client::new(edge), "test", "pass").status,
            200
        );
        assert_eq!(
            psql(stack, "oep_django", "SELECT count(*) FROM login_member"),
            "0"
        );
        assert_eq!(Client::new(edge).get("/tables/").body, "{}");
    });
    steps.check(
        "the triple store answers through the variables that the code reads",
        || {
            assert_eq!(
                Client::new(edge).get("/oekg/").body,
                r#"{"labels": ["wind farm"]}"#
            );
        },
    );
    steps.check(
        "what is not there is not named: no lookup, no ontop",
        || {
            assert_eq!(Client::new(edge).get("/others/").body, "{}");
        },
    );
    steps.check("no debug mode, no debugger, a key of its own", || {
        secrets(stack, project, edge);
    });
}

fn built(edge: u16) {
    let mut site = Client::new(edge);
    let page = site.get("/");
    assert_eq!(page.status, 200, "{page:?}");
    assert!(
        !page.body.contains("@vite") && !page.body.contains("localhost"),
        "{page:?}"
    );
    let links = app::links(&page.body, "/static/");
    let all: Vec<_> = links.iter().map(|link| site.get(link)).collect();
    assert!(all.iter().all(|file| file.status == 200), "{links:?}");
    let begins = |start: &str| links.iter().filter(|link| link.starts_with(start)).count();
    assert_eq!(
        (begins("/static/CACHE/css/"), begins("/static/assets/main-")),
        (1, 2),
        "{links:?}"
    );
    let text: String = all.iter().map(|file| file.body.as_str()).collect();
    for known in ["Built by Vite", "margin:1rem", "darkgreen"] {
        assert!(text.contains(known), "{known}: {links:?}");
    }
    assert_eq!(site.get("/static/admin/css/base.css").status, 200);
}

fn secrets(stack: &Stack, project: &Project, edge: u16) {
    let missing = Client::new(edge).get("/no-such-page");
    assert!(
        missing.status == 404 && !missing.body.contains("DEBUG"),
        "{missing:?}"
    );
    let seen = stack.exec("web", &["sh", "-c", "tr '\\0' '\\n' < /proc/1/environ"]);
    for (variable, file) in [
        ("SECRET_KEY", "web_secret_key"),
        ("OEP_DB_PW", "db_password"),
        ("LOCAL_DB_PASSWORD", "db_password"),
    ] {
        let secret = project.read(&format!("secrets/{file}"));
        assert!(
            secret.trim().len() >= 32 && seen.contains(&format!("{variable}={}", secret.trim())),
            "{variable}"
        );
        for container in stack.containers() {
            assert!(
                !container.0.to_string().contains(secret.trim()),
                "{}",
                container.service()
            );
        }
        stack.exec("web", &["test", "-r", &format!("/run/secrets/{file}")]);
    }
    let dev = stack.run(&["exec", "-T", "web", "python", "-c", "import debugpy"]);
    assert!(
        dev.code != Some(0) && dev.stderr.contains("debugpy"),
        "{dev}"
    );
}

/// What is in the image, and what must not be.
fn image_of_web(steps: &mut Steps, stack: &Stack) {
    steps.check(
        "the image has its own settings and ontology, of its build",
        || {
            let settings = stack.exec("web", &["cat", "oeplatform/securitysettings.py"]);
            assert!(
                settings.contains("os.environ[\"SECRET_KEY\"]"),
                "{settings}"
            );
            assert!(
                stack
                    .exec("web", &["cat", "ontologies/oeo.ttl"])
                    .contains("wind farm")
            );
            stack.exec(
                "web",
                &["test", "!", "-e", "/usr/local/bin/start.development.sh"],
            );
        },
    );
    steps.check("it has no compiler, no Node, no front-end sources' manifests, no docs, no git, nobody's uploads", || {
        let [image] = &stack.built()[..] else {
            panic!("{:?}", stack.built())
        };
        let all = image::find(stack, image, "*");
        let own = all.lines().filter(|path| !path.contains("/site-packages/"));
        let own: Vec<(&str, &str)> = own.map(|path| (path, path.rsplit('/').next().unwrap())).collect();
        assert!(own.contains(&("/app/manage.py", "manage.py")), "the search itself");
        let wrong = [
            "cc1", "node", "node_modules", "package.json", "package-lock.json", "vite.config.js", ".git", "private.txt", ".env",
            "compose.yaml", "dockwright.yaml", "debugpy",
        ];
        for (path, name) in own {
            let folder = ["/app/docs", "/app/theming", "/app/docker"].contains(&path);
            assert!(!folder && !wrong.contains(&name) && !name.contains("linux-gnu-gcc"), "{path}");
        }
    });
}
