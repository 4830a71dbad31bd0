//! Whether the user wants it to end: Ctrl-c, what ends programs, or a key of the wizard.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use signal_hook::SigId;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::{flag, low_level};

/// From now on signals are only noted, until this is dropped: what was made is taken down first.
#[derive(Debug)]
pub struct Stop {
    wanted: Arc<AtomicBool>,
    ids: Vec<SigId>,
}

/// It was told to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stopped;

impl Stop {
    /// Begins to listen.
    pub fn listen() -> io::Result<Self> {
        Self::listen_with(Arc::default())
    }

    /// The same; somebody else who says so ends it too.
    pub fn listen_with(wanted: Arc<AtomicBool>) -> io::Result<Self> {
        let mut stop = Self {
            wanted,
            ids: Vec::new(),
        };
        for signal in [SIGINT, SIGTERM, SIGHUP] {
            stop.ids
                .push(flag::register(signal, Arc::clone(&stop.wanted))?);
        }
        Ok(stop)
    }

    /// Whether a signal came.
    pub(super) fn is_wanted(&self) -> bool {
        self.wanted.load(Ordering::Relaxed)
    }

    /// Goes on only if none came.
    pub(super) fn check(&self) -> Result<(), Stopped> {
        if self.is_wanted() {
            Err(Stopped)
        } else {
            Ok(())
        }
    }
}

impl Drop for Stop {
    fn drop(&mut self) {
        for id in self.ids.drain(..) {
            low_level::unregister(id);
        }
    }
}
