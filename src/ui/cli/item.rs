//! `catalog check` and `catalog new`: items of one's own.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::args::{CheckCatalog, NewItem};
use super::output::{End, data, json as print_json, problems as print_problems, talk};
use super::write::report;
use crate::core::answers::is_member_name;
use crate::core::catalog::{Catalog, Slot};
use crate::core::diagnostic::{Problem, nearest};
use crate::core::lint;
use crate::shell::{host, store};

/// `catalog check`.
pub(super) fn check(dir: &Path, check: &CheckCatalog) -> End {
    let problems = match checked(dir, &check.folder) {
        Ok((count, problems)) if problems.is_empty() => {
            if check.json {
                print_json(&json!({ "problems": [] }));
            } else {
                talk(&match count {
                    1 => "1 item, and nothing wrong with it".to_owned(),
                    _ => format!("{count} items, and nothing wrong with them"),
                });
            }
            return End::Done;
        }
        Ok((_, problems)) | Err(problems) => problems,
    };
    if check.json {
        print_json(&json!({ "problems": problems }));
    } else {
        print_problems(&problems);
    }
    End::Failed
}

/// How many items there are, and what is wrong with them.
fn checked(dir: &Path, folder: &Path) -> Result<(usize, Vec<Problem>), Vec<Problem>> {
    let (root, only) = place(&dir.join(folder));
    let files = store::folder(&root)?.unwrap_or_default();
    let items = lint::items(&files).into_iter();
    let items: Vec<(Slot, String)> = items
        .filter(|(slot, id)| {
            let own = |(folder, name): &(String, String)| folder == slot.folder() && name == id;
            only.as_ref().is_none_or(own)
        })
        .collect();
    if items.is_empty() {
        let message = format!("there is no item in {}", folder.display());
        let mend = "name a folder with SLOT/ID/item.yaml in it, such as services/mine/item.yaml";
        return Err(vec![Problem::error("no-item", message).mend(mend)]);
    }
    let mut catalog = store::catalog(dir, None)?.with(files);
    let mut problems = Vec::new();
    for (slot, id) in &items {
        let (back, more) = lint::check(catalog, *slot, id);
        catalog = back;
        problems.extend(more);
    }
    Ok((items.len(), problems))
}

/// The catalog of a folder, and the item if the folder is one.
fn place(folder: &Path) -> (PathBuf, Option<(String, String)>) {
    let full = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let name = |path: Option<&Path>| {
        let name = path.and_then(Path::file_name)?;
        Some(name.to_string_lossy().into_owned())
    };
    let slot = full.parent();
    let root = slot.and_then(Path::parent);
    match (root, name(slot), name(Some(&full))) {
        (Some(root), Some(slot), Some(id)) if full.join("item.yaml").exists() => {
            (root.to_owned(), Some((slot, id)))
        }
        _ => (folder.to_owned(), None),
    }
}

/// `catalog new`.
pub(super) fn new(catalog: &Catalog, dir: &Path, new: &NewItem) -> End {
    match begun(catalog, dir, new) {
        Ok((base, item)) => {
            data(&format!("{}\n", base.join(&item).display()));
            talk("`dockwright catalog check` says what is wrong with it as you go on");
            End::Done
        }
        Err(problems) => report(&problems, false),
    }
}

fn begun(catalog: &Catalog, dir: &Path, new: &NewItem) -> Result<(PathBuf, String), Vec<Problem>> {
    let mut problems = Vec::new();
    let named = |slot: &Slot| new.slot == slot.word() || new.slot == slot.folder();
    let slot = Slot::ALL.into_iter().find(named);
    if slot.is_none() {
        let words = Slot::ALL.map(Slot::word);
        let mend = nearest(&new.slot, words).map_or_else(
            || format!("one of {}", words.join(", ")),
            |near| format!("write `{near}`"),
        );
        let problem = Problem::error("unknown-slot", format!("there is no slot `{}`", new.slot));
        problems.push(problem.mend(mend));
    }
    if !is_member_name(&new.id) {
        let problem = Problem::error("bad-name", format!("{:?} is no id of an item", new.id));
        problems.push(problem.mend("small letters, digits, `-` and `_`, a letter first"));
    }
    let Some(slot) = slot.filter(|_| problems.is_empty()) else {
        return Err(problems);
    };
    let (id, today) = (new.id.as_str(), host::today());
    let files: BTreeMap<String, String> = catalog
        .below(&format!("house/new/{}", slot.folder()))
        .into_iter()
        .map(|(name, text)| (name, text.replace("ITEM_ID", id).replace("TODAY", &today)))
        .collect();
    let base = dir.join(new.to.as_deref().unwrap_or(Path::new(store::PROJECT)));
    let item = format!("{}/{id}", slot.folder());
    store::create(&base, &item, &files).map_err(|problem| vec![problem])?;
    Ok((base, item))
}
