//! Code of Go of the time before modules: no file says what it needs, and its imports do.

use super::{Group, Said, quoted};
use crate::core::detect::files::{File, Files, name, parent};
use crate::core::detect::folders::{is_test, left_out};

/// Files that are looked into.
const MOST: usize = 200;

pub(super) fn read(files: &Files<'_>, main: &File) -> Said {
    let mut said = Said::default();
    let folder = parent(&main.path);
    let mut paths = files.find(folder, "**/*.go");
    paths.retain(|path| !is_test(name(path)) && left_out(&path[folder.len()..]).is_none());
    for path in paths.into_iter().take(MOST) {
        let Some(file) = files.file(path) else {
            continue;
        };
        for (line, path) in imports(&file.text) {
            let module = module(path);
            if !said.dependencies.iter().any(|known| known.name == module) {
                said.depends(&file, line, module, Group::Normal);
            }
        }
    }
    said
}

/// What a file imports from elsewhere, and the line of each.
fn imports(text: &str) -> impl Iterator<Item = (usize, &str)> {
    // Imports stand before all else.
    let before = |line: &&str| {
        let mut others = ["func ", "type ", "var ", "const "].iter();
        !others.any(|other| line.starts_with(other))
    };
    let lines = text.lines().take_while(before).enumerate();
    lines.filter_map(|(place, line)| {
        let (code, _) = line.split_once(" //").unwrap_or((line, ""));
        let path = *quoted(code).first()?;
        let (host, _) = path.split_once('/')?;
        let elsewhere = host.contains('.') && !host.starts_with('.');
        elsewhere.then_some((place + 1, path))
    })
}

/// What a package's path begins with: `github.com/who/what`, `gopkg.in/what.v2`, `go.uber.org/zap`.
fn module(path: &str) -> &str {
    let host = path.split('/').next().unwrap_or_default();
    let count = match host {
        "gopkg.in" => {
            let versioned = |part: &str| part.contains(".v");
            path.split('/').position(versioned).map_or(2, |at| at + 1)
        }
        "github.com" | "gitlab.com" | "bitbucket.org" | "golang.org" => 3,
        _ => 2,
    };
    let mut ends = path.match_indices('/').map(|(end, _)| end);
    let end = ends.nth(count - 1).unwrap_or(path.len());
    &path[..end]
}

#[cfg(test)]
mod tests {
    use super::{imports, module};

    #[test]
    fn a_module_is_where_its_packages_begin() {
        for (path, expected) in [
            (
                "github.com/gin-gonic/gin/binding",
                "github.com/gin-gonic/gin",
            ),
            ("gopkg.in/mgo.v2/bson", "gopkg.in/mgo.v2"),
            ("gopkg.in/olivere/elastic.v5", "gopkg.in/olivere/elastic.v5"),
            ("go.uber.org/zap", "go.uber.org/zap"),
            ("golang.org/x/net/context", "golang.org/x/net"),
        ] {
            assert_eq!(module(path), expected);
        }
    }

    #[test]
    fn imports_of_elsewhere_stand_before_the_code() {
        let text = "package main\n\nimport (\n\t\"io\"\n\t\"./store\"\n\tmgo \"gopkg.in/mgo.v2\" // a driver\n)\n\n\
                    var home = \"example.com/home\"\n";
        let found: Vec<_> = imports(text).collect();
        assert_eq!(found, [(6, "gopkg.in/mgo.v2")]);
    }
}
