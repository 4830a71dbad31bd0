//! Templates and expressions: one minijinja environment for answers, items and files.
//!
//! `{{ }}` prints, `{% %}` acts, `{## ##}` comments (`{#` would eat sh's `${#x}`). Undefined is an
//! error, fuel and output are bounded, and what is printed into a file goes through a filter that
//! quotes for that place.

mod filters;

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, ValueKind};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, State, UndefinedBehavior, Value};
use serde_json::Value as Json;

pub use self::filters::quote_sh;
use self::filters::{argv, assignments, between, exec_form, parent, words};
use super::catalog::Catalog;

/// Instructions one render may take: a stack of a thousand services stays far below.
const FUEL: u64 = 2_000_000;
/// Bytes one render may give.
const OUTPUT: usize = 1 << 20;

/// Before a text of an item, as the name under which the environment keeps it compiled: the same
/// few hundred are evaluated at every answer.
const TEXT: &str = "\0text:";
/// Before an expression.
const EXPRESSION: &str = "\0expression:";

fn source(catalog: &Catalog, name: &str) -> Option<String> {
    if let Some(text) = name.strip_prefix(TEXT) {
        return Some(text.to_owned());
    }
    if let Some(expression) = name.strip_prefix(EXPRESSION) {
        return Some(format!("{{% set value = ({expression}) %}}"));
    }
    catalog.text(name).map(str::to_owned)
}

/// Programs that are kept from one design to the next; each takes 9 KB. A stack of four services runs some hundred, an
/// answer forty of them again.
const KEPT: usize = 48;

/// Renders templates with the catalog's `parts/` at hand for `import` and `include`.
pub struct Templates {
    environment: RwLock<Environment<'static>>,
}

impl Templates {
    /// An environment over this catalog's files.
    pub fn new(catalog: &Arc<Catalog>) -> Self {
        let catalog = Arc::clone(catalog);
        let mut environment = Environment::new();
        environment.set_syntax(syntax());
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_fuel(Some(FUEL));
        environment.set_auto_escape_callback(|_| AutoEscape::None);
        environment.set_formatter(format_value);
        environment.set_loader(move |name| Ok(source(&catalog, name)));
        environment.add_filter("sh", |text: String| quote_sh(&text));
        environment.add_filter("exec_form", exec_form);
        environment.add_filter("assignments", assignments);
        environment.add_filter("parent", parent);
        environment.add_filter("compose", |text: String| text.replace('$', "$$"));
        environment.add_filter("argv", argv);
        environment.add_filter("words", words);
        environment.add_filter("between", between);
        environment.add_filter("snake", |text: String| text.replace('-', "_"));
        environment.add_filter("json", |value: Value| {
            serde_json::to_string(&Serde(value).0)
                .map_err(|error| Error::new(ErrorKind::BadSerialization, error.to_string()))
        });
        Self {
            environment: RwLock::new(environment),
        }
    }

    fn environment(&self) -> RwLockReadGuard<'_, Environment<'static>> {
        // Whoever panicked has changed nothing of it.
        let environment = self.environment.read();
        environment.unwrap_or_else(PoisonError::into_inner)
    }

    /// A design is done: of many programs most were for it alone.
    pub fn rest(&self) {
        if self.environment().templates().count() <= KEPT {
            return;
        }
        // Who else is at work goes on with them.
        if let Ok(mut environment) = self.environment.try_write() {
            environment.clear_templates();
        }
    }

    /// Renders the file at `path` of the catalog.
    pub fn file(&self, path: &str, scope: &Value) -> Result<String, Error> {
        let environment = self.environment();
        bounded(environment.get_template(path)?.render(scope.clone())?)
    }

    /// Renders a text from an answer or an item.
    pub fn text(&self, text: &str, scope: &Value) -> Result<String, Error> {
        if is_text(text) {
            return Ok(text.to_owned());
        }
        if let Some(text) = printed(text, scope) {
            return bounded(text);
        }
        let environment = self.environment();
        let compiled = environment.get_template(&format!("{TEXT}{text}"));
        match compiled.and_then(|template| template.render(scope.clone())) {
            Ok(text) => bounded(text),
            // Once more, for an error that does not name our own name for it.
            Err(_) => bounded(environment.render_str(text, scope.clone())?),
        }
    }

    /// Evaluates an expression, such as a `when:`.
    pub fn expression(&self, text: &str, scope: &Value) -> Result<Value, Error> {
        if let Some(value) = named(text, scope) {
            return Ok(value);
        }
        let environment = self.environment();
        let compiled = environment.get_template(&format!("{EXPRESSION}{text}"));
        let value = compiled.and_then(|template| {
            let captured = template.render_captured(scope.clone())?;
            Ok(captured.state().lookup("value"))
        });
        match value {
            Ok(Some(value)) => Ok(value),
            _ => environment
                .compile_expression_owned(text.to_owned())?
                .eval(scope.clone()),
        }
    }

