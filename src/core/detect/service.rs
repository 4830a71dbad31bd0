//! Which folders are services, and of which kind.

use std::collections::BTreeSet;

use super::barred::{barred, beside, why_not};
use super::evidence::{Evidence, Stated};
use super::files::{Files, is_below, join, parent};
use super::folders::{is_template, left_out};
use super::look::Look;
use super::manifest::Group;
use super::package::{Package, nearest};
use super::proposal::NotService;
use super::rules::{Rule, Rules};
use super::unknown::{alone, unknown};
use crate::core::catalog::Slot;
use crate::core::catalog::detect::Reading;

/// A folder that is a service, and why.
pub(super) struct Candidate<'a, 'r> {
    pub(super) folder: String,
    pub(super) package: Option<&'a Package<'r>>,
    /// Its kind; none where the catalog has none.
    pub(super) rule: Option<&'r Rule>,
    /// A framework that the catalog has no kind for, and its usual port.
    pub(super) framework: Option<(String, Option<u16>)>,
    /// What it serves a browser runs.
    pub(super) pages: bool,
    /// The folder of its main package, from its own.
    pub(super) main: Option<String>,
    pub(super) evidence: Vec<Evidence>,
    /// Other kinds that fit as well.
    pub(super) others: Vec<(String, Vec<Evidence>)>,
}

/// All that is there, before anything is decided.
pub(super) struct Scene<'a, 'r> {
    pub(super) files: &'a Files<'a>,
    pub(super) rules: &'r Rules,
    pub(super) packages: &'a [Package<'r>],
}

impl<'a, 'r> Scene<'a, 'r> {
    pub(super) fn look(&self, package: Option<&'a Package<'r>>, folder: &str) -> Look<'a, 'r> {
        Look::new(self.files, self.rules, self.packages, package, folder)
    }

    /// Every service, and every folder with a manifest that is none.
    pub(super) fn services(&self) -> (Vec<Candidate<'a, 'r>>, Vec<NotService>) {
        let (mut services, mut others) = (Vec::new(), Vec::new());
        let mut aside = Vec::new();
        for package in self.packages {
            if let Some(what) = left_out(&package.folder) {
                others.push(not(&package.folder, &format!("left out: {what}")));
                continue;
            }
            if is_template(self.packages, &package.folder) {
                others.push(not(
                    &package.folder,
                    "a template, that is copied and filled in",
                ));
                continue;
            }
            let look = self.look(Some(package), &package.folder);
            let bar = barred(self.rules, package, &look);
            if let Some(rule) = bar.filter(|rule| !rule.beside) {
                others.push(not(&package.folder, &rule.why));
                continue;
            }
            if is_library(package, &look) {
                others.push(not(&package.folder, "a library: other packages need it"));
                continue;
            }
            let before = services.len();
            self.of_package(package, &mut services, &mut others);
            if services.len() == before {
                match unknown(package, &look) {
                    Some(candidate) => services.push(candidate),
                    None => others.push(not(&package.folder, &why_not(self.rules, package))),
                }
            }
            if let Some(rule) = bar {
                aside.extend(services.drain(before..).map(|found| (found, rule)));
            }
        }
        beside(aside, &mut services, &mut others);
        self.bare(&mut services);
        let found: BTreeSet<String> = services.iter().map(|found| found.folder.clone()).collect();
        others.retain(|other| !found.contains(&other.path));
        for other in &mut others {
            if other.path.is_empty() {
                ".".clone_into(&mut other.path);
            }
        }
        others.sort_by(|one, two| (&one.path, &one.why).cmp(&(&two.path, &two.why)));
        others.dedup_by(|one, two| one.path == two.path);
        (services, others)
    }

