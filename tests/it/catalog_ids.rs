//! The catalog is data: ids mean nothing to the program, and a folder is enough to add an item.

use std::collections::BTreeMap;
use std::sync::Arc;

use dockwright::core::answers::{self, Answers};
use dockwright::core::catalog::{Catalog, Slot, presets};
use dockwright::core::fileset::FileSet;
use dockwright::core::generate::generate;
use dockwright::core::render::Options;
use dockwright::core::template::Templates;
use dockwright::core::{diagnostic::Problem, yaml};

fn read(text: &str) -> Answers {
    let node = yaml::parse("dockwright.yaml", text.as_bytes()).unwrap();
    let (answers, problems) = answers::read("dockwright.yaml", &node);
    assert!(problems.is_empty(), "{problems:#?}");
    answers
}

/// A preset's answers, with a name.
fn preset_text(name: &str) -> String {
    let preset = presets()
        .into_iter()
        .find(|preset| preset.name == name)
        .unwrap();
    yaml::edit::set(preset.text, &["name"], "demo").unwrap()
}

fn files(catalog: Catalog, text: &str) -> (FileSet, Vec<Problem>) {
    let everything = |stack: &dockwright::core::resolve::Stack| Options {
        starters: stack.units.iter().map(|unit| unit.name.clone()).collect(),
        ids: Some((1000, 1000)),
        ..Options::default()
    };
    let catalog = Arc::new(catalog);
    let generated = generate(
        &catalog,
        &Templates::new(&catalog),
        &read(text),
        None,
        everything,
    );
    (generated.files, generated.problems)
}

/// All ids of the catalog, parts included.
pub(crate) fn ids(files: &BTreeMap<String, String>) -> Vec<(String, String)> {
    let items = files
        .keys()
        .filter_map(|path| path.strip_suffix("/item.yaml"));
    items
        .filter_map(|path| path.split_once('/'))
        .map(|(slot, id)| (slot.to_owned(), id.to_owned()))
        .collect()
}

/// The places where data names an id: folders, `parts`, `clients`, `kind`, `features`, `after`.
pub(crate) fn rename(text: &str, ids: &[(String, String)], new: &dyn Fn(&str) -> String) -> String {
    let mut out = String::new();
    // Few stand in one text, and fewer in one line; what follows is slow.
    let here: Vec<_> = ids.iter().filter(|(_, id)| text.contains(id)).collect();
    for line in text.split_inclusive('\n') {
        let mut line = line.to_owned();
        for (slot, id) in &here {
            if !line.contains(id) {
                continue;
            }
            line = line.replace(&format!("{slot}/{id}/"), &format!("{slot}/{}/", new(id)));
            let named: &[&str] = match slot.as_str() {
                "services" | "backing" | "processes" => &["kind: "],
                "features" => &["features: {", ", ", "  "],
                "clients" => &[
                    "client: ",
                    "postgresql: ",
                    "redis: ",
                    "smtp: ",
                    "vite: ",
                    "http: ",
                    "broker: ",
                    "redis_queue: ",
                    "mysql: ",
                    "mongodb: ",
                    "amqp: ",
                    "kafka: ",
                    "s3: ",
                    "meilisearch: ",
                    "elasticsearch: ",
                    "sparql: ",
                    "oidc: ",
                    "ollama: ",
                ],
                // Each of a list, whatever stands before it.
                "parts" if line.starts_with("parts: [") => &["[", ", "],
                _ => &[],
            };
            for before in named {
                for after in [",", "}", "]", "\n", ":"] {
                    let found = format!("{before}{id}{after}");
                    let is_key = after == ":";
                    let wanted = match slot.as_str() {
                        "features" => is_key,
                        _ => !is_key,
                    };
                    if wanted {
                        line = line.replace(&found, &format!("{before}{}{after}", new(id)));
                    }
                }
            }
        }
        out.push_str(&parts(&line, ids, new));
    }
    out
}

/// `parts: [a, b]` with the new names.
fn parts(line: &str, ids: &[(String, String)], new: &dyn Fn(&str) -> String) -> String {
    let Some(list) = line
        .strip_prefix("parts: [")
        .and_then(|rest| rest.split(']').next())
    else {
        return line.to_owned();
    };
    let is_part = |id: &str| {
        ids.iter()
            .any(|(slot, known)| slot == "parts" && known == id)
    };
    let renamed: Vec<String> = list
        .split(", ")
        .map(|id| if is_part(id) { new(id) } else { id.to_owned() })
        .collect();
    line.replace(list, &renamed.join(", "))
}

