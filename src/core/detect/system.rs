//! What an image needs so that the code finds all it asks for: packages of its distribution, and the folder of modules.

use super::evidence::Stated;
use super::look::Look;
use super::proposal::Service;
use crate::core::catalog::detect::Code;
use crate::core::catalog::item::Item;

/// Gives a service those that the program needs, and as an answer those that only its installation does.
pub(super) fn packages(look: &Look<'_, '_>, code: &Code, item: &Item, service: &mut Service) {
    let mut build: Vec<&str> = Vec::new();
    let mut evidence = Vec::new();
    for rule in &code.packages {
        let Some(found) = look.first(&rule.when) else {
            continue;
        };
        for name in &rule.run {
            if !service.packages.iter().any(|known| known.value == *name) {
                let said = Stated::new(name.clone(), found.evidence.clone());
                service.packages.push(said);
            }
        }
        let more = rule.build.iter().map(String::as_str);
        let more: Vec<&str> = more.filter(|name| !build.contains(name)).collect();
        if !more.is_empty() {
            build.extend(more);
            evidence.extend(found.evidence);
        }
    }
    let asked = code.build_packages_answer.as_ref();
    let asked = asked.filter(|name| !build.is_empty() && item.ask.contains_key(*name));
    if let Some(name) = asked {
        let said = Stated::new(format!("[{}]", build.join(", ")), evidence);
        service.with.insert(name.clone(), said);
    }
}

/// Tells it the folder that modules are found from.
pub(super) fn root(look: &Look<'_, '_>, code: &Code, item: &Item, service: &mut Service) {
    let asked = code.root_answer.as_ref();
    let asked = asked.filter(|name| item.ask.contains_key(*name));
    if let (Some(name), Some(root)) = (asked, look.root()) {
        service.with.insert(name.clone(), root.clone());
    }
}
