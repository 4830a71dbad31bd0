//! A project as a running stack, in one of its two contexts.

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use super::process::{Ran, run};
use super::project::Project;
use super::rig::Rig;
use super::steps::say;

/// One stack. It is taken down with its volumes and images when the test ends, also by failing.
pub struct Stack {
    rig: &'static Rig,
    dir: PathBuf,
    files: &'static [&'static str],
    env: Vec<(String, String)>,
}

impl Stack {
    /// What plain `docker compose` commands mean.
    pub fn development(rig: &'static Rig, project: &Project) -> Self {
        Self {
            rig,
            dir: project.dir.clone(),
            files: &[],
            env: Vec::new(),
        }
    }

    /// Production, tried on this machine: `SITE_URL` is the edge's address here.
    pub fn production(rig: &'static Rig, project: &Project) -> Self {
        let site = |port: u16| vec![("SITE_URL".to_owned(), format!("http://localhost:{port}"))];
        let files = &["-f", "compose.yaml", "-f", "compose.prod.yaml"];
        let mut stack = Self {
            rig,
            dir: project.dir.clone(),
            files,
            env: site(1),
        };
        stack.env = site(stack.edge().2);
        stack
    }

    /// Production whose edge has more than one port, and whose services do not ask for `SITE_URL`.
    pub fn production_without_edge(rig: &'static Rig, project: &Project) -> Self {
        let files = &["-f", "compose.yaml", "-f", "compose.prod.yaml"];
        let dir = project.dir.clone();
        Self {
            rig,
            dir,
            files,
            env: Vec::new(),
        }
    }

    /// The files of production as Compose understands them, of a project that runs in development.
    pub fn production_files(&self) -> Value {
        let mut command = self.command("docker");
        command.env("SITE_URL", "http://localhost").arg("compose");
        command.args(["-f", "compose.yaml", "-f", "compose.prod.yaml"]);
        let ran = run(command.args(["config", "--format", "json"])).ok();
        serde_json::from_str(&ran.stdout).unwrap()
    }

    /// Variables of the caller's shell.
    pub fn with(mut self, variables: Vec<(String, String)>) -> Self {
        self.env.extend(variables);
        self
    }

    /// A program with the engine's settings, in the project's folder.
    pub fn command(&self, program: &str) -> Command {
        let mut command = self.rig.command(program);
        command
            .current_dir(&self.dir)
            .envs(self.env.iter().map(|(name, value)| (name, value)));
        command
    }

    /// `docker compose` with the context's files, to be run or started by the caller.
    pub fn compose(&self, args: &[&str]) -> Command {
        let mut command = self.command("docker");
        command
            .args(["compose", "--progress", "plain"])
            .args(self.files)
            .args(args);
        command
    }

    /// Runs `docker compose`; any end is the caller's to judge.
    pub fn run(&self, args: &[&str]) -> Ran {
        run(&mut self.compose(args))
    }

    /// Runs `docker` itself, successfully.
    pub fn docker(&self, args: &[&str]) -> String {
        run(self.command("docker").args(args)).ok().stdout
    }

    /// Builds, starts, and waits until all is healthy. Has the images first where no registry is.
    pub fn up(&self) {
        self.up_within("240");
    }

    /// The same, with a limit of its own, in seconds.
    pub fn up_within(&self, limit: &str) {
        self.rig.images(&self.dir);
        self.run(&["up", "--build", "--wait", "--wait-timeout", limit])
            .ok();
    }

    /// Runs a command in the container of a service, successfully.
    pub fn exec(&self, service: &str, args: &[&str]) -> String {
        self.run(&[&["exec", "-T", service], args].concat())
            .ok()
            .stdout
    }

    /// The files as Compose understands them together.
    pub fn config(&self) -> Value {
        serde_json::from_str(&self.run(&["config", "--format", "json"]).ok().stdout).unwrap()
    }

