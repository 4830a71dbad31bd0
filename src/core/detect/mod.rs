//! What the code that is there already tells: a listing and the texts of files -> a proposal.
//!
//! The engine knows formats and what may be asked of them; what a framework, a database or a worker
//! looks like, the items of the catalog say. Texts are looked up as rules need them, so that of a
//! big tree only little is read; nothing else is known but what is given.

mod above;
mod addresses;
mod adopt;
mod answers;
mod ask;
mod backing;
mod barred;
mod because;
mod below;
mod build;
mod choice;
mod custom;
mod doc;
mod docker;
mod driver;
mod evidence;
mod facts;
mod files;
mod folders;
mod glob;
mod keeps;
mod library;
mod lock;
mod look;
mod loose;
mod manifest;
mod member;
mod names;
mod needs;
mod own;
mod package;
mod parts;
mod pins;
mod process;
mod proposal;
mod reach;
mod rules;
mod scheme;
mod service;
mod settings;
mod settle;
mod sight;
mod speaks;
mod system;
mod taken;
mod unknown;
mod variables;
mod version;
mod whole;
mod words;

pub use adopt::{Adopted, adopt, service_at};
pub use answers::answers;
pub use because::{Because, because};
pub use evidence::{Evidence, Stated};
pub use files::Texts;
pub use proposal::{
    Backing, Certainty, Choice, Findings, NotService, Process, Proposal, Question, Service, Step,
};
pub use rules::Rules;
pub(crate) use rules::compile;
pub use taken::{Part, Taken};

use self::backing::User;
use self::build::Build;
use self::docker::Docker;
use self::files::Files;
use self::look::Look;
use self::service::Scene;
use super::catalog::Catalog;
use super::diagnostic::{Problem, Where};
use super::render::HADOLINT;

/// What a folder's code tells. `paths` are its files, relative, with forward slashes.
pub fn detect(catalog: &Catalog, rules: &Rules, paths: &[String], texts: &dyn Texts) -> Proposal {
    let mut sorted = paths.to_vec();
    sorted.sort_unstable();
    let files = Files::new(&sorted, texts);
    let (packages, more) = package::packages(&files, rules);
    let mut docker = Docker::read(&files);
    let own = own::taken_out(rules, &files, &packages, &mut docker);
    let scene = Scene {
        files: &files,
        rules,
        packages: &packages,
    };
    let (candidates, not_services) = scene.services();
    let mut build = Build::new(&scene, catalog, &docker);
    let mut made = build.services(candidates);
    let libraries: Vec<Vec<Look<'_, '_>>> =
        made.iter().map(|built| built.look.libraries()).collect();
    let users: Vec<User<'_, '_, '_>> = made
        .iter()
        .zip(&libraries)
        .filter(|(built, _)| !built.pages)
        .map(|(built, libraries)| User {
            look: &built.look,
            libraries,
            name: &built.service.name,
            processes: &built.service.processes,
            kind: &built.item,
            any: built.any,
            spoken: &built.spoken,
        })
        .collect();
    let used = backing::backing(rules, catalog, &users, &docker);
    let mut questions = build.questions;
    questions.extend(ask::open(rules, catalog, &users, &used.backing));
    for (user, name, client) in used.links {
        let mut all = made.iter_mut().map(|one| &mut one.service);
        if let Some(service) = all.find(|service| service.name == user) {
            service.uses.insert(name, client);
        }
    }
    let mut problems = rules.problems.clone();
    problems.extend(own);
    problems.extend(build.problems);
    for built in made.iter_mut().filter(|built| !built.pages) {
        problems.extend(variables::read((rules, catalog), built, &used.backing));
    }
    let services: Vec<Service> = made.into_iter().map(|built| built.service).collect();
    problems.extend(unread(&files));
    if more {
        let message = "there are more manifests than are read; the rest was left out";
        problems
            .push(Problem::note("detect-bounds", message).mend("look at a part of the project"));
    }
    let kept = [HADOLINT].into_iter().filter(|path| files.is_there(path));
    let kept = kept.map(str::to_owned).collect();
    Proposal {
        services,
        backing: used.backing,
        not_services,
        questions,
        problems,
        own: kept,
    }
}

/// A note for each file that could not be read.
fn unread(files: &Files<'_>) -> Vec<Problem> {
    let broken = files.broken().into_iter();
    broken
        .map(|(file, why)| {
            let place = Where {
                file: file.clone(),
                line: None,
                column: None,
                key: None,
            };
            let message = format!("{file} was not read: {why}");
            Problem::note("detect-unread", message)
                .at(place)
                .mend("what it says is not in the proposal")
        })
        .collect()
}
