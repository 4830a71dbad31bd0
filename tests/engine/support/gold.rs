//! `ENGINE_GOLD=FOLDER`: tests the project written by hand in place of what the tool writes, to prove the tests themselves.

use std::env;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use super::project::files;

/// The folder to take, if the tests are to run on it.
pub fn folder() -> Option<PathBuf> {
    env::var_os("ENGINE_GOLD").map(PathBuf::from)
}

/// Does by hand what `init` does: a project of the folder's name, with its `.env` and `secrets/`.
pub fn init(gold: &Path, dir: &Path, args: &[&str]) {
    let name = dir.file_name().unwrap().to_str().unwrap();
    fs::create_dir_all(dir).unwrap();
    for path in files(gold) {
        let to = dir.join(&path);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(gold.join(&path), &to).unwrap();
        let mode = fs::metadata(&to).unwrap().mode();
        fs::set_permissions(&to, fs::Permissions::from_mode(mode | 0o200)).unwrap();
        let text = fs::read_to_string(&to).unwrap();
        if path.starts_with("compose") || path.starts_with(".devcontainer") {
            let text = text.replace("django-vite", name);
            fs::write(
                &to,
                if args.contains(&"features.hot_reload=watch") {
                    watched(&path, &text)
                } else {
                    text
                },
            )
            .unwrap();
        }
    }
    let owner = fs::metadata(dir).unwrap();
    let env = format!(
        "POSTGRES_PASSWORD=development-only\nSECRET_KEY=development-only\nHOST_UID={}\nHOST_GID={}\n",
        owner.uid(),
        owner.gid()
    );
    fs::write(dir.join(".env"), env).unwrap();
    fs::create_dir(dir.join("secrets")).unwrap();
    for secret in ["postgres_password", "secret_key"] {
        let file = dir.join("secrets").join(secret);
        fs::write(&file, "0123456789abcdef".repeat(4)).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o444)).unwrap();
    }
}

/// The override with `develop.watch` in place of the mounts, as the gold README has it.
fn watched(path: &str, text: &str) -> String {
    if path != "compose.override.yaml" {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut dropped = None; // the indent of the key whose lines are dropped
    for line in text.lines() {
        let indent = line.len() - line.trim_start().len();
        dropped = dropped.filter(|outer| indent > *outer);
        if line.trim() == "volumes:" && indent > 0 {
            dropped = Some(indent);
        }
        if dropped.is_some() {
            continue;
        }
        out.push_str(line);
        out.push('\n');
        if line.contains("watch: #") {
            out.push_str(r#"        - {action: sync, path: ., target: /app, ignore: [frontend/, docker/, "requirements*.txt", "compose*.yaml"]}"#);
            out.push('\n');
        } else if line.trim() == "watch:" {
            out.push_str("        - {action: sync, path: frontend, target: /app/frontend, ignore: [node_modules/, package-lock.json]}\n");
        }
    }
    out
}