    fn of_package(
        &self,
        package: &'a Package<'r>,
        services: &mut Vec<Candidate<'a, 'r>>,
        others: &mut Vec<NotService>,
    ) {
        let language = &package.language.name;
        let rules = self.rules.of_slot(Slot::Services);
        let rules = rules.filter(|rule| rule.detect.language.as_ref() == Some(language));
        let mut fitting: Vec<(String, &'r Rule, Vec<Evidence>)> = Vec::new();
        for rule in rules {
            for folder in self.folders(rule, package) {
                let look = self.look(Some(package), &folder);
                let fits = fits(rule, &look, package);
                if let Some(evidence) = fits.or_else(|| alone(rule, &look, package)) {
                    fitting.push((folder, rule, evidence));
                }
            }
        }
        fitting.sort_by_key(|(folder, rule, _)| (folder.clone(), -rule.detect.rank));
        let mut rest = fitting.into_iter().peekable();
        while let Some((folder, rule, evidence)) = rest.next() {
            let mut same = Vec::new();
            while let Some((_, other, evidence)) = rest.next_if(|(other, ..)| *other == folder) {
                if other.detect.rank == rule.detect.rank {
                    same.push((other.id.clone(), evidence));
                }
            }
            let candidate = Candidate {
                folder,
                package: Some(package),
                rule: Some(rule),
                framework: None,
                pages: rule.detect.pages,
                main: None,
                evidence,
                others: same,
            };
            match &rule.detect.each {
                Some(each) => self.mains(candidate, each, services, others),
                None => services.push(candidate),
            }
        }
    }

    /// The folders in which a rule's files lie; the package's own where it names none.
    fn folders(&self, rule: &Rule, package: &'a Package<'r>) -> Vec<String> {
        if rule.detect.files.is_empty() {
            return super::parts::folders(self, rule, package)
                .unwrap_or_else(|| vec![package.folder.clone()]);
        }
        let mut folders = self.with_file(&rule.detect.files, package);
        folders.sort_unstable();
        folders.dedup();
        folders
    }

    /// Each folder of a package's own code that has a file of these patterns below it.
    pub(super) fn with_file(&self, patterns: &[String], package: &Package<'r>) -> Vec<String> {
        let language = Some(package.language.name.as_str());
        let mut folders = Vec::new();
        for pattern in patterns {
            let depth = pattern.matches('/').count();
            for path in self.files.find(&package.folder, &format!("**/{pattern}")) {
                let mut folder = path;
                for _ in 0..=depth {
                    folder = parent(folder);
                }
                let own = nearest(self.packages, folder, language);
                let below = &folder[package.folder.len()..];
                if own.is_some_and(|own| std::ptr::eq(own, package)) && left_out(below).is_none() {
                    folders.push(folder.to_owned());
                }
            }
        }
        folders
    }

    /// A service for each main package; tools are none.
    fn mains(
        &self,
        candidate: Candidate<'a, 'r>,
        each: &Reading,
        services: &mut Vec<Candidate<'a, 'r>>,
        others: &mut Vec<NotService>,
    ) {
        let look = self.look(candidate.package, &candidate.folder);
        let rule = candidate.rule;
        let tools = rule.and_then(|rule| rule.detect.tools.as_ref());
        let tools = tools.and_then(|pattern| self.rules.regex(pattern));
        let mut mains: Vec<(String, Vec<Evidence>)> = Vec::new();
        let files = look.paths(&candidate.folder, each.file.as_deref().unwrap_or_default());
        for path in files.iter() {
            let folder = parent(path).to_owned();
            if mains.iter().any(|(known, _)| *known == folder) {
                continue;
            }
            let one = Reading {
                file: Some(
                    path[candidate.folder.len()..]
                        .trim_start_matches('/')
                        .to_owned(),
                ),
                ..each.clone()
            };
            if let Some(found) = look.read(&one) {
                mains.push((folder, found.evidence));
            }
        }
        let is_tool = |path: &str| {
            tools
                .as_ref()
                .is_some_and(|tools| path.split('/').any(|part| tools.is_match(part)))
        };
        if mains.len() > 1 {
            mains.retain(|(folder, _)| {
                let is_tool = is_tool(&folder[candidate.folder.len()..]);
                if is_tool {
                    others.push(not(folder, "a tool, by its name"));
                }
                !is_tool
            });
        }
        let signs = rule.map_or(&[][..], |rule| &rule.detect.signs);
        self.without_loose(&candidate, signs, &mut mains, others);
        let count = mains.len();
        let libraries = look.libraries();
        for (folder, evidence) in mains {
            let below = rule.and_then(|rule| rule.detect.each_below.as_deref());
            let path = service_folder(&candidate.folder, &folder, below);
            // What it imports tells more than what lies below it.
            let own = self.reached(&look, &folder, signs).or_else(|| {
                let below = folder != candidate.folder;
                below.then(|| self.look(candidate.package, &folder).first(signs))?
            });
            // One alone has all the code of the module, and of those that it needs.
            let borrowed = libraries.iter().filter(|_| !is_tool(&folder));
            let mut all = std::iter::once(&look).chain(borrowed);
            let sign = match count {
                1 => own.or_else(|| all.find_map(|look| look.first(signs))),
                _ => own,
            };
            let Some(sign) = sign else {
                others.push(not(
                    &folder,
                    "a program that listens on nothing, as far as its code tells",
                ));
                continue;
            };
            let below = folder[path.len()..].trim_start_matches('/');
            let mut all = candidate.evidence.clone();
            all.retain(|known| known.file != sign.evidence.first().map_or("", |e| &e.file));
            all.extend(evidence);
            all.extend(sign.evidence);
            all.dedup();
            services.push(Candidate {
                folder: path.to_owned(),
                main: Some(if below.is_empty() {
                    ".".to_owned()
                } else {
                    format!("./{below}")
                }),
                evidence: all,
                others: Vec::new(),
                framework: None,
                ..candidate
            });
        }
    }

    /// What has no manifest at all, such as plain pages.
    fn bare(&self, services: &mut Vec<Candidate<'a, 'r>>) {
        let rules = self.rules.of_slot(Slot::Services);
        for rule in rules.filter(|rule| rule.detect.language.is_none() && !rule.detect.otherwise) {
            let tools = rule.detect.tools.as_deref();
            let tools = tools.and_then(|pattern| self.rules.regex(pattern));
            let is_tool = |folder: &str| {
                let tools = tools.as_ref();
                tools.is_some_and(|tools| folder.split('/').any(|part| tools.is_match(part)))
            };
            for pattern in &rule.detect.files {
                let depth = pattern.matches('/').count();
                for path in self.files.find("", &format!("**/{pattern}")) {
                    let mut folder = path;
                    for _ in 0..=depth {
                        folder = parent(folder);
                    }
                    let taken = services.iter().any(|found| {
                        is_below(folder, &found.folder) || is_below(&found.folder, folder)
                    });
                    // A workspace's root has its own code and what its tools need: pages beside its
                    // members are a service where something else says so.
                    let coded = match nearest(self.packages, folder, None) {
                        Some(root) if root.is_root && folder != root.folder => {
                            let look = self.look(None, folder);
                            look.first(&rule.detect.signs).is_none()
                        }
                        found => found.is_some(),
                    };
                    if taken || coded || is_tool(folder) || left_out(folder).is_some() {
                        continue;
                    }
                    services.push(Candidate {
                        folder: folder.to_owned(),
                        package: None,
                        rule: Some(rule),
                        framework: None,
                        pages: rule.detect.pages,
                        main: None,
                        evidence: vec![Evidence::file(path)],
                        others: Vec::new(),
                    });
                }
            }
        }
    }
}

/// Why a rule fits a folder; none where it does not.
fn fits(rule: &Rule, look: &Look<'_, '_>, package: &Package<'_>) -> Option<Vec<Evidence>> {
    let detect = &rule.detect;
    let mut evidence = Vec::new();
    let mut inherited = package.is_root;
    let mut borrowed = false;
    if !detect.dependencies.is_empty() {
        let own = look.dependency(&detect.dependencies);
        borrowed = own.is_none();
        let library = || Some((look.of_library(&detect.dependencies)?, true));
        let (found, from_above) = own.or_else(library)?;
        // Who runs a package of a workspace may have to bring what it serves with: its code tells.
        let brought = found.group == Group::Optional && !detect.signs.is_empty();
        if found.group != Group::Normal && !detect.development && !brought {
            return None;
        }
        inherited = inherited || from_above || brought;
        evidence.push(found.evidence.clone());
    }
    // What only development needs is a framework all the same, but not that of a workspace's root; and what
    // that needs tells nothing of a package that names its own.
    let has_own = package.dependency(&detect.dependencies).is_some();
    let unwanted = |(found, above): (&super::manifest::Dependency, bool)| {
        !above || found.group == Group::Normal && !has_own
    };
    if look.dependency(&detect.unless).is_some_and(unwanted) {
        return None;
    }
    if !detect.starts.is_empty() {
        evidence.extend(look.first(&detect.starts)?.evidence);
    }
    if let Some(pattern) = detect
        .files
        .iter()
        .find(|file| !super::glob::is_plain(file) || look.files.is_there(&join(&look.folder, file)))
    {
        let found = look.paths(&look.folder, pattern);
        evidence.extend(found.first().map(|path| Evidence::file(path)));
    }
    if detect.each.is_none() && !detect.signs.is_empty() {
        let enough = || look.first(&detect.borrowed).filter(|_| borrowed);
        match look.first(&detect.signs).or_else(enough) {
            Some(Stated { evidence: more, .. }) => evidence.extend(more),
            // What the package itself needs speaks for itself.
            None if inherited || detect.dependencies.is_empty() || detect.signed => return None,
            None => {}
        }
    } else if inherited && detect.files.is_empty() && detect.each.is_none() {
        return None;
    }
    if look.first(&detect.no_signs).is_some() {
        return None;
    }
    evidence.dedup();
    Some(evidence)
}

/// Whether a package is there for others alone.
fn is_library(package: &Package<'_>, look: &Look<'_, '_>) -> bool {
    let runs = &package.language.code.runs;
    package.is_needed && !package.is_root && !runs.is_empty() && look.first(runs).is_none()
}

/// Where a folder is below one of this name, the service is the folder above that.
pub(super) fn service_folder<'f>(module: &str, folder: &'f str, name: Option<&str>) -> &'f str {
    let below = folder[module.len()..].trim_start_matches('/');
    let mut at = folder.len() - below.len();
    for part in below.split('/') {
        if Some(part) == name {
            return folder[..at].trim_end_matches('/');
        }
        at += part.len() + 1;
    }
    folder
}

pub(super) fn not(folder: &str, why: &str) -> NotService {
    NotService {
        path: folder.to_owned(),
        why: why.to_owned(),
    }
}
