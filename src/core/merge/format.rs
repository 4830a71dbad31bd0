//! In which format a file is, and whether a text is sound in it.

use super::places;
use super::sound::{dockerfile, sh, yaml};
use crate::core::change::json_problem;
use crate::core::path::RelPath;

/// The formats that can be read here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Compose files and others.
    Yaml,
    /// With comments, as editors take it.
    Json,
    /// Run configurations of `JetBrains`' editors.
    Xml,
    /// A Dockerfile.
    Dockerfile,
    /// A script for `sh`.
    Shell,
    /// Anything else: any text is sound.
    Text,
}

impl Format {
    /// By the file's name.
    pub fn of(path: &RelPath) -> Self {
        let name = path.name();
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        match extension {
            "yaml" | "yml" => Self::Yaml,
            "json" | "jsonc" => Self::Json,
            "xml" => Self::Xml,
            "sh" => Self::Shell,
            "dockerignore" => Self::Text,
            _ if name == "Dockerfile" || name.starts_with("Dockerfile.") => Self::Dockerfile,
            _ => Self::Text,
        }
    }

    /// Whether the order of two neighbours is nobody's concern.
    pub(super) fn is_unordered(self) -> bool {
        matches!(self, Self::Yaml | Self::Json)
    }

    /// What keeps the result of a merge from being what its three sides meant, in words: it cannot be
    /// read, or reads as none of them did.
    pub(super) fn misread(self, sides: [&str; 3], result: &str) -> Option<String> {
        self.problem(result).or_else(|| match self {
            Self::Yaml => places::problem(sides, result),
            Self::Dockerfile => dockerfile::orphan(sides, result),
            _ => None,
        })
    }

    /// What keeps a text from being read in this format, in words; keys that are there twice, too.
    pub fn problem(self, text: &str) -> Option<String> {
        match self {
            Self::Yaml => yaml::problem(text),
            Self::Json => json_problem(text),
            Self::Xml => roxmltree::Document::parse(text)
                .err()
                .map(|error| error.to_string()),
            Self::Dockerfile => dockerfile::problem(text),
            Self::Shell => sh::problem(text),
            Self::Text => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attribute_that_is_there_twice_is_no_xml() {
        assert_eq!(Format::Xml.problem("<a port=\"1\" />\n"), None);
        assert!(
            Format::Xml
                .problem("<a port=\"1\" port=\"2\" />\n")
                .is_some()
        );
    }

    #[test]
    fn a_format_is_told_by_the_name() {
        for (path, format) in [
            ("compose.prod.yaml", Format::Yaml),
            ("docker/web/Dockerfile", Format::Dockerfile),
            ("docker/web/Dockerfile.dockerignore", Format::Text),
            ("docker/web/entrypoint.sh", Format::Shell),
            (".devcontainer/devcontainer.json", Format::Json),
            (".env.example", Format::Text),
            (".run/web.run.xml", Format::Xml),
        ] {
            assert_eq!(Format::of(&RelPath::new(path).unwrap()), format, "{path}");
        }
    }
}
