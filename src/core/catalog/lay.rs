//! An item over the parts that it builds on.

use indexmap::IndexMap;

use super::item::{self, Item};

/// `item` over `part`: maps and lists are joined, the part's first; the rest is the item's own.
pub(super) fn lay(part: Item, item: Item) -> Item {
    fn maps<V>(below: IndexMap<String, V>, above: IndexMap<String, V>) -> IndexMap<String, V> {
        below.into_iter().chain(above).collect()
    }
    fn lists<V>(below: Vec<V>, above: Vec<V>) -> Vec<V> {
        below.into_iter().chain(above).collect()
    }
    Item {
        ask: maps(part.ask, item.ask),
        vars: maps(part.vars, item.vars),
        steps: maps(part.steps, item.steps),
        env: maps(part.env, item.env),
        connection: maps(part.connection, item.connection),
        ignore: lists(part.ignore, item.ignore),
        gitignore: lists(part.gitignore, item.gitignore),
        rebuild: lists(part.rebuild, item.rebuild),
        unwatched: lists(part.unwatched, item.unwatched),
        overlays: lists(part.overlays, item.overlays),
        compose: maps(part.compose, item.compose),
        limits: maps(part.limits, item.limits),
        env_example: maps(part.env_example, item.env_example),
        probe: if item.probe.is_null() {
            part.probe
        } else {
            item.probe
        },
        absent: maps(part.absent, item.absent),
        deliver: item.deliver.or(part.deliver),
        health: item.health.or(part.health),
        debug: item.debug.or(part.debug),
        prelude: item.prelude.or(part.prelude),
        editor: item::Editor {
            user: item.editor.user.or(part.editor.user),
            extensions: lists(part.editor.extensions, item.editor.extensions),
            settings: maps(part.editor.settings, item.editor.settings),
        },
        ..item
    }
}
