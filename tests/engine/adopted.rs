//! Code that knew nothing of dockwright: `init --yes` gives a stack that is built, well and answers, though a service has no
//! lockfile, others no way to ask themselves whether they are well, and those are of modules that need a third.
//!
//! busybox is Debian's static one; Go, Node and npm are the real ones.

use dockwright::core::answers::Context;

use crate::support::compose::Stack;
use crate::support::project;
use crate::support::rig;
use crate::support::steps::Steps;

const CODE: [(&str, &str); 8] = [
    // A workspace of several modules, and not at the project's root.
    (
        "shop/go.work",
        "go 1.26\n\nuse (\n\t./money\n\t./prices\n\t./stock\n)\n",
    ),
    ("shop/money/go.mod", "module example.org/money\n\ngo 1.26\n"),
    (
        "shop/money/money.go",
        "// Package money is what both know.\npackage money\n\nconst Euro = \"EUR\"\n",
    ),
    (
        "shop/prices/go.mod",
        "module example.org/prices\n\ngo 1.26\n",
    ),
    (
        "shop/prices/main.go",
        r#"package main

import (
	"fmt"
	"log"
	"net/http"
	"os"

	"example.org/money"
)

func main() {
	http.HandleFunc("/price", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "12 "+money.Euro) })
	http.HandleFunc("/store", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, os.Getenv("STORE_URL")) })
	log.Fatal(http.ListenAndServe(":9000", nil))
}
"#,
    ),
    // The path that a health check can ask is in the code.
    (
        "shop/stock/cmd/stock/main.go",
        r#"package main

import (
	"fmt"
	"log"
	"net/http"
)

func main() {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "ok") })
	log.Fatal(http.ListenAndServe(":9001", mux))
}
"#,
    ),
    (
        "web/package.json",
        r#"{"name": "web", "private": true, "scripts": {"start": "node main.js"}, "dependencies": {"express": "^5.0.0"}}"#,
    ),
    (
        "web/main.js",
        r#"const express = require("express");
const app = express();
app.get("/", (request, response) => response.send("the shop"));
app.listen(3000);
"#,
    ),
];

#[test]
fn code_without_a_lockfile_or_a_health_check_comes_up() {
    let Some((rig, _turn)) = rig::engine("adopted") else {
        return;
    };
    let mut steps = Steps::of("adopted");
    let module = ("shop/stock/go.mod", "module example.org/stock\n\ngo 1.26\n");
    let code = project::laid(CODE.into_iter().chain([module]));
    // A secret within an address, which an image without a shell must make of the secret's file.
    let url = "services.prices.uses.db.env.STORE_URL=postgres://{{ user }}:{{ password }}@{{ host }}/{{ database }}";
    let set = ["--set", "backing.db.kind=postgres", "--set", url];
    let project = project::with_code("adopted", code.path(), &set);
    project.shift_ports(rig);
    let stack = Stack::production_without_edge(rig, &project);
    steps.must("production: docker compose up --build --wait", || {
        stack.up();
    });
    steps.check("production: each answers", || {
        let get = |url: &str| stack.exec("prices", &["busybox", "wget", "-q", "-O", "-", url]);
        assert_eq!(get("http://127.0.0.1:9000/price"), "12 EUR");
        let script = "fetch('http://127.0.0.1:3000/').then(r => r.text()).then(t => process.stdout.write(t))";
        assert_eq!(stack.exec("web", &["node", "-e", script]), "the shop");
    });
    steps.check(
        "production: an address has the secret of its file in it",
        || {
            let store = "http://127.0.0.1:9000/store";
            let said = stack.exec("prices", &["busybox", "wget", "-q", "-O", "-", store]);
            let password = project.read("secrets/db_password");
            assert_eq!(said, format!("postgres://app:{}@db/app", password.trim()));
        },
    );
    steps.check("production: each is well, and was asked by busybox", || {
        for (service, asked) in [("prices", "nc"), ("stock", "/healthz")] {
            let containers = stack.containers();
            let mut all = containers.iter();
            let container = all.find(|one| one.service() == service).unwrap();
            let test = container.0["Config"]["Healthcheck"]["Test"].to_string();
            assert!(test.contains("busybox") && test.contains(asked), "{test}");
            assert_eq!(container.0["State"]["Health"]["Status"], "healthy");
        }
    });
    steps.check("production: where nothing listens the check fails", || {
        let ask = |port: &str| {
            let nc = ["nc", "-w", "3", "127.0.0.1", port, "-e", "busybox", "true"];
            let command = [&["exec", "-T", "prices", "busybox"][..], &nc].concat();
            stack.run(&command).code
        };
        assert_eq!(ask("9000"), Some(0));
        assert_ne!(ask("9009"), Some(0));
    });
    steps.done().record(rig, &project, Context::Production);
}
