//! A solution of .NET in its old form: lines that name project files.

use super::{Said, quoted};
use crate::core::detect::files::{File, parent};

pub(super) fn read(file: &File) -> Said {
    let mut said = Said::default();
    for line in file.text.lines() {
        if !line.trim_start().starts_with("Project(") {
            continue;
        }
        let paths = quoted(line).into_iter().map(|text| text.replace('\\', "/"));
        let project = paths.into_iter().find(|path| path.ends_with("proj"));
        said.members
            .extend(project.map(|path| parent(&path).to_owned()));
    }
    said
}
