//! Addresses, called as a browser on this machine calls them.

use std::thread;
use std::time::{Duration, Instant};

use super::context::Verifier;
use super::http;
use super::settle::Settled;
use super::stack::log;
use crate::core::verify::cause::Stage;
use crate::core::verify::state::Verdict;
use crate::core::verify::{Page, is_answered};
use crate::shell::stop::Stopped;

/// A page that is made for the first time may take as long.
const PATIENCE: Duration = Duration::from_secs(30);

impl Verifier<'_> {
    /// Calls an address.
    pub(super) fn page(&mut self, settled: &Settled, page: &Page) -> Result<(), Stopped> {
        let name = format!("{} GET {}", page.service, page.path);
        let is_up = settled.verdicts.get(&page.service) == Some(&Verdict::Good);
        if !is_up {
            let why = format!("{} is not up", page.service);
            self.not_asked(&name, &why);
            return Ok(());
        }
        let begun = Instant::now();
        loop {
            self.stop.check()?;
            let answer = http::get(page.port, &page.path);
            let seen = match &answer {
                Ok(answer) => format!("{} answers {}", page.url(), answer.status),
                Err(error) => format!("{} does not answer: {error}", page.url()),
            };
            if answer
                .as_ref()
                .is_ok_and(|answer| is_answered(answer.status))
            {
                self.good(&name, seen);
                return Ok(());
            }
            if begun.elapsed() > PATIENCE {
                let own = settled
                    .containers
                    .iter()
                    .find(|one| one.service == page.service);
                let said = own.map(|one| log(one, self.stop)).transpose()?;
                self.bad(&name, Stage::Url, &[], &said.unwrap_or_default(), &seen);
                return Ok(());
            }
            thread::sleep(Duration::from_millis(500));
        }
    }
}
