//! The stack in words: what each container is for, who talks to whom, which variable comes from
//! where, and what to do first. The same facts as text, Markdown and JSON.

mod facts;
mod markdown;
mod pages;
mod readme;
mod text;

use serde::Serialize;

pub use facts::explain;
pub use markdown::markdown;
pub use pages::pages;
pub use readme::readme;
pub use text::text;

/// The stack, explained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// The project's name.
    pub project: String,
    /// Each container, services first.
    pub containers: Vec<About>,
    /// Commands to begin with, each with what it does.
    pub first_steps: Vec<(String, String)>,
}

/// One container.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct About {
    /// On the network.
    pub name: String,
    /// What it is, such as `Django`.
    pub title: String,
    /// What it is for, one sentence.
    pub purpose: String,
    /// Whether it is developed here.
    pub developed: bool,
    /// What it is built from, or the image that is used.
    pub source: String,
    /// Where it is there: `development`, `production`.
    pub contexts: Vec<&'static str>,
    /// Profiles that start it; it always starts where there is none.
    pub profiles: Vec<String>,
    /// Pages and ports on this machine in development: what, and where.
    pub ports: Vec<(String, String)>,
    /// What it keeps: volume and folder.
    pub data: Vec<(String, String)>,
    /// Whom it talks to, and in which language.
    pub talks_to: Vec<(String, String)>,
    /// Its variables.
    pub variables: Vec<VariableAbout>,
}

/// One variable of a container.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VariableAbout {
    /// Its name.
    pub name: String,
    /// In development; none where it is not set.
    pub development: Option<String>,
    /// In production; a secret is only ever the path of its file.
    pub production: Option<String>,
    /// Who sets it.
    pub from: String,
}