    /// The names that a template, or an expression, takes from outside, as `with.version`; an
    /// error where it cannot be compiled.
    pub fn undeclared(&self, text: &str, expression: bool) -> Result<Vec<String>, Error> {
        let environment = self.environment();
        let names = if expression {
            let compiled = environment.compile_expression_owned(text.to_owned())?;
            compiled.undeclared_variables(true)
        } else {
            let template = environment.template_from_str(text)?;
            template.undeclared_variables(true)
        };
        let mut names: Vec<String> = names.into_iter().collect();
        names.sort_unstable();
        Ok(names)
    }

    /// Evaluates a value of an item: texts are templates; `{expr: ...}` is an expression's value;
    /// `{when: ..., then: ..., else: ...}` chooses (in a list it may add nothing, or several);
    /// a map of `development` and `production` alone is one thing per context.
    /// Nothing is left of what is not said for this context.
    pub fn evaluate(
        &self,
        value: &Json,
        scope: &Value,
        context: &str,
    ) -> Result<Option<Json>, Error> {
        Ok(match value {
            Json::String(text) => Some(Json::String(self.text(text, scope)?)),
            Json::Array(items) => {
                let mut list = Vec::with_capacity(items.len());
                for item in items {
                    let chosen = is_choice(item);
                    match self.evaluate(item, scope, context)? {
                        Some(Json::Array(more)) if chosen => list.extend(more),
                        Some(one) => list.push(one),
                        None => {}
                    }
                }
                Some(Json::Array(list))
            }
            Json::Object(map) => {
                if let Some(Json::String(expression)) = map.get("expr").filter(|_| map.len() == 1) {
                    let value = self.expression(expression, scope)?;
                    return Ok(to_json(&value).filter(|value| !value.is_null()));
                }
                if let Some(Json::String(condition)) = map.get("when").filter(|_| is_choice(value))
                {
                    let holds = self.expression(condition, scope)?.is_true();
                    return match map.get(if holds { "then" } else { "else" }) {
                        Some(branch) => self.evaluate(branch, scope, context),
                        None => Ok(None),
                    };
                }
                if is_contextual(map) {
                    return match map.get(context) {
                        Some(branch) => self.evaluate(branch, scope, context),
                        None => Ok(None),
                    };
                }
                let mut object = serde_json::Map::new();
                for (key, value) in map {
                    if let Some(value) = self.evaluate(value, scope, context)? {
                        object.insert(self.text(key, scope)?, value);
                    }
                }
                Some(Json::Object(object))
            }
            Json::Null => None,
            other => Some(other.clone()),
        })
    }
}

/// minijinja's value of a JSON value.
pub fn to_value(json: &Json) -> Value {
    Value::from(Serde(json))
}

/// The same of a map.
pub fn to_map(map: &serde_json::Map<String, Json>) -> Value {
    Value::from(Serde(map))
}

/// Whether a value of an item is the same whatever is known.
pub fn is_plain(value: &Json) -> bool {
    match value {
        Json::String(text) => is_text(text),
        Json::Array(_) | Json::Object(_) => false,
        Json::Null | Json::Bool(_) | Json::Number(_) => true,
    }
}

/// What stands at a name such as `with.version`. Many expressions are no more than one, and a program for each is
/// some 9 KB that is kept. None where it is more, or where nothing stands there.
fn named(expression: &str, scope: &Value) -> Option<Value> {
    let is_name = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
            && part.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'_')
            && !["true", "false", "none"].contains(&part)
    };
    let mut value = scope.clone();
    for part in expression.trim().split('.') {
        value = is_name(part).then(|| value.get_attr(part).ok())??;
    }
    (!value.is_undefined()).then_some(value)
}

/// A text in which nothing but names is printed, with what stands at them; none where something is more.
fn printed(text: &str, scope: &Value) -> Option<String> {
    if text.contains("{%") || text.contains("{#") {
        return None;
    }
    let mut printed = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let (name, behind) = after.split_once("}}")?;
        let value = named(name, scope)?;
        printed.push_str(before);
        match value.kind() {
            ValueKind::String => printed.push_str(value.as_str()?),
            ValueKind::Number => printed.push_str(&value.to_string()),
            ValueKind::Bool => printed.push_str(if value.is_true() { "true" } else { "false" }),
            _ => return None,
        }
        rest = behind;
    }
    printed.push_str(rest);
    Some(printed)
}

