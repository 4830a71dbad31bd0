//! The ports of this machine: who has those that a stack publishes.

use std::collections::BTreeMap;
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;

use super::docker::ask;
use crate::core::doctor::{Holder, Published, SHIFTS, published, shifted};
use crate::core::resolve::Stack;

/// A line of `docker ps`: project, folder, ports.
const CONTAINER: &str = "{{.Label \"com.docker.compose.project\"}}\t{{.Label \"com.docker.compose.project.working_dir\"}}\t{{.Ports}}";

/// All containers of the engine, a line each; none where no engine answers.
pub(super) fn containers() -> String {
    ask(&["ps", "--all", "--no-trunc", "--format", CONTAINER]).unwrap_or_default()
}

/// `no`: what is written does not depend on this machine, its ports and its engine, as tests and builds want it.
const PROBE: &str = "DOCKWRIGHT_PROBE_PORTS";

/// Whether what is written depends on this machine.
pub fn is_asked() -> bool {
    std::env::var_os(PROBE).is_none_or(|said| said != "no")
}

/// Other ports for those that somebody else has, where this developer has no `.env` yet. The engine is
/// asked only where one is taken: it may be taken by this very project.
pub fn others(dir: &Path, stack: &Stack) -> Vec<(String, u16)> {
    let has_env = dir.join(".env").symlink_metadata().is_ok();
    if has_env || !is_asked() {
        return Vec::new();
    }
    let published = published(stack, "");
    if !published.iter().any(|one| is_taken(one.port)) {
        return Vec::new();
    }
    let taken = taken(&published, &stack.project, &containers());
    shifted(&published, |port| {
        taken
            .get(&port)
            .is_some_and(|holder| *holder != Holder::Own)
    })
}

/// Whether somebody listens there, on this machine or for all. A port that only root may have is free.
pub(super) fn is_taken(port: u16) -> bool {
    let taken = |address: Ipv4Addr| {
        let tried = TcpListener::bind((address, port));
        tried.is_err_and(|error| error.kind() == io::ErrorKind::AddrInUse)
    };
    taken(Ipv4Addr::LOCALHOST) || taken(Ipv4Addr::UNSPECIFIED)
}

/// The ports that cannot be had, of those that are published and of those that could be instead.
pub(super) fn taken(
    published: &[Published],
    project: &str,
    containers: &str,
) -> BTreeMap<u16, Holder> {
    let held = held(containers);
    let own = [project.to_owned(), format!("{project}-production")];
    let asked = published
        .iter()
        .flat_map(|one| (0..=SHIFTS).filter_map(|shift| one.port.checked_add(shift * 10)));
    let mut taken = BTreeMap::new();
    for port in asked {
        // One that is published without a proxy can be listened on all the same.
        let holder = match held.get(&port) {
            Some(name) if own.contains(name) => Holder::Own,
            Some(name) => Holder::Project(name.clone()),
            None if is_taken(port) => Holder::Program,
            None => continue,
        };
        taken.insert(port, holder);
    }
    taken
}

/// Published port -> project, of `127.0.0.1:8000->8000/tcp, [::]:80->80/tcp`.
fn held(containers: &str) -> BTreeMap<u16, String> {
    let mut held = BTreeMap::new();
    for line in containers.lines() {
        let mut parts = line.split('\t');
        let (Some(project), Some(_), Some(published)) = (parts.next(), parts.next(), parts.next())
        else {
            continue;
        };
        for port in published.split(',') {
            let left = port.split_once("->").map(|(left, _)| left);
            let Some((_, range)) = left.and_then(|left| left.rsplit_once(':')) else {
                continue;
            };
            let (first, last) = range.split_once('-').unwrap_or((range, range));
            if let (Ok(first), Ok(last)) = (first.parse::<u16>(), last.parse::<u16>()) {
                held.extend((first..=last).map(|port| (port, project.to_owned())));
            }
        }
    }
    held
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_of_containers_are_read() {
        let lines = "shop\t/srv/shop\t127.0.0.1:8000->8000/tcp, 5432/tcp\n\t\t0.0.0.0:9000-9001->9000-9001/tcp, [::]:9000-9001->9000-9001/tcp\nshop\t/srv/shop\t";
        let held = held(lines);
        let ports: Vec<u16> = held.keys().copied().collect();
        assert_eq!(ports, [8000, 9000, 9001]);
        assert_eq!((held[&8000].as_str(), held[&9000].as_str()), ("shop", ""));
    }

    #[test]
    fn what_listens_is_seen() {
        let one = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = one.local_addr().unwrap().port();
        assert!(is_taken(port));
        drop(one);
        assert!(!is_taken(port));
    }
}
