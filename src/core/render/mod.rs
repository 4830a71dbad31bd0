//! Plan -> file set: each file a list of fragments, each made of one node of the plan.

mod anchors;
mod blocks;
mod compose;
mod devcontainer;
mod drawing;
mod env;
mod launch;
mod layer;
mod layers;
mod run;
mod service;
mod starter;

use std::collections::BTreeSet;
use std::sync::Arc;

use super::diagnostic::Problem;
use super::fileset::{File, FileSet, Fragment, Policy};
use super::host::Traits;
use super::path::RelPath;
use super::plan::{Image, Part, Plan};
use super::resolve::Stack;
use super::template::Templates;

pub use blocks::HADOLINT;
pub use compose::effective;
pub use drawing::Drawing;
pub use launch::{PATH as LAUNCH, launch};

/// What only the caller can know.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Names of services whose folder has no code.
    pub starters: BTreeSet<String>,
    /// The developer's numeric user and group, where the host has such.
    pub ids: Option<(u32, u32)>,
    /// What is known of this host, where that asks for lines of `.env`.
    pub traits: Traits,
    /// Other ports for those that somebody else has on this host: what `.env` calls them, and the port.
    pub ports: Vec<(String, u16)>,
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
    // All at once: one by one they take longer.
    let mut files: Vec<(RelPath, Arc<File>)> = std::mem::take(&mut set.files).into_iter().collect();
    let mut folders = Vec::new();
    for part in &plan.parts {
        let own = part.drawing.files.get_or_init(|| files_of(part));
        files.extend_from_slice(own);
        folders.extend(part.image.iter().flat_map(|image| &image.folders).cloned());
    }
    set.files = files.into_iter().collect();
    set.folders = folders.into_iter().collect();
    devcontainer::files(templates, stack, plan, &mut set, &mut problems);
    launch::file(templates, stack, plan, &mut set, &mut problems);
    run::files(templates, catalog, stack, plan, &mut set, &mut problems);
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
        let file = || Arc::new(File::new(Policy::Starter, mode_of(text), "", text));
        set.files.entry(path.clone()).or_insert_with(file);
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

/// A script is one that says what runs it.
fn mode_of(text: &str) -> u32 {
    if text.starts_with("#!") {
        SCRIPT
    } else {
        PLAIN
    }
}

/// A part's image and its configuration.
fn files_of(part: &Part) -> Vec<(RelPath, Arc<File>)> {
    let mut files = Vec::new();
    if let Some(image) = &part.image {
        files_of_image(&part.key, image, &mut files);
    }
    for (path, text) in &part.configurations {
        let file = File::new(Policy::Generated, mode_of(text), &part.key, text);
        files.push((path.clone(), Arc::new(file)));
    }
    files
}

fn files_of_image(node: &str, image: &Image, files: &mut Vec<(RelPath, Arc<File>)>) {
    let head = "# syntax=docker/dockerfile:1\n# check=error=true\n\n";
    let mut fragments = vec![Fragment::new("", head)];
    for (place, (node, text)) in image.stages.iter().enumerate() {
        let gap = if place == 0 { "" } else { "\n\n" };
        fragments.push(Fragment::new(node, format!("{gap}{}", text.trim_start())));
    }
    let file = File {
        fragments,
        mode: PLAIN,
        policy: Policy::Generated,
    };
    let ignore = File::new(Policy::Generated, PLAIN, node, &image.ignore);
    for (name, file) in [("Dockerfile", file), ("Dockerfile.dockerignore", ignore)] {
        let name = RelPath::trusted(name);
        files.push((image.folder.join(&name), Arc::new(file)));
    }
    for (path, text) in &image.scripts {
        let file = File::new(Policy::Generated, SCRIPT, node, text);
        files.push((path.clone(), Arc::new(file)));
    }
}

/// A file at the top or below, whose path is a constant of this crate.
fn put_at(set: &mut FileSet, path: &str, file: File) {
    if let Ok(path) = RelPath::new(path) {
        set.files.insert(path, Arc::new(file));
    }
}
