//! The preset `openenergy` on a code base of that kind: a Django site and its front end in one folder, two databases, two kinds of
//! migrations, an ontology, a triple store, two images that the catalog does not know.
//!
//! `openenergy/` is that code, written for this test. Each step is one promise, or one flaw of such set-ups that must not come
//! back. On the rig `PostGIS` is the real one; Oxigraph stands for Fuseki, and `stand-ins/` has pages of the mounted
//! configuration for `DBpedia` Lookup and Ontop. The driver in Ontop's image is the real one.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::Command;

use dockwright::core::answers::Context;
use serde_json::Value;

use crate::debugger::{configuration, stops_there};
use crate::development::{edits, stops};
use crate::isolation::{self, status};
use crate::support::app::{self, View};
use crate::support::compose::Stack;
use crate::support::dap::Session;
use crate::support::http::Client;
use crate::support::process::run;
use crate::support::project::{self, Project};
use crate::support::rig::{self, Rig};
use crate::support::steps::Steps;
use crate::support::{image, record, wait};

/// Images for which the rig has no stand-in.
pub const STAND_INS: [(&str, &str); 4] = [
    ("stain/jena-fuseki:5.1.0", "fuseki"),
    ("adminer:6", "adminer"),
    ("dbpedia/lookup:dev", "lookup"),
    ("ontop/ontop:5.5.0", "ontop"),
];

const EXTENSIONS: [&str; 4] = ["postgis", "postgis_topology", "hstore", "pg_trgm"];

/// The code, and what the preset makes of it.
pub fn laid(name: &str) -> Project {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let code = root.join("tests/engine/openenergy");
    let project = project::with_code(name, &code, &["--preset", "openenergy"]);
    // The same Vite as the catalog's starter has, and its lockfile.
    let starter = root.join("assets/catalog/services/vite/starter/plain-npm/package-lock.json");
    let lock = fs::read_to_string(starter).unwrap();
    let version = app::between(&lock, "\"vite\": \"", "\"").unwrap();
    let package = project.read("package.json");
    let old = app::between(&package, "\"vite\": \"", "\"").unwrap();
    project.write("package.json", &package.replace(old, version));
    project.write(
        "package-lock.json",
        &lock.replace("\"frontend\"", "\"energy-tables\""),
    );
    project
}

/// A developer who is not root: what the test lays as root is given away.
fn given_away(project: &Project) {
    let ids = ["HOST_UID", "HOST_GID"].map(|name| (name.to_owned(), "1000".to_owned()));
    if run(Command::new("id").arg("-u")).ok().stdout.trim() == "0" {
        project.set_env(&ids);
        run(Command::new("chown")
            .args(["-R", "1000:1000"])
            .arg(&project.dir))
        .ok();
    }
}

#[test]
fn openenergy_in_development() {
    let Some((rig, _alone)) = rig::engine("openenergy, development") else {
        return;
    };
    if !rig::has(rig, "openenergy, development", &["devcontainer"]) {
        return;
    }
    let mut steps = Steps::of("openenergy, development");
    steps.must("stand-ins", || rig.stand_ins(&STAND_INS));
    // What everybody else has: a clone.
    let project = laid("oe").clone_of();
    project.set_env(&project.free_ports(rig));
    given_away(&project);
    let stack = Stack::development(rig, &project)
        .with(vec![("COMPOSE_PROFILES".to_owned(), "search".to_owned())]);
    files_alone(&mut steps, &stack, &project);
    steps.must(
        "a clone comes up, with what the profile adds, by one command",
        || {
            stack.up();
        },
    );
    steps.check(
        "no step of a start leaves anything that git would see",
        || {
            assert_eq!(project.git(&["status", "--porcelain"]), "");
        },
    );
    steps.check("what containers write belongs to the developer", || {
        owners(&project);
    });
    databases(&mut steps, &stack);
    people(&mut steps, &stack);
    services_used(&mut steps, &stack, &project);
    running_well(&mut steps, &stack, &project);
    devcontainers(&mut steps, &stack, &project);
    edits(&mut steps, &project, &stack);
    debugged(&mut steps, rig, &stack, &project);
    steps.check("stop ends every container by its signal", || stops(&stack));
    steps.done();
    record::passed(rig, &project, Context::Development);
}

