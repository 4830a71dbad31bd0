//! Every backing item alone, and what is asked of all of them.

use dockwright::core::catalog::{Catalog, Slot};

use crate::support::Sandbox;

/// The items that name an image of their own.
fn items() -> Vec<String> {
    let catalog = Catalog::builtin();
    let lines = catalog.list(Slot::Backing);
    lines
        .into_iter()
        .map(|line| line.id)
        .filter(|id| {
            let item = catalog.item(Slot::Backing, id).unwrap();
            item.image
                .as_deref()
                .is_some_and(|image| image != "{{ image }}")
        })
        .collect()
}

fn made(id: &str, more: &str) -> (Sandbox, serde_json::Value) {
    let catalog = Catalog::builtin();
    let item = catalog.item(Slot::Backing, id).unwrap();
    let (mut more, mut others) = (more.to_owned(), String::new());
    for need in &item.needs {
        let lines = catalog.list(Slot::Backing);
        let other = lines
            .iter()
            .find(|line| line.provides.contains(need))
            .unwrap();
        // People reach it by the edge.
        more += ", uses: [need], route: /";
        others += &format!("  need: {{kind: {}}}\n", other.id);
    }
    let text =
        format!("dockwright: 1\nname: alone\nbacking:\n  one-more: {{kind: {id}{more}}}\n{others}");
    let sandbox = Sandbox::answers(&text);
    let ran = sandbox.run(&["apply", "--json"]);
    assert_eq!(ran.code, 0, "{id}: {}{}", ran.stdout, ran.stderr);
    let json = ran.json();
    (sandbox, json)
}

fn compose(sandbox: &Sandbox) -> String {
    ["compose.yaml", "compose.override.yaml", "compose.prod.yaml"]
        .iter()
        .filter(|path| sandbox.dir.join(path).exists())
        .map(|path| sandbox.read(path))
        .collect()
}

#[test]
fn each_alone_has_no_problem_and_a_pinned_image() {
    let all = items();
    assert!(all.len() >= 14, "{all:?}");
    for id in all {
        let (sandbox, json) = made(&id, "");
        assert_eq!(json["problems"], serde_json::json!([]), "{id}");
        let text = compose(&sandbox);
        let image = text
            .lines()
            .find_map(|line| line.trim().strip_prefix("image: "))
            .unwrap_or_else(|| panic!("{id}: {text}"));
        let (_, tag) = image
            .rsplit_once(':')
            .unwrap_or_else(|| panic!("{id}: {image}"));
        assert!(
            !tag.contains("latest") && tag.contains(|c: char| c.is_ascii_digit()),
            "{id}: {image}"
        );
        // No template is left, and no secret of production has a default there.
        assert!(!text.contains("{{") && !text.contains("{%"), "{id}: {text}");
        let production = sandbox.read("compose.prod.yaml");
        assert!(
            !production.contains("development-only"),
            "{id}: {production}"
        );
    }
}

#[test]
fn each_is_asked_whether_it_is_well_and_says_who_it_runs_as() {
    let catalog = Catalog::builtin();
    for id in items() {
        let item = catalog.item(Slot::Backing, &id).unwrap();
        let health = item
            .health
            .as_ref()
            .unwrap_or_else(|| panic!("{id} has no health"));
        assert!(
            health.in_image || health.shell.is_some() || health.command.is_some(),
            "{id}"
        );
        let development = item.only.as_deref() == Some("development") || id == "mailpit";
        // Where nothing is said the image's own user must be the reason.
        let said = item.runs_as.user.is_some() || item.runs_as.why.is_some();
        assert!(said || development, "{id} runs as who knows whom");
        assert!(
            !item.limits.is_empty() || id == "mailpit",
            "{id} has no limits"
        );
        // Root needs a reason, and data a time to be written.
        if item
            .runs_as
            .user
            .as_deref()
            .is_some_and(|user| user.starts_with("0:"))
        {
            assert!(
                item.runs_as
                    .why
                    .as_deref()
                    .is_some_and(|why| why.contains("root")),
                "{id}"
            );
        }
    }
}

