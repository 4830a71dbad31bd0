//! The schema of `dockwright.yaml`: the keys are the reader's, only their values are said here.

use serde_json::{Map, Value as Json, json};

use crate::core::answers::FORMAT;
use crate::core::answers::member::PROCESS;
use crate::core::answers::read::{BACKING, SERVICE, TOP};

/// The schema of the answers.
pub(super) fn answers() -> Json {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "dockwright.yaml",
        "description": "What a project's Docker set-up is made of",
        "type": "object",
        "required": ["dockwright"],
        "properties": keys(&TOP),
        "additionalProperties": false,
        "$defs": {
            "service": member(&SERVICE),
            "backing": member(&BACKING),
            "process": member(&PROCESS),
            "text": { "type": ["string", "number", "boolean"] },
            "texts": { "type": ["array", "null"], "items": { "$ref": "#/$defs/text" } },
            "variables": {
                "type": ["object", "null"],
                "propertyNames": { "pattern": "^[A-Za-z_][A-Za-z0-9_]*$" },
                "additionalProperties": { "type": ["string", "number", "boolean", "null"] }
            },
            "with": { "type": ["object", "null"], "description": "Answers to the questions of its kind" },
            "path": { "type": "string", "description": "Relative to the project's folder, without `..`", "pattern": "^[^/~\\\\]" },
            "port": { "anyOf": [
                { "type": "integer", "minimum": 1, "maximum": 65535 },
                { "type": "string", "pattern": "^(none|[0-9]{1,5})$" }
            ] },
            "use": closed(&[
                ("database", text("Which of its databases is this one's own")),
                ("client", text("The client item, where the catalog's choice is not wanted")),
                ("env", json!({ "$ref": "#/$defs/variables" })),
                ("wait", json!({ "enum": [true, false, "healthy", "started"] })),
            ]),
            "place": { "enum": ["start", "once", "setup", "build", "skip"] },
            "step": { "anyOf": [
                { "type": "string" },
                closed(&[
                    ("name", text("Its name")),
                    ("run", text("A command of your own")),
                    ("tool", text("A tool of the catalog that gives the step")),
                    ("with", json!({ "$ref": "#/$defs/with" })),
                    ("makes", json!({ "$ref": "#/$defs/texts", "description": "What it makes below the service's path, for neither git nor an image" })),
                    ("once", json!({ "type": "boolean" })),
                    ("at", json!({ "anyOf": [
                        { "$ref": "#/$defs/place" },
                        closed(&[
                            ("development", json!({ "$ref": "#/$defs/place" })),
                            ("production", json!({ "$ref": "#/$defs/place" })),
                        ]),
                    ] })),
                ]),
                { "type": "object", "minProperties": 1, "maxProperties": 1, "not": { "anyOf": [{ "required": ["run"] }] } },
            ] },
            "differs": { "anyOf": [
                { "enum": ["container", "external", "none", null] },
                closed(&[
                    ("into", text("The member whose image takes its build")),
                    ("replicas", json!({ "type": "integer", "minimum": 0, "maximum": 65535 })),
                    ("limits", closed(&[("cpus", text("Such as 0.5")), ("memory", text("Such as 512M")), ("pids", text("Such as 100"))])),
                    ("env", json!({ "$ref": "#/$defs/variables" })),
                ]),
            ] },
        },
    })
}

fn member(known: &[&str]) -> Json {
    json!({ "type": "object", "required": ["kind"], "properties": keys(known), "additionalProperties": false })
}

/// The properties of a table of keys.
fn keys(known: &[&str]) -> Json {
    let properties: Map<String, Json> = known
        .iter()
        .map(|key| ((*key).to_owned(), value(key)))
        .collect();
    Json::Object(properties)
}

fn closed(properties: &[(&str, Json)]) -> Json {
    let properties: Map<String, Json> = properties
        .iter()
        .map(|(key, value)| ((*key).to_owned(), value.clone()))
        .collect();
    json!({ "type": ["object", "null"], "properties": properties, "additionalProperties": false })
}

