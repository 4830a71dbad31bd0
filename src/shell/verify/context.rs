//! One context of a project, from its files to the last container that is taken down.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::Value as Json;

use super::ports::Free;
use super::settle::{Settled, settle};
use super::stack::{Made, Throwaway};
use super::{Asked, failed};
use crate::core::answers::Context;
use crate::core::dot_env;
use crate::core::verify::cause::{Evidence, Fact, Stage};
use crate::core::verify::state::Verdict;
use crate::core::verify::{
    Finding, Told, cause, elsewhere, needed_variables, own_addresses, pages, port_variables,
};
use crate::shell::docker::{self, Ran};
use crate::shell::stop::{Stop, Stopped};

/// A question to Compose alone.
const ASK: Duration = Duration::from_mins(1);
/// That many of the last lines are shown.
const SHOWN: usize = 12;

/// What verifies one context.
pub(super) struct Verifier<'a> {
    pub(super) asked: &'a Asked<'a>,
    pub(super) context: Context,
    /// The project's folder, through no link.
    pub(super) dir: &'a Path,
    /// The run's folder for this context, with the copy in it.
    pub(super) folder: &'a Path,
    pub(super) mark: &'a str,
    pub(super) stop: &'a Stop,
    pub(super) tell: &'a mut dyn FnMut(Told<'_>),
    pub(super) findings: &'a mut Vec<Finding>,
    /// Scripts with Windows' line ends.
    pub(super) crlf: Vec<String>,
}

