//! What a browser can open.

use crate::core::answers::Context;
use crate::core::catalog::Slot;
use crate::core::resolve::Stack;

/// Addresses to open once the stack is up: label -> URL.
pub fn pages(stack: &Stack) -> Vec<(String, String)> {
    let mut pages = Vec::new();
    for unit in stack.containers(Context::Development) {
        let page = unit.provides("http") || unit.vars.get("page_inside").is_some();
        // What lands in another service's pages is seen there.
        let taker = stack.taker(unit).map(|(taker, _)| taker.slot);
        let own = taker != Some(Slot::Services);
        if let (true, Some(port)) = (page && own, unit.published) {
            pages.push((unit.name.clone(), format!("http://localhost:{port}")));
        }
    }
    pages
}
