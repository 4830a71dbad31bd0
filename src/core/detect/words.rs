//! A proposal in few words: what a part is, and how sure it is.

use super::proposal::{Backing, Certainty, Process, Proposal, Service};
use crate::core::catalog::{Catalog, Slot};

impl Certainty {
    /// As people say it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Certain => "certain",
            Self::Likely => "likely",
            Self::Possible => "possible",
        }
    }
}

impl Service {
    /// `Django`; the framework's own name where the catalog has no item for it.
    pub fn title(&self, catalog: &Catalog) -> String {
        match &self.framework {
            Some(framework) => framework.clone(),
            None => title(catalog, Slot::Services, &self.kind.value),
        }
    }

    /// `python 3.14`, `uv`, `port 8000`: what else is known.
    pub fn about(&self) -> Vec<String> {
        let version = self.version.as_ref().map_or("", |said| &said.value);
        let language = format!("{} {version}", self.language).trim().to_owned();
        let manager = self.manager.as_ref().map(|said| said.value.clone());
        let port = self
            .port
            .as_ref()
            .map(|said| format!("port {}", said.value));
        let about = [Some(language), manager, port].into_iter().flatten();
        about.filter(|part| !part.is_empty()).collect()
    }

    /// How sure it is: where two kinds fit, one of them is likely.
    pub fn certainty(&self, proposal: &Proposal) -> Certainty {
        let asked = format!("services.{}.kind", self.name);
        if proposal
            .questions
            .iter()
            .any(|question| question.key == asked)
        {
            Certainty::Likely
        } else {
            Certainty::Certain
        }
    }
}

impl Process {
    /// `Celery worker`.
    pub fn title(&self, catalog: &Catalog) -> String {
        title(catalog, Slot::Processes, &self.kind)
    }
}

impl Backing {
    /// `PostgreSQL 17`; of any image the image.
    pub fn title(&self, catalog: &Catalog) -> String {
        match (&self.image, &self.version) {
            (Some(image), _) => image.clone(),
            (None, Some(version)) => {
                let title = title(catalog, Slot::Backing, &self.kind);
                format!("{title} {}", version.value)
            }
            (None, None) => title(catalog, Slot::Backing, &self.kind),
        }
    }
}

fn title(catalog: &Catalog, slot: Slot, kind: &str) -> String {
    let item = catalog.item(slot, kind);
    item.map_or_else(|_| kind.to_owned(), |item| item.title.clone())
}
