//! A package of a workspace of uv that needs another: `init --yes` gives images that have both, without a lockfile and by one that
//! knows more packages than the image has.

use dockwright::core::answers::Context;

use crate::support::app::seen;
use crate::support::compose::Stack;
use crate::support::ends::stops;
use crate::support::project::{self, Project};
use crate::support::rig::{self, Rig};
use crate::support::steps::Steps;

const MAIN: &str = "services/api/app/main.py";
const WORDS: &str = "packages/words/src/words/__init__.py";

const CODE: [(&str, &str); 6] = [
    (
        "pyproject.toml",
        "[tool.uv.workspace]\nmembers = [\"services/*\", \"packages/*\"]\n",
    ),
    (
        "services/api/pyproject.toml",
        "[project]\nname = \"api\"\nversion = \"1\"\nrequires-python = \">=3.12\"\ndependencies = [\"fastapi\", \"uvicorn\", \"words\"]\n\n\
         [tool.uv.sources]\nwords = {workspace = true}\n",
    ),
    (
        MAIN,
        r#"from fastapi import FastAPI
from words import greet

app = FastAPI()


@app.get("/")
def home():
    return "api: " + greet()


@app.get("/healthz")
def health():
    return {}
"#,
    ),
    (
        "packages/words/pyproject.toml",
        "[project]\nname = \"words\"\nversion = \"1\"\nrequires-python = \">=3.12\"\ndependencies = [\"idna\"]\n\n\
         [build-system]\nrequires = [\"hatchling\"]\nbuild-backend = \"hatchling.build\"\n",
    ),
    (
        WORDS,
        "import idna\n\n\ndef greet():\n    return \"hello \" + idna.encode(\"world\").decode()\n",
    ),
    // What is of no use to the image, and not in it.
    (
        "packages/other/pyproject.toml",
        "[project]\nname = \"other\"\nversion = \"1\"\nrequires-python = \">=3.12\"\ndependencies = [\"six\"]\n",
    ),
];

#[test]
fn a_package_of_a_workspace_of_uv() {
    let Some((rig, _turn)) = rig::engine("members by uv") else {
        return;
    };
    let mut steps = Steps::of("members by uv");
    let code = project::laid(CODE);
    let project = project::with_code("uv-members", code.path(), &[]);
    project.shift_ports(rig);
    in_development(&mut steps, rig, &project);
    in_production(&mut steps, rig, &project);
    let passed = steps.done();
    for context in Context::BOTH {
        passed.record(rig, &project, context);
    }
}

fn in_development(steps: &mut Steps, rig: &'static Rig, project: &Project) {
    let stack = Stack::development(rig, project);
    steps.must("development: docker compose up --build --wait", || {
        stack.up();
    });
    let port = stack.published("api", 8000);
    let before = stack.identities();
    steps.check(
        "development: it answers with what another package has, and edits of both are seen",
        || {
            seen(port, "/", "api: hello world");
            project.edit(WORDS, "hello ", "good day ");
            seen(port, "/", "api: good day world");
            project.edit(MAIN, "api: ", "edited: ");
            seen(port, "/", "edited: good day world");
            assert_eq!(before, stack.identities());
        },
    );
    steps.uses("hot_reload");
    steps.must("the workspace gets its lockfile", || {
        stack.exec("api", &["uv", "lock"]);
        assert!(project.read("uv.lock").contains("\"six\""));
    });
    steps.check("development: stop", || stops(&stack));
}

fn in_production(steps: &mut Steps, rig: &'static Rig, project: &Project) {
    let stack = Stack::production_without_edge(rig, project);
    steps.must("production: docker compose up --build --wait", || {
        stack.up();
    });
    steps.check("production: it answers", || {
        let ask = "import urllib.request as u; print(u.urlopen('http://127.0.0.1:8000/').read())";
        let said = stack.exec("api", &["python", "-c", ask]);
        assert!(said.contains("edited: good day world"), "{said}");
    });
    steps.check(
        "production: the other package is built, and what nobody needs is not there",
        || {
            let packages = "import words, importlib.util as u; print(words.__file__, u.find_spec('six'), u.find_spec('other'))";
            let said = stack.exec("api", &["python", "-c", packages]);
            let installed = said.starts_with("/opt/venv/lib/") && said.trim().ends_with("None None");
            assert!(installed, "{said}");
        },
    );
    steps.check("production: stop", || stops(&stack));
}
