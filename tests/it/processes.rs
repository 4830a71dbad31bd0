//! `processes:`, builds in the edge's image, and the presets that have them.

use crate::support::Sandbox;

/// `FastAPI`'s preset with one text of its answers replaced, applied.
fn changed(from: &str, to: &str) -> Sandbox {
    let sandbox = Sandbox::preset("fastapi-react-celery");
    let text = sandbox.read("dockwright.yaml");
    assert!(text.contains(from), "{from}\n{text}");
    sandbox.write("dockwright.yaml", text.replace(from, to));
    let ran = sandbox.run(&["apply"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    sandbox
}

/// A service's block of a Compose file.
fn block(text: &str, name: &str) -> String {
    let lines = text.split_once("\nservices:\n").unwrap().1.lines();
    let from = lines.skip_while(|line| *line != format!("  {name}:"));
    let own = from
        .enumerate()
        .take_while(|(at, line)| *at == 0 || line.starts_with("    "));
    own.map(|(_, line)| format!("{line}\n")).collect()
}

#[test]
fn presets_have_no_problem_and_nothing_to_change() {
    for name in ["fastapi-react-celery", "fastapi-postgres"] {
        let sandbox = Sandbox::empty();
        let ran = sandbox.run(&["init", "--preset", name, "--yes", "--json"]);
        assert_eq!(ran.code, 0, "{name}: {}", ran.stderr);
        assert_eq!(ran.json()["problems"], serde_json::json!([]), "{name}");
        assert_eq!(sandbox.run(&["check"]).code, 0, "{name}");
    }
}

#[test]
fn a_process_is_one_more_container_of_the_image() {
    let sandbox = Sandbox::preset("fastapi-react-celery");
    let [base, development, production] =
        ["compose.yaml", "compose.override.yaml", "compose.prod.yaml"]
            .map(|path| sandbox.read(path));
    for text in [&base, &development, &production] {
        for name in ["api", "worker", "beat", "api-setup"] {
            assert!(block(text, name).contains("<<: *api"), "{name}: {text}");
        }
        assert_eq!(
            text.matches("docker/api/Dockerfile").count(),
            usize::from(text != &base)
        );
    }
    assert!(
        block(&base, "worker").contains("inspect ping")
            && !block(&base, "worker").contains("depends_on")
    );
    assert!(
        base.split_once("services:")
            .unwrap()
            .0
            .contains("api-setup:\n      condition: service_completed_successfully")
    );
    assert!(block(&development, "worker").contains("${WORKER_DEBUG_PORT:-5679}:5678"));
    assert!(!block(&development, "beat").contains("ports:"));
    assert!(block(&production, "worker").contains("stop_signal: SIGQUIT"));
    assert!(block(&production, "beat").contains("target: /var/lib/beat"));
    let told = sandbox.run(&["explain"]).stdout;
    assert!(
        told.contains("worker · Celery worker") && told.contains("localhost:5679"),
        "{told}"
    );
    // The queue keeps what it is given: it is used as one.
    assert!(block(&base, "queue").contains("noeviction"));
}

#[test]
fn without_processes_the_queue_is_a_cache_again() {
    let sandbox = changed(
        "      worker: {kind: celery_worker, with: {app: app.worker, concurrency: 2, stop: soft}}\n      beat: {kind: celery_beat, with: {app: app.worker}}\n",
        "      watch: {kind: command, run: \"npm run css && echo $HOME\", tty: true, production: none}\n",
    );
    let (base, development) = (
        sandbox.read("compose.yaml"),
        sandbox.read("compose.override.yaml"),
    );
    assert!(
        base.contains("REDIS_URL: redis://queue:6379/0") && !base.contains("CELERY"),
        "{base}"
    );
    assert!(base.contains("allkeys-lru"), "{base}");
    assert!(
        !sandbox
            .read("docker/api/Dockerfile")
            .contains("/var/lib/beat")
    );
    let watch = block(&development, "watch");
    assert!(
        watch.contains("command: [sh, -c, npm run css && echo $$HOME]")
            && watch.contains("tty: true"),
        "{watch}"
    );
    assert!(!sandbox.read("compose.prod.yaml").contains("watch"));
}

#[test]
fn a_process_joins_only_a_service_that_can_run_it() {
    let sandbox = Sandbox::preset("fastapi-react-celery");
    let text = sandbox.read("dockwright.yaml");
    let moved = text.replace(
        "    uses: [api]\n",
        "    uses: [api, queue]\n    processes: {more: {kind: celery_beat}}\n",
    );
    sandbox.write("dockwright.yaml", moved);
    let ran = sandbox.run(&["check"]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.stderr.contains("error[wrong-service]")
            && ran.stderr.contains("`services.api.processes`"),
        "{}",
        ran.stderr
    );
}

#[test]
fn the_edge_is_a_plain_image_where_nothing_is_built_into_it() {
    let sandbox = changed(
        "    production: {into: edge}       # no container there: the edge's image holds its build\n",
        "",
    );
    let edge = block(&sandbox.read("compose.prod.yaml"), "edge");
    assert!(
        edge.contains("image: nginxinc/") && edge.contains("docker/edge/nginx.conf"),
        "{edge}"
    );
    assert!(!sandbox.tree().contains_key("docker/edge/Dockerfile"));
    assert!(
        sandbox
            .read("docker/web/Dockerfile")
            .contains("AS production")
    );
    let built = Sandbox::preset("fastapi-react-celery");
    let edge = block(&built.read("compose.prod.yaml"), "edge");
    assert!(
        edge.contains("dockerfile: docker/edge/Dockerfile") && !edge.contains("nginx.conf"),
        "{edge}"
    );
    assert!(
        !built
            .read("docker/web/Dockerfile")
            .contains("AS production")
    );
}

#[test]
fn of_a_schedule_there_is_one() {
    let sandbox = Sandbox::preset("fastapi-react-celery");
    let text = sandbox.read("dockwright.yaml");
    let more = text.replace(
        "beat: {kind: celery_beat,",
        "beat: {kind: celery_beat, production: {replicas: 2},",
    );
    sandbox.write("dockwright.yaml", more);
    let ran = sandbox.run(&["check"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("error[single]"), "{}", ran.stderr);
}

#[test]
fn a_managed_database_has_its_own_port() {
    let sandbox = changed(
        "db: {kind: postgres, with: {version: \"18\"}}",
        "db: {kind: postgres, production: external}",
    );
    let production = sandbox.read("compose.prod.yaml");
    assert!(
        production.contains("POSTGRES_PORT: ${DB_REMOTE_PORT:-"),
        "{production}"
    );
}

#[test]
fn pages_and_services_share_the_edge_by_their_routes() {
    let sandbox = changed("    route: /\n", "    route: /shop\n");
    let edge = sandbox.read("docker/edge/nginx.conf");
    for line in [
        "default \"\";",
        "location = /shop {",
        "try_files $uri /shop/index.html;",
        "location /api/ {",
    ] {
        assert!(edge.contains(line), "{line}\n{edge}");
    }
    assert!(
        sandbox
            .read("docker/edge/Dockerfile")
            .contains("/usr/share/nginx/html/shop")
    );
    let twice = sandbox
        .read("dockwright.yaml")
        .replace("route: /shop", "route: /api");
    sandbox.write("dockwright.yaml", twice);
    let ran = sandbox.run(&["check"]);
    assert!(ran.stderr.contains("error[route-twice]"), "{}", ran.stderr);
}

#[test]
fn a_dollar_in_a_processs_variable_is_no_variable_of_compose() {
    let sandbox = changed("kind: celery_beat", "kind: celery_beat, env: {MARK: 'a$b'}");
    assert!(block(&sandbox.read("compose.yaml"), "beat").contains("MARK: a$$b"));
    let told = sandbox.run(&["explain"]).stdout;
    let line = told.lines().find(|line| line.contains("MARK")).unwrap();
    assert!(line.contains("dockwright.yaml"), "{line}");
}

#[test]
fn a_step_of_the_build_is_in_the_edges_image_too() {
    let sandbox = Sandbox::preset("fastapi-react-celery");
    let step = "services.web.setup=[{name: mark, run: echo hi > src/mark, at: build}]";
    let ran = sandbox.run(&["init", "--yes", "--set", step]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    for path in ["docker/edge/Dockerfile", "docker/web/Dockerfile"] {
        let text = sandbox.read(path);
        let at = text.find("RUN echo hi > src/mark");
        assert!(at > text.find("COPY "), "{path}: {text}");
    }
}

#[test]
fn a_check_that_is_the_codes_own_has_what_the_entrypoint_makes_of_secrets() {
    let answers = "dockwright: 1\nname: shop\nservices:\n  api: {kind: fastapi, route: /, uses: [queue], processes: {worker: {kind: celery_worker}}}\nbacking: {queue: {kind: KIND}}\n";
    for (kind, joined) in [("rabbitmq", true), ("valkey", false)] {
        let sandbox = Sandbox::answers(&answers.replace("KIND", kind));
        let ran = sandbox.run(&["apply"]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let (base, development, production) = (
            sandbox.read("compose.yaml"),
            sandbox.read("compose.override.yaml"),
            sandbox.read("compose.prod.yaml"),
        );
        // With a password in a file the URL of the broker is made at the start, for what it starts.
        let inside = production.contains("test: [CMD, entrypoint.sh, sh, -c, 'celery --app=");
        assert_eq!(inside, joined, "{production}");
        let plain = if joined { &development } else { &base };
        assert!(
            plain.contains("test: [CMD-SHELL, 'celery --app="),
            "{plain}"
        );
    }
}

#[test]
fn jobs_of_arq_are_sent_and_done() {
    let sandbox = Sandbox::empty();
    let answers = "dockwright: 1\nname: jobs\nservices:\n  api: {kind: fastapi, route: /, uses: [db, queue], processes: {worker: {kind: arq}}}\nbacking: {db: {kind: postgres}, queue: {kind: valkey}}\nfeatures: {hot_reload: mount}\n";
    sandbox.write("../answers.yaml", answers);
    let ran = sandbox.run(&["init", "--answers", "../answers.yaml", "--yes"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let base = sandbox.read("compose.yaml");
    // The store is used as a queue: it forgets nothing.
    assert!(base.contains("noeviction"), "{base}");
    assert!(base.contains("REDIS_URL: redis://queue:6379/0"), "{base}");
    assert!(block(&base, "worker").contains("arq --check app.worker.Settings"));
    let development = sandbox.read("compose.override.yaml");
    assert!(development.contains("WATCHFILES_FORCE_POLLING"));
    assert!(block(&development, "worker").contains("arq app.worker.Settings, app]"));
    for (path, text) in [
        ("app/main.py", "enqueue_job(\"add_note\", note.text)"),
        ("app/worker.py", "functions = [add_note]"),
        ("app/tasks.py", "async def add_note(job: dict, text: str)"),
        ("requirements.txt", "arq==0.28.0"),
        ("requirements.txt", "redis==5.3.1"), // arq wants one before 6
    ] {
        assert!(sandbox.read(path).contains(text), "{path}");
    }
}