impl Verifier<'_> {
    /// All of it. What is found is added to the findings.
    pub(super) fn verify(&mut self, free: &mut Free) -> Result<(), Stopped> {
        let names = port_variables(self.asked.plan, self.context);
        let given: BTreeMap<String, u16> =
            names.into_iter().map(|name| (name, free.port())).collect();
        let Some(config) = self.config(&given)? else {
            return Ok(());
        };
        if self.context == Context::Development {
            self.own_ports()?;
        }
        self.crlf = self.scripts();
        let (stack, plan) = (self.asked.stack, self.asked.plan);
        let left_out = elsewhere(stack, plan, self.context, &config);
        let made = Made {
            config: &config,
            dir: self.dir,
            folder: self.folder,
            mark: self.mark,
            given: &given.values().copied().collect::<BTreeSet<u16>>(),
            left_out: &left_out,
        };
        for (name, why) in &left_out {
            self.good(name, format!("not started here: {why}"));
        }
        let throwaway = match Throwaway::prepare(&made, free) {
            Ok(throwaway) => throwaway,
            Err(error) => {
                self.found(failed(&self.check("files"), &error.to_string()));
                return Ok(());
            }
        };
        let result = self.live(&throwaway);
        if self.asked.keep && result.is_ok() {
            self.say(&format!("kept: `{}` ends it", throwaway.end()));
            return result;
        }
        self.say(&format!("taking {} down", throwaway.project));
        let left = throwaway.down();
        if left.is_empty() {
            self.good(
                "teardown",
                format!("nothing is left of {}", throwaway.project),
            );
        } else {
            let what = format!("still there: {}", left.join(", "));
            self.found(failed(&self.check("teardown"), &what));
        }
        result
    }

    /// From the build to the last question.
    fn live(&mut self, stack: &Throwaway) -> Result<(), Stopped> {
        if !self.build(stack)? {
            return Ok(());
        }
        let Some(settled) = self.start(stack)? else {
            return Ok(());
        };
        self.services(stack, &settled)?;
        let pages = pages(self.asked.stack, self.context, &stack.config);
        for page in pages {
            self.page(&settled, &page)?;
        }
        for question in self.asked.questions.of(self.context) {
            self.question(&settled, question)?;
        }
        self.afterwards(stack, &settled)
    }

    /// The files as Compose understands them with these ports.
    pub(super) fn config(
        &mut self,
        given: &BTreeMap<String, u16>,
    ) -> Result<Option<Json>, Stopped> {
        let dir = self.dir.to_string_lossy();
        let second = match self.context {
            Context::Development => "compose.override.yaml",
            Context::Production => "compose.prod.yaml",
        };
        let files: Vec<String> = ["compose.yaml", second]
            .iter()
            .map(|name| self.dir.join(name))
            .filter(|path| path.exists())
            .map(|path| path.to_string_lossy().into_owned())
            .collect();
        let mut args = vec!["compose", "--project-directory", &dir];
        args.extend(files.iter().flat_map(|file| ["--file", file.as_str()]));
        args.extend(["--profile", "*", "config", "--format", "json"]);
        let ran = docker::run_with(&args, &self.variables(given), Some(self.stop), ASK)?;
        let config = serde_json::from_str::<Json>(&ran.stdout).ok();
        if let Some(config) = config.filter(|_| ran.is_ok()) {
            return Ok(Some(config));
        }
        self.bad(
            "files",
            Stage::Files,
            &[],
            &ran.said(),
            "Compose refuses the files",
        );
        Ok(None)
    }

    /// What Compose is told: ports of this run, and stand-ins for what only a server knows.
    fn variables(&self, given: &BTreeMap<String, u16>) -> Vec<(String, String)> {
        let mut variables: Vec<(String, String)> = Vec::new();
        let said = std::fs::read_to_string(self.dir.join(".env")).unwrap_or_default();
        let is_said = |name: &str| {
            let mut keys = said.lines().filter_map(dot_env::key);
            std::env::var_os(name).is_some() || keys.any(|key| key == name)
        };
        let page = given.values().next().copied().unwrap_or(80);
        let own = own_addresses(self.asked.stack, self.context);
        for name in needed_variables(self.asked.plan, self.context).into_keys() {
            if own.contains(&name) {
                variables.push((name, format!("http://localhost:{page}")));
            } else if !is_said(&name) {
                variables.push((name, "verify".to_owned()));
            }
        }
        let ports = given
            .iter()
            .map(|(name, port)| (name.clone(), port.to_string()));
        variables.extend(ports);
        variables
    }

    fn build(&mut self, stack: &Throwaway) -> Result<bool, Stopped> {
        let begun = Instant::now();
        self.say("building the images");
        let ran = stack.build(self.stop)?;
        if ran.is_ok() {
            self.good("build", format!("built in {}", seconds(begun)));
            return Ok(true);
        }
        self.bad(
            "build",
            Stage::Build,
            &[],
            &built(&ran),
            "an image cannot be built",
        );
        for name in stack.services.keys() {
            self.not_asked(name, "the images cannot be built");
        }
        Ok(false)
    }

    /// Starts all, and waits until it is known of each how it is.
    fn start(&mut self, stack: &Throwaway) -> Result<Option<Settled>, Stopped> {
        let begun = Instant::now();
        self.say("starting the containers");
        let job = match stack.up() {
            Ok(job) => job,
            Err(error) => {
                self.found(failed(&self.check("start"), &error.to_string()));
                return Ok(None);
            }
        };
        let word = self.context.word();
        let tell = &mut *self.tell;
        let mut known = |name: &str, verdict| {
            let how = if verdict == Verdict::Good {
                "well"
            } else {
                "not well"
            };
            let what = format!("{word}: {name} is {how} after {}", seconds(begun));
            tell(Told::Doing(&what));
        };
        let settled = settle(stack, job, self.stop, &mut known)?;
        let bad = settled
            .verdicts
            .values()
            .any(|verdict| *verdict == Verdict::Bad);
        let failed = settled.up.as_ref().filter(|ran| !ran.is_ok());
        if let Some(ran) = failed.filter(|_| !bad) {
            self.bad(
                "start",
                Stage::Start,
                &[],
                &ran.stderr,
                "the engine refuses to start it",
            );
        }
        Ok(Some(settled))
    }

    /// One thing is known.
    pub(super) fn found(&mut self, finding: Finding) {
        super::found(finding, self.findings, self.tell);
    }

    pub(super) fn check(&self, name: &str) -> String {
        format!("{}/{name}", self.context.word())
    }

    pub(super) fn say(&mut self, text: &str) {
        (self.tell)(Told::Doing(&format!("{}: {text}", self.context.word())));
    }

    pub(super) fn good(&mut self, name: &str, seen: impl Into<String>) {
        self.found(Finding::good(self.check(name), seen));
    }

    pub(super) fn not_asked(&mut self, name: &str, why: &str) {
        self.found(Finding::not_asked(self.check(name), why));
    }

    pub(super) fn bad(&mut self, name: &str, stage: Stage, facts: &[Fact], said: &str, seen: &str) {
        let lines: Vec<&str> = said
            .lines()
            .map(str::trim_end)
            .filter(|line| !line.is_empty())
            .collect();
        let evidence = Evidence {
            stage,
            facts,
            lines: &lines,
        };
        let shown = lines.iter().skip(lines.len().saturating_sub(SHOWN));
        let shown = shown.map(|line| (*line).to_owned()).collect();
        let check = self.check(name);
        self.found(Finding::bad(check, cause(&evidence), seen, shown));
    }
}

/// What a build said, without the steps that went well.
fn built(ran: &Ran) -> String {
    let said = ran.said();
    let lines = said.lines().map(|line| {
        // `#12 0.345 what it says`
        let rest = line.strip_prefix('#').and_then(|line| line.split_once(' '));
        let Some((_, rest)) = rest else { return line };
        match rest.split_once(' ') {
            Some((time, said)) if time.parse::<f32>().is_ok() => said,
            _ => rest,
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

pub(super) fn seconds(begun: Instant) -> String {
    format!("{:.0} s", begun.elapsed().as_secs_f32())
}
