//! What the catalog has no kind for: what its language's own answers are, and what somebody must say.

use serde_json::Value as Json;

use super::evidence::Stated;
use super::facts;
use super::look::Look;
use super::proposal::Service;
use super::rules::Rule;
use super::whole::Whole;
use crate::core::catalog::detect::{Code, Reading};
use crate::core::catalog::item::Item;
use crate::core::catalog::ran::Ran;
use crate::core::diagnostic::Problem;

/// Names that commands may have, and what the code says for each: `{version}`, `{main}`.
pub(super) struct Names(Vec<(String, Option<Stated<String>>)>);

impl Names {
    /// Those of a service: its version, its package manager and how that installs.
    pub(super) fn of(
        code: &Code,
        version: Option<Stated<String>>,
        manager: Option<Stated<String>>,
    ) -> Self {
        let name = manager.as_ref().map(|said| said.value.as_str());
        let mut known = code.managers.iter();
        let known = known.find(|known| Some(known.name.as_str()) == name);
        let prepare = known.and_then(|known| known.prepare.clone());
        let pass = known.map(|known| known.pass.clone().unwrap_or_default());
        let install = known.and_then(|known| known.install.clone());
        let install = install.or_else(|| Some(format!("{} install", name?)));
        Self(vec![
            ("{install}".to_owned(), install.map(Stated::usual)),
            ("{pass}".to_owned(), pass.map(Stated::usual)),
            ("{prepare}".to_owned(), prepare.map(Stated::usual)),
            ("{version}".to_owned(), version),
            ("{manager}".to_owned(), manager),
        ])
    }

    /// One more; what is known already stays.
    fn add(&mut self, name: &str, said: Option<Stated<String>>) {
        let name = format!("{{{name}}}");
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) => *known = known.take().or(said),
            None => self.0.push((name, said)),
        }
    }

    fn get(&self, name: &str) -> Option<Stated<String>> {
        let (_, said) = self.0.iter().find(|(known, _)| known == name)?;
        said.clone()
    }

    /// The names of a package of a workspace, whose lines run in the workspace's folder.
    fn from(&mut self, whole: &Whole<'_>) {
        if let Some(install) = whole.install() {
            self.set("install", Some(Stated::usual(install)));
        }
        self.set("manifests", Some(Stated::usual(whole.manifests())));
        self.change("develop", |line| whole.after(Some(whole.started(&line?))));
        self.change("serve", |line| Some(whole.started(&line?)));
        // Without a line of its own, what it needs is built all the same.
        self.change("build", |line| {
            whole.after(line.map(|line| whole.inside(&line)))
        });
    }

    fn change(&mut self, name: &str, to: impl Fn(Option<String>) -> Option<String>) {
        let said = self.get(&format!("{{{name}}}"));
        let (line, evidence) = said.map(|said| (said.value, said.evidence)).unzip();
        let said = to(line).map(|line| Stated::new(line, evidence.unwrap_or_default()));
        self.set(name, said);
    }

    fn set(&mut self, name: &str, said: Option<Stated<String>>) {
        let name = format!("{{{name}}}");
        self.0.retain(|(known, _)| *known != name);
        self.0.push((name, said));
    }

    /// The first reading that holds and whose names are all known.
    pub(super) fn first(
        &self,
        look: &Look<'_, '_>,
        readings: &[Reading],
    ) -> Option<Stated<String>> {
        let (said, _) = self.chosen(look, readings)?;
        Some(said)
    }

    /// The same, and whether it holds for what needs a certain framework only.
    fn chosen(&self, look: &Look<'_, '_>, readings: &[Reading]) -> Option<(Stated<String>, bool)> {
        readings.iter().find_map(|reading| {
            let said = look.read(reading)?;
            let value = self.fill(&said.value)?;
            let special = !reading.dependencies.is_empty();
            Some((Stated::new(value, said.evidence), special))
        })
    }

    /// The text with what its names stand for; none where one of them is not known.
    fn fill(&self, text: &str) -> Option<String> {
        let mut filled = text.to_owned();
        for (name, said) in self.0.iter().filter(|(name, _)| text.contains(name)) {
            filled = filled.replace(name, &said.as_ref()?.value);
        }
        Some(filled)
    }
}

