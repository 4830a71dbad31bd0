//! `dockwright verify` on the presets: no false alarm. Three are verified in both contexts. To keep the suite short each of
//! the others is verified in the context that says more of it; by hand all of them were in both.
//!
//! Two are in no list, since the rig cannot build them: `rails-postgres` (no `RubyGems`) and `spring-postgres` (no Maven
//! repository). `flask-postgres` is what the other tests of verify are made of.

use crate::openenergy::laid;
use crate::support::project::{Project, project};
use crate::support::rig;
use crate::support::steps::Steps;
use crate::verify::{everything, green, verify};

const BOTH: &[&str] = &[];
const DEVELOPMENT: &[&str] = &["--only", "development"];
const PRODUCTION: &[&str] = &["--only", "production"];

/// Verifies a project, and expects these words in what is said.
fn verified(name: &'static str, args: &[&str], says: &[&str], make: impl FnOnce() -> Project) {
    let Some((rig, _turn)) = rig::engine(name) else {
        return;
    };
    let mut steps = Steps::of(name);
    let project = make();
    project.shift_ports(rig);
    let before = everything(&project);
    steps.check("verify is green", || {
        let said = green(verify(rig, &project, args));
        for word in says {
            assert!(said.contains(word), "no {word} in {said}");
        }
    });
    steps.check("no file of the project is other than before", || {
        assert_eq!(everything(&project), before);
    });
    steps.done();
}

/// A preset with its starter: in development its tests are run, everywhere its clients ask.
fn preset(name: &'static str, args: &[&str]) {
    let mut says = vec![" asks ", " GET /"];
    for (context, word) in [
        (DEVELOPMENT, "development/build"),
        (PRODUCTION, "production/build"),
    ] {
        says.extend((args == BOTH || args == context).then_some(word));
    }
    says.extend((args != PRODUCTION).then_some(" tests "));
    verified(name, args, &says, || {
        project(&format!("v{name}"), &["--preset", name])
    });
}

#[test]
fn verify_of_django_vite() {
    preset("django-vite", BOTH);
}

#[test]
fn verify_of_fastapi_react_celery() {
    preset("fastapi-react-celery", BOTH);
}

#[test]
fn verify_of_express_postgres() {
    preset("express-postgres", BOTH);
}

#[test]
fn verify_of_django() {
    preset("django", PRODUCTION);
}

#[test]
fn verify_of_django_celery() {
    preset("django-celery", DEVELOPMENT);
}

#[test]
fn verify_of_fastapi_postgres() {
    preset("fastapi-postgres", PRODUCTION);
}

#[test]
fn verify_of_go_postgres() {
    preset("go-postgres", PRODUCTION);
}

#[test]
fn verify_of_nestjs_bullmq() {
    preset("nestjs-bullmq", DEVELOPMENT);
}

#[test]
fn verify_of_next_go_postgres() {
    preset("next-go-postgres", PRODUCTION);
}

#[test]
fn verify_of_nextjs_postgres() {
    preset("nextjs-postgres", DEVELOPMENT);
}

#[test]
fn verify_of_rust_postgres() {
    preset("rust-postgres", PRODUCTION);
}

#[test]
fn verify_of_static() {
    // Nothing to test, and nobody to ask.
    let make = || project("vstatic", &["--preset", "static"]);
    verified("static", BOTH, &[" GET /"], make);
}

#[test]
fn verify_of_openenergy() {
    verified("openenergy", DEVELOPMENT, &[" asks ", " GET /"], || {
        laid("voe")
    });
}
