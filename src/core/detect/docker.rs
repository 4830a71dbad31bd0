//! What Docker's files and CI say: they are evidence too, and named as such.

use std::collections::BTreeSet;

use super::doc::Doc;
use super::evidence::{Evidence, Stated};
use super::files::{File, Files, is_below, join, name, parent, resolved};
use super::folders::left_out;

/// A service of a Compose file, or of CI.
#[derive(Debug, Clone)]
pub(super) struct Used {
    pub(super) name: String,
    /// Without its tag.
    pub(super) image: String,
    pub(super) tag: Option<String>,
    /// Only tests have it, in CI.
    pub(super) only_tested: bool,
    pub(super) evidence: Evidence,
}

/// A container of Compose that is built from code.
#[derive(Debug, Clone)]
pub(super) struct Built {
    pub(super) name: String,
    pub(super) folder: String,
    pub(super) command: Option<(String, Evidence)>,
    pub(super) port: Option<Stated<u16>>,
    pub(super) needs: Vec<String>,
}

/// All of it.
#[derive(Debug, Default)]
pub(super) struct Docker {
    pub(super) used: Vec<Used>,
    pub(super) built: Vec<Built>,
    /// What the image of a container is called that Compose builds.
    pub(super) tagged: Vec<(String, Evidence)>,
    /// `EXPOSE` of the Dockerfile of a folder.
    exposed: Vec<(String, Stated<u16>)>,
}

impl Docker {
    pub(super) fn read(files: &Files<'_>) -> Self {
        let mut docker = Self::default();
        for path in files.all() {
            let file = name(path).to_ascii_lowercase();
            let yaml = matches!(file.rsplit_once('.'), Some((_, "yml" | "yaml")));
            let is_ours =
                file.contains("docker") || yaml && (file.starts_with("compose.") || is_ci(path));
            if !is_ours || left_out(path).is_some() {
                continue;
            }
            if file == "dockerfile" || file.starts_with("dockerfile.") && !file.ends_with("ignore")
            {
                docker.dockerfile(files, path);
            } else if yaml && (file.starts_with("docker-compose") || file.starts_with("compose.")) {
                docker.compose(files, path);
            } else if yaml && is_ci(path) {
                docker.ci(files, path);
            }
        }
        docker
    }

    /// Ports that Docker's files have for a folder.
    pub(super) fn ports(&self, folder: &str) -> Vec<Stated<u16>> {
        let exposed = self.exposed.iter().filter(|(known, _)| known == folder);
        let exposed = exposed.map(|(_, port)| port.clone());
        let web = self.built.iter().filter(|built| built.folder == folder);
        exposed
            .chain(web.filter_map(|built| built.port.clone()))
            .take(1)
            .collect()
    }

    fn dockerfile(&mut self, files: &Files<'_>, path: &str) {
        let Some(file) = files.file(path) else { return };
        let mut last = None;
        for (place, line) in file.text.lines().enumerate() {
            let mut words = line.split_whitespace();
            if words
                .next()
                .is_some_and(|word| word.eq_ignore_ascii_case("expose"))
            {
                let port = words
                    .next()
                    .and_then(|word| word.split('/').next()?.parse().ok());
                last = port.map(|port| Stated::new(port, vec![file.line(place + 1)]));
            }
        }
        self.exposed
            .extend(last.map(|port| (parent(path).to_owned(), port)));
    }

    fn compose(&mut self, files: &Files<'_>, path: &str) {
        let (Some(file), Some(doc)) = (files.file(path), files.doc(path)) else {
            return;
        };
        for services in doc.at("services") {
            for (title, service) in services.entries() {
                self.service(&file, title, service);
            }
        }
    }

    fn service(&mut self, file: &File, title: &str, service: &Doc) {
        let text = |key: &str| service.get(key).and_then(Doc::as_text);
        let folder = parent(&file.path);
        if let Some(build) = service.get("build") {
            if let Some(image) = service.get("image") {
                let tag = image.as_text().map(|text| split(text).0);
                let tagged = tag.map(|tag| (tag, file.line(image.line)));
                self.tagged.extend(tagged);
            }
            let context = build.get("context").unwrap_or(build);
            let context = context.as_text().unwrap_or(".");
            let Some(context) = resolved(folder, context) else {
                return;
            };
            let dockerfile = build.get("dockerfile").and_then(Doc::as_text);
            // The code lies where its Dockerfile does, more often than where the build begins.
            let beside = dockerfile.map(|path| join(&context, parent(path)));
            let command = service.get("command").map(|command| {
                let words = command.items().into_iter().filter_map(Doc::as_text);
                (words.collect::<Vec<_>>().join(" "), file.line(command.line))
            });
            self.built.push(Built {
                name: title.to_owned(),
                folder: beside.unwrap_or(context),
                command,
                port: ports(file, service),
                needs: needs(service),
            });
        } else if let Some(image) = text("image") {
            let line = service
                .get("image")
                .map_or(service.line, |image| image.line);
            self.uses(file, title, image, line, false);
        }
    }