    /// The host's port for a port of a service, as the files say.
    pub fn published(&self, service: &str, target: u16) -> u16 {
        let config = self.config();
        let ports = config["services"][service]["ports"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        let port = ports.iter().find(|port| port["target"] == target);
        let port = port.unwrap_or_else(|| panic!("{service} does not publish {target}"));
        port["published"].as_str().unwrap().parse().unwrap()
    }

    /// The one service that is published, its port inside and on the host.
    pub fn edge(&self) -> (String, u16, u16) {
        let config = self.config();
        let services = config["services"].as_object().unwrap();
        let published: Vec<_> = services
            .iter()
            .filter(|(_, service)| service["ports"].is_array())
            .collect();
        let names: Vec<&String> = published.iter().map(|(name, _)| *name).collect();
        let [(name, service)] = published[..] else {
            panic!("not one service is published, but {names:?}")
        };
        let [port] = &service["ports"].as_array().unwrap()[..] else {
            panic!("{name} publishes more than one port")
        };
        let target = u16::try_from(port["target"].as_u64().unwrap()).unwrap();
        (
            name.clone(),
            target,
            port["published"].as_str().unwrap().parse().unwrap(),
        )
    }

    /// `docker inspect` of all containers, ended ones too; none after `down`.
    pub fn containers(&self) -> Vec<Container> {
        let ids = self.run(&["ps", "--all", "--quiet"]).ok().stdout;
        let ids: Vec<&str> = ids.split_whitespace().collect();
        if ids.is_empty() {
            return Vec::new();
        }
        let all: Vec<Value> =
            serde_json::from_str(&self.docker(&[&["inspect"], &ids[..]].concat())).unwrap();
        all.into_iter().map(Container).collect()
    }

    /// The containers that go on running; setup has ended. There are some: what is asked of each of none would pass.
    pub fn running(&self) -> Vec<Container> {
        let mut all = self.containers();
        all.retain(|container| container.0["State"]["Running"] == true);
        assert!(!all.is_empty(), "nothing runs");
        all
    }

    /// What must be the same before and after an edit: `service container image`.
    pub fn identities(&self) -> Vec<String> {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let one = |of: &Container| {
            format!(
                "{} {} {}",
                of.service(),
                text(&of.0["Id"]),
                text(&of.0["Image"])
            )
        };
        let mut all: Vec<String> = self.running().iter().map(one).collect();
        all.sort();
        all
    }

    /// The images that the stack builds itself.
    pub fn built(&self) -> Vec<String> {
        let config = self.config();
        let services = config["services"].as_object().unwrap().values();
        let named = |service: &Value| {
            service["image"]
                .as_str()
                .expect("a built image has a name")
                .to_owned()
        };
        let mut images: Vec<String> = services
            .filter(|service| service["build"].is_object())
            .map(named)
            .collect();
        assert!(!images.is_empty(), "nothing is built");
        images.sort();
        images.dedup();
        images
    }

    /// Leaves nothing: not a volume, not an image, tagged or not.
    fn down(&self) {
        let config = self.run(&["config", "--format", "json"]);
        let config: Value = serde_json::from_str(&config.stdout).unwrap_or_default();
        let ran = self.run(&["down", "--volumes", "--remove-orphans", "--timeout", "3"]);
        if ran.code != Some(0) {
            say(&format!("not taken down: {ran}"));
        }
        let name = config["name"].as_str().unwrap_or("unknown");
        let ours = format!("label=com.docker.compose.project={name}");
        let list = ["image", "ls", "--quiet", "--no-trunc", "--filter", &ours];
        let images = run(self.command("docker").args(list)).stdout;
        if !images.is_empty() {
            let remove = ["image", "rm", "--force"];
            run(self
                .command("docker")
                .args(remove)
                .args(images.split_whitespace()));
        }
    }
}

impl Drop for Stack {
    fn drop(&mut self) {
        if std::thread::panicking() {
            say(&self.run(&["ps", "--all"]).output());
            say(&self.run(&["logs", "--no-color", "--tail", "25"]).output());
        }
        self.down();
    }
}

/// One container, as `docker inspect` tells it.
pub struct Container(pub Value);

impl Container {
    pub fn service(&self) -> &str {
        self.0["Config"]["Labels"]["com.docker.compose.service"]
            .as_str()
            .unwrap()
    }

    pub fn id(&self) -> &str {
        self.0["Id"].as_str().unwrap()
    }

    /// Its first process, as the host numbers it.
    pub fn pid(&self) -> u64 {
        self.0["State"]["Pid"].as_u64().unwrap()
    }

    pub fn exit_code(&self) -> i64 {
        self.0["State"]["ExitCode"].as_i64().unwrap()
    }
}
