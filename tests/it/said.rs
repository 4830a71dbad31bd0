//! What the files say is true where it stands: comments, names, times, extensions.

use crate::support::Sandbox;

/// A project of these services and used ones.
fn made(answers: &str) -> Sandbox {
    let sandbox = Sandbox::empty();
    let text = format!("dockwright: 1\nname: said\n{answers}\nfeatures: {{hot_reload: mount}}\n");
    sandbox.write("../answers.yaml", text);
    let ran = sandbox.run(&["init", "--answers", "../answers.yaml", "--yes"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    sandbox
}

#[test]
fn a_listener_for_this_machine_is_developments() {
    let sandbox = made(
        "services: {api: {kind: fastapi, route: /, uses: [log]}}\nbacking: {log: {kind: kafka}}",
    );
    let note = "# This machine has a listener of its own";
    for (file, said) in [
        ("compose.yaml", false),
        ("compose.override.yaml", true),
        ("compose.prod.yaml", false),
    ] {
        let text = sandbox.read(file);
        assert_eq!(text.contains(note), said, "{text}");
        assert_eq!(text.contains("HOST:PLAINTEXT"), said, "{text}");
    }
    // A question that starts a Java machine is not asked each second.
    let base = sandbox.read("compose.yaml");
    assert!(base.contains("start_interval: 5s"), "{base}");
}

#[test]
fn what_is_compiled_at_its_start_has_longer_for_it_than_what_was_built() {
    for preset in ["go-postgres", "rust-postgres", "spring-postgres"] {
        let image = Sandbox::preset(preset).read("docker/api/Dockerfile");
        let (development, production) = image.split_once("AS build").unwrap();
        assert!(development.contains("--start-period=300s"), "{image}");
        assert!(
            production.contains("--start-period=") && !production.contains("300s"),
            "{image}"
        );
    }
}

#[test]
fn who_listens_on_nothing_has_no_requests_to_end() {
    let answers = |port: &str| {
        format!(
            "services: {{mailer: {{kind: go, {port}uses: [log]}}}}\nbacking: {{log: {{kind: kafka}}}}"
        )
    };
    let why = "stop_grace_period: 40s # running requests";
    let production = made(&answers("")).read("compose.prod.yaml");
    assert!(production.contains(why), "{production}");
    let production = made(&answers("port: none, ")).read("compose.prod.yaml");
    assert!(
        production.contains("stop_grace_period: 40s\n"),
        "{production}"
    );
}

#[test]
fn the_extension_of_a_dev_container_is_the_debuggers() {
    const EXTENSIONS: [(&str, &str); 6] = [
        ("debugpy", "ms-python.debugpy"),
        ("go", "golang.go"),
        ("cppdbg", "ms-vscode.cpptools"),
        ("rdbg", "KoichiSasada.vscode-rdbg"),
        ("java", "vscjava.vscode-java-pack"),
        ("coreclr", "ms-dotnettools.csharp"),
    ];
    let mut seen = Vec::new();
    for (preset, kind) in [
        ("django", ""),
        ("go-postgres", ""),
        ("rust-postgres", ""),
        ("rails-postgres", ""),
        ("spring-postgres", ""),
        (
            "rust-postgres",
            "services.api={kind: aspnet, route: /, uses: [db]}",
        ),
    ] {
        let sandbox = Sandbox::empty();
        let mut arguments = vec!["init", "--preset", preset, "--yes"];
        arguments.extend(["--set", kind].iter().filter(|_| !kind.is_empty()));
        let ran = sandbox.run(&arguments);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let launch = sandbox.read(".vscode/launch.json");
        let container = sandbox.read(".devcontainer/devcontainer.json");
        for (debugger, extension) in EXTENSIONS {
            if launch.contains(&format!("\"type\": \"{debugger}\"")) {
                assert!(container.contains(extension), "{preset}: {container}");
                seen.push(debugger);
            }
        }
    }
    assert_eq!(seen.len(), EXTENSIONS.len(), "{seen:?}");
}

#[test]
fn where_there_is_no_password_nothing_is_said_of_one() {
    for (preset, said) in [("static", false), ("django", true)] {
        let text = Sandbox::preset(preset).read("compose.override.yaml");
        assert_eq!(text.contains("a password here"), said, "{text}");
    }
}

#[test]
fn a_managed_store_is_told_by_the_words_of_its_kind() {
    let sandbox = made(
        "services: {api: {kind: fastapi, route: /, uses: [files]}}\nbacking: {files: {kind: seaweedfs, production: external}}",
    );
    let production = sandbox.read("compose.prod.yaml");
    for line in [
        "AWS_ACCESS_KEY_ID: ${FILES_ACCESS_KEY:?is the access key of files}",
        "S3_BUCKET: ${FILES_BUCKET:?is the bucket of files}",
    ] {
        assert!(production.contains(line), "{line}\n{production}");
    }
    let example = sandbox.read(".env.example");
    assert!(
        example.contains("#FILES_BUCKET=") && !example.contains("DATABASE"),
        "{example}"
    );
}

#[test]
fn what_fetches_is_not_shut_in() {
    let sandbox = made(
        "services: {api: {kind: fastapi, route: /, uses: [llm, cache]}}\nbacking: {llm: {kind: ollama, with: {models: [\"llama3.2:1b\"]}}, cache: {kind: valkey}}",
    );
    let base = sandbox.read("compose.yaml");
    let (_, llm) = base.split_once("\n  llm:\n").unwrap();
    let (llm, _) = llm.split_once("\n\n").unwrap();
    let (_, cache) = base.split_once("\n  cache:\n").unwrap();
    let shared = base.split_once("services:").unwrap().0;
    assert!(
        llm.contains("networks: [frontend, backend]")
            || llm.contains("<<: *llm") && shared.contains("networks: [frontend, backend]"),
        "{base}"
    );
    assert!(cache.contains("networks: [backend]"), "{base}");
}

#[test]
fn a_search_engine_without_a_password_is_told_as_that() {
    let answers = |where_: &str| {
        format!(
            "services: {{api: {{kind: fastapi, route: /, uses: [books]}}}}\nbacking: {{books: {{kind: opensearch{where_}}}}}"
        )
    };
    let sandbox = made(&answers(""));
    let base = sandbox.read("compose.yaml");
    assert!(
        base.contains("OPENSEARCH_URL: http://books:9200\n"),
        "{base}"
    );
    assert!(!base.contains("OPENSEARCH_USER"), "{base}");
    let production = made(&answers(", production: external")).read("compose.prod.yaml");
    for line in [
        "OPENSEARCH_URL: ${BOOKS_URL:?is the address of books}",
        "OPENSEARCH_USER: ${BOOKS_USER:?is the user of books}",
        "OPENSEARCH_PASSWORD_FILE: /run/secrets/books_password",
    ] {
        assert!(production.contains(line), "{line}\n{production}");
    }
}
