//! Trees that nobody would make: detection ends, and tells the rest. What is merely broken, too long or too deep is in `detect`.

use std::fs;

use crate::detect::{GOOD, Known, with};

#[test]
fn what_nobody_would_write_ends_and_leaves_the_rest() {
    let lines: Vec<String> = (0..9)
        .map(|n| {
            format!(
                "x{}: &x{} [{}]",
                n + 1,
                n + 1,
                vec![format!("*x{n}"); 9].join(", ")
            )
        })
        .collect();
    let bomb = format!("x0: &x0 [lol]\n{}\npackages: *x9\n", lines.join("\n"));
    let entities = "<!DOCTYPE p [<!ENTITY a \"lol\"><!ENTITY b \"&a;&a;&a;&a;\">]><project><artifactId>&b;</artifactId></project>";
    let cases: [(&str, &[(&str, &str)]); 8] = [
        ("an alias that grows", &[("pnpm-workspace.yaml", &bomb)]),
        ("entities", &[("java/pom.xml", entities)]),
        (
            "values of other kinds",
            &[(
                "odd/package.json",
                r#"{"name": 7, "dependencies": [null, {"a": 1}], "workspaces": {"packages": 3}, "scripts": ["x"], "engines": null}"#,
            )],
        ),
        (
            "files that name one another",
            &[
                ("py/requirements.txt", "-r more.txt\nflask\n"),
                (
                    "py/more.txt",
                    "-r requirements.txt\n-r ../../../etc/passwd\n",
                ),
            ],
        ),
        (
            "packages that need one another",
            &[
                (
                    "a/package.json",
                    r#"{"name": "a", "dependencies": {"b": "*", "a": "*"}}"#,
                ),
                (
                    "b/package.json",
                    r#"{"name": "b", "dependencies": {"a": "*"}}"#,
                ),
            ],
        ),
        (
            "members that lie outside",
            &[(
                "package.json",
                r#"{"workspaces": ["../**", "/", "./././", "**/**/**/**", "!good", "{a,{b,{c", ""]}"#,
            )],
        ),
        (
            "crates by paths out of it",
            &[(
                "rs/Cargo.toml",
                "[package]\nname = \"x\"\n[dependencies]\ny = { path = \"../../../..\" }\nz = { path = \"\" }\n",
            )],
        ),
        (
            "a module of itself",
            &[("go/go.mod", "module m\n\nrequire m v1.0.0\n\nuse (\n")],
        ),
    ];
    let known = Known::new();
    for (what, files) in cases {
        let files: Vec<(&str, &[u8])> = files
            .iter()
            .map(|(path, text)| (*path, text.as_bytes()))
            .collect();
        let sandbox = with(&files);
        sandbox.write(GOOD.0, GOOD.1);
        let begun = std::time::Instant::now();
        let proposal = known.proposal(&sandbox.dir);
        assert!(begun.elapsed().as_secs() < 20, "{what}");
        let found = proposal.services.iter().any(|one| one.path == "good");
        assert!(found, "{what}: {:?}", proposal.services);
    }
}

#[test]
fn a_pipe_a_socket_and_a_folder_are_no_manifests() {
    let sandbox = with(&[GOOD]);
    let pipe = sandbox.dir.join("package.json");
    let mode = rustix::fs::Mode::from_raw_mode(0o644);
    rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, mode, 0).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(sandbox.dir.join("go.mod")).unwrap();
    fs::create_dir_all(sandbox.dir.join("good/requirements.txt")).unwrap();
    let proposal = Known::new().proposal(&sandbox.dir);
    assert_eq!(proposal.services.len(), 1);
    assert_eq!(proposal.services[0].path, "good");
}
