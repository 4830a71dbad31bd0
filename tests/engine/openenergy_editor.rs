//! What editors get of the preset `openenergy`: its dev containers and its debugger settings.

use serde_json::Value;

use crate::debugger::{configuration, stops_there};
use crate::devcontainer::{NODE, PYTHON};
use crate::support::app::View;
use crate::support::compose::Stack;
use crate::support::dap::Session;
use crate::support::process::run;
use crate::support::project::Project;
use crate::support::rig::Rig;
use crate::support::steps::Steps;
use crate::support::wait;

/// Both, as the command line tool of editors reads them; what they name is there.
pub fn devcontainers(steps: &mut Steps, stack: &Stack, project: &Project) {
    for (service, path) in [
        ("web", ".devcontainer/devcontainer.json"),
        ("assets", ".devcontainer/assets/devcontainer.json"),
    ] {
        steps.check(
            &format!(
                "devcontainer of {service}: its files, folder, user, ports and interpreter exist"
            ),
            || {
                let mut command = stack.command("devcontainer");
                command
                    .args(["read-configuration", "--workspace-folder"])
                    .arg(&project.dir);
                let ran = run(command.arg("--config").arg(project.path(path))).ok();
                let read: Value = serde_json::from_str(&ran.stdout).unwrap();
                let read = &read["configuration"];
                assert_eq!(read["service"], service);
                let here = project.path(path);
                for file in read["dockerComposeFile"].as_array().unwrap() {
                    assert!(
                        here.parent()
                            .unwrap()
                            .join(file.as_str().unwrap())
                            .is_file(),
                        "{file}"
                    );
                }
                let folder = read["workspaceFolder"].as_str().unwrap();
                stack.exec(service, &["test", "-f", &format!("{folder}/manage.py")]);
                stack.exec(service, &["id", read["remoteUser"].as_str().unwrap()]);
                let ports = read["forwardPorts"].as_array().unwrap();
                // What it can connect to: the mail is not on the network of the front end.
                assert!(
                    ports.len() >= if service == "web" { 3 } else { 2 },
                    "{ports:?}"
                );
                for port in ports {
                    let text = port
                        .as_str()
                        .map_or_else(|| format!("{service}:{port}"), str::to_owned);
                    let (host, port) = text.split_once(':').unwrap();
                    let connects = if service == "web" { PYTHON } else { NODE };
                    stack.exec(service, &[connects, &[host, port]].concat());
                }
                let settings = &read["customizations"]["vscode"]["settings"];
                if let Some(python) = settings["python.defaultInterpreterPath"].as_str() {
                    stack.exec(service, &[python, "-c", "import django, debugpy"]);
                }
                let extensions = read["customizations"]["vscode"]["extensions"].to_string();
                assert!(
                    service != "web" || extensions.contains("ms-python.debugpy"),
                    "{extensions}"
                );
                assert_eq!(
                    service == "web",
                    settings["python.defaultInterpreterPath"].is_string()
                );
            },
        );
    }
}

/// A breakpoint by the generated `launch.json`.
pub fn debugged(steps: &mut Steps, rig: &'static Rig, stack: &Stack, project: &Project) {
    steps.check(
        "launch.json attaches, its folders are the container's, and a breakpoint holds the page",
        || {
            let arguments = configuration(rig, project, stack, "web");
            let mapping = &arguments["pathMappings"][0];
            assert_eq!(mapping["localRoot"], project.dir.to_str().unwrap());
            let remote = mapping["remoteRoot"].as_str().unwrap();
            stack.exec("web", &["test", "-f", &format!("{remote}/manage.py")]);
            let view = View::of(project);
            let file = project.full(&view.path);
            let mut main = Session::attach(&arguments, &file, view.line);
            let mut server = main.child(&file, view.line, wait::EDIT);
            stops_there(&mut server, stack.published("web", 8000), &file, view.line);
            server.detach();
            main.detach();
        },
    );
    steps.uses("debugger");
}
