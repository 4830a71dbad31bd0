//! Builds of sbt. They are programs, so only what stands there as a text is read: `"group" %% "name" % "1.0"`,
//! projects by `file("folder")`, plugins.

use super::{Group, Said, quoted};
use crate::core::detect::files::File;

pub(super) fn read(file: &File) -> Said {
    let mut said = Said::default();
    for (place, line) in file.text.lines().enumerate() {
        let line = line.split("//").next().unwrap_or(line).trim();
        if let Some(rest) = line.strip_prefix("name :=") {
            said.name = quoted(rest).first().map(|name| (*name).to_owned());
        }
        for part in line.split("file(").skip(1) {
            let folders = quoted(part).into_iter().take(1);
            said.members
                .extend(folders.filter(|folder| *folder != ".").map(str::to_owned));
        }
        for (start, _) in line.match_indices('%') {
            // `%%` and `%%%` are one sign, and a version's sign has no group before it.
            let (head, tail) = line.split_at(start);
            let tail = tail.trim_start_matches('%').trim_start();
            let Some(group) = head.trim_end().strip_suffix('"') else {
                continue;
            };
            let group = group.rsplit('"').next().unwrap_or_default();
            let Some(name) = tail
                .strip_prefix('"')
                .and_then(|rest| rest.split('"').next())
            else {
                continue;
            };
            if !group.contains('.') || name.starts_with(|c: char| c.is_ascii_digit()) {
                continue;
            }
            let is_test = tail.contains("Test") || tail.contains("\"test\"");
            let kind = if is_test {
                Group::Development
            } else {
                Group::Normal
            };
            said.depends(file, place + 1, &format!("{group}:{name}"), kind);
        }
    }
    said
}
