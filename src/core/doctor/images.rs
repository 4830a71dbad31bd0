//! Images that nobody mends any more, or that are gone.

use std::collections::BTreeSet;

use super::files::Project;
use super::needs::{self, Images};
use super::{Finding, Host};

pub(super) fn examine(host: &Host, project: &Project<'_>) -> Vec<Finding> {
    let Some(table) = needs::images() else {
        return Vec::new();
    };
    let images = project.images();
    let mut bad = Vec::new();
    let mut next: Option<(String, String)> = None;
    for (image, file) in &images {
        match judge(image, table) {
            Some(Verdict::Withdrawn { since, instead }) => bad.push(Finding::bad(
                "images",
                format!("{image} in {file} is withdrawn since {since}"),
                format!("take {instead}"),
            )),
            Some(Verdict::Ends { day, newest }) if day < host.today => bad.push(Finding::bad(
                "images",
                format!("{image} in {file} has had no mends since {day}"),
                format!("take a newer version; the newest here is {newest}. A database's data has to be carried over first"),
            )),
            Some(Verdict::Ends { day, .. })
                if next.as_ref().is_none_or(|(first, _)| day < *first) =>
            {
                next = Some((day, image.clone()));
            }
            _ => {}
        }
    }
    if bad.is_empty() {
        let soonest = next.map(|(day, image)| format!("; the first to end is {image}, on {day}"));
        bad.push(Finding::good(
            "images",
            format!(
                "none of {} is past its end{}",
                images.len(),
                soonest.unwrap_or_default()
            ),
        ));
    }
    bad
}

enum Verdict {
    Withdrawn { since: String, instead: String },
    Ends { day: String, newest: String },
}

/// What the table says of an image; none where it knows nothing.
fn judge(image: &str, table: &Images) -> Option<Verdict> {
    let image = image.split('@').next()?;
    let (name, tag) = match image.rsplit_once(':') {
        Some((name, tag)) if !tag.contains('/') => (name, tag),
        _ => (image, ""),
    };
    let name = name
        .trim_start_matches("docker.io/")
        .trim_start_matches("library/");
    let gone = table.withdrawn.iter().find(|one| {
        if one.image.ends_with('/') {
            name.starts_with(&one.image)
        } else {
            name == one.image
        }
    });
    if let Some(gone) = gone {
        return Some(Verdict::Withdrawn {
            since: gone.since.clone(),
            instead: gone.instead.clone(),
        });
    }
    let name = table.made_on.get(name).map_or(name, String::as_str);
    let versions = table.ends.get(name)?;
    let is = |version: &str| {
        let rest = tag.strip_prefix(version);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-']))
    };
    // Of `8` and `8.4` the longer one is meant.
    let (_, day) = versions
        .iter()
        .filter(|(version, _)| is(version))
        .max_by_key(|(version, _)| version.len())?;
    let newest = versions.iter().max_by_key(|(_, day)| day.as_str())?.0;
    Some(Verdict::Ends {
        day: day.clone(),
        newest: format!("{name}:{newest}"),
    })
}

/// The images that a Dockerfile begins from; its own stages and build arguments are none.
pub(super) fn bases(dockerfile: &str) -> BTreeSet<String> {
    let mut stages = BTreeSet::new();
    let mut found = BTreeSet::new();
    for line in dockerfile.lines() {
        let mut words = line.split_whitespace();
        if !words
            .next()
            .is_some_and(|word| word.eq_ignore_ascii_case("from"))
        {
            continue;
        }
        let words: Vec<&str> = words.filter(|word| !word.starts_with("--")).collect();
        if let Some(image) = words.first()
            && !stages.contains(*image)
            && !image.contains('$')
            && *image != "scratch"
        {
            found.insert((*image).to_owned());
        }
        if let [_, _, stage, ..] = words.as_slice() {
            stages.insert((*stage).to_owned());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(image: &str) -> String {
        match judge(image, needs::images().unwrap()) {
            Some(Verdict::Ends { day, .. }) => day,
            Some(Verdict::Withdrawn { since, .. }) => format!("withdrawn {since}"),
            None => "unknown".to_owned(),
        }
    }

    #[test]
    fn the_longest_version_of_a_tag_counts() {
        for (image, expected) in [
            ("postgres:18-trixie", "2030-11-14"),
            ("docker.io/library/postgres:13.4", "2025-11-13"),
            ("postgis/postgis:17-3.5", "2029-11-08"),
            ("python:3.10-slim-trixie", "2026-10-31"),
            ("python:3.1", "unknown"),
            ("redis:6.2-alpine", "2027-04-01"),
            ("mysql:8.4", "2032-04-30"),
            ("minio/minio:latest", "withdrawn 2026-09-09"),
            ("bitnami/redis:7", "withdrawn 2025-08-28"),
            ("registry.example.org:5000/postgres", "unknown"),
            ("postgres", "unknown"),
            ("mine/postgres:9", "unknown"),
        ] {
            assert_eq!(day(image), expected, "{image}");
        }
    }

    #[test]
    fn stages_are_no_images() {
        let text = "FROM --platform=$BUILDPLATFORM node:24 AS base\nfrom base as deps\nFROM scratch\nFROM ${X}\nFROM nginx:1.30\n";
        let bases: Vec<String> = bases(text).into_iter().collect();
        assert_eq!(bases, ["nginx:1.30", "node:24"]);
    }
}
