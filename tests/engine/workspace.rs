//! A Go module with more than one program: a build that sees all of it, migrations by a tool in an image of its own, and a
//! program that listens on nothing.
//!
//! On the rig goose and air are programs of `stand-ins/golang`; Go, pgx and Postgres are the real ones.

use dockwright::core::answers::Context;

use crate::support::compose::Stack;
use crate::support::ends::stops;
use crate::support::http::Client;
use crate::support::isolation::all_confined;
use crate::support::project::{self, Project};
use crate::support::steps::Steps;
use crate::support::{rig, wait};

const ANSWERS: &str = include_str!("answers/workspace.yaml");

/// The module, as somebody has it already.
const CODE: [(&str, &str); 5] = [
    (
        "internal/store/store.go",
        r#"// Package store is what both programs share.
package store

import (
	"context"
	"os"
	"strings"

	"github.com/jackc/pgx/v5"
)

// Greeting is what the front of orders says.
const Greeting = "hello"

// Open connects by libpq's variables; the password may be in a file.
func Open(ctx context.Context) (*pgx.Conn, error) {
	if file := os.Getenv("PGPASSWORD_FILE"); file != "" {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		os.Setenv("PGPASSWORD", strings.TrimSpace(string(text)))
	}
	return pgx.Connect(ctx, "")
}
"#,
    ),
    (
        "services/orders/cmd/orders/main.go",
        r#"package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"syscall"

	"example.org/workspace/internal/store"
)

func main() {
	address := ":" + os.Getenv("PORT")
	if len(os.Args) > 1 && os.Args[1] == "healthcheck" {
		if answer, err := http.Get("http://127.0.0.1" + address + "/healthz"); err != nil || answer.StatusCode != 200 {
			os.Exit(1)
		}
		return
	}
	http.HandleFunc("/healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "ok") })
	http.HandleFunc("/orders/", func(w http.ResponseWriter, r *http.Request) {
		db, err := store.Open(r.Context())
		if err != nil {
			http.Error(w, err.Error(), 500)
			return
		}
		defer db.Close(r.Context())
		var count int
		if err := db.QueryRow(r.Context(), "SELECT count(*) FROM orders").Scan(&count); err != nil {
			http.Error(w, err.Error(), 500)
			return
		}
		fmt.Fprintf(w, "%s: %d", store.Greeting, count)
	})
	server := http.Server{Addr: address}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	go server.ListenAndServe()
	<-ctx.Done()
	server.Shutdown(context.Background())
}
"#,
    ),
    (
        "services/mailer/cmd/mailer/main.go",
        r#"package main

import (
	"context"
	"fmt"
	"os/signal"
	"syscall"

	"example.org/workspace/internal/store"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	if _, err := store.Open(ctx); err != nil {
		panic(err)
	}
	fmt.Println("mailer is connected")
	<-ctx.Done()
}
"#,
    ),
    (
        "services/orders/migrations/00001_orders.sql",
        "-- +goose Up\nCREATE TABLE orders (id serial PRIMARY KEY);\nINSERT INTO orders DEFAULT VALUES;\n\n-- +goose Down\nDROP TABLE orders;\n",
    ),
    (
        "services/orders/migrations/00002_more.sql",
        "-- +goose Up\nINSERT INTO orders DEFAULT VALUES;\n",
    ),
];

#[test]
fn programs_of_one_module() {
    let Some((rig, _turn)) = rig::engine("workspace") else {
        return;
    };
    let mut steps = Steps::of("workspace");
    let project = project::answered("workspace", ANSWERS);
    code(&project);
    project.shift_ports(rig);
    {
        let stack = Stack::development(rig, &project);
        steps.must("docker compose up --build --wait", || stack.up());
        let port = stack.published("orders", 8080);
        steps.check("the tool has made the table, each file once", || {
            assert_eq!(Client::new(port).get("/orders/").body, "hello: 2");
            stack.up();
            assert_eq!(Client::new(port).get("/orders/").body, "hello: 2");
        });
        steps.check("the program without a port runs, and is connected", || {
            connected(&stack);
        });
        let before = stack.identities();
        steps.check("an edit of the shared package is seen", || {
            let path = "internal/store/store.go";
            project.edit(path, "\"hello\"", "\"edited\"");
            wait::until("the edit", wait::EDIT, || {
                let page = Client::new(port).try_get("/orders/")?;
                (page.body == "edited: 2").then_some(())
            });
            assert_eq!(before, stack.identities());
        });
        steps.uses("hot_reload");
        steps.check("development: stop", || stops(&stack));
    }
    let stack = Stack::production(rig, &project);
    steps.must("production: docker compose up --build --wait", || {
        stack.up();
    });
    let (_, _, edge) = stack.edge();
    steps.check("production: the edge leads to orders, with rows", || {
        assert_eq!(Client::new(edge).get("/orders/").body, "edited: 2");
    });
    steps.check(
        "production: no shell, no root, no capability, nothing to write, no secret told, and nothing but the edge is published",
        || {
            connected(&stack);
            all_confined(&stack, &project);
            for name in ["orders", "mailer"] {
                let ran = stack.run(&["exec", "-T", name, "sh", "-c", "true"]);
                assert!(
                    ran.code != Some(0) && ran.output().contains("not found"),
                    "{ran}"
                );
            }
            let setup = stack.containers();
            let setup = setup
                .iter()
                .find(|one| one.service() == "orders-setup")
                .unwrap();
            assert_eq!(
                (setup.exit_code(), &setup.0["Config"]["User"]),
                (0, &"10001:10001".into())
            );
        },
    );
    steps.check("production: stop", || stops(&stack));
    let passed = steps.done();
    for context in Context::BOTH {
        passed.record(rig, &project, context);
    }
}

/// Lays the module, with the sums of the starter's.
fn code(project: &Project) {
    for (path, text) in CODE {
        project.place(path, text);
    }
    let starter = project::project("starter", &["--preset", "go-postgres"]);
    let module = starter.file("go.mod", "module ");
    let text = starter.read(&module);
    let name = text
        .lines()
        .find(|line| line.starts_with("module "))
        .unwrap();
    project.write(
        "go.mod",
        &text.replace(name, "module example.org/workspace"),
    );
    project.write("go.sum", &starter.read(&module.replace("go.mod", "go.sum")));
}

fn connected(stack: &Stack) {
    wait::until("the mailer", wait::EDIT, || {
        let logs = stack.run(&["logs", "mailer"]).ok();
        logs.stdout.contains("mailer is connected").then_some(())
    });
    let running = stack.running();
    assert!(running.iter().any(|one| one.service() == "mailer"));
}
