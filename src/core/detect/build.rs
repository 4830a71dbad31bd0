//! A candidate becomes a service: named, with its version, manager, port, answers, steps, processes.

use std::sync::Arc;

use indexmap::IndexMap;

use super::below;
use super::custom::{self, Names};
use super::docker::Docker;
use super::evidence::Stated;
use super::facts;
use super::keeps;
use super::lock;
use super::look::Look;
use super::member;
use super::names;
use super::process;
use super::proposal::{Choice, Question, Service};
use super::rules::Rule;
use super::service::{Candidate, Scene};
use super::sight;
use super::system;
use crate::core::catalog::detect::{Code, Detect, Reading};
use crate::core::catalog::item::{Item, Type};
use crate::core::catalog::{Catalog, Slot};
use crate::core::diagnostic::Problem;

/// A service, and where it was looked at.
pub(super) struct Built<'a, 'r> {
    pub(super) service: Service,
    pub(super) look: Look<'a, 'r>,
    pub(super) item: Arc<Item>,
    /// It is of no kind of its own.
    pub(super) any: bool,
    /// Capabilities that its processes speak, with clients of their own.
    pub(super) spoken: Vec<String>,
    /// What it serves a browser runs.
    pub(super) pages: bool,
}

/// What makes services, and what it had to ask.
pub(super) struct Build<'s, 'a, 'r> {
    scene: &'s Scene<'a, 'r>,
    catalog: &'s Catalog,
    docker: &'s Docker,
    names: Vec<String>,
    /// Names that folders of services have.
    folders: Vec<String>,
    pub(super) questions: Vec<Question>,
    pub(super) problems: Vec<Problem>,
}

impl<'s, 'a, 'r> Build<'s, 'a, 'r> {
    pub(super) fn new(scene: &'s Scene<'a, 'r>, catalog: &'s Catalog, docker: &'s Docker) -> Self {
        Self {
            scene,
            catalog,
            docker,
            names: Vec::new(),
            folders: Vec::new(),
            questions: Vec::new(),
            problems: Vec::new(),
        }
    }

    pub(super) fn services(&mut self, candidates: Vec<Candidate<'a, 'r>>) -> Vec<Built<'a, 'r>> {
        let folders = candidates.iter();
        let folders = folders.filter_map(|one| names::of_folder(&one.folder));
        self.folders = folders.map(str::to_owned).collect();
        let built = candidates.into_iter();
        built
            .filter_map(|candidate| self.service(candidate))
            .collect()
    }

    fn service(&mut self, candidate: Candidate<'a, 'r>) -> Option<Built<'a, 'r>> {
        let look = self.scene.look(candidate.package, &candidate.folder);
        let rule = candidate.rule.or_else(|| {
            let mut rules = self.scene.rules.of_slot(Slot::Services);
            rules.find(|rule| rule.detect.otherwise)
        })?;
        let item = match self.catalog.item(Slot::Services, &rule.id) {
            Ok(item) => item,
            Err(problem) => {
                self.problems.push(problem);
                return None;
            }
        };
        let package = candidate.package;
        let called = package.and_then(|package| package.name());
        // What a kind is usually called is another's name where a folder is called so.
        let usual = rule.detect.name.as_deref();
        let is_anothers = usual.is_some_and(|usual| self.folders.iter().any(|own| own == usual));
        let name = names::of_service(
            &candidate.folder,
            candidate.main.as_deref(),
            usual.filter(|_| !is_anothers || called.is_none()),
            called,
        );
        let name = names::free(&name, |taken| self.names.iter().any(|known| known == taken));
        self.names.push(name.clone());
        let code = package.map(|package| &package.language.code);
        let mut service = Service {
            path: shown(&candidate.folder),
            context: context(&candidate),
            is_whole: false,
            kind: Stated::new(rule.id.clone(), candidate.evidence.clone()),
            framework: candidate.framework.as_ref().map(|(name, _)| name.clone()),
            language: package.map_or_else(String::new, |package| package.language.name.clone()),
            version: None,
            manager: None,
            port: None,
            health: look.first(&rule.detect.health),
            packages: Vec::new(),
            volumes: keeps::volumes(&look, &rule.detect.keeps),
            processes: Vec::new(),
            steps: None,
            development: None,
            production: None,
            with: facts::answers(&look, &rule.detect.answers, &item.ask),
            uses: IndexMap::new(),
            names: IndexMap::new(),
            name,
        };
        self.others(&candidate, &service);
        let names =
            code.map(|code| self.language(&look, code, (&item, &rule.detect), &mut service));
        if let (Some(answer), Some(main)) = (&rule.detect.each_answer, &candidate.main) {
            let evidence = candidate.evidence.last().cloned().into_iter().collect();
            let main = match &service.context {
                Some(context) if item.workspace => from(context, &candidate.folder, main),
                _ => main.clone(),
            };
            service
                .with
                .insert(answer.clone(), Stated::new(main, evidence));
        }
        if let (Some(answer), Some(package)) = (&rule.detect.package_answer, package)
            && let (Some(_), Some(name)) = (&package.workspace, package.name())
        {
            let evidence = vec![super::evidence::Evidence::file(package.manifest())];
            let said = Stated::new(name.to_owned(), evidence);
            service.with.insert(answer.clone(), said);
        }
        self.port(&look, (rule, &item, code), &candidate, &mut service);
        let started = process::processes(&look, &item, self.docker, self.catalog);
        service.processes = started.processes;
        service.production = started.web.or(service.production);
        service.steps = facts::steps(&look, &rule.detect);
        custom::with_port(&mut service);
        if let Some(code) = code {
            if let Some(names) = names.filter(|_| candidate.rule.is_none()) {
                let special = custom::answers(&look, code, &item, names, &mut service);
                let unsaid = custom::unsaid(rule, &service);
                self.problems.extend(unsaid.or_else(|| {
                    let manager = service.manager.as_ref().map(|said| said.value.as_str());
                    let ran = self.catalog.ran_code(&service.language, code, manager);
                    custom::unproven(code, ran, special, &service)
                }));
            }
            member::answers(&look, code, &item, &mut service);
            below::answers(&look, code, &item, &mut service);
            let told = lock::missing(&look, code, (&item, &rule.detect), &mut service);
            let told = told.filter(|told| !self.problems.contains(told));
            self.problems.extend(told);
            self.problems
                .extend(sight::short(&look, (&item, &rule.detect), &service));
        }
        Some(Built {
            service,
            look,
            item,
            any: rule.detect.otherwise,
            spoken: started.spoken,
            pages: candidate.pages,
        })
    }

