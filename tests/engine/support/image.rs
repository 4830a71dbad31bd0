//! What is inside an image: every file of every layer that the project's Dockerfiles add, deleted later or not.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;

use tempfile::{NamedTempFile, TempDir};

use super::compose::Stack;
use super::process::run;
use super::project::{Project, files};

/// An image as `docker save` gives it: a tar file for each layer, beside its configuration and history.
pub struct Layers {
    saved: TempDir,
    image: String,
}

impl Layers {
    /// The layers of the images it is built `FROM` were there before the project and are left out.
    pub fn of(stack: &Stack, project: &Project, image: &str) -> Self {
        let saved = TempDir::new().unwrap();
        let script =
            r#"image=$0 to=$1; shift; docker save "$image" | tar -x -C "$to" "${@/#/--exclude=*}""#;
        let mut save = stack.command("bash");
        save.args(["-o", "pipefail", "-c", script, image])
            .arg(saved.path());
        run(save.args(base(stack, project))).ok();
        Self {
            saved,
            image: image.to_owned(),
        }
    }

    /// Which of the words stand in the bytes or the name of a file, and where. Paths that fit `known` are not looked at.
    pub fn find(&self, words: &[String], known: &str) -> BTreeMap<String, String> {
        let list = NamedTempFile::new().unwrap();
        fs::write(list.path(), words.join("\n")).unwrap();
        // Unpacking many files is slow; a stream of them is not.
        let script = r#"if tar -tf "$0" > /dev/null 2>&1; then tar -tf "$0" "$2"; tar -xOf "$0" "$2"; else cat "$0"; fi |
            grep -aoFf "$1" | sort -u"#;
        let mut found = BTreeMap::new();
        for path in files(self.saved.path()) {
            let mut search = Command::new("bash");
            search
                .env("LC_ALL", "C")
                .args(["-c", script])
                .arg(self.saved.path().join(&path));
            let ran = run(search.arg(list.path()).arg(format!("--exclude={known}"))).ok();
            assert_eq!(ran.stderr, "", "{path}");
            for word in ran.stdout.lines() {
                found
                    .entry(word.to_owned())
                    .or_insert_with(|| self.place(&path, word));
            }
        }
        found
    }

    /// The files of a layer that have the word.
    fn place(&self, path: &str, word: &str) -> String {
        let layer = TempDir::new().unwrap();
        let blob = self.saved.path().join(path);
        let flags = ["--no-same-owner", "-xf"];
        run(Command::new("tar")
            .args(flags)
            .arg(blob)
            .arg("-C")
            .arg(layer.path()));
        let mut search = Command::new("grep");
        search
            .current_dir(layer.path())
            .args(["-D", "skip", "-rlaF", "-e", word, "."]);
        format!("{}: {path}: {}", self.image, run(&mut search).stdout)
    }
}

/// The layers of the images that Dockerfiles of the project begin with.
fn base(stack: &Stack, project: &Project) -> BTreeSet<String> {
    let paths = project.files();
    let dockerfiles = paths.iter().filter(|path| path.ends_with("/Dockerfile"));
    let texts: String = dockerfiles.map(|path| project.read(path)).collect();
    let froms = texts.lines().filter_map(|line| line.strip_prefix("FROM "));
    let names = froms.filter_map(|from| from.split(' ').find(|word| word.contains(':')));
    let layers = |name: &str| {
        let format = "{{range .RootFS.Layers}}{{println .}}{{end}}";
        run(stack
            .command("docker")
            .args(["image", "inspect", "--format", format, name]))
        .stdout
    };
    let all: String = names.map(layers).collect();
    all.lines()
        .filter_map(|line| line.strip_prefix("sha256:"))
        .map(str::to_owned)
        .collect()
}

/// Paths in the image whose name fits, everywhere.
pub fn find(stack: &Stack, image: &str, name: &str) -> String {
    let options = [
        "run",
        "--rm",
        "--user",
        "0",
        "--network",
        "none",
        "--entrypoint",
        "find",
    ];
    stack.docker(&[&options[..], &[image, "/", "-xdev", "-iname", name]].concat())
}