fn text(what: &str) -> Json {
    json!({ "$ref": "#/$defs/text", "description": what })
}

fn reference(name: &str, what: &str) -> Json {
    json!({ "$ref": format!("#/$defs/{name}"), "description": what })
}

fn members(of: &str, what: &str) -> Json {
    json!({
        "description": what,
        "type": ["object", "null"],
        "propertyNames": { "pattern": "^[a-z][a-z0-9_-]{0,62}$" },
        "additionalProperties": { "$ref": format!("#/$defs/{of}") },
    })
}

/// What a key holds; one key says the same wherever it stands.
fn value(key: &str) -> Json {
    match key {
        "dockwright" => json!({ "const": FORMAT, "description": "The format of this file" }),
        "name" => text("The project's name, and Compose's"),
        "services" => members("service", "Developed here: built, mounted, debugged"),
        "backing" => members("backing", "Used, not developed here"),
        "processes" => members("process", "More containers of the same image"),
        "features" => json!({ "type": ["object", "null"], "description": "What cuts across" }),
        "profiles" => json!({
            "description": "Profile -> members that start only with it",
            "type": ["object", "null"],
            "additionalProperties": { "$ref": "#/$defs/texts" },
        }),
        "own" => reference(
            "texts",
            "Files that dockwright writes no more: they are yours alone",
        ),
        "kind" => text("What it is, as `dockwright catalog list` has it"),
        "path" => reference("path", "Its code: what is watched and debugged"),
        "context" => reference("path", "What the build may see"),
        "build" => reference("path", "A folder with a Dockerfile of your own"),
        "image" => text("An image instead of the catalog's"),
        "run" => text("Its command"),
        "tty" => json!({ "type": "boolean", "description": "Whether it wants a terminal" }),
        "with" => json!({ "$ref": "#/$defs/with" }),
        "port" => reference("port", "The port inside, or `none`"),
        "publish" => reference("port", "The wished host port of development, or `none`"),
        "route" => json!({ "description": "How the edge reaches it in production", "anyOf": [
            { "type": "string", "pattern": "^/" },
            closed(&[("path", json!({ "type": "string", "pattern": "^/" })), ("strip", json!({ "type": "boolean" }))]),
        ] }),
        "uses" => json!({ "description": "What it uses", "anyOf": [
            { "$ref": "#/$defs/texts" },
            { "type": "object", "additionalProperties": { "$ref": "#/$defs/use" } },
        ] }),
        "env" => reference(
            "variables",
            "Variables of both contexts; texts are templates",
        ),
        "secrets" => json!({
            "description": "Secrets of its own",
            "type": ["object", "null"],
            "additionalProperties": { "enum": ["generated", "supplied"] },
        }),
        "volumes" => json!({
            "description": "Volume -> folder in the container",
            "type": ["object", "null"],
            "additionalProperties": { "type": "string", "pattern": "^/" },
        }),
        "files" => json!({
            "description": "Path in the container -> file or folder of the project",
            "type": ["object", "null"],
            "propertyNames": { "pattern": "^/" },
            "additionalProperties": { "$ref": "#/$defs/path" },
        }),
        "packages" => reference("texts", "Packages of the image's distribution"),
        "ignore" => reference(
            "texts",
            "Files and folders below its path that its image does not need",
        ),
        "health" => json!({
            "description": "The path that answers when it is well, instead of its kind's; `port` asks only whether it answers at its port",
            "type": "string",
            "pattern": "^(/|port$)",
        }),
        "setup" => json!({
            "description": "The whole list of steps, in order",
            "type": ["array", "null"],
            "items": { "$ref": "#/$defs/step" },
        }),
        "development" => reference("differs", "How it differs in development"),
        "production" => reference("differs", "How it differs in production"),
        _ => json!({}),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_that_is_read_says_what_it_holds() {
        for key in TOP.iter().chain(&SERVICE).chain(&BACKING).chain(&PROCESS) {
            assert_ne!(value(key), json!({}), "{key}");
        }
    }
}
