//! Lockfiles beside each other: which one is kept, and why.

use crate::support::Sandbox;

const YARN: &str = "# yarn lockfile v1\n\nexpress@^5.0.0, express@5:\n  version \"5.1.0\"\n";
const NPM: &str = r#"{"packages": {"node_modules/express": {"version": "5.1.0"}}}"#;

/// The managers of the question in their order, and what is told of the lockfiles.
fn kept(files: &[(&str, &str)]) -> (Vec<String>, Option<String>) {
    let sandbox = Sandbox::empty();
    let manifest =
        r#"{"scripts": {"start": "node main.js"}, "dependencies": {"express": "^5.0.0"}}"#;
    let usual = [
        ("web/package.json", manifest),
        ("web/main.js", "require('express')().listen(3000);\n"),
        ("web/yarn.lock", YARN),
        ("web/package-lock.json", NPM),
    ];
    for (path, text) in usual.iter().chain(files) {
        sandbox.write(path, text);
    }
    let found = sandbox.run(&["detect", "--json"]).json();
    let questions = found["questions"].as_array().unwrap();
    let question = questions
        .iter()
        .find(|one| one["key"] == "services.web.with.manager");
    let choices = question.map_or(&[][..], |one| one["choices"].as_array().unwrap());
    let names = choices
        .iter()
        .map(|choice| choice["value"].as_str().unwrap().to_owned());
    let problems = found["problems"].as_array().unwrap();
    let told = problems
        .iter()
        .find(|one| one["code"] == "several-lockfiles");
    let first = found["services"][0]["package_manager"].as_str().unwrap();
    let names: Vec<String> = names.collect();
    assert!(names.first().is_none_or(|name| name == first), "{names:?}");
    (
        names,
        told.map(|told| told["message"].as_str().unwrap().to_owned()),
    )
}

#[test]
fn of_two_lockfiles_the_one_is_kept_that_something_tells_of() {
    // Nothing tells: it is asked, and nothing is said.
    assert_eq!(kept(&[]), (vec!["yarn".into(), "npm".into()], None));
    let scripts = r#"{"scripts": {"start": "node main.js", "check": "npm run lint && npm test"}, "dependencies": {"express": "^5.0.0"}}"#;
    let workflow = "jobs:\n  test:\n    steps:\n      - run: npm ci\n";
    let readme = "# Web\n\n```sh\nnpm install\n```\n";
    for (path, text, why) in [
        (
            "web/.npmrc",
            "legacy-peer-deps=true\n",
            "web/.npmrc:1 legacy-peer-deps=true",
        ),
        ("web/package.json", scripts, "web/package.json:1 "),
        (
            ".github/workflows/ci.yml",
            workflow,
            ".github/workflows/ci.yml:4 - run: npm ci",
        ),
        (
            "web/Dockerfile",
            "FROM node:24\nRUN npm ci\n",
            "web/Dockerfile:2 RUN npm ci",
        ),
        ("README.md", readme, "README.md:4 npm install"),
        (
            "web/yarn.lock",
            "# yarn lockfile v1\n",
            "since web/yarn.lock does not name express",
        ),
    ] {
        let (names, told) = kept(&[(path, text)]);
        assert_eq!(names, ["npm", "yarn"], "{path}");
        let told = told.unwrap();
        let begins = "web: web/package-lock.json is kept and not web/yarn.lock, ";
        assert!(told.starts_with(begins) && told.contains(why), "{told}");
    }
}

#[test]
fn of_what_tells_the_most_trusted_is_taken_and_what_tells_of_both_is_not() {
    let workflow = "      - run: npm ci\n";
    let readme = "Run `yarn install`.\n";
    let files = [
        (".github/workflows/ci.yml", workflow),
        ("README.md", readme),
    ];
    assert_eq!(kept(&files).0, ["npm", "yarn"]);
    let both = "    run: npm ci\n    run: yarn install\n";
    let files = [(".github/workflows/ci.yml", both), ("README.md", readme)];
    assert_eq!(kept(&files).0, ["yarn", "npm"]);
    // Others are put in by npm, and that tells nothing.
    let readme = "npm install -g yarn\nyarn install\n";
    assert_eq!(kept(&[("README.md", readme)]).0, ["yarn", "npm"]);
    // Where the manifest says it, nothing is asked.
    let said = r#"{"packageManager": "npm@11.0.0", "scripts": {"start": "node main.js"}, "dependencies": {"express": "^5.0.0"}}"#;
    assert_eq!(kept(&[("web/package.json", said)]), (Vec::new(), None));
}
