//! Plan -> file set: each file a list of fragments, each made of one node of the plan.

mod anchors;
mod blocks;
mod compose;
mod devcontainer;
mod env;
mod launch;
mod layers;
mod service;
mod starter;

use std::collections::BTreeSet;

use super::diagnostic::Problem;
use super::fileset::{File, FileSet, Fragment, Policy};
use super::path::RelPath;
use super::plan::{Image, Plan};
use super::resolve::Stack;
use super::template::Templates;

pub use compose::effective;

/// What only the caller can know.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Names of services whose folder has no code.
    pub starters: BTreeSet<String>,
    /// The developer's numeric user and group, where the host has such.
    pub ids: Option<(u32, u32)>,
    /// A preset's own files, laid where none are: path -> text.
    pub laid: Vec<(RelPath, String)>,
}

/// Ordinary files.
const PLAIN: u32 = 0o644;
/// Scripts.
const SCRIPT: u32 = 0o755;

/// Renders everything.
pub fn render(
    templates: &Templates,
    catalog: &super::catalog::Catalog,
    stack: &Stack,
    plan: &Plan,
    options: &Options,
) -> (FileSet, Vec<Problem>) {
    let mut problems = Vec::new();
    let mut set = FileSet::default();
    compose::files(stack, plan, &mut set);
    for (name, image) in &plan.images {
        let node = stack.unit(name).map(super::resolve::Unit::key);
        files_of_image(&node.unwrap_or_default(), image, &mut set);
    }
    for (path, text, node) in &plan.configurations {
        let mode = if text.starts_with("#!") {
            SCRIPT
        } else {
            PLAIN
        };
        set.files.insert(
            path.clone(),
            File::new(Policy::Generated, mode, node.clone(), text.clone()),
        );
    }
    devcontainer::files(templates, stack, plan, &mut set, &mut problems);
    launch::file(templates, stack, plan, &mut set, &mut problems);
    env::files(templates, stack, plan, options, &mut set, &mut problems);
    blocks::files(templates, stack, plan, &mut set, &mut problems);
    starter::files(
        templates,
        catalog,
        stack,
        plan,
        options,
        &mut set,
        &mut problems,
    );
    for (path, text) in &options.laid {
        let mode = if text.starts_with("#!") {
            SCRIPT
        } else {
            PLAIN
        };
        let file = File::new(Policy::Starter, mode, "", text);
        set.files.entry(path.clone()).or_insert(file);
    }
    for (name, secret) in &plan.secrets {
        put_secret(name, secret, &mut set);
    }
    (set, problems)
}

fn put_secret(name: &str, secret: &super::fileset::Secret, set: &mut FileSet) {
    if let Ok(path) = RelPath::new(&format!("secrets/{name}")) {
        set.secrets.insert(path, secret.clone());
    }
}

fn files_of_image(node: &str, image: &Image, set: &mut FileSet) {
    let mut fragments = vec![Fragment {
        node: String::new(),
        text: "# syntax=docker/dockerfile:1\n# check=error=true\n\n".to_owned(),
    }];
    for (place, (node, text)) in image.stages.iter().enumerate() {
        let gap = if place == 0 { "" } else { "\n\n" };
        fragments.push(Fragment {
            node: node.clone(),
            text: format!("{gap}{}", text.trim_start()),
        });
    }
    let file = File {
        fragments,
        mode: PLAIN,
        policy: Policy::Generated,
    };
    put(set, &image.folder, "Dockerfile", file);
    put(
        set,
        &image.folder,
        "Dockerfile.dockerignore",
        File::new(Policy::Generated, PLAIN, node, &image.ignore),
    );
    for (path, text) in &image.scripts {
        set.files.insert(
            path.clone(),
            File::new(Policy::Generated, SCRIPT, node, text),
        );
    }
    set.folders.extend(image.folders.iter().cloned());
}

fn put(set: &mut FileSet, folder: &RelPath, name: &str, file: File) {
    if let Ok(name) = RelPath::new(name) {
        set.files.insert(folder.join(&name), file);
    }
}

/// A file at the top or below, whose path is a constant of this crate.
fn put_at(set: &mut FileSet, path: &str, file: File) {
    put(set, &RelPath::root(), path, file);
}
