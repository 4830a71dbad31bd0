//! Production of the preset `django-vite`, beside development, on one machine.

use dockwright::core::answers::Context;

use crate::images::{self, Canaries};
use crate::support::app;
use crate::support::compose::Stack;
use crate::support::ends::stops;
use crate::support::http::Client;
use crate::support::isolation;
use crate::support::process::run;
use crate::support::project::project;
use crate::support::rig;
use crate::support::steps::Steps;

#[test]
fn production_beside_development() {
    let Some((rig, _turn)) = rig::engine("production") else {
        return;
    };
    let mut steps = Steps::of("production");
    let project = project("production", &["--preset", "django-vite"]);
    project.shift_ports(rig);
    let canaries = Canaries::place(&project);
    let stack = Stack::production(rig, &project);
    steps.check(
        "without SITE_URL it is refused before anything starts",
        || {
            let ran = run(stack.compose(&["config", "--quiet"]).env_remove("SITE_URL"));
            assert!(
                ran.code != Some(0) && ran.stderr.contains("SITE_URL"),
                "{ran}"
            );
        },
    );
    steps.must(
        "docker compose -f compose.yaml -f compose.prod.yaml up --build --wait",
        || stack.up(),
    );
    let (_, _, edge) = stack.edge();
    steps.check(
        "the edge serves the page, and its assets by hashed names for ever",
        || assets(edge),
    );
    steps.check("there is no test user", || {
        let answer = app::login(&mut Client::new(edge), "test", "pass");
        assert_eq!(answer.status, 200, "{answer:?}");
        assert!(answer.body.contains("errornote"), "{answer:?}");
        let users = "from django.contrib.auth import get_user_model; print('users:', get_user_model().objects.count())";
        assert!(app::shell(&stack, users).contains("users: 0"));
    });
    let listening = [("web", 8000), ("db", 5432), ("cache", 6379)];
    let listening = listening.map(|(name, port)| (name, Some(port)));
    isolation::check(&mut steps, &stack, &project, &listening);
    images::production(&mut steps, &stack, &project);

    steps.check("a row survives `down` and `up`", || {
        app::write_row(&stack, "written in production");
        stack.run(&["down"]).ok();
        assert!(stack.containers().is_empty());
        stack.up();
        assert!(app::rows(&stack).contains("written in production"));
    });
    let development = Stack::development(rig, &project);
    steps.must("development beside it", || development.up());
    steps.check("each has its own data, and both answer", || {
        app::write_row(&development, "written in development");
        let (here, there) = (app::rows(&development), app::rows(&stack));
        assert!(
            here.contains("written in development") && !here.contains("written in production"),
            "{here}"
        );
        assert!(
            there.contains("written in production") && !there.contains("written in development"),
            "{there}"
        );
        assert_eq!(Client::new(edge).get("/").status, 200);
        assert_eq!(
            Client::new(development.published("web", 8000))
                .get("/")
                .status,
            200
        );
    });
    images::canaries(&mut steps, &canaries, &[&stack, &development], &project);
    steps.check("stop ends every container within its grace period", || {
        stops(&stack);
    });
    steps.done().record(rig, &project, Context::Production);
}

/// The page names built files; each may stay in every cache for ever, and the page itself may not.
fn assets(edge: u16) {
    let mut site = Client::new(edge);
    let page = site.get("/");
    assert_eq!(page.status, 200, "{page:?}");
    assert!(
        !page.header("Cache-Control").contains("immutable"),
        "{page:?}"
    );
    assert!(!page.body.contains("@vite/client"), "{}", page.body);
    let links = app::links(&page.body, "/static/");
    for end in [".js", ".css"] {
        assert!(
            links.iter().any(|link| link.ends_with(end)),
            "no {end} in {links:?}"
        );
    }
    for link in links {
        let file = site.get(&link);
        assert_eq!(file.status, 200, "{link}");
        assert!(!file.body.is_empty(), "{link}");
        let cache = file.header("Cache-Control");
        let age: u64 = cache.split("max-age=").nth(1).map_or(0, |text| {
            text.chars()
                .take_while(char::is_ascii_digit)
                .collect::<String>()
                .parse()
                .unwrap()
        });
        assert!(
            cache.contains("immutable") && age >= 31_536_000 - 86_400,
            "{link}: {cache}"
        );
        assert!(hashed(&link), "{link} has no hash in its name");
    }
}

/// `main-CfJZ_j7D.js`: the last part before the extension is 8 or more characters, not a word of its own.
pub fn hashed(link: &str) -> bool {
    let stem = link.rsplit('/').next().unwrap().split('.').next().unwrap();
    let hash = stem.get(stem.len().saturating_sub(8)..).unwrap_or_default();
    stem.len() > 9
        && stem.as_bytes()[stem.len() - 9] == b'-'
        && hash
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

#[test]
fn a_hash_is_told_from_a_name() {
    assert!(
        hashed("/static/assets/main-CfJZ_j7D.js")
            && !hashed("/static/assets/main.js")
            && !hashed("/static/admin/css/dashboard.css")
    );
}
