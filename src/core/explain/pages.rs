//! What a browser can open.

use crate::core::answers::Context;
use crate::core::catalog::Slot;
use crate::core::dot_env;
use crate::core::resolve::Stack;

/// Addresses to open once the stack is up, label -> URL: with the ports that `.env` gives.
pub fn pages(stack: &Stack, text: &str) -> Vec<(String, String)> {
    let mut pages = Vec::new();
    for unit in stack.containers(Context::Development) {
        let page = unit.provides("http") || unit.vars.get("page_inside").is_some();
        // What lands in another service's pages is seen there.
        let taker = stack.taker(unit).map(|(taker, _)| taker.slot);
        let own = taker != Some(Slot::Services);
        if let (true, Some(port)) = (page && own, unit.published) {
            let said = dot_env::value(text, &format!("{}_PORT", unit.variable()));
            let port = said.map_or_else(|| port.to_string(), str::to_owned);
            pages.push((unit.name.clone(), format!("http://localhost:{port}")));
        }
    }
    pages
}