/// Its commands with the port in them; one that asks for a port is none where nothing listens.
pub(super) fn with_port(service: &mut Service) {
    let port = service.port.as_ref().map(|port| port.value.to_string());
    for command in [&mut service.development, &mut service.production] {
        if let Some(said) = command
            && said.value.contains("{port}")
        {
            match &port {
                Some(port) => said.value = said.value.replace("{port}", port),
                None => *command = None,
            }
        }
    }
}

/// Answers for what the catalog has no kind for; whether some of them are for its framework only.
pub(super) fn answers(
    look: &Look<'_, '_>,
    code: &Code,
    item: &Item,
    mut names: Names,
    service: &mut Service,
) -> bool {
    let mut special = false;
    let port = service.port.as_ref();
    let port = port.map(|port| Stated::usual(port.value.to_string()));
    names.add("port", port);
    names.add("develop", service.development.clone());
    names.add("serve", service.production.clone());
    for (name, readings) in &code.names {
        if let Some((said, of_framework)) = names.chosen(look, readings) {
            special |= of_framework;
            names.add(name, Some(said));
        } else {
            names.add(name, None);
        }
    }
    let whole = Whole::of(look, code, item, service);
    if let Some(whole) = &whole {
        names.from(whole);
        service.is_whole = true;
        service.context = Some(whole.context.clone());
    }
    service.development = names.get("{develop}");
    service.production = names.get("{serve}");
    let by_code = code.custom_by.iter().filter_map(|(question, readings)| {
        let (said, of_framework) = names.chosen(look, readings)?;
        special |= of_framework;
        Some((question, without_evidence(said)))
    });
    let always = code.custom.iter().filter_map(|(question, value)| {
        let paths = value.as_array().zip(whole.as_ref());
        let text = match paths {
            Some((paths, whole)) => whole.everywhere(paths.iter().filter_map(Json::as_str)),
            None => facts::text(value),
        };
        let evidence = match text.as_str() {
            text if text.starts_with("{develop}") => service.development.as_ref(),
            "{serve}" => service.production.as_ref(),
            _ => None,
        };
        let evidence = evidence
            .map(|said| said.evidence.clone())
            .unwrap_or_default();
        Some((question, Stated::new(names.fill(&text)?, evidence)))
    });
    let all: Vec<_> = always.chain(by_code).collect();
    for (question, said) in all {
        if item.ask.contains_key(question) {
            service.with.insert(question.clone(), said);
        }
    }
    special
}

/// What follows from a file's being there is nothing that the file says.
fn without_evidence(said: Stated<String>) -> Stated<String> {
    Stated::usual(said.value)
}

/// What somebody must say of what the catalog has no kind for.
pub(super) fn unsaid(rule: &Rule, service: &Service) -> Option<Problem> {
    let wanted = rule.detect.wanted.iter();
    let unsaid = wanted.filter(|answer| !service.with.contains_key(*answer));
    let unsaid: Vec<String> = unsaid.map(|answer| format!("`{answer}`")).collect();
    if unsaid.is_empty() {
        return None;
    }
    let what = service.framework.as_deref().unwrap_or(&service.language);
    let message = format!(
        "the catalog has no kind for {what}, and the code of {} does not say {}",
        service.name,
        unsaid.join(", ")
    );
    let key = format!("services.{}.with", service.name);
    let mend = format!("answer them below `{key}`: until then its container only waits");
    Some(
        Problem::warning("answers-unsaid", message)
            .key(key)
            .mend(mend),
    )
}

/// That commands are the catalog's own idea and have not run on an engine, as they are now.
pub(super) fn unproven(
    code: &Code,
    ran: Option<Ran>,
    special: bool,
    service: &Service,
) -> Option<Problem> {
    let whole = ran.is_some_and(|ran| ran.development && ran.production);
    if code.custom_by.is_empty() || whole && !special {
        return None;
    }
    let framework = service.framework.as_ref().filter(|_| special);
    let what = framework.unwrap_or(&service.language);
    let by = service.manager.as_ref();
    let by = by.map_or_else(String::new, |said| format!(" by {}", said.value));
    let message = format!(
        "what builds and starts {} ({what}{by}) is as documentation says: no test of dockwright has run it on an engine",
        service.name
    );
    let key = format!("services.{}.with", service.name);
    let mend = "`dockwright verify` builds it, starts it and tells what is wrong; its commands are yours to change";
    Some(
        Problem::note("commands-unproven", message)
            .key(key)
            .mend(mend),
    )
}
