//! A package of a workspace that needs others of it: `init --yes` gives images that are built of the workspace's lockfile and of
//! those packages, by npm, by pnpm and by Yarn, one of which is compiled first.
//!
//! Node, npm, pnpm, both Yarns and TypeScript are the real ones.

use dockwright::core::answers::Context;

use crate::support::app::seen;
use crate::support::compose::Stack;
use crate::support::ends::stops_with_0;
use crate::support::project::{self, Project};
use crate::support::rig::{self, Rig};
use crate::support::steps::Steps;

const CODE: [(&str, &str); 8] = [
    (
        "apps/api/src/main.ts",
        r#"import { createServer } from "node:http";
import { greet } from "@shop/greet";
import ms from "ms";

const server = createServer((request, response) => {
  response.end(`api: ${greet(ms(1000))}`);
});
server.listen(3000);
process.on("SIGTERM", () => server.close(() => process.exit(0)));
"#,
    ),
    (
        "packages/greet/src/index.ts",
        r#"import { hello } from "@shop/words";

export const greet = (name: string): string => `${hello} ${name}`;
"#,
    ),
    (
        "packages/greet/tsconfig.json",
        r#"{"extends": "@shop/settings/tsconfig.json", "compilerOptions": {"outDir": "dist", "rootDir": "src"}, "include": ["src"]}"#,
    ),
    (
        "packages/settings/package.json",
        r#"{"name": "@shop/settings", "version": "1.0.0"}"#,
    ),
    (
        "packages/settings/tsconfig.json",
        r#"{"compilerOptions": {"module": "nodenext", "target": "es2023", "declaration": true, "types": []}}"#,
    ),
    (
        "packages/words/package.json",
        r#"{"name": "@shop/words", "version": "1.0.0", "type": "module", "exports": "./src/index.js"}"#,
    ),
    (
        "packages/words/src/index.js",
        "export const hello = \"hello\";\n",
    ),
    (
        "packages/words/src/index.d.ts",
        "export declare const hello: string;\n",
    ),
];

/// Pages by a server that the catalog has no kind for; a build makes them with what a package has.
const SITE: [(&str, &str); 2] = [
    (
        "apps/site/package.json",
        r#"{"name": "site", "version": "1.0.0", "private": true, "type": "module", "scripts": {"build": "node page.js dist", "dev": "node page.js public && sirv public --dev --host --port 4000", "start": "sirv dist --host --port 4000"}, "dependencies": {"@shop/greet": "workspace:*", "sirv-cli": "^3.0.1"}}"#,
    ),
    (
        "apps/site/page.js",
        r#"import { mkdirSync, writeFileSync } from "node:fs";
import { greet } from "@shop/greet";

const folder = process.argv[2];
mkdirSync(folder, { recursive: true });
writeFileSync(`${folder}/index.html`, `site: ${greet("page")}`);
"#,
    ),
];

#[test]
fn a_package_of_a_workspace_of_npm() {
    let lock = (
        "package-lock.json",
        include_str!("answers/members/package-lock.json"),
    );
    let workspace = r#""workspaces": ["apps/*", "packages/*"], "#;
    member("members by npm", "npm-members", &[lock], workspace, "*");
}

#[test]
fn a_package_of_a_workspace_of_pnpm() {
    let files = [
        (
            "pnpm-lock.yaml",
            include_str!("answers/members/pnpm-lock.yaml"),
        ),
        (
            "pnpm-workspace.yaml",
            "packages:\n  - apps/*\n  - packages/*\n",
        ),
        SITE[0],
        SITE[1],
    ];
    member("members by pnpm", "pnpm-members", &files, "", "workspace:*");
}

#[test]
fn a_package_of_a_workspace_of_yarn_1() {
    let lock = (
        "yarn.lock",
        include_str!("answers/members/yarn-1/yarn.lock"),
    );
    let workspace = r#""workspaces": ["apps/*", "packages/*"], "#;
    member("members by Yarn 1", "yarn-members", &[lock], workspace, "*");
}

#[test]
fn a_package_of_a_workspace_of_yarn_4() {
    let lock = (
        "yarn.lock",
        include_str!("answers/members/yarn-4/yarn.lock"),
    );
    let workspace = r#""packageManager": "yarn@4.5.0", "workspaces": ["apps/*", "packages/*"], "#;
    member(
        "members by Yarn 4",
        "berry-members",
        &[lock],
        workspace,
        "*",
    );
}

