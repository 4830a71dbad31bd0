//! The project file of Mix, as far as it is a list: `{:phoenix, "~> 1.8"}` and `app: :shop`.

use super::{Group, Said};
use crate::core::detect::files::File;

pub(super) fn read(file: &File) -> Said {
    let mut said = Said::default();
    for (place, line) in file.text.lines().enumerate() {
        let line = line.split('#').next().unwrap_or(line).trim();
        if let Some(rest) = line.strip_prefix("app: :") {
            said.name = Some(word(rest).to_owned());
        }
        for entry in line.split("{:").skip(1) {
            let name = word(entry);
            let is_dependency = entry[name.len()..].trim_start().starts_with(',');
            if name.is_empty() || !is_dependency {
                continue;
            }
            let development = entry.contains("only:") && !entry.contains(":prod");
            let group = if development {
                Group::Development
            } else {
                Group::Normal
            };
            said.depends(file, place + 1, name, group);
        }
        if line.starts_with("apps_path:") {
            let folder = super::quoted(line)
                .first()
                .map(|folder| format!("{folder}/*"));
            said.members.extend(folder);
        }
    }
    said
}

fn word(text: &str) -> &str {
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_'));
    &text[..end.unwrap_or(text.len())]
}