/// A text without braces is itself.
fn is_text(text: &str) -> bool {
    !text.contains("{{") && !text.contains("{%")
}

/// A scope of several names.
pub fn scope<'a>(pairs: impl IntoIterator<Item = (&'a str, Value)>) -> Value {
    Value::from_pairs(pairs)
}

/// `scope` with more names laid over it.
pub fn extend<'a>(scope: &Value, pairs: impl IntoIterator<Item = (&'a str, Value)>) -> Value {
    let pairs = Value::from_pairs(pairs);
    minijinja::context! { ..pairs, ..scope.clone() }
}

/// The JSON of a minijinja value; none for what JSON has no word for.
pub fn to_json(value: &Value) -> Option<Json> {
    serde_json::to_value(value).ok()
}

fn is_choice(value: &Json) -> bool {
    value.as_object().is_some_and(|map| {
        map.contains_key("when") && (map.contains_key("then") || map.contains_key("else"))
    })
}

/// Whether a map says one thing per context.
pub fn is_contextual(map: &serde_json::Map<String, Json>) -> bool {
    !map.is_empty()
        && map
            .keys()
            .all(|key| key == "development" || key == "production")
}

fn syntax() -> SyntaxConfig {
    let mut builder = SyntaxConfig::builder();
    builder
        .comment_delimiters("{##", "##}")
        .trim_blocks(true)
        .lstrip_blocks(true)
        .keep_trailing_newline(true);
    builder.build().unwrap_or_default()
}

fn bounded(mut text: String) -> Result<String, Error> {
    if text.len() > OUTPUT {
        return Err(Error::new(
            ErrorKind::InvalidOperation,
            "the output is over 1 MB",
        ));
    }
    // It was written into what its template has in all.
    text.shrink_to_fit();
    Ok(text)
}

/// minijinja 3 would print `True` and `None`; a list printed as such is a mistake in a template.
fn format_value(
    out: &mut minijinja::Output<'_>,
    state: &mut State<'_, '_>,
    value: &Value,
) -> Result<(), Error> {
    match value.kind() {
        ValueKind::Bool => out.write_str(if value.is_true() { "true" } else { "false" })?,
        ValueKind::None => {}
        ValueKind::Seq | ValueKind::Map | ValueKind::Iterable => {
            return Err(Error::new(
                ErrorKind::InvalidOperation,
                "a list or a map is printed: loop over it",
            ));
        }
        _ => return minijinja::escape_formatter(out, state, value),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_name_says_what_its_program_would() {
        let templates = Templates::new(&Arc::new(Catalog::builtin()));
        let scope = to_value(&json!({
            "name": "web", "port": 8000, "half": 0.5, "whole": 2.0, "yes": true, "nothing": null,
            "list": ["a"], "with": {"version": "3.14", "deep": {"x_1": "{{ name }}"}}, "true": "no",
        }));
        let mut held = 0;
        let names = "name; port; half; whole; yes; nothing; list; with; with.version; with.deep.x_1; with.missing; \
                     missing; missing.more; name.more; true; none; range; list.0; name | upper; not yes; \
                     name ~ name; with . version; 1";
        for name in names.split("; ") {
            let text = format!("{{{{ {name} }}}}");
            let program = templates.environment().render_str(&text, scope.clone());
            let said = templates.text(&text, &scope);
            assert_eq!(said.ok(), program.ok(), "{text}");
            held += usize::from(printed(&text, &scope).is_some());
            let environment = templates.environment();
            let program = environment.compile_expression(name);
            let program = program.and_then(|program| program.eval(scope.clone()));
            let said = templates.expression(name, &scope);
            assert_eq!(said.ok(), program.ok(), "{name}");
        }
        assert_eq!(held, 7);
        let texts = [
            "{{ name }}:{{ port }}/{{ with.version }}\n",
            "a}}b{{ yes }} {{name}}{ {name}",
            "{{ name }}{{ missing }}",
            "{{ name }}{{ list }}",
            "{{- name }} {{ port }}",
            "{{ name }}{## said ##} {{ port }}",
            "{{ name }}{% if yes %} {{ port }}{% endif %}",
            "{{ name }}{{ port",
            "{{ '{{' }}{{ name }}",
        ];
        for text in texts {
            let program = templates.environment().render_str(text, scope.clone());
            assert_eq!(templates.text(text, &scope).ok(), program.ok(), "{text}");
        }
        let held = texts.map(|text| usize::from(printed(text, &scope).is_some()));
        assert_eq!(held, [1, 1, 0, 0, 0, 0, 0, 0, 0]);
    }
}
