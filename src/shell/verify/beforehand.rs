//! The project's own stack, looked at and left alone: its ports, and its scripts.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::time::Duration;

use super::context::Verifier;
use crate::core::verify::before::{is_crlf, ports, wanted};
use crate::shell::docker;
use crate::shell::ports::is_taken;
use crate::shell::stop::Stopped;

/// A question to the engine.
const ASK: Duration = Duration::from_mins(1);
/// No script names its program by a longer line.
const FIRST: u64 = 256;

impl Verifier<'_> {
    /// Whether the ports that the project's own stack has in development can be had: they are free, or
    /// that stack has them now.
    pub(super) fn own_ports(&mut self) -> Result<(), Stopped> {
        let Some(config) = self.config(&BTreeMap::new())? else {
            return Ok(());
        };
        let own = config["name"].as_str().unwrap_or_default();
        let wanted = wanted(&config);
        let mut held = BTreeMap::new();
        for one in &wanted {
            if is_taken(one.port)
                && let Some(holder) = self.holder(one.port, own)?
            {
                held.insert(one.port, holder);
            }
        }
        if !wanted.is_empty() {
            self.found(ports(&self.check("ports"), &wanted, &held));
        }
        Ok(())
    }

    /// Who has a port: none where that is the project itself.
    fn holder(&self, port: u16, own: &str) -> Result<Option<String>, Stopped> {
        let filter = format!("publish={port}");
        let format = r#"{{.Label "com.docker.compose.project"}} {{.Names}}"#;
        let args = ["ps", "--filter", &filter, "--format", format];
        let ran = docker::run(&args, Some(self.stop), ASK)?;
        let Some((project, container)) = ran
            .stdout
            .lines()
            .next()
            .and_then(|line| line.split_once(' '))
        else {
            return Ok(Some("another program".to_owned()));
        };
        Ok((project != own).then(|| format!("the container {container}")))
    }

    /// Scripts of the copy that have Windows' line ends.
    pub(super) fn scripts(&self) -> Vec<String> {
        let copy = self.folder.join("project");
        let mut found = Vec::new();
        let walk = ignore::WalkBuilder::new(&copy).hidden(false).build();
        for entry in walk.flatten() {
            let path = entry.path();
            let below = path.strip_prefix(&copy).unwrap_or(path);
            if entry.file_type().is_some_and(|kind| kind.is_file()) && script(path) {
                found.push(below.display().to_string());
            }
        }
        found
    }
}

/// Whether a file is a script with Windows' line ends: its first line tells.
fn script(path: &Path) -> bool {
    let mut first = Vec::new();
    let read = File::open(path).and_then(|file| file.take(FIRST).read_to_end(&mut first));
    read.is_ok() && is_crlf(&String::from_utf8_lossy(&first))
}
