//! Volumes that were made with another password than the one that will be used: a database takes its
//! password when its volume is new, and never again.

use std::collections::BTreeMap;

use super::answers::Context;
use super::carry::{Known, Volume, volumes};
use super::diagnostic::Problem;
use super::dot_env;
use super::fileset::Secret;
use super::path::RelPath;
use super::plan::{Variable, outside};

/// A volume that the engine has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// As `docker volume ls` has it.
    pub name: String,
    /// When it was made, in seconds since 1970.
    pub at: u64,
}

/// What a variable of development was, and since when in seconds since 1970; oldest first.
pub type Passwords = BTreeMap<String, Vec<(u64, String)>>;

/// The passwords of development that a volume remembers, and their values now: `text` is that
/// of `.env`, else the default in the compose file holds.
pub fn passwords(known: Known<'_>, text: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for (volume, _) in remembering(known, Context::Development) {
        for (name, default) in variables(known, &volume.unit) {
            let said = dot_env::value(text, &name).map(str::to_owned);
            found.insert(name, said.unwrap_or(default));
        }
    }
    found
}

/// A warning for each volume that will refuse its own database's password. `new` are the secrets
/// that are made now, `then` what development's passwords were, `now` what they are.
pub fn stale(
    known: Known<'_>,
    engine: &[Made],
    new: &[RelPath],
    then: &Passwords,
    now: &BTreeMap<String, String>,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    let made = |volume: &Volume| engine.iter().find(|made| made.name == volume.full);
    for (volume, secrets) in remembering(known, Context::Production) {
        let anew = secrets.iter().find(|secret| new.contains(secret));
        if let (Some(_), Some(secret)) = (made(&volume), anew) {
            let message = format!(
                "{} was made with another {secret} than the one that is made now: {} would refuse it",
                volume.full, volume.unit
            );
            problems.push(warning(&volume, message).mend(format!(
                "put the old {secret} there, from where that volume was in use; or, if its data may go, `docker volume rm {}`",
                volume.full
            )));
        }
    }
    for (volume, _) in remembering(known, Context::Development) {
        let Some(engines) = made(&volume) else {
            continue;
        };
        for (name, _) in variables(known, &volume.unit) {
            let was = then.get(&name).and_then(|values| {
                let before = values.iter().rev().find(|(since, _)| *since <= engines.at);
                before.map(|(_, value)| value)
            });
            if was.is_some() && was != now.get(&name) {
                let message = format!(
                    "{} was made when {name} was another: {} would refuse the one of now",
                    volume.full, volume.unit
                );
                problems.push(warning(&volume, message).mend(format!(
                    "give {name} its old value again in .env; or, if that data may go, `docker compose down` and `docker volume rm {}`",
                    volume.full
                )));
            }
        }
    }
    problems
}

/// The code of its problems.
pub const CODE: &str = "stale-volume";

fn warning(volume: &Volume, message: String) -> Problem {
    Problem::warning(CODE, message).key(format!("backing.{}", volume.unit))
}

/// Volumes of a context whose container is given a password of its own, and the files of those.
fn remembering(known: Known<'_>, context: Context) -> Vec<(Volume, Vec<RelPath>)> {
    let own = volumes(known)
        .into_iter()
        .filter(|volume| volume.context == context && volume.name == volume.unit);
    own.filter_map(|volume| {
        let containers = known.plan.containers.of(context);
        let container = containers.iter().find(|one| one.name == volume.unit)?;
        let generated =
            |name: &&String| matches!(known.plan.secrets.get(*name), Some(Secret::Generated(_)));
        let secrets = container.secrets.iter().filter(generated);
        let files = secrets.filter_map(|name| RelPath::new(&format!("secrets/{name}")).ok());
        Some((volume, files.collect()))
    })
    .collect()
}

/// The variables of `.env` with a password in a unit's container of development, and their defaults.
fn variables(known: Known<'_>, unit: &str) -> Vec<(String, String)> {
    let containers = &known.plan.containers.development;
    let container = containers.iter().find(|one| one.name == unit);
    let values = container
        .into_iter()
        .flat_map(|one| one.environment.values());
    let texts = values.map(|value| match value {
        Variable::Plain(text) | Variable::Shared(_, text) => text,
    });
    let holes = texts.flat_map(|text| outside(text));
    holes
        .filter_map(|(name, hole)| {
            let default = hole.split_once(":-")?.1.strip_suffix('}')?;
            let secret = known.plan.secrets.contains_key(&name.to_lowercase());
            secret.then(|| (name, default.to_owned()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::catalog::Catalog;
    use crate::core::generate::planned;
    use crate::core::template::Templates;
    use crate::core::{answers, yaml};

    const TEXT: &str = "dockwright: 1\nname: shop\nservices:\n  web: {kind: django, path: ., uses: [db]}\nbacking:\n  db: {kind: postgres}\n";

    fn judged(
        engine: &[(&str, u64)],
        new: &[&str],
        env: &str,
        then: &[(u64, &str)],
    ) -> Vec<String> {
        let catalog = std::sync::Arc::new(Catalog::builtin());
        let templates = Templates::new(&catalog);
        let node = yaml::parse("", TEXT.as_bytes()).unwrap();
        let (answers, _) = answers::read("", &node);
        let (stack, plan) = planned(&catalog, &templates, &answers, None).unwrap();
        let known = Known {
            stack: &stack,
            plan: &plan,
        };
        let engine: Vec<Made> = engine
            .iter()
            .map(|(name, at)| Made {
                name: (*name).to_owned(),
                at: *at,
            })
            .collect();
        let new: Vec<RelPath> = new.iter().map(|path| RelPath::new(path).unwrap()).collect();
        let values = then.iter().map(|(at, value)| (*at, (*value).to_owned()));
        let then = BTreeMap::from([("DB_PASSWORD".to_owned(), values.collect())]);
        let now = passwords(known, env);
        let problems = stale(known, &engine, &new, &then, &now);
        problems
            .into_iter()
            .map(|problem| problem.message)
            .collect()
    }

    #[test]
    fn a_secret_made_beside_an_old_volume_is_told() {
        let old = [("shop-production_db", 5)];
        let new = ["secrets/db_password"];
        assert_eq!(judged(&old, &new, "", &[]).len(), 1);
        assert!(judged(&old, &[], "", &[]).is_empty());
        assert!(judged(&[("shop_db", 5)], &new, "", &[]).is_empty());
        assert!(judged(&[("other-production_db", 5)], &new, "", &[]).is_empty());
    }

    #[test]
    fn a_password_that_the_volume_does_not_know_is_told() {
        let volume = [("shop_db", 50)];
        // As it was when the volume was made.
        assert!(judged(&volume, &[], "", &[(10, "development-only")]).is_empty());
        assert!(judged(&volume, &[], "DB_PASSWORD=x\n", &[(10, "x")]).is_empty());
        // `.env` had one, and was deleted; or has another by now.
        assert_eq!(judged(&volume, &[], "", &[(10, "x")]).len(), 1);
        let values = [(10, "x"), (60, "development-only")];
        assert_eq!(judged(&volume, &[], "", &values).len(), 1);
        assert_eq!(
            judged(&volume, &[], "export DB_PASSWORD='y'\n", &[(10, "x")]).len(),
            1
        );
        // Nothing is known of that time.
        assert!(judged(&volume, &[], "DB_PASSWORD=y\n", &[(60, "y")]).is_empty());
        assert!(judged(&[], &[], "", &[(10, "x")]).is_empty());
    }
}
