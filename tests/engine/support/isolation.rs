//! What a container of production may do: asked of the kernel and the engine, not of the files that were generated.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::MetadataExt;

use super::compose::{Container, Stack};
use super::project::Project;
use super::steps::Steps;

/// Each service beside the edge, and the port on which it listens, if on any.
pub type Listening<'l> = [(&'l str, Option<u16>)];

/// One step for each promise.
pub fn check(steps: &mut Steps, stack: &Stack, project: &Project, listening: &Listening<'_>) {
    let running = stack.running();
    steps.check("these services and the edge run, and nothing else", || {
        let services: Vec<&str> = running.iter().map(Container::service).collect();
        assert_eq!(services.len(), listening.len() + 1, "{services:?}");
        assert!(
            listening.iter().all(|(name, _)| services.contains(name)),
            "{services:?}"
        );
    });
    steps.check(
        "each is confined: no root, no capability, a read-only root, no secret told",
        || all_confined(stack, project),
    );
    steps.check("nothing can be written where the image is", || {
        for container in &running {
            let name = container.service();
            let ran = stack.run(&["exec", "-T", name, "sh", "-c", "echo x > /written"]);
            let refused = ran.output().contains("Read-only file system");
            assert!(ran.code != Some(0) && refused, "{name}: {ran}");
        }
    });
    reached(steps, stack, &running, listening);
    mounted(steps, project, &running);
}

/// From where it is reached.
fn reached(steps: &mut Steps, stack: &Stack, running: &[Container], expected: &Listening<'_>) {
    steps.check("only the expected port listens", || {
        let (edge, target, _) = stack.edge();
        for container in running {
            let known = expected
                .iter()
                .find(|(name, _)| *name == container.service())
                .and_then(|(_, port)| *port);
            let expected = known.or((container.service() == edge).then_some(target));
            assert_eq!(
                listening(container.pid()),
                expected.into_iter().collect(),
                "{}",
                container.service()
            );
        }
    });
    steps.check("only the edge is published", || {
        let (edge, target, _) = stack.edge();
        for container in running {
            let own = container.service() == edge;
            let expected = own.then(|| format!("{target}/tcp"));
            let expected: Vec<String> = expected.into_iter().collect();
            assert_eq!(published(container), expected, "{}", container.service());
        }
    });
}

/// The ports inside that the engine has given one of the host's.
fn published(container: &Container) -> Vec<String> {
    let ports = container.0["NetworkSettings"]["Ports"].as_object().unwrap();
    let given = ports.iter().filter(|(_, host)| host.is_array());
    given.map(|(port, _)| port.clone()).collect()
}

/// Production of a project with an edge of this name: nothing else is published, no database and no tool, and each container is
/// [`confined`].
pub fn all_confined(stack: &Stack, project: &Project) {
    let running = stack.running();
    let open: Vec<&str> = running
        .iter()
        .filter(|one| !published(one).is_empty())
        .map(Container::service)
        .collect();
    assert_eq!(open, ["edge"], "these are published");
    assert!(!project.secrets().is_empty(), "production has no secrets");
    for container in &running {
        confined(container, project);
    }
}

/// What production takes from a container, as the kernel and the engine know it; and no secret is told by the engine.
pub fn confined(container: &Container, project: &Project) {
    let (name, host) = (container.service(), &container.0["HostConfig"]);
    not_root(container, project);
    for set in ["CapEff", "CapPrm", "CapBnd"] {
        assert_eq!(status(container, set), "0000000000000000", "{name}: {set}");
    }
    assert_eq!(status(container, "NoNewPrivs"), "1", "{name}");
    assert_eq!(host["ReadonlyRootfs"], true, "{name}");
    assert_eq!(host["Privileged"], false, "{name}");
    let told = container.0.to_string();
    for (path, secret) in project.secrets() {
        assert!(!told.contains(&secret), "{name} tells {path}");
    }
}

/// What it sees of the host.
fn mounted(steps: &mut Steps, project: &Project, running: &[Container]) {
    steps.check(
        "no source is mounted, and what is cannot be written",
        || {
            for container in running {
                for mount in container.0["Mounts"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .filter(|mount| mount["Type"] == "bind")
                {
                    let source = mount["Source"].as_str().unwrap();
                    let inside = source
                        .strip_prefix(project.dir.to_str().unwrap())
                        .unwrap_or(source);
                    let configuration =
                        inside.starts_with("/secrets/") || inside.starts_with("/docker/");
                    assert!(
                        configuration && mount["RW"] == false,
                        "{}: {mount}",
                        container.service()
                    );
                    assert!(
                        project.path(inside.trim_start_matches('/')).is_file(),
                        "{}: {mount}",
                        container.service()
                    );
                }
            }
        },
    );
}

/// Root only where a comment in the compose file says why the image must start so.
pub fn not_root(container: &Container, project: &Project) {
    let uid = status(container, "Uid");
    assert_ne!(
        uid,
        project.dir.metadata().unwrap().uid().to_string(),
        "{}: the test's own uid",
        container.service()
    );
    if uid == "0" {
        let text = project.read("compose.yaml") + &project.read("compose.prod.yaml");
        let said = text.lines().any(|line| {
            line.contains('#') && line.contains("root") && line.contains(container.service())
        });
        assert!(
            said,
            "{} runs as root, and no comment says why",
            container.service()
        );
    }
}

/// The first value of a line in the kernel's account of the container's first process.
pub fn status(container: &Container, name: &str) -> String {
    let path = format!("/proc/{}/status", container.pid());
    let text = fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{path}: {error}: is the engine on this machine?"));
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix(&format!("{name}:")))
        .unwrap();
    line.split_whitespace().next().unwrap().to_owned()
}

/// The TCP ports that anything in the network of this process listens on.
fn listening(pid: u64) -> BTreeSet<u16> {
    let table =
        |name: &str| fs::read_to_string(format!("/proc/{pid}/net/{name}")).unwrap_or_default();
    let both = table("tcp") + &table("tcp6");
    assert!(
        both.contains("local_address"),
        "no table of connections of process {pid}"
    );
    both.lines().filter_map(listener).collect()
}

fn listener(line: &str) -> Option<u16> {
    let mut columns = line.split_whitespace().skip(1);
    let (address, port) = columns.next()?.split_once(':')?;
    let state = columns.nth(1)?;
    // 127.0.0.11 is Docker's name server in every container.
    (state == "0A" && address != "0B00007F").then(|| u16::from_str_radix(port, 16).unwrap())
}

#[test]
fn listeners_are_read_from_the_kernels_table() {
    let table = "  sl  local_address rem_address   st tx_queue\n\
        0: 00000000:1F40 00000000:0000 0A 00000000:00000000\n\
        1: 0B00007F:A1B2 00000000:0000 0A 00000000:00000000\n\
        2: 0200000A:1F40 0300000A:D431 01 00000000:00000000\n";
    assert_eq!(
        table.lines().filter_map(listener).collect::<Vec<_>>(),
        [8000]
    );
}
