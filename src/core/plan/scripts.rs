//! A developed service's entrypoint, made of the steps of its setup.

use minijinja::Value;
use serde_json::{Value as Json, json};

use super::environment::Export;
use super::scope::template_path;
use super::{Planner, scope};
use crate::core::answers::{Context, PerContext, Place};
use crate::core::path::RelPath;
use crate::core::resolve::{SetupStep, Unit};
use crate::core::template::{extend, to_value};

/// What the scripts of an image are.
pub(super) struct Scripts {
    /// Path -> text.
    pub(super) files: Vec<(RelPath, String)>,
    /// The entrypoint's path, if there is one.
    pub(super) entrypoint: Option<String>,
    /// Whether production has a use for it; what a mount needs is development's alone.
    pub(super) production: bool,
    /// Sources that only one context's image has.
    pub(super) only: PerContext<Vec<String>>,
}

impl Planner<'_> {
    /// The entrypoint and the scripts that one context's image has.
    pub(super) fn scripts(
        &mut self,
        unit: &Unit,
        scope: &Value,
        folder: &RelPath,
        exports: &[Export],
    ) -> Scripts {
        let mut files = Vec::new();
        let mut only: PerContext<Vec<String>> = PerContext::default();
        let start = self.entries(unit, scope, folder, Place::Start, &mut files, &mut only);
        let setup = self.entries(unit, scope, folder, Place::Setup, &mut files, &mut only);
        let prelude = match &unit.item.prelude {
            Some(prelude) if self.holds(prelude.when.as_deref(), scope, unit) => {
                let text = self
                    .templates
                    .file(&scope::template_path(unit, &prelude.template), scope);
                self.ok(text, unit).map(|text| text.trim_end().to_owned())
            }
            _ => None,
        };
        let production = !exports.is_empty()
            || unit.has_step(Context::Production, Place::Start)
            || unit.has_step(Context::Production, Place::Setup);
        if start.is_empty() && setup.is_empty() && prelude.is_none() && exports.is_empty() {
            return Scripts {
                files,
                entrypoint: None,
                production,
                only,
            };
        }
        let known = extend(
            scope,
            [
                ("start", to_value(&Json::Array(start))),
                ("setup", to_value(&Json::Array(setup))),
                ("prelude", prelude.into()),
                ("exports", to_value(&json!(exports))),
            ],
        );
        let text = self.templates.file("house/entrypoint.sh.j2", &known);
        let mut entrypoint = None;
        if let (Some(text), Ok(name)) = (self.ok(text, unit), RelPath::new("entrypoint.sh")) {
            let path = folder.join(&name);
            entrypoint = Some(path.to_string());
            files.insert(0, (path, text));
        }
        Scripts {
            files,
            entrypoint,
            production,
            only,
        }
    }

    /// The steps of a place, in order: those of both contexts as text, runs of those of one
    /// context as a script of their own, which the other's image does not have.
    fn entries(
        &mut self,
        unit: &Unit,
        scope: &Value,
        folder: &RelPath,
        place: Place,
        files: &mut Vec<(RelPath, String)>,
        only: &mut PerContext<Vec<String>>,
    ) -> Vec<Json> {
        let mut entries = Vec::new();
        let contexts =
            |step: &SetupStep| Context::BOTH.map(|context| *step.at.of(context) == place);
        let steps: Vec<&SetupStep> = unit
            .steps
            .iter()
            .filter(|step| contexts(step).contains(&true) && step.step.command.is_null())
            .collect();
        for run in steps.chunk_by(|one, next| contexts(one) == contexts(next)) {
            let texts: Vec<Json> = run
                .iter()
                .filter_map(|step| Some(json!({ "title": step.step.title, "text": self.step_text(unit, step, scope)?, "script": null })))
                .collect();
            let context = match run.first().map(|step| contexts(step)) {
                Some([true, false]) => Context::Development,
                Some([false, true]) => Context::Production,
                _ => {
                    entries.extend(texts);
                    continue;
                }
            };
            let word = if place == Place::Setup {
                "setup"
            } else {
                "start"
            };
            let mut name = format!("{word}.{}.sh", context.word());
            let taken = |files: &[(RelPath, String)], name: &str| {
                files.iter().any(|(path, _)| path.name() == name)
            };
            let mut number = 2;
            while taken(files, &name) {
                name = format!("{word}.{}-{number}.sh", context.word());
                number += 1;
            }
            let Ok(below) = RelPath::new(&name) else {
                continue;
            };
            let source = folder.join(&below);
            let known = extend(
                scope,
                [
                    ("context", context.word().into()),
                    ("steps", to_value(&Json::Array(texts))),
                ],
            );
            let text = self.templates.file("house/script.sh.j2", &known);
            let Some(text) = self.ok(text, unit) else {
                continue;
            };
            entries.push(json!({
                "script": format!("/usr/local/bin/{name}"), "source": source, "context": context.word(),
            }));
            match context {
                Context::Development => only.development.push(source.to_string()),
                Context::Production => only.production.push(source.to_string()),
            }
            files.push((source, text));
        }
        entries
    }

    /// A step as text of a shell.
    pub(super) fn step_text(
        &mut self,
        unit: &Unit,
        step: &SetupStep,
        scope: &Value,
    ) -> Option<String> {
        let endpoints: Vec<String> = unit
            .links
            .iter()
            .filter_map(|link| self.stack.unit(&link.target))
            .filter(|other| {
                other.is_container(Context::Development) && other.is_container(Context::Production)
            })
            .filter_map(|other| Some(format!("{}:{}", other.name, other.port?)))
            .collect();
        let known = extend(
            scope,
            [
                ("step", to_value(&step.with)),
                ("endpoints", endpoints.into()),
            ],
        );
        let text = match (&step.step.run, &step.step.template) {
            (Some(run), _) => self.templates.text(run, &known),
            (None, Some(template)) => {
                let path = template_path(unit, template);
                self.templates.file(&path, &known)
            }
            (None, None) => return None,
        };
        self.ok(text, unit).map(|text| text.trim_end().to_owned())
    }
}
