//! The preset `openenergy` on a code base of that kind: a Django site and its front end in one folder, two databases, two kinds of
//! migrations, an ontology, a triple store, two images that the catalog does not know.
//!
//! `openenergy/` is that code, written for this test. Each step is one promise, or one flaw of such set-ups that must not come
//! back. On the rig `PostGIS` is the real one; Oxigraph stands for Fuseki, and `stand-ins/` has pages of the mounted
//! configuration for `DBpedia` Lookup and Ontop. The driver in Ontop's image is the real one.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::Command;

use dockwright::core::answers::Context;
use serde_json::Value;

use crate::development::edits;
use crate::openenergy_editor::{debugged, devcontainers};
use crate::openenergy_files::files_alone;
use crate::support::app;
use crate::support::compose::Stack;
use crate::support::ends::stops;
use crate::support::http::Client;
use crate::support::isolation::status;
use crate::support::postgres::{extensions, psql};
use crate::support::process::run;
use crate::support::project::{self, Project};
use crate::support::rig;
use crate::support::steps::Steps;

/// Its two databases.
pub const DATABASES: [&str; 2] = ["oep_django", "oedb"];

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
    let Some((rig, _turn)) = rig::engine("openenergy, development") else {
        return;
    };
    if !rig::has(rig, "openenergy, development", &["devcontainer"]) {
        return;
    }
    let mut steps = Steps::of("openenergy, development");
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
    steps.done().record(rig, &project, Context::Development);
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

fn databases(steps: &mut Steps, stack: &Stack) {
    steps.check(
        "both databases have their four extensions, and compute",
        || extensions(stack, DATABASES),
    );
    steps.check(
        "Django's migrations are in its database, Alembic's in the other one",
        || {
            migrated(stack);
        },
    );
}

pub fn migrated(stack: &Stack) {
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
        app::mailed(stack, "From the test");
    });
    steps.uses("mail_catcher");
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