/// Docker itself makes the empty folders over which it lays volumes, where a clone has none.
fn owners(project: &Project) {
    let owner = project.dir.metadata().unwrap().uid();
    for path in project.files() {
        assert_eq!(
            project.path(&path).metadata().unwrap().uid(),
            owner,
            "{path}"
        );
    }
    for entry in fs::read_dir(&project.dir).unwrap().flatten() {
        let name = entry.file_name().into_string().unwrap();
        let laid = ["media", "node_modules"].contains(&name.as_str());
        assert!(laid || entry.metadata().unwrap().uid() == owner, "{name}");
        assert!(
            !laid || fs::read_dir(entry.path()).unwrap().next().is_none(),
            "{name}"
        );
    }
}

/// What is seen in the files alone.
fn files_alone(steps: &mut Steps, stack: &Stack, project: &Project) {
    let both = [stack.config(), stack.production_files()];
    steps.check(
        "theming, docs and the apps of Django are no services",
        || {
            let expected = [
                "adminer",
                "assets",
                "db",
                "lookup",
                "mail",
                "ontop",
                "triples",
                "web",
                "web-setup",
            ];
            assert_eq!(names(&both[0]), BTreeSet::from(expected));
            let expected = ["db", "edge", "triples", "web", "web-setup"];
            assert_eq!(names(&both[1]), BTreeSet::from(expected));
        },
    );
    steps.check("ids of the developer have a default", || {
        let bare = ["--env-file", "/dev/null", "config", "--format", "json"];
        let bare: Value = serde_json::from_str(&stack.run(&bare).ok().stdout).unwrap();
        for name in ["web", "assets"] {
            let ids = &bare["services"][name]["build"]["args"];
            assert_eq!(
                (&ids["UID"], &ids["GID"]),
                (&"1000".into(), &"1000".into()),
                "{name}"
            );
        }
    });
    steps.check(
        "every port is on loopback and can be shifted; no two want the same",
        || {
            ports(project, &both[0]);
        },
    );
    steps.check(
        "images are pinned; only one maker gives a single, moving tag",
        || {
            pinned(project, &both);
        },
    );
    steps.check("nobody waits by sleeping, nor for less than health", || {
        waits(project, &both[0]);
    });
    steps.check(
        "the project has a name of its own, and every volume a use",
        || {
            assert!(
                project
                    .read("compose.yaml")
                    .lines()
                    .any(|line| line.starts_with("name: oe-"))
            );
            assert_eq!(volumes(&both[0]), keys(&both[0]["volumes"]));
            assert!(
                volumes(&both[0])
                    .is_superset(&BTreeSet::from(["assets_node_modules", "web_media"]))
            );
        },
    );
    steps.check("no password of production is in git", || {
        let tracked = project.git(&["ls-files"]);
        let secret = |path: &str| path == ".env" || path.starts_with("secrets/");
        assert!(!tracked.lines().any(secret), "{tracked}");
        let text = project.read("compose.prod.yaml");
        assert!(
            !text.contains("development-only") && !text.contains("PASSWORD:"),
            "{text}"
        );
    });
}

