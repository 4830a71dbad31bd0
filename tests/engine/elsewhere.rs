//! Stores that production has elsewhere: two containers outside the project stand for a managed database and a managed cache.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::time::Duration;

use crate::support::compose::Stack;
use crate::support::process::run;
use crate::support::project::Project;
use crate::support::rig::Rig;
use crate::support::steps::Steps;
use crate::support::wait;

/// The stores of production, which the project does not have.
pub struct Elsewhere {
    rig: &'static Rig,
    names: [String; 2],
    pub variables: Vec<(String, String)>,
}

/// A password that has no business outside its file.
const PASSWORDS: [&str; 2] = ["ofthemanageddatabase7", "ofthemanagedcache7"];

impl Elsewhere {
    pub fn start(rig: &'static Rig, project: &Project) -> Self {
        let [database, cache] = ["postgres:18-trixie", "valkey/valkey:9.1-trixie"];
        rig.named(&[database, cache]);
        let names = ["db", "cache"].map(|name| format!("elsewhere-{name}-{}", std::process::id()));
        let docker = |args: &[&str]| run(rig.command("docker").args(args)).ok().stdout;
        // The host's address as containers of every network see it.
        let format = "{{(index .IPAM.Config 0).Gateway}}";
        let host = docker(&["network", "inspect", "bridge", "--format", format]);
        let host = host.trim().to_owned();
        let mut this = Self {
            rig,
            names,
            variables: Vec::new(),
        };
        let [db_name, cache_name] = &this.names.clone();
        let password = format!("POSTGRES_PASSWORD={}", PASSWORDS[0]);
        let (db_port, cache_port) = (format!("{host}::5432"), format!("{host}::6379"));
        docker(&[
            "run",
            "--detach",
            "--name",
            db_name,
            "--publish",
            &db_port,
            "--env",
            &password,
            "--env",
            "POSTGRES_USER=tenant",
            "--env",
            "POSTGRES_DB=rented",
            database,
        ]);
        let save = "exec valkey-server --save '' --requirepass \"$0\"";
        docker(&[
            "run",
            "--detach",
            "--name",
            cache_name,
            "--publish",
            &cache_port,
            cache,
            "sh",
            "-c",
            save,
            PASSWORDS[1],
        ]);
        let port = |name: &str, inside: &str| {
            let said = docker(&["port", name, inside]);
            said.trim().rsplit(':').next().unwrap().to_owned()
        };
        wait::until("the managed database", Duration::from_mins(1), || {
            let ready = [
                "exec",
                db_name,
                "pg_isready",
                "-h",
                "127.0.0.1",
                "-U",
                "tenant",
            ];
            (run(rig.command("docker").args(ready)).code == Some(0)).then_some(())
        });
        let pairs = [
            ("DB_HOST", host.clone()),
            ("DB_REMOTE_PORT", port(db_name, "5432")),
            ("DB_USER", "tenant".to_owned()),
            ("DB_DATABASE", "rented".to_owned()),
            ("CACHE_HOST", host.clone()),
            ("CACHE_REMOTE_PORT", port(cache_name, "6379")),
            ("CACHE_DATABASE", "2".to_owned()),
        ];
        let variables = pairs.map(|(name, value)| (name.to_owned(), value)).to_vec();
        fs::create_dir_all(project.path("secrets")).unwrap();
        for (name, word) in ["db_password", "cache_password"].iter().zip(PASSWORDS) {
            let path = project.path(&format!("secrets/{name}"));
            fs::write(&path, word).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
        }
        this.variables = variables;
        this
    }

    /// The rows and entries are there, and the passwords are nowhere but in their files.
    pub fn used(&self, steps: &mut Steps, stack: &Stack) {
        let [db, cache] = &self.names;
        let docker = |args: &[&str]| run(self.rig.command("docker").args(args)).ok().stdout;
        steps.check("the managed database has the migrations", || {
            let query = "SELECT count(*) FROM alembic_version";
            let found = docker(&[
                "exec", db, "psql", "-U", "tenant", "-d", "rented", "-tAc", query,
            ]);
            assert_eq!(found.trim(), "1");
        });
        steps.check("the URL of the managed cache is joined in the container", || {
            let code = "import socket; from urllib.parse import urlsplit; \
                        all = dict(one.split('=', 1) for one in open('/proc/1/environ').read().split('\\0') if '=' in one); \
                        url = urlsplit(all['REDIS_URL']); s = socket.create_connection((url.hostname, url.port), 5); \
                        s.sendall(f'AUTH {url.password}\\r\\nSELECT {url.path[1:]}\\r\\nSET asked yes\\r\\n'.encode()); \
                        s.shutdown(socket.SHUT_WR); print(b''.join(iter(lambda: s.recv(99), b'')))";
            let said = stack.exec("api", &["python", "-c", code]);
            assert_eq!(said.matches("+OK").count(), 3, "{said}");
            let word = format!("REDISCLI_AUTH={}", PASSWORDS[1]);
            let found = docker(&["exec", "--env", &word, cache, "valkey-cli", "-n", "2", "get", "asked"]);
            assert_eq!(found.trim(), "yes");
        });
        steps.check("no password of theirs in `docker inspect`", || {
            for container in &stack.containers() {
                let text = container.0.to_string();
                assert!(
                    !PASSWORDS.iter().any(|word| text.contains(word)),
                    "{}",
                    container.service()
                );
            }
        });
        steps.check("neither is started here", || {
            assert!(
                stack
                    .containers()
                    .iter()
                    .all(|one| !["db", "cache"].contains(&one.service()))
            );
        });
    }
}

impl Drop for Elsewhere {
    fn drop(&mut self) {
        let [db, cache] = &self.names;
        run(self
            .rig
            .command("docker")
            .args(["rm", "--force", "--volumes", db, cache]));
    }
}
