//! gdb as VS Code's C++ debugger starts it: in the container, by what launch.json says of a pipe, at the process that one picks.

use std::path::PathBuf;
use std::time::Duration;

use serde_json::json;

use super::compose::Stack;
use super::process::Beside;
use super::project::Project;
use super::wait;

pub struct Gdb {
    session: Beside,
    log: PathBuf,
}

impl Gdb {
    /// Attaches with a breakpoint in a line of a local file. Where it stops it does `then`, and ends.
    pub fn attach(
        stack: &Stack,
        project: &Project,
        service: &str,
        (file, line): (&str, usize),
        then: &[&str],
    ) -> Self {
        let attach = project.launch(service);
        assert_eq!(
            (&attach["type"], &attach["request"]),
            (&json!("cppdbg"), &json!("attach"))
        );
        let map = attach["sourceFileMap"].as_object().unwrap();
        let (inside, here) = map.iter().next().unwrap();
        let local = project.full(file);
        let below = local.strip_prefix(here.as_str().unwrap()).unwrap();
        let program = attach["program"].as_str().unwrap();
        let listed = stack.exec(service, &["ps", "-axww", "-o", "pid=,args="]);
        let process = listed
            .lines()
            .filter_map(|line| line.trim().split_once(' '))
            .find(|(_, name)| name.trim() == program)
            .unwrap_or_else(|| panic!("{program} is not in\n{listed}"))
            .0;
        let pipe = &attach["pipeTransport"];
        let mut gdb = format!(
            "{} --quiet --pid {process} --eval-command 'break {inside}{below}:{line}' --eval-command continue",
            pipe["debuggerPath"].as_str().unwrap()
        );
        for command in then.iter().chain(&["quit"]) {
            gdb.push_str(&format!(" --eval-command '{command}'"));
        }
        gdb.push_str(" < /dev/null");
        let mut command = stack.command(pipe["pipeProgram"].as_str().unwrap());
        let words = pipe["pipeArgs"].as_array().unwrap();
        command.args(words.iter().map(|word| word.as_str().unwrap()));
        let log = project.path(&format!("{service}.gdb.log"));
        let session = Beside::start(command.arg(gdb), &log);
        let gdb = Self { session, log };
        gdb.says("Continuing.");
        gdb
    }

    /// All that it has said.
    pub fn said(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap()
    }

    /// Waits until it has said a word.
    pub fn says(&self, word: &str) {
        wait::until(word, Duration::from_mins(1), || {
            self.said().contains(word).then_some(())
        });
    }

    /// Waits for its end.
    pub fn ends(&mut self) {
        wait::until("the end of gdb", wait::EDIT, || {
            (!self.session.alive()).then_some(())
        });
    }
}