    /// Of kinds that fit as well, somebody must say.
    fn others(&mut self, candidate: &Candidate<'_, '_>, service: &Service) {
        if candidate.others.is_empty() {
            return;
        }
        let first = Choice {
            value: service.kind.value.clone(),
            evidence: service.kind.evidence.clone(),
        };
        let others = candidate.others.iter().map(|(kind, evidence)| Choice {
            value: kind.clone(),
            evidence: evidence.clone(),
        });
        self.questions.push(Question {
            key: format!("services.{}.kind", service.name),
            question: "which of them is the service?".to_owned(),
            choices: std::iter::once(first).chain(others).collect(),
        });
    }

    /// What holds of all code in its language, and the names that its commands may have.
    fn language(
        &mut self,
        look: &Look<'a, 'r>,
        code: &Code,
        (item, detect): (&Item, &Detect),
        service: &mut Service,
    ) -> Names {
        let versions = facts::versions(look, code);
        let (manager, why) = facts::manager(look, code);
        self.problems.extend(why.map(|why| {
            let mend = "remove the lockfile that nobody keeps";
            let key = format!("services.{}.with", service.name);
            Problem::note("several-lockfiles", format!("{}: {why}", service.name))
                .key(key)
                .mend(mend)
        }));
        for (name, said) in facts::answers(look, &code.answers, &item.ask) {
            service.with.entry(name).or_insert(said);
        }
        system::packages(look, code, item, service);
        system::root(look, code, item, service);
        let mut ask = |question: Option<Question>, answer: Option<&String>| {
            if let Some(mut question) = question {
                let answer =
                    answer.map_or_else(|| question.key.clone(), |name| format!("with.{name}"));
                question.key = format!("services.{}.{answer}", service.name);
                self.questions.push(question);
            }
        };
        ask(versions.fact.question.clone(), code.version.as_ref());
        ask(manager.question, code.manager.as_ref());
        if let Some(name) = &code.version
            && let Some(question) = item.ask.get(name)
        {
            let key = format!("services.{}.with.{name}", service.name);
            let offered = (question.of.as_slice(), question.default.as_str());
            let said = facts::image_version(&versions, offered, &key, &mut self.problems);
            service.with.extend(said.map(|said| (name.clone(), said)));
        }
        if let Some(name) = &code.manager
            && let Some(question) = item.ask.get(name)
            && question.kind == Type::Choice
            && let Some(said) = &manager.said
        {
            if facts::is_answer(question, &said.value) {
                service.with.insert(name.clone(), said.clone());
            } else {
                let message = format!(
                    "{} installs the packages, and `{}` takes {}",
                    said.value,
                    name,
                    question.of.join(", ")
                );
                let mend = "choose one of them, or say `kind: custom` with its own commands";
                let key = format!("services.{}.with.{name}", service.name);
                self.problems.push(
                    Problem::warning("manager-not-offered", message)
                        .key(key)
                        .mend(mend),
                );
            }
        }
        let mut version = versions.fact.said.clone();
        if let Some(usual) = code.versions.images.first().filter(|_| detect.otherwise) {
            let key = format!("services.{}.with", service.name);
            let offered = (code.versions.images.as_slice(), Some(usual.as_str()));
            version = facts::image_version(&versions, offered, &key, &mut self.problems)
                .or_else(|| Some(Stated::usual(usual.clone())));
        }
        let names = Names::of(code, version, manager.said.clone());
        service.development = names.first(look, &code.develop);
        service.production = names.first(look, &code.serve);
        service.version = versions.fact.said;
        service.manager = manager.said;
        names
    }

