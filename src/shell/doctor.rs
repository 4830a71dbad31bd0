//! What `doctor` is told of the machine, and what `--fix` does there.

use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

use serde_json::Value as Json;

use super::docker::{Silence, ask};
use super::engine::components;
use super::{disk, host, ports, traits};
use crate::core::catalog::Catalog;
use crate::core::change::{Action, Change, ChangeSet, Content, Kind};
use crate::core::diagnostic::Problem;
use crate::core::doctor::{self, Engine, Finding, Fix, Host, Project, Published};
use crate::core::dot_env;
use crate::core::fileset::Policy;
use crate::core::host::{Told, Trait, Traits, of_engine, wanted};
use crate::core::path::RelPath;
use crate::core::plan::Plan;
use crate::core::resolve::Stack;

/// A project, as far as a look at it needs.
#[derive(Clone, Copy)]
pub struct Looked<'l> {
    /// The catalog.
    pub catalog: &'l Catalog,
    /// What its answers mean.
    pub stack: &'l Stack,
    /// What they come to.
    pub plan: &'l Plan,
    /// What a write would do.
    pub changes: &'l ChangeSet,
    /// What is wrong with its answers, and what the engine's volumes say.
    pub problems: &'l [Problem],
}

/// What keeps a project from running on this machine.
pub fn examine(dir: &Path, looked: Looked<'_>) -> Vec<Finding> {
    let Looked {
        catalog,
        stack,
        plan,
        changes,
        problems,
    } = looked;
    let dot_env = fs::read(dir.join(".env")).unwrap_or_default();
    let dot_env = String::from_utf8_lossy(&dot_env);
    let name = &stack.project;
    let host = host(dir, name, &doctor::published(stack, &dot_env));
    let project = Project {
        name,
        stack,
        plan,
        changes,
        problems,
        dot_env: &dot_env,
        wanted: &wanted(catalog, &host.traits),
        modes: &modes(dir),
    };
    doctor::examine(&host, Some(&project))
}

/// The machine, as far as it matters to a project of this name that publishes these ports.
pub fn host(dir: &Path, project: &str, published: &[Published]) -> Host {
    let mut traits = Traits::new();
    let engine = match ask(&["version", "--format", "{{json .Server}}"]) {
        Ok(version) => Some(Ok(engine(&version, &mut traits))),
        Err(Silence::NoCommand) => None,
        Err(Silence::Refused(why)) => Some(Err(why)),
    };
    traits.extend(traits::of_folder(dir));
    let answers = matches!(engine, Some(Ok(_)));
    let plugin = |args: &[&str]| ask(args).ok().map(|text| text.trim().to_owned());
    let has_docker = engine.is_some();
    let containers = if answers {
        ports::containers()
    } else {
        String::new()
    };
    let folder = dir.canonicalize().unwrap_or_else(|_| dir.to_owned());
    let folder = folder.display().to_string();
    Host {
        today: host::today(),
        ids: host::ids(),
        engine,
        compose: has_docker
            .then(|| plugin(&["compose", "version", "--short"]))
            .flatten(),
        buildx: has_docker
            .then(|| plugin(&["buildx", "version"]))
            .flatten()
            .map(|said| said.split_whitespace().nth(1).unwrap_or(&said).to_owned()),
        free: free(dir),
        is_writable: writable(dir),
        taken: ports::taken(published, project, &containers),
        projects: projects(&containers),
        labels: labels(dir, &traits),
        traits,
        folder,
    }
}

/// The engine, and what it is.
fn engine(version: &str, traits: &mut Traits) -> Engine {
    let version: Json = serde_json::from_str(version).unwrap_or_default();
    let info = ask(&["info", "--format", "{{json .}}"]).unwrap_or_default();
    let info: Json = serde_json::from_str(&info).unwrap_or_default();
    let text = |key: &str| info[key].as_str().unwrap_or_default().to_owned();
    let told = Told {
        info: &info,
        components: &components(&version),
        podman: &Json::Null,
    };
    traits.extend(of_engine(told));
    if traits.contains(&Trait::Podman) {
        // The command of Docker passes on only what Docker says.
        traits.extend(super::engine::traits().unwrap_or_default());
    }
    Engine {
        version: version["Version"].as_str().unwrap_or_default().to_owned(),
        system: text("OperatingSystem"),
        // Only where the engine's folder is on this machine: in a virtual machine it is not.
        free: free(Path::new(&text("DockerRootDir"))),
    }
}

/// The types that `SELinux` gives the project's folder and its secrets, where the engine minds them.
fn labels(dir: &Path, traits: &Traits) -> BTreeMap<RelPath, String> {
    if !traits.contains(&Trait::Labelled) {
        return BTreeMap::new();
    }
    let secrets = modes(dir).into_keys();
    let paths = secrets.chain([RelPath::root()]);
    paths
        .filter_map(|path| {
            let label = label(&dir.join(path.as_str()))?;
            Some((path, label))
        })
        .collect()
}

/// The third part of `unconfined_u:object_r:user_home_t:s0`.
fn label(path: &Path) -> Option<String> {
    #[cfg(target_os = "linux")]
    {
        let mut said = [0; 256];
        let length = rustix::fs::getxattr(path, "security.selinux", &mut said).ok()?;
        let said = std::str::from_utf8(said.get(..length)?).ok()?;
        Some(said.split(':').nth(2)?.to_owned())
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = path;
        None
    }
}

