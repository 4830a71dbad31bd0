//! The `docker` command, asked and waited for: never longer than somebody would wait.

use std::io::Read as _;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// Longer than an engine takes that is there, and loaded.
const PATIENCE: Duration = Duration::from_secs(15);

/// Why nothing was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Silence {
    /// There is no such command.
    NoCommand,
    /// What it said instead, or that it said nothing.
    Refused(String),
}

/// What `docker` prints with these arguments.
pub fn ask(args: &[&str]) -> Result<String, Silence> {
    let mut command = Command::new("docker");
    command
        .args(args)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Silence::NoCommand,
        _ => Silence::Refused(error.to_string()),
    })?;
    let (send, receive) = mpsc::channel();
    for pipe in [
        child
            .stdout
            .take()
            .map(|pipe| (true, Box::new(pipe) as Box<dyn std::io::Read + Send>)),
        child
            .stderr
            .take()
            .map(|pipe| (false, Box::new(pipe) as Box<dyn std::io::Read + Send>)),
    ] {
        let (is_out, mut pipe) = pipe.unwrap_or((false, Box::new(std::io::empty())));
        let send = send.clone();
        thread::spawn(move || {
            let mut bytes = Vec::new();
            let _ = pipe.read_to_end(&mut bytes);
            let _ = send.send((is_out, String::from_utf8_lossy(&bytes).into_owned()));
        });
    }
    let (mut out, mut talk) = (String::new(), String::new());
    for _ in 0..2 {
        match receive.recv_timeout(PATIENCE) {
            Ok((true, text)) => out = text,
            Ok((false, text)) => talk = text,
            Err(_) => {
                let _ = child.kill();
                let _ = child.wait();
                let seconds = PATIENCE.as_secs();
                return Err(Silence::Refused(format!(
                    "`docker {}` said nothing for {seconds} s",
                    args.first().unwrap_or(&"")
                )));
            }
        }
    }
    match child.wait() {
        Ok(status) if status.success() => Ok(out),
        _ => {
            let said = talk.lines().find(|line| !line.trim().is_empty());
            Err(Silence::Refused(
                said.unwrap_or("it failed").trim().to_owned(),
            ))
        }
    }
}
