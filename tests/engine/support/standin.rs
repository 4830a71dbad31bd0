//! Images that the rig has no stand-in for: they are built from the folders beside this one, under the official names, before the
//! rig is asked. Each folder's Dockerfile says what stands for what.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::process::run;
use super::rig::Rig;

/// What an image's name begins with, and the folder in `stand-ins/`.
const OWN: [(&str, &str); 23] = [
    ("adminer:", "adminer"),
    ("apache/kafka:", "kafka"),
    ("busybox:", "busybox"),
    ("caddy:", "caddy"),
    ("chrislusf/seaweedfs:", "seaweedfs"),
    ("composer:", "composer"),
    ("dbpedia/lookup:", "lookup"),
    ("dunglas/frankenphp:", "frankenphp"),
    ("eclipse-temurin:", "jdk"),
    ("elasticsearch:", "elasticsearch"),
    ("gcr.io/distroless/cc-", "distroless"),
    ("gcr.io/distroless/static-", "distroless"),
    ("golang:", "golang"),
    ("gradle:", "unrun"),
    ("maven:", "jdk"),
    ("mcr.microsoft.com/dotnet/", "unrun"),
    ("mysql:", "mysql"),
    ("ontop/ontop:", "ontop"),
    ("quay.io/keycloak/keycloak:", "keycloak"),
    ("rabbitmq:", "rabbitmq"), // the rig's own keeps less of the contract
    ("ruby:", "ruby"),
    ("stain/jena-fuseki:", "fuseki"),
    ("traefik:", "traefik"),
];

/// Builds those that files below `folder` name; `has` brings what they are made of.
pub fn build(rig: &Rig, folder: &Path, has: impl Fn(&[String])) {
    for name in named(folder) {
        let Some((_, own)) = OWN.iter().find(|(begin, _)| name.starts_with(begin)) else {
            continue;
        };
        let here = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/engine/stand-ins")
            .join(own);
        let version = name.split([':', '-']).nth(1).unwrap_or_default();
        let text = fs::read_to_string(here.join("Dockerfile")).unwrap();
        // The one of this name is replaced: what it is made of has a name that no project uses.
        has(&froms(&text.replace("${VERSION}", version)));
        let mut command = rig.command("docker");
        command.args(["build", "--quiet", "--tag", &name]);
        command.args(["--build-arg", &format!("VERSION={version}")]);
        command.args(["--build-arg", &format!("NAME={name}")]);
        run(command.arg(here)).ok();
    }
}

/// The images that Dockerfiles begin with or copy from and that compose files run, each once.
fn named(folder: &Path) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for path in super::project::files(folder) {
        let name = path.rsplit('/').next().unwrap();
        let text = || fs::read_to_string(folder.join(&path)).unwrap();
        if name == "Dockerfile" {
            names.extend(froms(&text()));
        } else if name.starts_with("compose") {
            names.extend(text().lines().filter_map(image));
        }
    }
    names
}

/// The images that a Dockerfile begins with or copies from.
fn froms(dockerfile: &str) -> Vec<String> {
    let image = |line: &str| {
        let (command, rest) = line.split_once(' ')?;
        let mut words = rest.split(' ');
        let word = match command {
            "FROM" => words.find(|word| !word.starts_with("--")),
            "COPY" => words.find_map(|word| word.strip_prefix("--from=")),
            _ => None,
        };
        word.filter(|word| word.contains(':')).map(str::to_owned)
    };
    dockerfile.lines().filter_map(image).collect()
}

/// The image that a line of a compose file names.
fn image(line: &str) -> Option<String> {
    let value = line.trim().strip_prefix("image:")?;
    let word = value.split_whitespace().next()?;
    Some(word.trim_matches('"').to_owned())
}

#[test]
fn images_are_found_where_they_are_named() {
    let dockerfile = "FROM --platform=$BUILDPLATFORM golang:1.27-trixie AS build\nFROM build AS last\n\
        COPY --link --from=composer:2 /usr/bin/composer /usr/bin/\nCOPY --from=build /a:b /c\n";
    assert_eq!(froms(dockerfile), ["golang:1.27-trixie", "composer:2"]);
    assert_eq!(
        image("    image: mysql:9.7 # as it is"),
        Some("mysql:9.7".to_owned())
    );
    assert_eq!(image("    build: ."), None);
}