fn keys(map: &Value) -> BTreeSet<&str> {
    map.as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

fn names(config: &Value) -> BTreeSet<&str> {
    keys(&config["services"])
}

/// The named volumes that some service mounts.
fn volumes(config: &Value) -> BTreeSet<&str> {
    let services = config["services"].as_object().unwrap().values();
    let mounts = services.flat_map(|service| service["volumes"].as_array().into_iter().flatten());
    let named = mounts.filter(|mount| mount["type"] == "volume");
    named.filter_map(|mount| mount["source"].as_str()).collect()
}

fn ports(project: &Project, development: &Value) {
    for (name, service) in development["services"].as_object().unwrap() {
        for port in service["ports"].as_array().into_iter().flatten() {
            assert_eq!(port["host_ip"], "127.0.0.1", "{name}");
        }
    }
    // Lines such as - "127.0.0.1:${WEB_PORT:-8000}:8000": each has a default of its own.
    let defaults = |file: &str| -> Vec<String> {
        let text = project.read(file);
        let lines = text
            .lines()
            .filter(|line| line.trim().starts_with("- \"") && line.contains("127.0.0.1"));
        let default = |line: &str| {
            let (_, port) = line
                .rsplit_once("_PORT:-")
                .unwrap_or_else(|| panic!("{file}: {line}"));
            port.split('}').next().unwrap().to_owned()
        };
        lines.map(default).collect()
    };
    let (mut all, production) = (
        defaults("compose.override.yaml"),
        defaults("compose.prod.yaml"),
    );
    assert_eq!(
        (all.len(), production.len()),
        (9, 1),
        "{all:?} {production:?}"
    );
    all.extend(production);
    let different: BTreeSet<&String> = all.iter().collect();
    assert_eq!(different.len(), all.len(), "{all:?}");
}

fn pinned(project: &Project, configs: &[Value]) {
    let services = configs
        .iter()
        .flat_map(|one| one["services"].as_object().unwrap().values());
    for service in services {
        let image = service["image"].as_str().unwrap();
        let tag = image.rsplit_once(':').map_or("", |(_, tag)| tag);
        let excused = service["build"].is_object() || image == "dbpedia/lookup:dev";
        assert!(
            excused || tag.contains(|c: char| c.is_ascii_digit()),
            "{image}"
        );
    }
    let paths = project.files();
    let ours = paths
        .iter()
        .filter(|path| path.starts_with("docker/") && path.ends_with("/Dockerfile"));
    for path in ours {
        let text = project.read(path);
        for from in text
            .lines()
            .filter(|line| line.starts_with("FROM ") && line.contains(':'))
        {
            let tag = from.split(':').nth(1).unwrap();
            assert!(
                tag.contains(|c: char| c.is_ascii_digit()) || tag.contains("trixie"),
                "{path}: {from}"
            );
        }
    }
}

fn waits(project: &Project, development: &Value) {
    for name in [
        "entrypoint.sh",
        "start.development.sh",
        "setup.development.sh",
    ] {
        let text = project.read(&format!("docker/web/{name}"));
        assert!(
            !text.contains("sleep") && !text.contains("chown"),
            "{name}: {text}"
        );
    }
    for file in ["compose.yaml", "compose.override.yaml", "compose.prod.yaml"] {
        let text = project.read(file);
        assert!(
            !text.contains("service_started") && !text.contains("container_name"),
            "{file}"
        );
    }
    let services = &development["services"];
    assert_eq!(
        keys(&services["web-setup"]["depends_on"]),
        BTreeSet::from(["db", "triples"])
    );
    assert!(!keys(&services["web"]["depends_on"]).contains("assets"));
    assert!(services["assets"]["depends_on"].is_null());
}

fn databases(steps: &mut Steps, stack: &Stack) {
    steps.check(
        "both databases have their four extensions, and compute",
        || extensions(stack),
    );
    steps.check(
        "Django's migrations are in its database, Alembic's in the other one",
        || {
            migrated(stack);
        },
    );
}

fn psql(stack: &Stack, database: &str, query: &str) -> String {
    let said = stack.exec("db", &["psql", "-U", "app", "-d", database, "-tAc", query]);
    said.trim().to_owned()
}

fn extensions(stack: &Stack) {
    for database in ["oep_django", "oedb"] {
        let all = psql(stack, database, "SELECT extname FROM pg_extension");
        for extension in EXTENSIONS {
            assert!(
                all.lines().any(|name| name == extension),
                "{database}: {all}"
            );
        }
        let distance = "SELECT ST_Distance(ST_Point(0, 0), ST_Point(3, 4))";
        assert_eq!(psql(stack, database, distance), "5");
    }
}

fn migrated(stack: &Stack) {
    let tables = |database: &str| {
        psql(
            stack,
            database,
            "SELECT string_agg(tablename, ' ') FROM pg_tables WHERE schemaname = 'public'",
        )
    };
    let (own, data) = (tables("oep_django"), tables("oedb"));
    assert!(
        own.contains("django_migrations")
            && own.contains("login_member")
            && !own.contains("alembic"),
        "{own}"
    );
    assert!(
        data.contains("alembic_version") && !data.contains("django"),
        "{data}"
    );
    assert_eq!(
        psql(stack, "oedb", "SELECT version_num FROM alembic_version"),
        "0001"
    );
    let shown = stack.exec(
        "web",
        &["entrypoint.sh", "python", "manage.py", "showmigrations"],
    );
    assert!(
        shown.contains("[X] 0001_initial") && !shown.contains("[ ]"),
        "{shown}"
    );
}

fn people(steps: &mut Steps, stack: &Stack) {
    let web = stack.published("web", 8000);
    steps.check(
        "test / pass signs in, by the code's own kind of user; a wrong password does not",
        || {
            let mut person = Client::new(web);
            let answer = app::login(&mut person, "test", "pass");
            assert_eq!(
                (answer.status, answer.header("Location").as_str()),
                (302, "/admin/"),
                "{answer:?}"
            );
            assert_eq!(person.get("/admin/").status, 200);
            assert_eq!(
                psql(stack, "oep_django", "SELECT name, email FROM login_member"),
                "test|test@mail.com"
            );
            assert_eq!(
                app::login(&mut Client::new(web), "test", "wrong").status,
                200
            );
        },
    );
    steps.check("there is test data, once", || {
        stack.run(&["up", "--wait"]).ok();
        let tables = Client::new(web).get("/tables/");
        assert_eq!(tables.body, r#"{"Alpha Ventus": 0, "Baltic 1": 399}"#);
    });
    steps.check("mail arrives in the catcher", || {
        app::shell(stack, "from django.core.mail import send_mail; send_mail('From the test', 'x', 'a@example.org', ['b@example.org'])");
        let lists = ["/api/email", "/api/v1/messages"];
        wait::until("the mail", wait::EDIT, || {
            let answers = lists.map(|path| Client::new(stack.published("mail", 8025)).try_get(path));
            answers.iter().flatten().any(|list| list.body.contains("From the test")).then_some(())
        });
    });
}

fn services_used(steps: &mut Steps, stack: &Stack, project: &Project) {
    let web = stack.published("web", 8000);
    steps.check(
        "the settings are copied and the ontology is fetched before code is imported",
        || {
            let copied = project.read("oeplatform/securitysettings.py");
            assert_eq!(
                copied,
                project.read("oeplatform/securitysettings.py.default")
            );
            assert!(project.read("ontologies/oeo.ttl").contains("wind farm"));
            stack.exec("web", &["test", "-f", "media/oeo_ext/oeo_ext.owl"]);
            project.write(
                "oeplatform/securitysettings.py",
                &format!("{copied}# mine\n"),
            );
            stack.run(&["restart", "web"]).ok();
            stack.run(&["up", "--wait"]).ok();
            assert!(
                project
                    .read("oeplatform/securitysettings.py")
                    .ends_with("# mine\n")
            );
        },
    );
    steps.check(
        "the triple store answers through the variables that the code reads",
        || {
            for (name, value) in [
                ("RDF_DATABASE_HOST", "triples"),
                ("RDF_DATABASE_PORT", "3030"),
                ("RDF_DATABASE_NAME", "ds"),
            ] {
                assert_eq!(stack.exec("web", &["printenv", name]).trim(), value);
            }
            let answer = Client::new(web).get("/oekg/");
            assert_eq!(answer.body, r#"{"labels": ["wind farm"]}"#, "{answer:?}");
        },
    );
    steps.check(
        "lookup and ontop have their mounted configuration, and the code reaches both",
        || {
            let answer = Client::new(web).get("/others/");
            let said: Value =
                serde_json::from_str(&answer.body).unwrap_or_else(|_| panic!("{answer:?}"));
            assert_eq!(said["lookup"], "id label definition");
            assert_eq!(
                said["ontop"],
                "jdbc:postgresql://db:5432/oedb app table postgresql.jar password"
            );
            for (name, port) in [("lookup", 8082), ("ontop", 8080)] {
                let page = Client::new(stack.published(name, port)).get("/");
                assert_eq!(page.status, 200, "{name}: {page:?}");
            }
        },
    );
    steps.check(
        "the page names Vite's server by the variable that the code reads",
        || {
            let page = Client::new(web).get("/").body;
            let assets = format!("http://localhost:{}/", stack.published("assets", 5173));
            assert!(
                !app::links(&page, &format!("{assets}static/@vite/client")).is_empty(),
                "{page}"
            );
            assert_eq!(
                stack
                    .exec("web", &["printenv", "VITE_DEV_SERVER_URL"])
                    .trim(),
                assets.trim_end_matches('/')
            );
        },
    );
}

fn running_well(steps: &mut Steps, stack: &Stack, project: &Project) {
    let running = stack.running();
    let find = |name: &str| running.iter().find(|one| one.service() == name).unwrap();
    steps.check("web and Vite are not root", || {
        for name in ["web", "assets"] {
            assert_ne!(status(find(name), "Uid"), "0", "{name}");
        }
    });
    steps.check("each has a health check, and is well", || {
        for container in &running {
            let health = &container.0["State"]["Health"]["Status"];
            let none = ["lookup", "mail"].contains(&container.service()) && health.is_null();
            assert!(
                none || health == "healthy",
                "{}: {health}",
                container.service()
            );
        }
    });
    steps.check("the entrypoint is the image's, and no mount's", || {
        assert_eq!(
            find("web").0["Config"]["Entrypoint"],
            serde_json::json!(["entrypoint.sh"])
        );
        let path = stack.exec("web", &["sh", "-c", "command -v entrypoint.sh"]);
        assert_eq!(path.trim(), "/usr/local/bin/entrypoint.sh");
    });
    steps.check(
        "nothing is collected or compressed while developing",
        || {
            assert!(!project.path("static").exists() && !project.path("assets").exists());
        },
    );
    steps.check(
        "packages of the front end are in a volume, and none on the host",
        || {
            stack.exec("assets", &["test", "-d", "node_modules/vite"]);
            assert_eq!(
                fs::read_dir(project.path("node_modules")).unwrap().count(),
                0
            );
        },
    );
}

/// Both, as the command line tool of editors reads them; what they name is there.
fn devcontainers(steps: &mut Steps, stack: &Stack, project: &Project) {
    for (service, path) in [
        ("web", ".devcontainer/devcontainer.json"),
        ("assets", ".devcontainer/assets/devcontainer.json"),
    ] {
        steps.check(&format!("devcontainer of {service}: its files, folder, user, ports and interpreter exist"), || {
            let mut command = stack.command("devcontainer");
            command.args(["read-configuration", "--workspace-folder"]).arg(&project.dir);
            let ran = run(command.arg("--config").arg(project.path(path))).ok();
            let read: Value = serde_json::from_str(&ran.stdout).unwrap();
            let read = &read["configuration"];
            assert_eq!(read["service"], service);
            let here = project.path(path);
            for file in read["dockerComposeFile"].as_array().unwrap() {
                assert!(here.parent().unwrap().join(file.as_str().unwrap()).is_file(), "{file}");
            }
            let folder = read["workspaceFolder"].as_str().unwrap();
            stack.exec(service, &["test", "-f", &format!("{folder}/manage.py")]);
            stack.exec(service, &["id", read["remoteUser"].as_str().unwrap()]);
            let ports = read["forwardPorts"].as_array().unwrap();
            assert!(ports.len() >= 3, "{ports:?}");
            for port in ports {
                let text = port.as_str().map_or_else(|| format!("{service}:{port}"), str::to_owned);
                let (host, port) = text.split_once(':').unwrap();
                let connect = "import socket, sys; socket.create_connection((sys.argv[1], int(sys.argv[2])), timeout=5)";
                stack.exec("web", &["python", "-c", connect, host, port]);
            }
            let settings = &read["customizations"]["vscode"]["settings"];
            if let Some(python) = settings["python.defaultInterpreterPath"].as_str() {
                stack.exec(service, &[python, "-c", "import django, debugpy"]);
            }
            let extensions = read["customizations"]["vscode"]["extensions"].to_string();
            assert!(service != "web" || extensions.contains("ms-python.debugpy"), "{extensions}");
            assert_eq!(service == "web", settings["python.defaultInterpreterPath"].is_string());
        });
    }
}

fn debugged(steps: &mut Steps, rig: &'static Rig, stack: &Stack, project: &Project) {
    steps.check(
        "launch.json attaches, its folders are the container's, and a breakpoint holds the page",
        || {
            let arguments = configuration(rig, project, stack, "web");
            let mapping = &arguments["pathMappings"][0];
            assert_eq!(mapping["localRoot"], project.dir.to_str().unwrap());
            let remote = mapping["remoteRoot"].as_str().unwrap();
            stack.exec("web", &["test", "-f", &format!("{remote}/manage.py")]);
            let view = View::of(project);
            let file = project.path(&view.path).to_str().unwrap().to_owned();
            let mut main = Session::attach(&arguments, &file, view.line);
            let mut server = main.child(&file, view.line, wait::EDIT);
            stops_there(&mut server, stack.published("web", 8000), &file, view.line);
            server.detach();
            main.detach();
        },
    );
}

#[test]
fn openenergy_in_production() {
    let Some((rig, _alone)) = rig::engine("openenergy, production") else {
        return;
    };
    let mut steps = Steps::of("openenergy, production");
    steps.must("stand-ins", || rig.stand_ins(&STAND_INS));
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
    steps.done();
    record::passed(rig, &project, Context::Production);
}

/// What was done once, before any copy of web started.
fn set_up(steps: &mut Steps, stack: &Stack) {
    steps.check("both databases have their extensions there too", || {
        extensions(stack);
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
        stack.run(&["up", "--wait"]).ok();
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