    fn uses(&mut self, file: &File, title: &str, image: &str, line: usize, only_tested: bool) {
        let (image, tag) = split(image);
        let known = self
            .used
            .iter()
            .any(|used| used.name == title && used.image == image);
        if known || image.is_empty() {
            return;
        }
        self.used.push(Used {
            name: title.to_owned(),
            image,
            tag,
            only_tested,
            evidence: file.line(line),
        });
    }

    fn ci(&mut self, files: &Files<'_>, path: &str) {
        let (Some(file), Some(doc)) = (files.file(path), files.doc(path)) else {
            return;
        };
        for services in doc.at("jobs.*.services") {
            for (title, service) in services.entries() {
                let image = service.get("image").unwrap_or(service);
                if let Some(text) = image.as_text() {
                    self.uses(&file, title, text, image.line, true);
                }
            }
        }
        // GitLab's: a list of images, of one job or of all.
        let mut seen = BTreeSet::new();
        for services in doc.at("services").into_iter().chain(doc.at("*.services")) {
            for service in services.items() {
                let image = service.get("name").unwrap_or(service);
                if let Some(text) = image
                    .as_text()
                    .filter(|text| seen.insert((*text).to_owned()))
                {
                    let title = split(text).0;
                    self.uses(&file, name(&title), text, image.line, true);
                }
            }
        }
    }

    /// What a service of Compose in this folder depends on, by name.
    pub(super) fn needed_by(&self, folder: &str) -> Vec<&str> {
        let built = self.built.iter().filter(|built| built.folder == folder);
        built
            .flat_map(|built| built.needs.iter().map(String::as_str))
            .collect()
    }
}

pub(super) fn is_ci(path: &str) -> bool {
    is_below(path, ".github/workflows") || path == ".gitlab-ci.yml"
}

impl Used {
    /// Whether it is this image: `postgres` is `library/postgres` and `docker.io/library/postgres`.
    pub(super) fn is(&self, known: &str) -> bool {
        let before = self.image.strip_suffix(known);
        self.image == known
            || before.is_some_and(|before| {
                before.ends_with('/')
                    && (known.contains('/')
                        || before.ends_with("library/")
                        || !before.trim_end_matches('/').contains('/') && before.contains('.'))
            })
    }
}

/// `registry/postgres:18-alpine` without tag and digest, and the tag.
pub(super) fn split(image: &str) -> (String, Option<String>) {
    // `${IMAGE:-postgres}:${TAG:-18}` says what it is where nobody says otherwise.
    let mut plain = String::new();
    let mut rest = image;
    while let Some((before, after)) = rest.split_once("${") {
        plain.push_str(before);
        let (inside, end) = after.split_once('}').unwrap_or((after, ""));
        plain.push_str(inside.split_once('-').map_or("", |(_, usual)| usual));
        rest = end;
    }
    plain.push_str(rest);
    let plain = plain.split('@').next().unwrap_or_default();
    let from = plain.rfind('/').map_or(0, |place| place + 1);
    match plain[from..].split_once(':') {
        Some((name, tag)) => (format!("{}{name}", &plain[..from]), Some(tag.to_owned())),
        None => (plain.to_owned(), None),
    }
}

/// The first port that is published, inside.
fn ports(file: &File, service: &Doc) -> Option<Stated<u16>> {
    let first = service.get("ports")?.items().into_iter().next()?;
    let target = first.get("target").unwrap_or(first);
    let text = target.as_text()?.split('/').next()?;
    let inside = text.rsplit(':').next()?.parse().ok()?;
    Some(Stated::new(inside, vec![file.line(target.line)]))
}

fn needs(service: &Doc) -> Vec<String> {
    let Some(needs) = service.get("depends_on") else {
        return Vec::new();
    };
    let maps = needs.entries().iter().map(|(key, _)| key.clone());
    let texts = needs.items().into_iter().filter_map(Doc::as_text);
    maps.chain(texts.map(str::to_owned)).collect()
}
