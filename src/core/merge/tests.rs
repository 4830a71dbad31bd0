//! Whole merges: a text of ours, what somebody made of it, and what we would write now.

use super::*;

fn yaml(base: &str, disk: &str, new: &str) -> Merged {
    merge(Format::Yaml, base, disk, new)
}

fn clean(merged: &Merged) -> String {
    merged.text().unwrap_or_else(|| panic!("{merged:#?}"))
}

const BASE: &str = "\
services:
  web:
    image: shop-web
    ports:
      - 8000:8000
    restart: unless-stopped
  db:
    image: postgres:17
    restart: unless-stopped
volumes:
  db-data:
";

#[test]
fn what_only_one_side_changed_is_taken() {
    let disk = BASE.replace("8000:8000", "9000:8000  # the team's proxy has 8000");
    let new = BASE.replace("postgres:17", "postgres:18");
    let merged = clean(&yaml(BASE, &disk, &new));
    assert_eq!(merged, disk.replace("postgres:17", "postgres:18"));
    assert_eq!(clean(&yaml(BASE, BASE, &new)), new);
    assert_eq!(clean(&yaml(BASE, &disk, BASE)), disk);
    assert_eq!(clean(&yaml(BASE, &new, &new)), new);
}

#[test]
fn neighbours_that_only_touch_do_not_meet() {
    let disk = BASE.replace(
        "    image: postgres:17\n",
        "    # ours since 2019\n    image: postgres:17\n",
    );
    let new = BASE.replace("postgres:17", "postgres:18");
    let merged = clean(&yaml(BASE, &disk, &new));
    assert_eq!(merged, disk.replace("postgres:17", "postgres:18"));
}

#[test]
fn two_services_at_one_place_stand_side_by_side() {
    let add = |name: &str, image: &str| {
        let service = format!("  {name}:\n    image: {image}\n    restart: unless-stopped\n");
        BASE.replace("volumes:", &format!("{service}volumes:"))
    };
    let merged = clean(&yaml(BASE, &add("mine", "a"), &add("cache", "b")));
    let both = "  cache:\n    image: b\n    restart: unless-stopped\n  mine:\n    image: a\n    restart: unless-stopped\nvolumes:";
    assert_eq!(merged, BASE.replace("volumes:", both));
    // The same name twice is a question, told by the lines that differ.
    let merged = yaml(BASE, &add("cache", "a"), &add("cache", "b"));
    let conflicts: Vec<&Piece> = merged.conflicts().collect();
    assert_eq!(conflicts.len(), 1);
    assert_eq!(conflicts[0].disk, "    image: a\n");
    assert_eq!(conflicts[0].new, "    image: b\n");
}

#[test]
fn lines_added_to_what_the_user_took_out_are_a_question() {
    let disk = BASE.replace(
        "  db:\n    image: postgres:17\n    restart: unless-stopped\n",
        "",
    );
    let new = BASE.replace(
        "unless-stopped\nvolumes",
        "unless-stopped\n    shm_size: 128mb\nvolumes",
    );
    let merged = yaml(BASE, &disk, &new);
    assert!(!merged.is_clean(), "{merged:#?}");
}

#[test]
fn what_would_not_parse_is_a_conflict() {
    let disk = BASE.replace(
        "    image: shop-web\n",
        "    image: shop-web\n    user: me\n",
    );
    let new = BASE.replace("  db:\n", "    user: you\n  db:\n");
    let merged = yaml(BASE, &disk, &new);
    assert!(merged.broken.is_some());
    assert_eq!(merged.conflicts().count(), 1);
    assert_eq!(merged.settled(|_| Side::Theirs), disk);
    assert_eq!(merged.settled(|_| Side::Ours), new);
}

#[test]
fn what_has_no_part_in_it_is_not_asked_about() {
    let disk = BASE
        .replace("services:\n", "# mine\nservices:\n")
        .replace("shop-web\n", "shop-web\n    user: me\n")
        .replace("volumes:\n", "volumes:\n  mine:\n");
    let new = BASE
        .replace("  db:\n", "    user: you\n  db:\n")
        .replace("postgres:17", "postgres:18");
    let merged = yaml(BASE, &disk, &new);
    assert!(merged.broken.is_some());
    let conflict = merged.conflicts().next().unwrap();
    assert!(conflict.disk.starts_with("    user: me\n"), "{conflict:#?}");
    assert!(conflict.new.ends_with("    user: you\n"), "{conflict:#?}");
    let theirs = merged.settled(|_| Side::Theirs);
    assert_eq!(theirs, disk.replace("postgres:17", "postgres:18"));
}

