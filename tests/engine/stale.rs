//! A volume that was made with another password than the one that will be used: the database refuses it,
//! so it is told before that.

use std::fs;

use crate::support::compose::Stack;
use crate::support::process::run;
use crate::support::project::project;
use crate::support::rig;
use crate::support::steps::Steps;

#[test]
fn a_volume_of_another_password_is_told() {
    let Some((rig, _turn)) = rig::engine("stale volumes") else {
        return;
    };
    let mut steps = Steps::of("stale volumes");
    let project = project("stale", &["--preset", "django"]);
    project.shift_ports(rig);
    let applied = || {
        run(rig
            .command(env!("CARGO_BIN_EXE_dockwright"))
            .arg("apply")
            .arg(&project.dir))
        .ok()
        .output()
    };
    // The database alone, with its data: what it takes is what it was made with.
    let stack = Stack::development(rig, &project);
    rig.images(&project.dir);
    steps.must("docker compose up --wait db", || {
        run(&mut stack.compose(&["up", "--wait", "db"])).ok();
    });
    steps.check(
        "nothing is told of a volume whose password is known",
        || {
            let said = applied();
            assert!(!said.contains("stale-volume"), "{said}");
        },
    );
    steps.check(
        "another password in .env is told, and refused by the database",
        || {
            project.set_env(&[("DB_PASSWORD".to_owned(), "another".to_owned())]);
            let said = applied();
            assert!(
                said.contains("stale-volume") && said.contains("DB_PASSWORD"),
                "{said}"
            );
            let asked = run(&mut stack.compose(&[
                "run",
                "--rm",
                "--no-deps",
                "--env",
                "PGPASSWORD=another",
                "db",
                "psql",
                "--host=db",
                "--username=app",
                "--dbname=app",
                "--command=select 1",
            ]));
            assert!(
                asked.code != Some(0) && asked.output().contains("password authentication failed"),
                "{asked}"
            );
        },
    );
    steps.check("and no more where it is as it was", || {
        project.set_env(&[("DB_PASSWORD".to_owned(), "development-only".to_owned())]);
        let said = applied();
        assert!(!said.contains("stale-volume"), "{said}");
    });
    steps.check(
        "a secret that is made anew beside production's volume is told",
        || {
            let name = project.dir.file_name().unwrap().to_str().unwrap();
            let volume = format!("{name}-production_db");
            run(rig.command("docker").args(["volume", "create", &volume])).ok();
            fs::remove_file(project.path("secrets/db_password")).unwrap();
            let said = applied();
            run(rig.command("docker").args(["volume", "rm", &volume])).ok();
            assert!(
                said.contains("stale-volume") && said.contains("secrets/db_password"),
                "{said}"
            );
        },
    );
    steps.done();
}
