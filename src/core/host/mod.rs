//! What a developer's machine asks for: lines of that developer's `.env`, and answers of features. What is
//! known of a machine is a few words; what each of them asks for is a table, `assets/doctor/hosts.yaml`.
//!
//! ```text
//! what the engine says, the folder -> Traits -> lines of .env, answers
//! ```

mod answers;
mod table;

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::Value as Json;

use table::{Ids, Row, table};

pub use answers::{Wanted, filled, wanted};
pub use table::{about, is_open, keeps_ids, opens};

/// What is known of a machine and its engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Trait {
    /// Root in a container is the user who started the engine.
    Rootless,
    /// Ids in a container are others outside, those of nobody.
    Remapped,
    /// The engine lives in a machine of its own, which gives every file to the user.
    Mapped,
    /// The engine has `SELinux` keep containers from files without their label.
    Labelled,
    /// The engine is Podman.
    Podman,
    /// Edits of the project's files go unseen in containers.
    Unwatched,
    /// The folder was opened in an editor of `JetBrains`.
    Jetbrains,
}

/// All that is known of one.
pub type Traits = BTreeSet<Trait>;

/// A line of `.env` that a machine asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// Its name.
    pub variable: &'static str,
    /// Its value.
    pub value: &'static str,
    /// Why.
    pub because: &'static str,
    /// What would be better; empty where nothing is.
    pub better: &'static str,
}

/// What an engine says of itself.
#[derive(Debug, Clone, Copy)]
pub struct Told<'t> {
    /// `/info`.
    pub info: &'t Json,
    /// The names of its components in `/version`.
    pub components: &'t [&'t str],
    /// Podman's own `/libpod/info`; of another engine nothing.
    pub podman: &'t Json,
}

/// What an engine is by what it says of itself.
pub fn of_engine(told: Told<'_>) -> Traits {
    let Told {
        info,
        components,
        podman,
    } = told;
    let security = info["SecurityOptions"].as_array();
    let options = || security.into_iter().flatten().filter_map(Json::as_str);
    let system = info["OperatingSystem"].as_str().unwrap_or_default();
    let holds = |word: Option<&str>, of: &dyn Fn(&str) -> bool| word.is_none_or(of);
    let signs = table().signs.iter().filter(|sign| {
        holds(sign.security.as_deref(), &|word| {
            let name = |option: &str| option.split(',').any(|part| part == format!("name={word}"));
            options().any(name)
        }) && holds(sign.system.as_deref(), &|word| system.contains(word))
            && holds(sign.component.as_deref(), &|word| {
                let named = |name: &&str| name.to_lowercase().contains(word);
                components.iter().any(named)
            })
            && holds(sign.key.as_deref(), &|word| info.get(word).is_some())
            && holds(sign.podman.as_deref(), &|word| {
                podman["host"]["security"][word] == true
            })
    });
    signs.map(|sign| sign.is).collect()
}

/// Whose ids the images are built for, and why; none where it does not matter.
pub fn ids(own: (u32, u32), traits: &Traits) -> Option<((u32, u32), &'static str)> {
    let said = rows(traits).find_map(|row| Some((row.ids?, row.because.as_str())));
    match said {
        Some((Ids::Any, _)) => None,
        Some((Ids::Root, because)) => Some(((0, 0), because)),
        None => Some((
            own,
            "what containers write into the folder would be another's",
        )),
    }
}

/// The lines that a machine asks for, of those that `reads` says the files read.
pub fn lines(traits: &Traits, reads: impl Fn(&str) -> bool) -> Vec<Line> {
    let all = rows(traits).flat_map(|row| {
        row.env.iter().map(|(variable, value)| Line {
            variable,
            value,
            because: &row.because,
            better: &row.better,
        })
    });
    all.filter(|line| reads(line.variable)).collect()
}

/// Why such a machine asks for something.
pub fn because(one: Trait) -> &'static str {
    let row = table().hosts.iter().find(|row| row.is.contains(&one));
    row.map_or("", |row| &row.because)
}

/// Whether a compose file reads a variable.
pub fn reads(text: &str, variable: &str) -> bool {
    let places = text.match_indices("${").map(|(at, _)| &text[at + 2..]);
    let rest = |place: &str| place.strip_prefix(variable).map(str::to_owned);
    let is_end = |rest: String| !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
    places.filter_map(rest).any(is_end)
}

