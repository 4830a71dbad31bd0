//! Code in a folder below that of its manifest: what it is built of lies in the manifest's folder, and modules are
//! found from its own.

use super::evidence::Stated;
use super::files::{is_below, join};
use super::look::Look;
use super::proposal::Service;
use crate::core::catalog::detect::Code;
use crate::core::catalog::item::{Item, Type};

/// Answers by which it is built from there, where its kind asks for the folder of modules.
pub(super) fn answers(look: &Look<'_, '_>, code: &Code, item: &Item, service: &mut Service) {
    let own = look.folder.as_str();
    let package = look.package.filter(|package| {
        package.workspace.is_none() && package.folder != own && is_below(own, &package.folder)
    });
    let root = code.root_answer.as_ref();
    let root = root.filter(|name| item.ask.contains_key(*name));
    let (Some(package), Some(root)) = (package, root) else {
        return;
    };
    let below = own.strip_prefix(package.folder.as_str()).unwrap_or(own);
    let below = below.trim_start_matches('/');
    let modules = service.with.get(root).map(|said| said.value.as_str());
    let modules = match modules {
        None | Some(".") => below.to_owned(),
        Some(folder) => join(below, folder),
    };
    service.with.insert(root.clone(), Stated::usual(modules));
    // Files that its kind looks for by their usual names lie there, too.
    for (name, question) in &item.ask {
        let usual = question.default.as_str();
        let usual = usual.filter(|path| look.files.is_there(&join(own, path)));
        if let (Type::Path, Some(path)) = (question.kind, usual) {
            let path = Stated::usual(join(below, path));
            service.with.entry(name.clone()).or_insert(path);
        }
    }
    service.is_whole = true;
}