    fn port(
        &mut self,
        look: &Look<'a, 'r>,
        (rule, item, code): (&Rule, &Item, Option<&Code>),
        candidate: &Candidate<'a, 'r>,
        service: &mut Service,
    ) {
        // Where one folder has several programs, each looks into its own.
        let main = candidate
            .main
            .as_deref()
            .map(|main| main.trim_start_matches("./"));
        let main = main.filter(|main| *main != "." && candidate.folder != *main);
        let folder = main.map(|main| super::files::join(&candidate.folder, main));
        let is_part = package_folder(candidate) != candidate.folder;
        let begins = match &candidate.main {
            Some(_) if folder.is_none() && is_part => Some(candidate.folder.clone()),
            _ => folder.clone(),
        };
        let made_of = begins.as_ref().and_then(|folder| {
            let folders = self.scene.folders_of(look, folder)?;
            Some(folders).filter(|all| {
                let signs = &rule.detect.signs;
                self.scene.reached_at(all, look, signs).is_some()
            })
        });
        let at = |readings: &[Reading]| {
            let (there, _) = self.scene.reached_at(made_of.as_ref()?, look, readings)?;
            Some(there)
        };
        // The most trusted of all, wherever it is.
        let mut readings = rule.detect.port.iter();
        let own = readings
            .find_map(|reading| at(std::slice::from_ref(reading)))
            .or_else(|| Some(self.scene.look(candidate.package, folder.as_ref()?)));
        // Where the framework is that of a library, so may be what listens.
        let framework = &rule.detect.dependencies;
        let borrowed = if framework.is_empty() {
            rule.detect.each.is_some()
        } else {
            look.dependency(framework).is_none()
        };
        let libraries = if borrowed {
            look.libraries()
        } else {
            Vec::new()
        };
        let listens = &rule.detect.listens;
        // One that shows nothing itself is the only one, and has all of the code.
        let whole = own
            .as_ref()
            .filter(|own| own.first(&rule.detect.signs).is_none());
        let mut looks = std::iter::once(own.as_ref().unwrap_or(look))
            .chain(whole.map(|_| look))
            .chain(&libraries);
        let is_silent = match &made_of {
            Some(_) => {
                let lent = libraries.iter().any(|look| look.first(listens).is_some());
                !lent && at(listens).is_none()
            }
            None => looks.all(|look| look.first(listens).is_none()),
        };
        if !listens.is_empty() && is_silent {
            return;
        }
        let look = match &own {
            Some(own) if own.first(&rule.detect.port).is_some() => own,
            _ => look,
        };
        let general = code.map(|code| code.port.as_slice()).unwrap_or_default();
        let usual = match &candidate.framework {
            Some((_, port)) => *port,
            None => rule.detect.usual_port.or(item.port),
        };
        // What holds of code in any language, before what holds of this one or after it.
        let (before, after): (Vec<&Rule>, Vec<&Rule>) = (self.scene.rules)
            .of_slot(Slot::Parts)
            .partition(|part| part.detect.rank > 0);
        let ports =
            |parts: Vec<&'r Rule>| parts.into_iter().map(|part| part.detect.port.as_slice());
        let mut readings = vec![rule.detect.port.as_slice()];
        readings.extend(ports(before));
        readings.push(general);
        readings.extend(ports(after));
        let found = facts::port((look, &libraries), &readings, self.docker, usual);
        if let Some(mut question) = found.question {
            question.key = format!("services.{}.port", service.name);
            self.questions.push(question);
        }
        service.port = found.said;
    }
}

/// The folder of its manifest.
fn package_folder<'c>(candidate: &'c Candidate<'_, '_>) -> &'c str {
    candidate.package.map_or("", |package| &package.folder)
}

/// The folder of a main package from the one that the build begins in, and not from the service's own.
fn from(context: &str, folder: &str, main: &str) -> String {
    let path = super::files::join(folder, main.trim_start_matches("./"));
    let path = path.trim_end_matches("/.");
    let below = path.strip_prefix(context).filter(|_| context != ".");
    format!("./{}", below.unwrap_or(path).trim_start_matches('/'))
}

/// The folder as people write it.
pub(super) fn shown(folder: &str) -> String {
    if folder.is_empty() {
        ".".to_owned()
    } else {
        folder.to_owned()
    }
}

/// What the build must see beside the service's folder: the workspace, or where the manifest is.
fn context(candidate: &Candidate<'_, '_>) -> Option<String> {
    let package = candidate.package?;
    let folder = package.workspace.as_ref().unwrap_or(&package.folder);
    (*folder != candidate.folder).then(|| shown(folder))
}
