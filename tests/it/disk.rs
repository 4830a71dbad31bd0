//! Writing a project: what comes, what stays, what is refused.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use dockwright::core::change::{Action, ChangeSet, Options, diff};
use dockwright::core::diagnostic::Problem;
use dockwright::core::fileset::{File, FileSet, Policy, Secret};
use dockwright::core::path::RelPath;
use dockwright::shell::disk::{apply, recover, snapshot};
use rustix::thread::{CapabilitySet, capabilities, set_capabilities};
use tempfile::TempDir;

use crate::support::skip;

/// A project and what it is to hold.
struct Project {
    _temp: TempDir,
    dir: PathBuf,
    files: FileSet,
    overwrite: BTreeSet<RelPath>,
}

fn path(text: &str) -> RelPath {
    RelPath::new(text).unwrap()
}

fn mode(path: &Path) -> u32 {
    path.symlink_metadata().unwrap().permissions().mode() & 0o7777
}

impl Project {
    fn new() -> Self {
        let temp = tempfile::tempdir().unwrap();
        let dir = temp.path().join("project");
        fs::create_dir(&dir).unwrap();
        Self {
            _temp: temp,
            dir,
            files: FileSet::default(),
            overwrite: BTreeSet::new(),
        }
    }

    /// Is to hold a file.
    fn wants(&mut self, name: &str, policy: Policy, mode: u32, text: &str) -> &mut Self {
        let file = File::new(policy, mode, "", text);
        self.files.files.insert(path(name), file.into());
        self
    }

    fn generated(&mut self, name: &str, text: &str) -> &mut Self {
        self.wants(name, Policy::Generated, 0o644, text)
    }

    fn has(&self, name: &str, text: &str) -> &Self {
        let file = self.dir.join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
        self
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.dir.join(name)).unwrap()
    }

    fn is_there(&self, name: &str) -> bool {
        self.dir.join(name).symlink_metadata().is_ok()
    }

    fn changes(&self) -> Result<ChangeSet, Vec<Problem>> {
        assert_eq!(recover(&self.dir).unwrap(), []);
        let options = Options {
            overwrite: self.overwrite.clone(),
            applied: Some("version: 1\n".to_owned()),
            ..Options::default()
        };
        Ok(diff(
            &self.files,
            &snapshot(&self.dir, &self.files)?,
            &options,
        ))
    }

    fn apply(&self) -> Result<ChangeSet, Vec<Problem>> {
        let changes = self.changes()?;
        apply(&self.dir, &changes)?;
        Ok(changes)
    }

    /// Applies and gives what happened to one path.
    fn action(&self, name: &str) -> Action {
        let changes = self.apply().unwrap();
        let mut changes = changes.changes.into_iter();
        changes
            .find(|change| change.path.as_str() == name)
            .unwrap()
            .action
    }

    /// The codes of what refuses it; what the folder holds must not change.
    fn refused(&self) -> Vec<String> {
        let before = self.listing();
        let problems = self.apply().unwrap_err();
        assert_eq!(self.listing(), before);
        assert!(
            problems
                .iter()
                .all(|problem| problem.is_error() && !problem.mend.is_empty())
        );
        problems
            .into_iter()
            .map(|problem| problem.code.into_owned())
            .collect()
    }

    fn listing(&self) -> String {
        let find = Command::new("find")
            .args([".", "-printf", "%p %m %s %T@ %l\\n"])
            .current_dir(&self.dir)
            .output()
            .unwrap();
        let text = String::from_utf8(find.stdout).unwrap();
        let mut lines: Vec<&str> = text.lines().collect();
        lines.sort_unstable();
        lines.join("\n")
    }
}

