//! `README.docker.md`: the explanation as a file of the project, where that is wanted.

use std::sync::Arc;

use super::{explain, markdown};
use crate::core::fileset::{File, Policy};
use crate::core::path::RelPath;
use crate::core::plan::Plan;
use crate::core::resolve::Stack;

/// The file, where the feature is on.
pub fn readme(stack: &Stack, plan: &Plan) -> Option<(RelPath, Arc<File>)> {
    stack.feature("documentation")?;
    let text = format!(
        "<!-- Made of dockwright.yaml: every `dockwright apply` keeps it true, and what you write beside it. -->\n\n{}",
        markdown(&explain(stack, plan))
    );
    let key = stack.feature_key("documentation");
    let file = File::new(Policy::Generated, 0o644, key, text);
    Some((RelPath::trusted("README.docker.md"), Arc::new(file)))
}
