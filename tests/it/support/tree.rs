//! A project's folder, exactly: what an undo must give back and an interruption must not mix.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

/// Path -> mode and bytes: of a folder none, of a link its target, of a secret, which is random,
/// as many stars. Without `.dockwright/local`. A folder that is not there is like an empty one.
pub(crate) type Tree = BTreeMap<String, (u32, Vec<u8>)>;

/// Everything below the folder.
pub(crate) fn tree(dir: &Path) -> Tree {
    let mut tree = Tree::new();
    if dir.exists() {
        walk(dir, dir, &mut tree);
    }
    // With nothing in it but what is left out, it is left out too.
    if !tree.keys().any(|name| name.starts_with(".dockwright/")) {
        tree.remove(".dockwright");
    }
    tree
}

fn walk(base: &Path, folder: &Path, tree: &mut Tree) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.strip_prefix(base).unwrap().display().to_string();
        if name == ".dockwright/local" {
            continue;
        }
        let about = path.symlink_metadata().unwrap();
        let bytes = if about.is_symlink() {
            let target = fs::read_link(&path).unwrap();
            target.display().to_string().into_bytes()
        } else if about.is_dir() {
            walk(base, &path, tree);
            Vec::new()
        } else if name.starts_with("secrets/") {
            vec![b'*'; fs::read(&path).unwrap().len()]
        } else {
            fs::read(&path).unwrap()
        };
        tree.insert(name, (about.permissions().mode() & 0o7777, bytes));
    }
}

/// How two trees differ, for a message.
pub(crate) fn differing(one: &Tree, other: &Tree) -> String {
    let names: std::collections::BTreeSet<&String> = one.keys().chain(other.keys()).collect();
    let mut text = String::new();
    for name in names {
        let (left, right) = (one.get(name), other.get(name));
        if left != right {
            let of = |side: Option<&(u32, Vec<u8>)>| {
                side.map_or_else(
                    || "nothing".to_owned(),
                    |(mode, bytes)| format!("{mode:o} {:?}", String::from_utf8_lossy(bytes)),
                )
            };
            text.push_str(&format!("{name}: {} | {}\n", of(left), of(right)));
        }
    }
    text
}