fn rows(traits: &Traits) -> impl Iterator<Item = &'static Row> {
    let holds = |row: &&Row| {
        row.is.iter().all(|one| traits.contains(one))
            && !row.but.iter().any(|one| traits.contains(one))
    };
    table().hosts.iter().filter(holds)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const OWN: (u32, u32) = (501, 20);

    fn all(_: &str) -> bool {
        true
    }

    fn env(traits: &[Trait]) -> Vec<String> {
        let traits = traits.iter().copied().collect();
        let lines = lines(&traits, all).into_iter();
        lines
            .map(|line| format!("{}={}", line.variable, line.value))
            .collect()
    }

    #[test]
    fn engines_say_what_they_are() {
        let traits = |info: Json, components: &[&str]| -> Vec<Trait> {
            let podman = match components {
                ["Podman 4", ..] => {
                    json!({"host": {"security": {"rootless": true, "selinuxEnabled": false}}})
                }
                ["Podman 4 on Fedora", ..] => {
                    json!({"host": {"security": {"rootless": true, "selinuxEnabled": true}}})
                }
                _ => Json::Null,
            };
            let told = Told {
                info: &info,
                components,
                podman: &podman,
            };
            of_engine(told).into_iter().collect()
        };
        let debian = json!({"OperatingSystem": "Debian GNU/Linux 13 (trixie)", "SecurityOptions": ["name=seccomp,profile=builtin", "name=cgroupns"]});
        assert_eq!(traits(debian, &["Engine", "containerd"]), []);
        let rootless =
            json!({"SecurityOptions": ["name=seccomp,profile=builtin", "name=rootless"]});
        assert_eq!(traits(rootless.clone(), &["Engine"]), [Trait::Rootless]);
        assert_eq!(
            traits(rootless, &["Podman Engine", "Conmon"]),
            [Trait::Rootless, Trait::Podman]
        );
        let silent = json!({"OperatingSystem": "debian", "SecurityOptions": ["name=seccomp,profile=default"]});
        assert_eq!(
            traits(silent.clone(), &["Podman 4"]),
            [Trait::Rootless, Trait::Podman]
        );
        assert_eq!(
            traits(silent, &["Podman 4 on Fedora"]),
            [Trait::Rootless, Trait::Labelled, Trait::Podman]
        );
        let podman = json!({"BuildahVersion": "1.28.2", "SecurityOptions": []});
        assert_eq!(traits(podman, &[]), [Trait::Podman]);
        let fedora = json!({"SecurityOptions": ["name=seccomp,profile=builtin", "name=selinux", "name=userns"]});
        assert_eq!(traits(fedora, &[]), [Trait::Remapped, Trait::Labelled]);
        let desktop = json!({"OperatingSystem": "Docker Desktop", "SecurityOptions": null});
        assert_eq!(traits(desktop, &[]), [Trait::Mapped]);
        // A profile of that name is no mode.
        let odd = json!({"SecurityOptions": ["name=seccomp,profile=rootless"]});
        assert_eq!(traits(odd, &[]), []);
    }

    #[test]
    fn images_are_built_for_whoever_the_files_are_to_belong_to() {
        let of = |traits: &[Trait]| {
            let ids = ids(OWN, &traits.iter().copied().collect());
            ids.map(|(ids, _)| ids)
        };
        assert_eq!(of(&[]), Some(OWN));
        assert_eq!(of(&[Trait::Rootless]), Some((0, 0)));
        assert_eq!(of(&[Trait::Rootless, Trait::Podman]), Some((0, 0)));
        assert_eq!(of(&[Trait::Mapped]), None);
        // With `userns_mode: host` they are the developer's own.
        assert_eq!(of(&[Trait::Remapped]), Some(OWN));
    }

    #[test]
    fn each_machine_asks_for_its_lines() {
        assert_eq!(env(&[]), [""; 0]);
        assert_eq!(env(&[Trait::Rootless]), ["HOST_GATEWAY=10.0.2.2"]);
        // There the engine knows.
        assert_eq!(env(&[Trait::Rootless, Trait::Podman]), [""; 0]);
        assert_eq!(env(&[Trait::Remapped]), ["USERNS_MODE=host"]);
        assert_eq!(env(&[Trait::Mapped, Trait::Unwatched]), ["POLLING=1"]);
        assert_eq!(env(&[Trait::Labelled]), [""; 0]);
        let traits = Traits::from([Trait::Unwatched, Trait::Remapped]);
        let read = lines(&traits, |name| {
            reads("a: ${POLLING:-}\nb: ${USERNS_MODES}", name)
        });
        let read: Vec<&str> = read.iter().map(|line| line.variable).collect();
        assert_eq!(read, ["POLLING"]);
    }
}
