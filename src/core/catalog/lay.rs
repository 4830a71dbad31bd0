//! An item over its parts.

use indexmap::IndexMap;
use serde_json::Value as Json;

use super::item::{self, Item};

/// `item` over `part`: maps and lists are joined, the part's first; of the rest the part's holds
/// where the item says nothing.
pub(super) fn lay(part: Item, item: Item) -> Item {
    fn maps<V>(below: IndexMap<String, V>, above: IndexMap<String, V>) -> IndexMap<String, V> {
        below.into_iter().chain(above).collect()
    }
    // The order is a choice: the item's own is the first.
    fn first<V>(above: IndexMap<String, V>, below: IndexMap<String, V>) -> IndexMap<String, V> {
        let mut all = above;
        for (key, value) in below {
            all.entry(key).or_insert(value);
        }
        all
    }
    fn lists<V>(below: Vec<V>, above: Vec<V>) -> Vec<V> {
        below.into_iter().chain(above).collect()
    }
    fn either(below: Json, above: Json) -> Json {
        if above.is_null() { below } else { above }
    }
    Item {
        ask: maps(part.ask, item.ask),
        vars: maps(part.vars, item.vars),
        clients: first(item.clients, part.clients),
        steps: maps(part.steps, item.steps),
        env: maps(part.env, item.env),
        of: lists(part.of, item.of),
        needs: lists(part.needs, item.needs),
        packages: item::Packages {
            run: lists(part.packages.run, item.packages.run),
            build: lists(part.packages.build, item.packages.build),
        },
        called: maps(part.called, item.called),
        connection: maps(part.connection, item.connection),
        ignore: lists(part.ignore, item.ignore),
        own: lists(part.own, item.own),
        build_env: maps(part.build_env, item.build_env),
        gitignore: lists(part.gitignore, item.gitignore),
        rebuild: lists(part.rebuild, item.rebuild),
        unwatched: lists(part.unwatched, item.unwatched),
        overlays: lists(part.overlays, item.overlays),
        beside: item::Beside {
            folders: lists(part.beside.folders, item.beside.folders),
            files: lists(part.beside.files, item.beside.files),
        },
        compose: maps(part.compose, item.compose),
        limits: maps(part.limits, item.limits),
        secrets: maps(part.secrets, item.secrets),
        why: maps(part.why, item.why),
        files: lists(part.files, item.files),
        secret_files: lists(part.secret_files, item.secret_files),
        problems: lists(part.problems, item.problems),
        public: either(part.public, item.public),
        built: item.built.or(part.built),
        provides: either(part.provides, item.provides),
        command: either(part.command, item.command),
        data: either(part.data, item.data),
        publish: either(part.publish, item.publish),
        port: item.port.or(part.port),
        takes_shell: item.takes_shell || part.takes_shell,
        runs_as: item::RunsAs {
            why: item.runs_as.why.or(part.runs_as.why),
            user: item.runs_as.user.or(part.runs_as.user),
            capabilities: lists(part.runs_as.capabilities, item.runs_as.capabilities),
            writes: lists(part.runs_as.writes, item.runs_as.writes),
        },
        absent: maps(part.absent, item.absent),
        deliver: item.deliver.or(part.deliver),
        env_example: maps(part.env_example, item.env_example),
        probe: either(part.probe, item.probe),
        health: item.health.or(part.health),
        test: item.test.or(part.test),
        query: item.query.or(part.query),
        debug: item.debug.or(part.debug),
        prelude: item.prelude.or(part.prelude),
        editor: item::Editor {
            user: item.editor.user.or(part.editor.user),
            git: item.editor.git || part.editor.git,
            extensions: lists(part.editor.extensions, item.editor.extensions),
            settings: maps(part.editor.settings, item.editor.settings),
        },
        ..item
    }
}