/// Bytes that are left; none where the folder is not there.
fn free(dir: &Path) -> Option<u64> {
    #[cfg(unix)]
    {
        let of = |dir: &Path| rustix::fs::statvfs(dir).ok();
        let found = dir
            .ancestors()
            .find_map(of)
            .filter(|_| dir.is_absolute() || dir.exists())?;
        Some(found.f_bavail.saturating_mul(found.f_frsize))
    }
    #[cfg(not(unix))]
    None
}

fn writable(dir: &Path) -> bool {
    #[cfg(unix)]
    return rustix::fs::access(dir, rustix::fs::Access::WRITE_OK).is_ok() || !dir.exists();
    #[cfg(not(unix))]
    fs::metadata(dir).is_ok_and(|data| !data.permissions().readonly())
}

fn projects(containers: &str) -> BTreeMap<String, Vec<String>> {
    let mut projects: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in containers.lines() {
        let mut parts = line.split('\t');
        if let (Some(project), Some(folder)) = (parts.next(), parts.next())
            && !project.is_empty()
            && !folder.is_empty()
        {
            let folders = projects.entry(project.to_owned()).or_default();
            if !folders.iter().any(|known| known == folder) {
                folders.push(folder.to_owned());
            }
        }
    }
    projects
}

/// Permission bits of the secrets and of their folder.
pub fn modes(dir: &Path) -> BTreeMap<RelPath, u32> {
    let mut modes = BTreeMap::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mut names = vec!["secrets".to_owned()];
        let entries = fs::read_dir(dir.join("secrets")).into_iter().flatten();
        let files = entries.flatten().map(|entry| entry.file_name());
        names.extend(files.filter_map(|name| Some(format!("secrets/{}", name.to_str()?))));
        for name in names {
            // A link is another's file.
            let data = fs::symlink_metadata(dir.join(&name));
            if let (Ok(path), Ok(data)) = (RelPath::new(&name), data)
                && (data.is_file() || data.is_dir())
            {
                modes.insert(path, data.permissions().mode() & 0o777);
            }
        }
    }
    modes
}

/// Does them, each or none: files through the journal, so that `undo` takes them back.
pub fn fix(dir: &Path, fixes: &[Fix], changes: &ChangeSet) -> Result<Vec<Problem>, Vec<Problem>> {
    let mut set = ChangeSet::default();
    let mut env = Vec::new();
    for fix in fixes {
        match fix {
            Fix::Env(lines) => env.extend(lines.iter().cloned()),
            Fix::LineEnds(paths) => {
                let there = paths.iter().filter_map(|path| changes.of(path));
                set.changes.extend(there.filter_map(linux));
            }
            Fix::Mode(path, mode) => chmod(dir, path, *mode)?,
        }
    }
    if !env.is_empty() {
        set.changes.push(env_file(dir, &env)?);
    }
    set.sort();
    disk::apply(dir, &set)
}

/// The file with the line ends of Linux.
fn linux(change: &Change) -> Option<Change> {
    let old = change.old.clone()?;
    let text = old.text()?.replace("\r\n", "\n");
    let new = Content::new(text, old.mode);
    Some(changed(
        change.path.clone(),
        Policy::Generated,
        Some(old),
        new,
    ))
}

/// `.env` with these lines set.
fn env_file(dir: &Path, lines: &[(String, String)]) -> Result<Change, Vec<Problem>> {
    let path = RelPath::trusted(".env");
    let old = match fs::read(dir.join(".env")) {
        Ok(bytes) => Some(Content::new(bytes, mode(dir))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => {
            let told = format!(".env cannot be read: {error}");
            return Err(vec![
                Problem::error("unreadable", told).mend("check its permissions"),
            ]);
        }
    };
    let Some(text) = old.as_ref().map_or(Some(""), Content::text) else {
        let problem = Problem::error("not-utf8", ".env is no UTF-8 text");
        return Err(vec![problem.mend("save it as UTF-8")]);
    };
    let new = Content::new(
        dot_env::set(text, lines),
        old.as_ref().map_or(0o600, |old| old.mode),
    );
    Ok(changed(path, Policy::Local, old, new))
}

fn mode(dir: &Path) -> u32 {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let data = fs::metadata(dir.join(".env"));
        data.map_or(0o600, |data| data.permissions().mode() & 0o777)
    }
    #[cfg(not(unix))]
    0o600
}

fn changed(path: RelPath, policy: Policy, old: Option<Content>, new: Content) -> Change {
    Change {
        path,
        action: if old.is_some() {
            Action::Update
        } else {
            Action::Create
        },
        kind: Kind::File(policy),
        old,
        new: Some(new),
        reason: None,
        merged: None,
    }
}

fn chmod(dir: &Path, path: &RelPath, mode: u32) -> Result<(), Vec<Problem>> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let full = dir.join(path.as_str());
        // Never through a link: it would be another's file.
        let is_link = fs::symlink_metadata(&full).is_ok_and(|data| data.is_symlink());
        let done = if is_link {
            Err(io::Error::other("it is a link"))
        } else {
            fs::set_permissions(&full, fs::Permissions::from_mode(mode))
        };
        done.map_err(|error| {
            let told = format!("{path} cannot be given the mode {mode:04o}: {error}");
            vec![Problem::error("disk", told).mend(format!("`sudo chmod {mode:04o} {path}`"))]
        })
    }
    #[cfg(not(unix))]
    {
        let _ = (dir, path, mode);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_of_projects_are_read() {
        let lines =
            "shop\t/srv/shop\t\n\t\t0.0.0.0:80->80/tcp\nshop\t/srv/shop\t\nshop\t/home/me/shop\t";
        let projects = projects(lines);
        assert_eq!(projects["shop"], ["/srv/shop", "/home/me/shop"]);
        assert_eq!(projects.len(), 1);
    }
}
