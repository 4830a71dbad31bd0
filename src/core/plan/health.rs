//! How a container is asked whether it is well: by its image, or by Compose.

use minijinja::Value;
use serde_json::{Value as Json, json};

use super::{Health, Planner};
use crate::core::answers::Context;
use crate::core::resolve::Unit;
use crate::core::template::extend;

/// How long failures do not count where an item says nothing of it.
const PERIOD: &str = "30s";
/// And how often, how long an answer may take, and how often until it is well.
const TIMES: [&str; 3] = ["10s", "5s", "1s"];

impl Planner<'_> {
    /// How Compose asks a used image; developed ones have it in their Dockerfile.
    pub(super) fn health(&mut self, unit: &Unit, scope: &Value, context: Context) -> Health {
        if let Some(line) = own_line(unit) {
            let test = vec!["CMD-SHELL".to_owned(), line.to_owned()];
            return Health::Check {
                test,
                why: None,
                start_period: PERIOD.to_owned(),
                times: TIMES.map(str::to_owned),
            };
        }
        let Some(health) = &unit.item.health else {
            return Health::Image;
        };
        let test = match (&health.shell, &health.command) {
            (None, None) if health.http.is_some() && !unit.item.probe.is_null() => {
                let path = self.health_path(unit, scope);
                let scope = extend(scope, [("health_path", path.into())]);
                let words = self.texts(unit, &unit.item.probe, &scope, Context::Development);
                Ok(std::iter::once("CMD".to_owned()).chain(words).collect())
            }
            (Some(line), _) => self
                .templates
                .text(line, scope)
                .map(|line| vec!["CMD-SHELL".to_owned(), line]),
            (None, Some(command)) => {
                let words = self.texts(unit, command, scope, Context::Development);
                Ok(std::iter::once("CMD".to_owned()).chain(words).collect())
            }
            (None, None) => return Health::Image,
        };
        let Some(test) = self.ok(test, unit) else {
            return Health::Image;
        };
        let times = [&health.interval, &health.timeout, &health.start_interval];
        Health::Check {
            test,
            why: health.why.clone(),
            start_period: self.start_period(unit, scope, context),
            times: std::array::from_fn(|place| {
                times[place]
                    .clone()
                    .unwrap_or_else(|| TIMES[place].to_owned())
            }),
        }
    }

    /// Whether Compose has the check of a service, and not its image: that would ask every process
    /// what only the service answers. (To disable it there will not do: `up --wait` then waits for
    /// what never comes.)
    pub(super) fn checked_by_compose(&self, unit: &Unit) -> bool {
        self.stack.processes_of(&unit.name).next().is_some()
    }

    /// The check of such a service.
    pub(super) fn health_of_service(
        &mut self,
        unit: &Unit,
        scope: &Value,
        context: Context,
    ) -> Health {
        let path = self.health_path(unit, scope);
        let check = self.image_health(unit, &extend(scope, [("health_path", path.into())]));
        let words = check.get("command").and_then(Json::as_array);
        let words = words.into_iter().flatten().filter_map(Json::as_str);
        let test: Vec<String> = std::iter::once("CMD")
            .chain(words)
            .map(str::to_owned)
            .collect();
        let start_period = check["start_period"][context.word()].as_str();
        if test.len() == 1 {
            return Health::Image;
        }
        Health::Check {
            test,
            why: unit
                .item
                .health
                .as_ref()
                .and_then(|health| health.why.clone()),
            start_period: start_period.unwrap_or_default().to_owned(),
            times: TIMES.map(str::to_owned),
        }
    }

    pub(super) fn health_path(&mut self, unit: &Unit, scope: &Value) -> String {
        let path = unit.health_path();
        let path = path.map(|path| self.templates.text(path, scope));
        path.and_then(|path| self.ok(path, unit))
            .unwrap_or_default()
    }

    /// How long failures do not count there.
    fn start_period(&mut self, unit: &Unit, scope: &Value, context: Context) -> String {
        let period = unit.item.health.as_ref().map(|health| &health.start_period);
        let period = period.map(|period| self.texts(unit, period, scope, context));
        let period = period.and_then(|texts| texts.into_iter().next());
        period.unwrap_or_else(|| PERIOD.to_owned())
    }

    /// The check of `HEALTHCHECK`: over HTTP by the language's `probe`, or the item's own command.
    pub(super) fn image_health(&mut self, unit: &Unit, scope: &Value) -> Json {
        if let Some(line) = own_line(unit) {
            let period = json!({ "development": PERIOD, "production": PERIOD });
            return json!({ "command": ["sh", "-c", line], "start_period": period });
        }
        let Some(health) = unit.item.health.as_ref().filter(|_| unit.is_asked()) else {
            return Json::Null;
        };
        let command = match (&health.http, &health.command) {
            (Some(_), _) => unit.item.probe.clone(),
            (None, Some(command)) => command.clone(),
            (None, None) => return Json::Null,
        };
        let words = self.texts(unit, &command, scope, Context::Production);
        let [development, production] =
            Context::BOTH.map(|context| self.start_period(unit, scope, context));
        let period = json!({ "development": development, "production": production });
        json!({ "command": words, "start_period": period })
    }
}

/// The line of the user's own that asks it, where its item has a question for one.
pub(super) fn own_line(unit: &Unit) -> Option<&str> {
    let line = unit.with.get("health").and_then(Json::as_str);
    line.filter(|line| !line.is_empty())
}