#[test]
fn what_would_stand_under_another_service_is_a_conflict() {
    let disk = BASE.replace(
        "unless-stopped\nvolumes",
        "unless-stopped\n    mem_limit: 1g\nvolumes",
    );
    let new = BASE.replace(
        "  db:\n    image: postgres:17",
        "  cache:\n    image: valkey/valkey:9.1",
    );
    let merged = yaml(BASE, &disk, &new);
    assert!(merged.broken.is_some(), "{merged:#?}");
}

#[test]
fn a_conflict_is_cut_to_the_lines_that_both_changed() {
    let disk = BASE.replace(
        "17\n    restart: unless-stopped",
        "16\n    restart: no\n    tty: true",
    );
    let new = BASE.replace(
        "17\n    restart: unless-stopped",
        "18\n    restart: no\n    init: true",
    );
    let merged = yaml(BASE, &disk, &new);
    let conflicts: Vec<(&str, &str, &str)> = merged
        .conflicts()
        .map(|piece| (piece.base.as_str(), piece.disk.as_str(), piece.new.as_str()))
        .collect();
    assert_eq!(
        conflicts,
        [
            (
                "    image: postgres:17\n",
                "    image: postgres:16\n",
                "    image: postgres:18\n"
            ),
            ("", "    tty: true\n", "    init: true\n"),
        ]
    );
    assert_eq!(
        merged
            .settled(|_| Side::Markers)
            .lines()
            .filter(|line| line.starts_with("<<<<<<<"))
            .count(),
        2
    );
    assert!(has_markers(&merged.settled(|_| Side::Markers)));
    assert!(
        merged
            .settled(|_| Side::Both)
            .contains("postgres:16\n    image: postgres:18")
    );
}

#[test]
fn line_ends_and_a_missing_last_one_stay() {
    let disk = BASE.replace("8000:8000", "1:1").replace('\n', "\r\n");
    let new = BASE.replace("postgres:17", "postgres:18");
    let merged = clean(&yaml(BASE, &disk, &new));
    assert_eq!(merged, disk.replace("postgres:17", "postgres:18"));
    let disk = BASE.replace("8000:8000", "1:1");
    let disk = disk.trim_end();
    let new = new.clone() + "  cache-data:\n";
    let merged = clean(&yaml(BASE, disk, &new));
    assert!(merged.ends_with("  db-data:\n  cache-data:\n"), "{merged}");
}

#[test]
fn json_gets_its_commas() {
    let base = "{\n  \"a\": [\n    1\n  ],\n  \"b\": 2\n}\n";
    let disk = "{\n  \"a\": [\n    1\n  ],\n  \"b\": 2,\n  \"mine\": 3\n}\n";
    let new = "{\n  \"a\": [\n    1\n  ],\n  \"b\": 2,\n  \"ours\": 4\n}\n";
    let merged = clean(&merge(Format::Json, base, disk, new));
    assert_eq!(
        merged,
        "{\n  \"a\": [\n    1\n  ],\n  \"b\": 2,\n  \"ours\": 4,\n  \"mine\": 3\n}\n"
    );
}

#[test]
fn in_a_dockerfile_order_matters() {
    let base = "FROM a\nRUN one\nCMD [\"x\"]\n";
    let disk = "FROM a\nRUN one\nRUN mine\nCMD [\"x\"]\n";
    let new = "FROM a\nRUN one\nRUN ours\nCMD [\"x\"]\n";
    let merged = merge(Format::Dockerfile, base, disk, new);
    assert_eq!(merged.conflicts().count(), 1);
    let grown = "FROM a\nRUN first\nRUN second\nCMD [\"x\"]\n";
    assert!(!merge(Format::Dockerfile, base, disk, grown).is_clean());
    let new = "FROM a\nRUN other\nCMD [\"x\"]\n";
    let merged = merge(Format::Dockerfile, base, disk, new);
    assert_eq!(clean(&merged), "FROM a\nRUN other\nRUN mine\nCMD [\"x\"]\n");
}

#[test]
fn a_hand_made_file_is_one_choice() {
    let merged = beside(Format::Dockerfile, "FROM mine\n", "FROM ours\n");
    assert_eq!(merged.conflicts().count(), 1);
    assert_eq!(merged.settled(|_| Side::Theirs), "FROM mine\n");
}
