//! Paths of addresses: where a service is asked, and where the edge leads to it.

use super::reader::Reader;
use crate::core::yaml::Node;

/// The path that is asked, empty where only the port is.
pub(super) fn health(reader: &mut Reader<'_>, node: &Node, key: &str) -> Option<String> {
    if node.as_str() == Some("port") {
        return Some(String::new());
    }
    address(reader, node, key)
}

/// A path of an address, as a text.
fn address(reader: &mut Reader<'_>, node: &Node, key: &str) -> Option<String> {
    let path = reader.text(node, key)?;
    is_address(reader, node, key, &path).then_some(path)
}

pub(super) fn is_address(reader: &mut Reader<'_>, node: &Node, key: &str, path: &str) -> bool {
    let good = path.starts_with('/')
        && path
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "/-_.~".contains(c))
        && !path.contains("//");
    if !good {
        let message = format!("{path:?} is no path of an address");
        let mend = "such as `/` or `/api`";
        reader.error("bad-route", (node.line, node.column), key, message, mend);
    }
    good
}
