//! Whether this machine and this project can do what the files say: a pure function of what the host
//! tells. Each finding comes with its mend, and with a fix where that can do no harm.
//!
//! ```text
//! Host + Project -> examine -> findings -> told | fixed
//! ```

mod engine;
mod files;
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
        findings.extend(ports::examine(host, project));
        findings.extend(images::examine(host, project));
    }
    findings
}

/// A text of `.env` with these lines set: a line that sets one is replaced, what is new comes at the end.
pub fn set_env(text: &str, lines: &[(String, String)]) -> String {
    let key = |line: &str| {
        let left = line.split_once('=')?.0.trim();
        Some(
            left.strip_prefix("export ")
                .map_or(left, str::trim_start)
                .to_owned(),
        )
    };
    let mut all: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    for (name, value) in lines {
        let set = format!("{name}={value}");
        // Of several the last one holds.
        let said = all
            .iter()
            .rposition(|line| key(line).is_some_and(|key| key == *name));
        if let Some(at) = said {
            let end = all[at].trim_end_matches(['\n', '\r']).len();
            all[at].replace_range(..end, &set);
        } else {
            if let Some(last) = all.last_mut().filter(|last| !last.ends_with('\n')) {
                last.push('\n');
            }
            all.push(format!("{set}\n"));
        }
    }
    all.concat()
}

/// What `.env` says of a variable; none where it says nothing.
pub fn env_value<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let said = text.lines().rev().find_map(|line| {
        let line = line.trim_start();
        let line = line.strip_prefix("export ").unwrap_or(line);
        let (key, value) = line.split_once('=')?;
        (key.trim() == name).then(|| value.trim().trim_matches(['"', '\'']))
    });
    said.filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_env_is_replaced_or_added() {
        let set = |text: &str| {
            let lines = [("DB_PORT", "5442"), ("WEB_PORT", "8010")];
            let lines = lines.map(|(name, value)| (name.to_owned(), value.to_owned()));
            set_env(text, &lines)
        };
        assert_eq!(set(""), "DB_PORT=5442\nWEB_PORT=8010\n");
        assert_eq!(
            set("# mine\nexport DB_PORT=1\nX=2"),
            "# mine\nDB_PORT=5442\nX=2\nWEB_PORT=8010\n"
        );
        assert_eq!(
            set("WEB_PORT=1\nDB_PORT=3\r\nMY_DB_PORT=3\r\n"),
            "WEB_PORT=8010\nDB_PORT=5442\r\nMY_DB_PORT=3\r\n"
        );
        assert_eq!(env_value("A=1\n A = \"2\"\n#A=3\n", "A"), Some("2"));
        assert_eq!(env_value("A=\n", "A"), None);
    }
}
