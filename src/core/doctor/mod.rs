//! Whether this machine and this project can do what the files say: a pure function of what the host
//! tells. Each finding comes with its mend, and with a fix where that can do no harm.
//!
//! ```text
//! Host + Project -> examine -> findings -> told | fixed
//! ```

mod debugger;
mod engine;
mod files;
mod fits;
mod host;
mod images;
mod needs;
mod ports;
mod version;

use super::path::RelPath;
use super::report::Check;

pub use files::Project;
pub use host::{Engine, Holder, Host};
pub use ports::{Published, SHIFTS, published, shifted, told};

/// What was found, and what would mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// As it is told.
    pub check: Check,
    /// What `--fix` does.
    pub fix: Option<Fix>,
}

/// A mend that takes nothing away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fix {
    /// Lines of this developer's `.env`.
    Env(Vec<(String, String)>),
    /// Permission bits of a file or folder.
    Mode(RelPath, u32),
    /// These files get the line ends that Linux reads.
    LineEnds(Vec<RelPath>),
}

impl Finding {
    fn good(check: &str, detail: impl Into<String>) -> Self {
        Self {
            check: Check::good(check, detail),
            fix: None,
        }
    }

    fn bad(check: &str, detail: impl Into<String>, mend: impl Into<String>) -> Self {
        Self {
            check: Check::bad(check, detail, mend),
            fix: None,
        }
    }

    fn fixed_by(self, fix: Fix) -> Self {
        Self {
            fix: Some(fix),
            ..self
        }
    }
}

/// Looks at the machine, and at the project where there is one.
pub fn examine(host: &Host, project: Option<&Project<'_>>) -> Vec<Finding> {
    let mut findings = engine::examine(host, project);
    if let Some(project) = project {
        findings.extend(files::examine(host, project));
        findings.extend(fits::examine(host, project));
        findings.extend(ports::examine(host, project));
        findings.extend(debugger::examine(project));
        findings.extend(images::examine(host, project));
    }
    findings
}
