//! What must be in no image and in nothing that is shown: secrets, the debugger, the test user.

use std::slice;

use crate::support::compose::Stack;
use crate::support::image::{self, Layers};
use crate::support::project::{Project, dockwright};
use crate::support::steps::Steps;

/// Words that nobody else writes, in `.env` and in `secrets/`, and every secret that is there already.
pub struct Canaries(Vec<String>);

impl Canaries {
    pub fn place(project: &Project) -> Self {
        let mut words = Vec::new();
        for (path, secret) in project.secrets() {
            assert!(
                secret.len() >= 32 && secret.bytes().all(|byte| byte.is_ascii_alphanumeric()),
                "{path}: not 32 letters and digits"
            );
            words.push(secret);
        }
        assert!(!words.is_empty(), "production has no secrets");
        let word = |place: &str| format!("canary{place}{}{}", std::process::id(), "x7Kq".repeat(6));
        project.set_env(&[("CANARY".to_owned(), word("env"))]);
        project.write("secrets/canary", &word("secrets"));
        words.extend([word("env"), word("secrets")]);
        Self(words)
    }

    fn absent(&self, from: &str, text: &str) {
        let found = self.0.iter().filter(|word| text.contains(*word)).count();
        assert_eq!(found, 0, "{from} shows a secret");
    }
}

/// The checks of the image of production.
pub fn production(steps: &mut Steps, stack: &Stack, project: &Project) {
    let built = stack.built();
    steps.check("no debugger in the image", || {
        for image in &built {
            assert_eq!(image::find(stack, image, "*debugpy*"), "", "{image}");
            assert_ne!(
                image::find(stack, image, "manage.py"),
                "",
                "the search itself"
            );
        }
    });
    steps.check(
        "neither the test user's name nor a script for one is in the image",
        || {
            let wrong = [
                "TEST_USER",
                "TEST_PASSWORD",
                "test_user",
                "create_superuser",
            ];
            for image in &built {
                // Django itself knows how to make users.
                let layers = Layers::of(stack, project, image);
                none_of(&layers, &wrong.map(str::to_owned), "*/site-packages/*");
            }
        },
    );
}

/// The words are in no layer; what every image of the project has proves that the search reads them.
fn none_of(layers: &Layers, wrong: &[String], known: &str) {
    let control = "exec \"$@\"".to_owned();
    let words = [wrong, slice::from_ref(&control)].concat();
    let mut found = layers.find(&words, known);
    assert!(found.remove(&control).is_some(), "the search itself");
    assert!(found.is_empty(), "{found:#?}");
}

/// The search for secrets, in both contexts.
pub fn canaries(steps: &mut Steps, canaries: &Canaries, stacks: &[&Stack], project: &Project) {
    steps.check("no secret in any layer of any image", || {
        for stack in stacks {
            for image in stack.built() {
                none_of(&Layers::of(stack, project, &image), &canaries.0, "nothing");
            }
        }
    });
    steps.check(
        "no secret in docker inspect, history and compose config",
        || {
            for stack in stacks {
                let containers = stack.containers();
                assert!(!containers.is_empty(), "nothing ran");
                for container in containers {
                    canaries.absent("docker inspect", &container.0.to_string());
                }
                for image in stack.built() {
                    canaries.absent(
                        "docker inspect",
                        &stack.docker(&["image", "inspect", &image]),
                    );
                    canaries.absent(
                        "docker history",
                        &stack.docker(&["history", "--no-trunc", &image]),
                    );
                }
                canaries.absent("docker compose config", &stack.run(&["config"]).ok().stdout);
                canaries.absent(
                    "docker compose config --variables",
                    &stack.run(&["config", "--variables"]).ok().stdout,
                );
                canaries.absent("docker compose logs", &stack.run(&["logs"]).ok().output());
            }
        },
    );
    steps.check("no secret in a preview, diff or JSON of dockwright", || {
        let dir = project.dir.to_str().unwrap();
        let commands: [&[&str]; 6] = [
            &["diff", dir],
            &["check", dir],
            &["check", dir, "--json"],
            &["diff", dir, "--json"],
            &["init", dir, "--yes", "--dry-run"],
            &["init", dir, "--yes", "--dry-run", "--json"],
        ];
        // Once as it is, and once with something to tell: a port that moves.
        let answers = project.read("dockwright.yaml");
        project.write(
            "dockwright.yaml",
            &answers.replace("port: 8000", "port: 8002"),
        );
        for command in [["diff", dir], ["check", dir]] {
            let ran = dockwright(&command, &[]);
            assert!(
                ran.code == Some(1) && ran.output().contains("compose.override.yaml"),
                "{ran}"
            );
            canaries.absent(command[0], &ran.output());
        }
        project.write("dockwright.yaml", &answers);
        for more in [&[][..], &["--set", "services.web.port=8001"][..]] {
            for command in commands
                .iter()
                .filter(|command| more.is_empty() || command[0] == "init")
            {
                let ran = dockwright(command, more);
                assert_ne!(ran.code, Some(2), "{ran}");
                canaries.absent(command[0], &ran.output());
            }
        }
    });
    steps.check("git sees no secret", || {
        project.git(&["init", "--quiet"]);
        let seen = project.git(&["ls-files", "--others", "--exclude-standard"]);
        for path in seen.lines() {
            canaries.absent(path, &project.read(path));
        }
        assert!(seen.contains("compose.yaml"), "{seen}");
    });
}
