//! A debugger whose port is taken listens elsewhere on this machine; `.vscode/launch.json` is the same for all.

use std::net::TcpListener;

use crate::doctor::{WELL, only, wrong};
use crate::support::Sandbox;

/// A service whose debugger waits on a port of the test's own.
fn answers(web: u16, debugger: u16) -> String {
    format!(
        "dockwright: 1\nname: moved\nservices:\n  tool:\n    kind: custom\n    path: tool\n    route: /\n    port: 8000\n    publish: {web}\n    \
         with: {{image: \"node:24-trixie-slim\", develop: node server.mjs, serve: node server.mjs, debugger: node, debug_port: {debugger}}}\n\
         backing: {{edge: {{kind: nginx, development: none}}}}\nfeatures: {{debugger: true}}\n"
    )
}

#[test]
fn a_debugger_that_is_moved_is_told_with_what_to_do() {
    let web = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let own = web.local_addr().unwrap().port();
    drop(web);
    let taken = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = taken.local_addr().unwrap().port();
    let sandbox = Sandbox::empty();
    sandbox.write("answers.yaml", answers(own, port));
    let bin = WELL.write(&sandbox);
    let variables = [("DOCKWRIGHT_PROBE_PORTS", "yes"), ("PATH", bin.as_str())];
    let init = ["init", "--answers", "answers.yaml", "--json", "--yes"];
    let ran = sandbox.run_with(&variables, &init);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    let env = sandbox.read(".env");
    let line = env
        .lines()
        .find_map(|line| line.strip_prefix("TOOL_DEBUG_PORT="));
    let moved: u16 = line.unwrap_or_else(|| panic!("{env}")).parse().unwrap();
    let problems = ran.json()["problems"].clone();
    let told = problems.as_array().unwrap().iter();
    let told: Vec<_> = told.filter(|one| one["code"] == "debug-port").collect();
    let said = told[0]["message"].as_str().unwrap();
    let both = format!("tool listens on {moved} here, not on {port}");
    assert!(told.len() == 1 && said.contains(&both), "{told:?}");
    let launch = ".vscode/launch.json";
    let text = sandbox.read(launch);
    assert!(text.contains(&format!("\"port\": {port}")), "{text}");
    // Until somebody does what is told.
    let mend = format!("write {moved} there and do not commit that");
    only(
        &WELL.doctor(&sandbox, &["--json"]),
        "debug-port",
        &both,
        &mend,
    );
    sandbox.write(launch, text.replace(&port.to_string(), &moved.to_string()));
    let ran = WELL.doctor(&sandbox, &["--json"]);
    assert!(
        wrong(&ran).iter().all(|one| one["check"] != "debug-port"),
        "{}",
        ran.stdout
    );
    drop(taken);
}
