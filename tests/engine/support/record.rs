//! The record of what ran (`assets/ran.json`): written only here, and only with `RECORD=1`, and only what a test that has
//! passed hands over ([`Passed`]). What is to be recorded is worked out without it, too: a record that cannot be made fails the test.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use dockwright::core::answers::{self, Context};
use dockwright::core::catalog::ran::{Entry, Ran, code_fingerprint, code_key, record};
use dockwright::core::catalog::{Catalog, Slot};
use dockwright::core::resolve::{Stack, resolve};
use dockwright::core::template::Templates;
use dockwright::core::yaml;
use serde_json::Value;

use super::process::run;
use super::project::{Project, dockwright};
use super::rig::Rig;
use super::steps::{Passed, say};

impl Passed {
    /// Everything in the project's stack ran in this context: services, what backs them, clients, processes; and the features that a
    /// step has used.
    pub fn record(&self, rig: &Rig, project: &Project, context: Context) {
        self.record_answers(rig, &project.read("dockwright.yaml"), context);
    }

    /// The same, of answers that the project had in the meantime.
    pub fn record_answers(&self, rig: &Rig, answers: &str, context: Context) {
        let catalog = Arc::new(Catalog::builtin());
        let node = yaml::parse("dockwright.yaml", answers.as_bytes()).unwrap();
        let (answers, _) = answers::read("dockwright.yaml", &node);
        let (stack, _) = resolve(&catalog, &Templates::new(&catalog), &answers, None);
        let mut items = items(&stack, context);
        assert!(!items.is_empty(), "nothing ran");
        // Features are of development only.
        if context == Context::Development {
            for feature in &self.used {
                let on = answers
                    .features
                    .iter()
                    .any(|(id, value)| id.as_str() == *feature && value.as_bool() != Some(false));
                assert!(on, "{feature} is used, and off");
                items.push((Slot::Features, (*feature).to_owned()));
            }
        }
        let lines = items.into_iter().map(|(slot, id)| {
            let fingerprint = catalog.fingerprint(slot, &id);
            (format!("{}/{id}", slot.folder()), fingerprint)
        });
        write(rig, lines.collect(), context);
    }

    /// The same; and code that no item is for ran with what its language says of it.
    pub fn record_code(&self, rig: &Rig, project: &Project, context: Context) {
        self.record(rig, project, context);
        let told = dockwright(&["detect", project.full("").as_str(), "--json"], &[]).ok();
        let told: Value = serde_json::from_str(&told.stdout).unwrap();
        let (parts, _) = Catalog::builtin().detections();
        let services = told["services"].as_array().unwrap().iter();
        let lines = services.filter_map(|service| {
            let language = service["language"].as_str()?;
            let mut codes = parts.iter().filter_map(|(_, _, detect)| {
                let code = detect.code.as_ref()?;
                (detect.language.as_deref() == Some(language)).then_some(code)
            });
            let code = codes.next().filter(|code| !code.custom_by.is_empty())?;
            let key = code_key(language, service["package_manager"].as_str());
            Some((key, code_fingerprint(code)))
        });
        let lines: Vec<_> = lines.collect();
        assert!(!lines.is_empty(), "no such code ran");
        write(rig, lines, context);
    }
}

/// What has a container in this context, what is built into one, and by which clients they know each other.
fn items(stack: &Stack, context: Context) -> Vec<(Slot, String)> {
    let mut items: Vec<(Slot, String)> = Vec::new();
    for unit in stack.containers(context) {
        items.push((unit.slot, unit.answers.kind.clone()));
        for link in unit.links.iter() {
            let there = stack
                .unit(&link.target)
                .is_some_and(|other| other.is_container(context));
            let capability = link.capability.as_deref().unwrap_or_default();
            let processes = stack.processes_of(&unit.name);
            let mut clients = std::iter::once(unit).chain(processes);
            let own = clients.find_map(|one| one.item.clients.get(capability));
            let client = link.how.client.as_ref().or(own);
            items.extend(
                client
                    .filter(|_| there && link.how.env.is_none())
                    .map(|id| (Slot::Clients, id.clone())),
            );
        }
        if context == Context::Production {
            items.extend(
                stack
                    .artifacts_of(&unit.name)
                    .map(|other| (other.slot, other.answers.kind.clone())),
            );
        }
    }
    items
}

/// Writes keys and fingerprints of what ran, where that is wanted.
fn write(rig: &Rig, ran: Vec<(String, String)>, context: Context) {
    if std::env::var_os("RECORD").is_none() {
        return;
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/ran.json");
    let date = run(Command::new("date").arg("+%F"))
        .ok()
        .stdout
        .trim()
        .to_owned();
    let with = if rig.is_stand_in() {
        "stand-in"
    } else {
        "real"
    };
    let mut lines: BTreeMap<String, Entry> = record(&fs::read_to_string(&file).unwrap());
    for (key, fingerprint) in ran {
        let old = lines.get(&key).filter(|old| old.fingerprint == fingerprint);
        let (development, production) = old.map_or((false, false), |old| {
            (old.ran.development, old.ran.production)
        });
        let ran = Ran {
            development: development || context == Context::Development,
            production: production || context == Context::Production,
            with: with.to_owned(),
            date: date.clone(),
        };
        lines.insert(key, Entry { fingerprint, ran });
    }
    fs::write(
        &file,
        format!("{}\n", serde_json::to_string_pretty(&lines).unwrap()),
    )
    .unwrap();
    say("the record of what ran is written");
}
