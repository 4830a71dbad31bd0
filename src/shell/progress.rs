//! A long look at code, told on stderr where that is a terminal.

use std::cell::Cell;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::Path;
use std::time::{Duration, Instant};

use crate::core::catalog::Catalog;
use crate::core::detect::Findings;
use crate::shell::walk;

/// What is done sooner is not worth a word.
const LONG: Duration = Duration::from_millis(500);

/// What the code of a folder tells. A look that takes long says how far it is, and leaves no trace of that.
pub fn look(catalog: &Catalog, dir: &Path) -> Findings {
    if !io::stderr().is_terminal() {
        return walk::look(catalog, dir, &|_| true);
    }
    let began = Instant::now();
    let told = Cell::new(0);
    let found = walk::look(catalog, dir, &|seen| {
        if began.elapsed() > LONG && seen != told.replace(seen) {
            say(&format!("\r{seen} files looked at, Ctrl-c ends it"));
        }
        true
    });
    if began.elapsed() > LONG && told.get() > 0 {
        say("\r\x1b[K");
    }
    found
}

/// A terminal that is gone hears nothing, and that is no error.
fn say(text: &str) {
    let mut err = io::stderr().lock();
    let _ = err.write_all(text.as_bytes()).and_then(|()| err.flush());
}
