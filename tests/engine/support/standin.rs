//! Images that the rig has no stand-in for: they are built from the folders beside this one, under the official names, before the
//! rig is asked. Each folder's Dockerfile says what stands for what.

use std::fs;
use std::path::Path;

use super::process::run;
use super::rig::Rig;

/// What an image's name begins with, and the folder in `stand-ins/`.
const OWN: [(&str, &str); 13] = [
    ("golang:", "golang"),
    ("gcr.io/distroless/static-", "distroless"),
    ("gcr.io/distroless/cc-", "distroless"),
    ("maven:", "jdk"),
    ("eclipse-temurin:", "jdk"),
    ("gradle:", "unrun"),
    ("mcr.microsoft.com/dotnet/", "unrun"),
    ("caddy:", "caddy"),
    ("traefik:", "traefik"),
    ("quay.io/keycloak/keycloak:", "keycloak"),
    ("ruby:", "ruby"),
    ("dunglas/frankenphp:", "frankenphp"),
    ("composer:", "composer"),
];

/// Builds those that Dockerfiles below `folder` begin with, or copy from.
pub fn build(rig: &Rig, folder: &Path, mut has: impl FnMut(&str)) {
    for name in named(folder) {
        let Some((_, own)) = OWN.iter().find(|(begin, _)| name.starts_with(begin)) else {
            continue;
        };
        // The one of this name is replaced: what it is made of has a name that no project uses.
        let version = name.split([':', '-']).nth(1).unwrap_or_default();
        if *own == "golang" {
            has(&format!("golang:{version}"));
        }
        has("debian:forky-slim");
        has("debian:trixie-slim");
        has("python:3.13-slim");
        let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/engine/stand-ins");
        let mut command = rig.command("docker");
        command.args(["build", "--quiet", "--tag", &name]);
        command.args(["--build-arg", &format!("VERSION={version}")]);
        command.args(["--build-arg", &format!("NAME={name}")]);
        run(command.arg(here.join(own))).ok();
    }
}

/// The images that Dockerfiles begin with or copy from, each once.
fn named(folder: &Path) -> Vec<String> {
    let mut names = Vec::new();
    let paths = super::project::files(folder);
    for path in paths.iter().filter(|path| path.ends_with("Dockerfile")) {
        let text = fs::read_to_string(folder.join(path)).unwrap();
        let froms = text.lines().filter_map(|line| {
            let copied = line.strip_prefix("COPY --from=");
            line.strip_prefix("FROM ").or(copied.filter(|from| {
                let image = from.split(' ').next().unwrap_or_default();
                image.contains(':')
            }))
        });
        names.extend(
            froms
                .filter_map(|from| from.split(' ').find(|word| word.contains(':')))
                .map(str::to_owned),
        );
    }
    names.sort();
    names.dedup();
    names
}
