//! Code of frameworks that the catalog has no kind for, in Java and in PHP: what `init --yes` makes of it is built, starts, sees
//! edits and answers.
//!
//! On the rig Maven, its plugins and the client of the broker are Debian's; the server of PHP is `stand-ins/frankenphp`.

use dockwright::core::answers::Context;

use crate::support::app::seen;
use crate::support::compose::Stack;
use crate::support::ends::stops;
use crate::support::http::Client;
use crate::support::isolation::confined;
use crate::support::project;
use crate::support::rig;
use crate::support::steps::Steps;
use crate::support::wait;

const CODE: [(&str, &str); 5] = [
    ("ledger/pom.xml", include_str!("answers/unknown/pom.xml")),
    (
        "ledger/src/main/java/ledger/Ledger.java",
        include_str!("answers/unknown/Ledger.java"),
    ),
    (
        "shop/composer.json",
        r#"{
    "name": "example/shop",
    "require": {"php": ">=8.3", "ext-mbstring": "*"},
    "autoload": {"psr-4": {"Shop\\": "src/"}}
}
"#,
    ),
    (
        "shop/public/index.php",
        r"<?php
require __DIR__ . '/../vendor/autoload.php';
echo Shop\Greeting::of(basename($_SERVER['REQUEST_URI']));
",
    ),
    (
        "shop/src/Greeting.php",
        r"<?php
namespace Shop;

class Greeting
{
    public static function of(string $name): string
    {
        return 'hello ' . mb_strtoupper($name);
    }
}
",
    ),
];

#[test]
fn code_of_frameworks_without_a_kind_comes_up() {
    let Some((rig, _turn)) = rig::engine("unknown") else {
        return;
    };
    let mut steps = Steps::of("unknown");
    let code = project::laid(CODE);
    let project = project::with_code("unknown", code.path(), &[]);
    project.shift_ports(rig);
    {
        let stack = Stack::development(rig, &project);
        steps.must("development: docker compose up --build --wait", || {
            stack.up();
        });
        let port = stack.published("shop", 8080);
        steps.check("development: both do what they are for", || {
            assert_eq!(Client::new(port).get("/ann").body, "hello ANN");
            said(&stack, "the ledger has: first");
        });
        let before = stack.identities();
        steps.check(
            "an edit of PHP is seen by the next request, one of Java after a restart",
            || {
                project.edit("shop/src/Greeting.php", "hello ", "edited ");
                seen(port, "/ann", "edited ANN");
                let main = "ledger/src/main/java/ledger/Ledger.java";
                project.edit(main, "the ledger has", "the edited ledger has");
                stack.run(&["restart", "ledger"]).ok();
                said(&stack, "the edited ledger has: first");
                assert_eq!(before, stack.identities());
            },
        );
        steps.check("development: the JVM waits for a debugger", || {
            said(&stack, "Listening for transport dt_socket at address: 5005");
        });
        steps.check("development: stop", || stops(&stack));
    }
    let stack = Stack::production_without_edge(rig, &project);
    steps.must("production: docker compose up --build --wait", || {
        stack.up();
    });
    steps.check("production: both do what they are for", || {
        let page = "echo file_get_contents('http://127.0.0.1:8080/ann');";
        assert_eq!(stack.exec("shop", &["php", "-r", page]), "edited ANN");
        said(&stack, "the edited ledger has: first");
    });
    steps.check(
        "production: what is not to be kept is not there, and what runs is confined",
        || {
            let kept = stack.exec("ledger", &["ls", "target"]);
            assert_eq!(
                kept.split_whitespace().collect::<Vec<_>>(),
                ["classes", "lib"]
            );
            for container in stack.running() {
                confined(&container, &project);
            }
        },
    );
    steps.check("production: stop", || stops(&stack));
    let passed = steps.done();
    for context in Context::BOTH {
        passed.record_code(rig, &project, context);
    }
}

/// Waits until the ledger has said it.
fn said(stack: &Stack, text: &str) {
    wait::until(text, wait::START, || {
        let logs = stack.run(&["logs", "ledger"]).ok();
        logs.stdout.contains(text).then_some(())
    });
}