#[test]
fn every_id_renamed_gives_the_same_files() {
    let original = Catalog::builtin().files();
    let ids = ids(&original);
    assert!(ids.len() > 12, "{ids:?}");
    let new = |id: &str| format!("other_{}", id.chars().rev().collect::<String>());
    let renamed: BTreeMap<String, String> = original
        .iter()
        .map(|(path, text)| {
            let is_ours = path.ends_with("item.yaml")
                || path.rsplit('.').next() == Some("j2") // which may include a part
                || !path.contains("/starter/");
            let text = if is_ours {
                rename(text, &ids, &new)
            } else {
                text.clone()
            };
            (rename(path, &ids, &new), text)
        })
        .collect();
    for id in ids.iter().filter(|(slot, _)| slot == "services") {
        assert!(renamed.contains_key(&format!("services/{}/item.yaml", new(&id.1))));
        assert!(!renamed.contains_key(&format!("services/{}/item.yaml", id.1)));
    }
    for name in [
        "django",
        "django-vite",
        "fastapi-postgres",
        "fastapi-react-celery",
        "django-celery",
        "flask-postgres",
        "next-go-postgres",
        "go-postgres",
        "nextjs-postgres",
        "express-postgres",
        "nestjs-bullmq",
        "rails-postgres",
    ] {
        let text = preset_text(name);
        let (expected, problems) = files(Catalog::builtin(), &text);
        assert!(
            problems.is_empty() && expected.files.len() > 20,
            "{problems:?}"
        );
        let (other, problems) = files(Catalog::of(renamed.clone()), &rename(&text, &ids, &new));
        assert!(problems.is_empty(), "{problems:#?}");
        // What is left of ids in what was generated, such as a node's name, is renamed back.
        for (path, file) in &expected.files {
            let text = other.files.get(path).map(|file| file.text());
            assert_eq!(text.as_deref(), Some(file.text().as_str()), "{path}");
        }
        assert_eq!(other.files.len(), expected.files.len());
        assert_eq!(other.secrets, expected.secrets);
    }
}

/// How clients are told of the database below, host, port, name and user: one by one, or joined. Each is the end of a line.
const ADDRESS: [&[&str]; 7] = [
    &[
        "HOST: db",
        "PORT: \"26257\"",
        "_DB: defaultdb",
        "_USER: root",
    ],
    &[
        "HOST: db",
        "PORT: \"26257\"",
        "DATABASE: defaultdb",
        "PGUSER: root",
    ],
    &[
        "HOST: db",
        "PORT: \"26257\"",
        "DATABASE: defaultdb",
        "_USERNAME: root",
    ],
    &["_URL: postgresql://root:${DB_PASSWORD:-development-only}@db:26257/defaultdb"],
    &["_URL: postgresql://root:${DB_PASSWORD:-development-only}@db:26257/defaultdb?schema=public"],
    &[
        "_URL: jdbc:postgresql://db:26257/defaultdb",
        "_USERNAME: root",
    ],
    &["Host=db;Port=26257;Database=defaultdb;Username=root"],
];

#[test]
fn a_database_added_as_a_folder_gets_every_client_of_its_language() {
    let item = "\
title: Another database
summary: Speaks PostgreSQL's language.
source: {as_of: \"2026-11-24\"}
provides: [sql, postgresql]
image: \"example/another:1.0\"
port: 26257
connection: {scheme: postgresql, user: root, database: defaultdb, password: {secret: password}}
secrets: {password: {}}
health: {command: [another, health]}
";
    let catalog = || {
        Catalog::builtin().with(BTreeMap::from([(
            "backing/another/item.yaml".to_owned(),
            item.to_owned(),
        )]))
    };
    let clients: Vec<String> = catalog()
        .list(Slot::Clients)
        .into_iter()
        .filter(|line| {
            catalog()
                .item(Slot::Clients, &line.id)
                .unwrap()
                .speaks
                .as_deref()
                == Some("postgresql")
        })
        .map(|line| line.id)
        .collect();
    assert!(!clients.is_empty());
    for client in clients {
        let text = preset_text("django")
            .replace("kind: postgres, with: {version: \"18\"}", "kind: another")
            .replace(
                "uses: [db, cache]",
                &format!("uses: {{db: {{client: {client}}}, cache: {{}}}}"),
            );
        let (set, problems) = files(catalog(), &text);
        assert!(problems.is_empty(), "{problems:#?}");
        let compose: String = ["compose.yaml", "compose.override.yaml", "compose.prod.yaml"]
            .iter()
            .map(|path| {
                set.files
                    .get(&path.to_string().try_into().unwrap())
                    .unwrap()
                    .text()
            })
            .collect();
        let item = catalog().item(Slot::Clients, &client).unwrap();
        for name in item.env.keys() {
            assert!(
                compose.contains(&format!("{name}: "))
                    || compose.contains(&format!("{name}_FILE: ")),
                "{client}: {name}\n{compose}"
            );
        }
        let addresses = ADDRESS.iter().filter(|parts| {
            let lines: Vec<&str> = compose.lines().collect();
            let said = |part: &&str| lines.iter().any(|line| line.ends_with(part));
            parts.iter().all(said)
        });
        assert_eq!(addresses.count(), 1, "{client}\n{compose}");
        assert!(compose.contains("image: example/another:1.0"), "{compose}");
    }
}

#[test]
fn every_item_is_whole() {
    let catalog = Catalog::builtin();
    for slot in Slot::ALL {
        for line in catalog.list(slot) {
            let item = catalog
                .item(slot, &line.id)
                .unwrap_or_else(|problem| panic!("{problem:?}"));
            assert!(
                !item.title.is_empty() && !item.summary.is_empty(),
                "{}",
                line.id
            );
            assert!(item.source.is_some_and_date(), "{} has no date", line.id);
            for (name, question) in &item.ask {
                assert!(
                    !question.why.is_empty(),
                    "{}: why is {name} asked?",
                    line.id
                );
            }
            if let Some(image) = item
                .image
                .as_deref()
                .filter(|image| !image.starts_with("{{"))
            {
                assert!(
                    image.contains(':') && !image.ends_with(":latest"),
                    "{}: {image}",
                    line.id
                );
            }
        }
    }
}

trait Dated {
    fn is_some_and_date(&self) -> bool;
}

impl Dated for Option<dockwright::core::catalog::item::Source> {
    fn is_some_and_date(&self) -> bool {
        self.as_ref()
            .is_some_and(|source| source.as_of.len() == 10 && source.as_of.starts_with("20"))
    }
}
