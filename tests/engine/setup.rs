//! Every kind of step in its place, secrets as variables that the entrypoint sets, and a volume that belongs to the
//! container's user; with databases beside the first.

use dockwright::core::answers::Context;

use crate::support::app;
use crate::support::compose::Stack;
use crate::support::project::{Project, answered};
use crate::support::rig::{self, Rig};
use crate::support::steps::Steps;

const ANSWERS: &str = r#"dockwright: 1
services:
  web:
    kind: django
    path: .
    with: {secrets: environment}
    route: /
    uses:
      db: {database: app}
      cache: {env: {CACHE_URL: "redis://{{ host }}:{{ port }}/{{ database }}", OWN_NAME: "{{ name }} in {{ context }}"}}
    secrets: {API_KEY: generated}
    env: {ODD: 'a $b "c" d # e: {f} ''g'' \ h', OF_ENV: "${WEB_PORT}"}
    volumes: {media: /app/media}
    setup:
      - wait
      - copy: {from: config/local.example, to: config/local}
      - {name: stamp, run: echo "$0" >> /tmp/started, at: {development: start, production: build}}
      - migrate
      - name: note
        run: python manage.py shell --command "from notes.models import Note; Note.objects.create(text='own step')"
        once: true
      - collect_static
      - test_user: {password: 'p$a "s'}
      - test_data: {run: python manage.py loaddata test_data}
backing:
  db: {kind: postgres, with: {databases: {app: [pg_trgm], data: [hstore]}}}
  cache: {kind: valkey}
  edge: {kind: nginx, development: none}
features: {hot_reload: mount, mail_catcher: true}
"#;

#[test]
fn steps_secrets_and_volumes() {
    let Some((rig, _turn)) = rig::engine("setup") else {
        return;
    };
    let mut steps = Steps::of("setup");
    let project = answered("setup", ANSWERS);
    project.shift_ports(rig);
    project.write("config/local.example", "as git has it\n");
    let development = Stack::development(rig, &project);
    steps.must("development: up --build --wait", || development.up());
    steps.check("a settings file was copied, once", || {
        copied(&development, &project);
    });
    steps.check("an own step ran once, and the test data came with the user", || {
        assert_eq!(app::rows(&development).matches("own step").count(), 1);
        assert!(app::rows(&development).contains("test data"), "{}", app::rows(&development));
        development.run(&["up", "--wait"]).ok();
        let users = "from django.contrib.auth import get_user_model; print('users:', get_user_model().objects.count())";
        assert!(app::shell(&development, users).contains("users: 1"));
    });
    steps.check(
        "a step at start ran in each container, before the command",
        || {
            assert!(!development.exec("web", &["cat", "/tmp/started"]).is_empty());
        },
    );
    steps.check("variables by their own names", || {
        assert_eq!(
            development.exec("web", &["printenv", "OWN_NAME"]).trim(),
            "cache in development"
        );
        assert_eq!(
            development.exec("web", &["printenv", "API_KEY"]).trim(),
            "development-only"
        );
    });
    steps.check("databases beside the first, with their extensions", || {
        for (database, extension) in [("app", "pg_trgm"), ("data", "hstore")] {
            let query = format!("select count(*) from pg_extension where extname = '{extension}'");
            let line = [
                "psql",
                "--username=app",
                "--dbname",
                database,
                "--tuples-only",
                "--command",
                &query,
            ];
            assert_eq!(development.exec("db", &line).trim(), "1", "{database}");
        }
    });
    steps.check("the volume belongs to the user", || written(&development));

    in_production(&mut steps, &project, rig);
    let passed = steps.done();
    for context in Context::BOTH {
        passed.record(rig, &project, context);
    }
}

fn in_production(steps: &mut Steps, project: &Project, rig: &'static Rig) {
    let production = Stack::production(rig, project);
    steps.must("production: up --build --wait", || production.up());
    steps.check(
        "the entrypoint sets what the code reads, and docker inspect knows none of it",
        || {
            let secret = project.read("secrets/web_api_key");
            let seen = production.exec("web", &["sh", "-c", "tr '\\0' '\\n' < /proc/1/environ"]);
            assert!(
                seen.contains(&format!("API_KEY={secret}")),
                "API_KEY is not what the file has"
            );
            for container in production.containers() {
                assert!(
                    !production
                        .docker(&["inspect", container.id()])
                        .contains(&secret)
                );
            }
        },
    );
    steps.check(
        "what is built is built: the copy, and no start step",
        || {
            assert_eq!(
                production.exec("web", &["cat", "config/local"]),
                "as git has it\n"
            );
            production.exec(
                "web",
                &["test", "!", "-e", "/usr/local/bin/start.development.sh"],
            );
        },
    );
    steps.check("own steps ran, test users did not", || {
        let all =
            "from notes.models import Note; print([note.text for note in Note.objects.all()])";
        let line = [
            "entrypoint.sh",
            "python",
            "manage.py",
            "shell",
            "--command",
            all,
        ];
        assert_eq!(
            production.exec("web", &line).lines().last(),
            Some("['own step']")
        );
    });
    steps.check("the volume belongs to the user there too", || {
        written(&production);
    });
}

fn copied(stack: &Stack, project: &Project) {
    assert_eq!(project.read("config/local"), "as git has it\n");
    project.write("config/local", "mine\n");
    stack.run(&["restart", "web"]).ok();
    stack.run(&["up", "--wait"]).ok();
    assert_eq!(project.read("config/local"), "mine\n");
}

fn written(stack: &Stack) {
    stack.exec("web", &["sh", "-c", "echo kept > media/file"]);
    stack.run(&["up", "--wait", "--force-recreate", "web"]).ok();
    assert_eq!(stack.exec("web", &["cat", "media/file"]).trim(), "kept");
}