#[test]
fn creates_everything_with_its_mode_and_a_second_run_changes_nothing() {
    let mut project = Project::new();
    project
        .generated("compose.yaml", "services: {}\n")
        .generated("docker/web/Dockerfile", "FROM x\n")
        .wants(
            "docker/web/entrypoint.sh",
            Policy::Generated,
            0o755,
            "#!/bin/sh\n",
        )
        .wants(".env", Policy::Local, 0o600, "A=1\n")
        .wants("web/main.py", Policy::Starter, 0o644, "print()\n");
    project.files.folders.insert(path("media"));
    project
        .files
        .secrets
        .insert(path("secrets/key"), Secret::Generated(32));
    project
        .files
        .secrets
        .insert(path("secrets/token"), Secret::Supplied);
    fs::remove_dir(&project.dir).unwrap();
    let changes = project.apply().unwrap();
    assert!(
        changes
            .changes
            .iter()
            .all(|change| change.action == Action::Create)
    );
    assert_eq!(changes.problems()[0].code, "secret-to-supply");
    for (name, wanted) in [
        ("compose.yaml", 0o644),
        ("docker/web/entrypoint.sh", 0o755),
        (".env", 0o600),
        ("secrets", 0o700),
        ("secrets/key", 0o444),
        (".dockwright/local", 0o700),
        (".dockwright/local/journal", 0o700),
        (".dockwright/base/docker/web/_Dockerfile.base", 0o644),
    ] {
        assert_eq!(mode(&project.dir.join(name)), wanted, "{name}");
    }
    let secret = project.text("secrets/key");
    assert!(secret.len() == 32 && secret.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    assert!(project.dir.join("media").is_dir() && !project.is_there("secrets/token"));
    assert_eq!(project.text(".dockwright/local/.gitignore"), "*\n");
    let before = project.listing();
    let changes = project.apply().unwrap();
    assert!(changes.is_empty() && !changes.differs());
    assert_eq!(project.listing(), before);
    assert_eq!(project.text("secrets/key"), secret);
}

#[test]
fn what_is_not_ours_is_refused_and_overwritten_after_a_yes() {
    let mut project = Project::new();
    project
        .generated("compose.yaml", "ours\n")
        .generated("docker/web/Dockerfile", "FROM x\n");
    project.has("compose.yaml", "mine\n");
    assert_eq!(project.refused(), ["not-ours"]);
    project.overwrite.insert(path("compose.yaml"));
    assert_eq!(project.action("compose.yaml"), Action::Update);
    assert_eq!(project.text("compose.yaml"), "ours\n");
}

#[test]
fn edits_stay_and_meet_new_text_as_a_conflict() {
    let mut project = Project::new();
    project.generated("a", "1\n").generated("b", "1\n");
    project.apply().unwrap();
    project.has("a", "mine\n");
    assert_eq!(project.action("a"), Action::Keep);
    project.generated("b", "2\n");
    assert_eq!(project.action("b"), Action::Update);
    project.generated("a", "2\n");
    let changes = project.changes().unwrap();
    assert!(
        changes
            .conflicts()
            .contains("yours\nmine\n||||||| as it was written\n1\n=======\n2\n")
    );
    assert_eq!(project.refused(), ["conflict"]);
    assert_eq!(project.text("a"), "mine\n");
}

#[test]
fn what_was_deleted_stays_deleted_and_what_goes_is_removed_with_its_folder() {
    let mut project = Project::new();
    project
        .generated("docker/a/Dockerfile", "1\n")
        .generated("docker/b/Dockerfile", "1\n");
    project
        .generated("docker/c/Dockerfile", "1\n")
        .generated("d", "1\n");
    project.apply().unwrap();
    fs::remove_file(project.dir.join("d")).unwrap();
    project.generated("d", "2\n");
    assert_eq!(project.action("d"), Action::Keep);
    assert!(!project.is_there("d"));
    project.has("docker/b/Dockerfile", "mine\n");
    for name in ["docker/a/Dockerfile", "docker/b/Dockerfile"] {
        project.files.files.remove(&path(name));
    }
    let changes = project.apply().unwrap();
    let codes: Vec<_> = changes.problems().iter().map(|p| p.code.clone()).collect();
    assert_eq!(codes, ["deleted", "no-longer-generated"]);
    assert!(!project.is_there("docker/a") && project.is_there("docker/c/Dockerfile"));
    assert!(!project.is_there(".dockwright/base/docker/a"));
    assert_eq!(project.text("docker/b/Dockerfile"), "mine\n");
    project.overwrite.insert(path("d"));
    assert_eq!(project.action("d"), Action::Create);
}

#[test]
fn shared_files_keep_every_byte_of_the_users() {
    let mut project = Project::new();
    let ours = "{\n  \"configurations\": [\n    { \"name\": \"ours\" }\n  ]\n}\n";
    project
        .wants(".gitignore", Policy::Block, 0o644, ".env\n")
        .wants(".vscode/launch.json", Policy::Entries, 0o644, ours)
        .wants(".env", Policy::Local, 0o600, "A=1\nB=2\n");
    let launch = "// mine\n{\n\n\t\"configurations\": [\n\t\t{\"name\":\"mine\",},\n\t]\n}";
    project
        .has(".gitignore", "mine")
        .has(".vscode/launch.json", launch)
        .has(".env", "B=mine");
    for name in [".gitignore", ".vscode/launch.json", ".env"] {
        fs::set_permissions(project.dir.join(name), fs::Permissions::from_mode(0o640)).unwrap();
    }
    let changes = project.apply().unwrap();
    assert!(
        changes
            .changes
            .iter()
            .all(|change| change.action == Action::Merge)
    );
    assert!(!changes.unified().contains("B=mine"));
    assert_eq!(
        project.text(".gitignore"),
        "mine\n\n# dockwright: begin\n.env\n# dockwright: end\n"
    );
    assert_eq!(
        project.text(".vscode/launch.json"),
        launch.replace("},\n\t]", "},\n\t\t{ \"name\": \"ours\" },\n\t]")
    );
    assert_eq!(project.text(".env"), "B=mine\nA=1\n");
    assert_eq!(mode(&project.dir.join(".env")), 0o640);
    assert!(project.changes().unwrap().is_empty());
    project.files.files.clear();
    project.apply().unwrap();
    assert_eq!(project.text(".gitignore"), "mine\n");
    assert_eq!(project.text(".vscode/launch.json"), launch);
}

#[test]
fn a_lost_run_bit_and_a_crlf_checkout() {
    let mut project = Project::new();
    project.wants("run.sh", Policy::Generated, 0o755, "#!/bin/sh\n");
    project.apply().unwrap();
    let script = project.dir.join("run.sh");
    fs::set_permissions(&script, fs::Permissions::from_mode(0o644)).unwrap();
    assert_eq!(project.action("run.sh"), Action::Update);
    assert_eq!(mode(&script), 0o755);
    for name in [
        "run.sh",
        ".dockwright/base/_run.sh.base",
        ".dockwright/applied.yaml",
    ] {
        project.has(name, &project.text(name).replace('\n', "\r\n"));
    }
    assert!(project.changes().unwrap().is_empty());
    project.wants("run.sh", Policy::Generated, 0o755, "#!/bin/sh\nnew\n");
    assert_eq!(project.action("run.sh"), Action::Update);
}

#[test]
fn no_link_leads_out() {
    for link in [
        "docker",
        ".dockwright",
        ".dockwright/base",
        ".dockwright/local",
        "secrets",
    ] {
        let mut project = Project::new();
        project
            .generated("docker/web/Dockerfile", "FROM x\n")
            .generated("a", "1\n");
        project
            .files
            .secrets
            .insert(path("secrets/key"), Secret::Generated(32));
        let outside = project.dir.parent().unwrap().join("outside");
        fs::create_dir(&outside).unwrap();
        fs::create_dir_all(project.dir.join(link).parent().unwrap()).unwrap();
        symlink(&outside, project.dir.join(link)).unwrap();
        let before = project.listing();
        let problems = match recover(&project.dir) {
            Ok(_) => project.apply().unwrap_err(),
            Err(problem) => vec![problem],
        };
        assert!(
            problems
                .iter()
                .all(|problem| problem.code == "path-leaves-project"),
            "{problems:?}"
        );
        assert_eq!(project.listing(), before, "{link}");
        assert_eq!(fs::read_dir(&outside).unwrap().count(), 0, "{link}");
    }
    let mut project = Project::new();
    project
        .wants(".gitignore", Policy::Block, 0o644, "x\n")
        .generated("a", "1\n");
    let outside = project.dir.parent().unwrap().join("outside");
    fs::write(&outside, "mine\n").unwrap();
    symlink(&outside, project.dir.join(".gitignore")).unwrap();
    symlink("nowhere", project.dir.join("a")).unwrap();
    assert_eq!(project.refused(), ["in-the-way", "in-the-way"]);
    assert_eq!(fs::read_to_string(outside).unwrap(), "mine\n");
}

#[test]
fn a_link_inside_of_the_project_is_followed() {
    let mut project = Project::new();
    fs::create_dir(project.dir.join("infra")).unwrap();
    symlink("infra", project.dir.join("docker")).unwrap();
    project.generated("docker/web/Dockerfile", "FROM x\n");
    project.apply().unwrap();
    assert_eq!(project.text("infra/web/Dockerfile"), "FROM x\n");
    assert!(project.changes().unwrap().is_empty());
}

#[test]
fn a_file_where_a_folder_is_wanted_is_refused() {
    let mut project = Project::new();
    project
        .generated("a", "1\n")
        .generated("docker/web/Dockerfile", "FROM x\n");
    project.has("docker", "mine\n");
    assert_eq!(project.refused(), ["not-a-folder"]);
    let mut project = Project::new();
    project.generated("a", "1\n");
    project.has(".dockwright", "mine\n");
    let before = project.listing();
    assert!(recover(&project.dir).is_err());
    assert_eq!(project.listing(), before);
}

#[test]
fn a_folder_that_may_not_be_written_is_refused() {
    let mut project = Project::new();
    project
        .generated("a", "1\n")
        .generated("docker/web/Dockerfile", "FROM x\n");
    let docker = project.dir.join("docker");
    fs::create_dir(&docker).unwrap();
    // In a thread of its own, which gives up root's right to write everywhere.
    let as_a_user = || {
        let mut sets = capabilities(None).unwrap();
        sets.effective.remove(CapabilitySet::DAC_OVERRIDE);
        sets.permitted.remove(CapabilitySet::DAC_OVERRIDE);
        set_capabilities(None, sets).unwrap();
        for closed in [&docker, &project.dir] {
            fs::set_permissions(closed, fs::Permissions::from_mode(0o555)).unwrap();
            assert!(fs::write(closed.join("probe"), "").is_err());
            assert_eq!(project.refused(), ["not-allowed"]);
            fs::set_permissions(closed, fs::Permissions::from_mode(0o755)).unwrap();
        }
    };
    std::thread::scope(|scope| scope.spawn(as_a_user).join()).unwrap();
    project.apply().unwrap();
}

#[test]
fn a_project_that_cannot_be_made_leaves_no_folder() {
    let mut project = Project::new();
    project.dir = project.dir.join("new/deep");
    project.generated("a", "1\n").generated("a/b", "1\n");
    assert!(project.apply().is_err());
    assert!(!project.dir.parent().unwrap().exists());
}

#[test]
fn what_changed_since_the_snapshot_is_refused() {
    let mut project = Project::new();
    project.generated("a", "1\n").generated("b", "1\n");
    project.apply().unwrap();
    project
        .generated("a", "2\n")
        .generated("b", "2\n")
        .generated("c", "1\n");
    let changes = project.changes().unwrap();
    project.has("a", "mine\n").has("c", "mine\n");
    fs::remove_file(project.dir.join("b")).unwrap();
    let before = project.listing();
    let problems = apply(&project.dir, &changes).unwrap_err();
    assert_eq!(problems.len(), 3);
    assert!(
        problems
            .iter()
            .all(|problem| problem.code == "changed-meanwhile")
    );
    assert_eq!(recover(&project.dir).unwrap(), []);
    let files = |listing: &str| {
        let lines = listing.lines().filter(|line| !line.contains("journal "));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(files(&project.listing()), files(&before));
}

#[test]
fn the_second_of_two_is_told() {
    let mut project = Project::new();
    project.generated("a", "1\n");
    project.apply().unwrap();
    let lock = fs::File::open(project.dir.join(".dockwright/local/lock")).unwrap();
    lock.try_lock().unwrap();
    project.generated("a", "2\n");
    assert_eq!(project.refused(), ["busy"]);
    fs::create_dir(project.dir.join(".dockwright/local/journal/stage")).unwrap();
    assert_eq!(recover(&project.dir).unwrap_err().code, "busy");
    lock.unlock().unwrap();
    assert_eq!(recover(&project.dir).unwrap()[0].code, "write-taken-back");
    assert_eq!(project.action("a"), Action::Update);
}

#[test]
fn git_takes_the_diff() {
    if Command::new("git").arg("--version").output().is_err() {
        return skip("git takes the diff", "git is not here");
    }
    let mut project = Project::new();
    project
        .generated("gone", "1\n")
        .generated("a", "1\n2\n3\n")
        .generated("no-end", "1\n2")
        .wants("run.sh", Policy::Generated, 0o755, "#!/bin/sh\n")
        .wants(".env", Policy::Local, 0o600, "A=1\n");
    project.apply().unwrap();
    fs::set_permissions(
        project.dir.join("run.sh"),
        fs::Permissions::from_mode(0o644),
    )
    .unwrap();
    project.files.files.remove(&path("gone"));
    project
        .generated("a", "1\nnew\n3\n")
        .generated("no-end", "1\n3")
        .generated("docker/new", "1\n")
        .wants(".env", Policy::Local, 0o600, "A=1\n# b\nB=2\n");
    let changes = project.changes().unwrap();
    fs::write(project.dir.join(".patch"), changes.unified()).unwrap();
    let git = |arguments: &[&str]| {
        let mut git = Command::new("git");
        let output = git
            .args(arguments)
            .current_dir(&project.dir)
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}\n{}", changes.unified());
    };
    git(&["init", "-q"]);
    git(&["apply", "--unidiff-zero", ".patch"]);
    for change in &changes.changes {
        match &change.new {
            Some(new) => assert_eq!(project.text(change.path.as_str()).as_bytes(), *new.bytes),
            None => assert!(!project.is_there(change.path.as_str())),
        }
    }
    assert_eq!(mode(&project.dir.join("run.sh")) & 0o111, 0o111);
}
