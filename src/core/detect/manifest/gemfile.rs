//! A Gemfile, as far as it is a list: gems, and the groups they stand in.

use super::{Group, Said, quoted};
use crate::core::detect::files::File;

pub(super) fn read(file: &File) -> Said {
    let mut said = Said::default();
    // Of each open block, whether it is a group of development or tests.
    let mut blocks: Vec<bool> = Vec::new();
    for (place, line) in file.text.lines().enumerate() {
        let line = line.split(" #").next().unwrap_or(line).trim();
        if line.starts_with('#') {
            continue;
        }
        if let Some(rest) = line
            .strip_prefix("gem ")
            .or_else(|| line.strip_prefix("gem("))
        {
            let development = blocks.contains(&true) || is_development(rest);
            let group = if development {
                Group::Development
            } else {
                Group::Normal
            };
            if let Some(name) = quoted(rest).first() {
                said.depends(file, place + 1, name, group);
            }
        } else if line.ends_with(" do") {
            blocks.push(line.starts_with("group ") && is_development(line));
        } else if line.starts_with("if ") || line.starts_with("unless ") {
            blocks.push(false);
        } else if line == "end" {
            blocks.pop();
        }
    }
    said
}

/// Only for development and tests; `group :development, :production` is not.
fn is_development(line: &str) -> bool {
    let of = [":development", ":test"]
        .iter()
        .any(|group| line.contains(group));
    of && !line.contains(":production") && line.contains("group")
}
