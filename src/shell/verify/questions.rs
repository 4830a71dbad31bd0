//! Tests of the services and queries of their clients, run in the containers that are up.

use std::time::{Duration, Instant};

use super::context::{Verifier, seconds};
use super::settle::Settled;
use crate::core::plan::Question;
use crate::core::verify::cause::Stage;
use crate::core::verify::state::Verdict;
use crate::shell::docker;
use crate::shell::stop::Stopped;

/// Tests may first compile what they test.
const TESTS: Duration = Duration::from_mins(20);
/// Frameworks need a moment before their first query.
const QUERY: Duration = Duration::from_mins(2);
/// The engine's own code where a container has not the program.
const NO_PROGRAM: i32 = 127;

impl Verifier<'_> {
    /// Runs one, and says what came of it.
    pub(super) fn question(&mut self, settled: &Settled, ask: &Question) -> Result<(), Stopped> {
        let name = match &ask.of {
            Some(of) => format!("{} asks {of}", ask.service),
            None => format!("{} tests", ask.service),
        };
        let is_up = |name: &String| settled.verdicts.get(name) == Some(&Verdict::Good);
        let names = [Some(&ask.service), Some(&ask.inside), ask.of.as_ref()];
        if let Some(missing) = names.into_iter().flatten().find(|name| !is_up(name)) {
            self.not_asked(&name, &format!("{missing} is not up"));
            return Ok(());
        }
        let Some(inside) = settled
            .containers
            .iter()
            .find(|one| one.service == ask.inside)
        else {
            return Ok(());
        };
        let begun = Instant::now();
        self.say(&name);
        // What is made of secrets' files is made by the entrypoint of an image that is built here: one
        // script, which ends in what it is given.
        let entrypoint = match &inside.entrypoint[..] {
            [script] if ask.inside == ask.service => Some(script),
            _ => None,
        };
        let before = ["exec", inside.id.as_str()].into_iter();
        let words = entrypoint.into_iter().chain(&ask.command);
        let command: Vec<&str> = before.chain(words.map(String::as_str)).collect();
        let limit = if ask.of.is_some() { QUERY } else { TESTS };
        let ran = docker::run(&command, Some(self.stop), limit)?;
        let nothing = ran
            .code
            .is_some_and(|code| ask.nothing.contains(&i64::from(code)));
        let program = ask.command.first().map_or("", String::as_str);
        match ran.code {
            Some(0) => {
                let how = if ask.of.is_some() {
                    "answered"
                } else {
                    "they pass"
                };
                self.good(&name, format!("{how}, in {}", seconds(begun)));
            }
            Some(NO_PROGRAM) if ask.of.is_none() => {
                self.good(
                    &name,
                    format!("there are none: `{program}` is not in its image"),
                );
            }
            Some(_) if nothing => self.good(&name, "there are none"),
            code => {
                let stage = if ask.of.is_some() {
                    Stage::Query
                } else {
                    Stage::Test
                };
                let seen = match code {
                    Some(code) => format!("`{program}` ended with {code}"),
                    None => format!("`{program}` took longer than {} s", limit.as_secs()),
                };
                self.bad(&name, stage, &[], &ran.said(), &seen);
            }
        }
        Ok(())
    }
}