#[test]
fn a_secret_of_production_is_only_ever_a_file() {
    let catalog = Catalog::builtin();
    for id in items() {
        let item = catalog.item(Slot::Backing, &id).unwrap();
        let (sandbox, _) = made(&id, "");
        let production = sandbox.read("compose.prod.yaml");
        for (secret, about) in &item.secrets {
            let name = format!("one_more_{secret}");
            if about.external {
                assert!(!production.contains(&name), "{id}: {production}");
                continue;
            }
            assert!(
                production.contains(&format!("{name}: {{file: secrets/{name}}}")),
                "{id}: {production}"
            );
            let value = sandbox.read(&format!("secrets/{name}"));
            assert!(
                value.trim().len() >= 32 && !compose(&sandbox).contains(value.trim()),
                "{id}"
            );
        }
    }
}

#[test]
fn what_an_item_is_for_can_be_said_otherwise() {
    let (sandbox, _) = made("adminer", "");
    assert!(!sandbox.read("compose.prod.yaml").contains("adminer"));
    let (sandbox, _) = made("adminer", ", production: container");
    let files = sandbox.read("compose.yaml") + &sandbox.read("compose.prod.yaml");
    assert!(files.contains("image: adminer:"), "{files}");
}

#[test]
fn admin_tools_know_the_first_database_and_tell_where_there_is_none() {
    let answers = |backing: &str| {
        format!("dockwright: 1\nname: tools\nbacking: {backing}\nfeatures: {{admin_tools: true}}\n")
    };
    let sandbox = Sandbox::answers(&answers(
        "{first: {kind: mariadb}, second: {kind: postgres}}",
    ));
    let ran = sandbox.run(&["apply", "--json"]);
    assert_eq!(
        (ran.code, &ran.json()["problems"]),
        (0, &serde_json::json!([]))
    );
    let text = sandbox.read("compose.override.yaml");
    assert!(text.contains("ADMINER_DEFAULT_SERVER: first"), "{text}");
    assert!(
        !compose(&sandbox).contains("depends_on"),
        "it waits for nobody"
    );
    let sandbox = Sandbox::answers(&answers("{cache: {kind: redis}}"));
    let problems = sandbox.run(&["apply", "--json"]).json()["problems"].clone();
    assert_eq!(problems[0]["code"], "nothing-to-use");
    assert_eq!(problems[0]["where"]["key"], "features.admin_tools");
    assert_eq!(problems[0]["level"], "warning");
}

/// The starter's requirements and settings follow the database.
#[test]
fn django_speaks_with_mariadb() {
    for (manager, file) in [
        ("pip", "requirements.txt"),
        ("uv", "pyproject.toml"),
        ("poetry", "pyproject.toml"),
    ] {
        let answers = format!(
            "dockwright: 1\nname: shop\nservices:\n  web: {{kind: django, route: /, with: {{manager: {manager}}}, uses: [db]}}\nbacking: {{db: {{kind: mariadb}}}}\n"
        );
        let sandbox = Sandbox::empty();
        sandbox.write("../answers.yaml", &answers);
        let ran = sandbox.run(&["init", "--answers", "../answers.yaml", "--yes", "--json"]);
        assert_eq!(
            (ran.code, &ran.json()["problems"]),
            (0, &serde_json::json!([])),
            "{}",
            ran.stderr
        );
        assert!(
            sandbox.read(file).contains("mysqlclient==") && !sandbox.read(file).contains("psycopg")
        );
        assert!(
            sandbox
                .read("config/settings.py")
                .contains("django.db.backends.mysql")
        );
        assert!(
            !sandbox.dir.join("poetry.lock").exists(),
            "a lock of other packages"
        );
        let dockerfile = sandbox.read("docker/web/Dockerfile");
        let (install, purge) = (
            dockerfile.find("gcc libc6-dev"),
            dockerfile.find("purge --yes"),
        );
        assert!(
            install < purge && dockerfile.contains("libmariadb3"),
            "{dockerfile}"
        );
        assert!(sandbox.read(".hadolint.yaml").contains("DL3008"));
    }
}