fn member(title: &'static str, name: &str, files: &[(&str, &str)], workspace: &str, version: &str) {
    let Some((rig, _turn)) = rig::engine(title) else {
        return;
    };
    let mut steps = Steps::of(title);
    let root = format!(
        r#"{{"name": "shop", "private": true, {workspace}"devDependencies": {{"typescript": "^5.9.0"}}}}"#
    );
    let api = format!(
        r#"{{"name": "api", "version": "1.0.0", "private": true, "type": "module", "scripts": {{"start": "node src/main.ts"}}, "dependencies": {{"@shop/greet": "{version}", "ms": "^2.1.3"}}}}"#
    );
    let greet = format!(
        r#"{{"name": "@shop/greet", "version": "1.0.0", "type": "module", "exports": "./dist/index.js", "scripts": {{"build": "tsc"}}, "dependencies": {{"@shop/words": "{version}"}}, "devDependencies": {{"@shop/settings": "{version}"}}}}"#
    );
    // What is of no use to the image, and not in it.
    let other = r#"{"name": "other", "private": true, "version": "1.0.0", "dependencies": {"isarray": "^2.0.5"}}"#;
    let manifests = [
        ("package.json", root.as_str()),
        ("apps/api/package.json", &api),
        ("packages/greet/package.json", &greet),
        ("apps/other/package.json", other),
    ];
    let all = CODE.iter().chain(files).chain(&manifests).copied();
    let code = project::laid(all);
    let project = project::with_code(name, code.path(), &[]);
    project.shift_ports(rig);
    let pages = files.contains(&SITE[0]);
    in_development(&mut steps, rig, &project, pages);
    in_production(&mut steps, rig, &project, pages);
    let passed = steps.done();
    for context in Context::BOTH {
        passed.record(rig, &project, context);
    }
}

fn in_development(steps: &mut Steps, rig: &'static Rig, project: &Project, pages: bool) {
    let stack = Stack::development(rig, project);
    steps.must("development: docker compose up --build --wait", || {
        stack.up();
    });
    if pages {
        steps.check("development: code without a kind has it, too", || {
            seen(stack.published("site", 4000), "/", "site: hello page");
        });
    }
    let port = stack.published("api", 3000);
    let before = stack.identities();
    steps.check(
        "development: it answers with what two packages have, and edits of both are seen",
        || {
            seen(port, "/", "api: hello 1s");
            project.edit("packages/words/src/index.js", "hello\"", "good day\"");
            seen(port, "/", "api: good day 1s");
            project.edit("apps/api/src/main.ts", "api: ", "edited: ");
            seen(port, "/", "edited: good day 1s");
            assert_eq!(before, stack.identities());
        },
    );
    steps.uses("hot_reload");
    steps.check("development: stop", || stops_with_0(&stack, &["api"]));
}

fn in_production(steps: &mut Steps, rig: &'static Rig, project: &Project, pages: bool) {
    let stack = Stack::production_without_edge(rig, project);
    steps.must("production: docker compose up --build --wait", || {
        stack.up();
    });
    if pages {
        steps.check("production: code without a kind has it, too", || {
            let script = "fetch('http://127.0.0.1:4000/').then(r => r.text()).then(t => process.stdout.write(t))";
            assert_eq!(
                stack.exec("site", &["node", "-e", script]),
                "site: good day page"
            );
        });
    }
    steps.check("production: it answers", || {
        let script = "fetch('http://127.0.0.1:3000/').then(r => r.text()).then(t => process.stdout.write(t))";
        assert_eq!(
            stack.exec("api", &["node", "-e", script]),
            "edited: good day 1s"
        );
    });
    steps.check(
        "production: packages that it does not need and what only development needs are not there",
        || {
            let there = stack.exec("api", &["ls", "/app/apps", "/app/node_modules"]);
            for missing in ["other", "isarray", "typescript"] {
                assert!(!there.contains(missing), "{there}");
            }
        },
    );
    steps.check("production: stop", || stops_with_0(&stack, &["api"]));
}
