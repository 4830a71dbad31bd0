//! Ports of this machine that nothing listens on.

use crate::shell::ports::is_taken;

/// Below the range that systems give to connections, so that none takes it before the stack does.
const FIRST: u16 = 21_000;
const COUNT: u16 = 9_000;

/// Hands out ports that nothing listens on.
pub(super) struct Free {
    next: u16,
}

impl Free {
    /// Two runs at once begin at other places.
    pub(super) fn new() -> Self {
        let place = std::process::id() % u32::from(COUNT);
        Self {
            next: u16::try_from(place).unwrap_or_default(),
        }
    }

    /// The next one. Where all are taken, any: the engine will say so.
    pub(super) fn port(&mut self) -> u16 {
        for _ in 0..COUNT {
            self.next = (self.next + 1) % COUNT;
            if !is_taken(FIRST + self.next) {
                break;
            }
        }
        FIRST + self.next
    }
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, TcpListener};

    use super::*;

    #[test]
    fn a_port_is_given_once_and_is_free() {
        let mut free = Free::new();
        let (one, other) = (free.port(), free.port());
        assert_ne!(one, other);
        let _held = TcpListener::bind((Ipv4Addr::LOCALHOST, one)).unwrap();
        assert!(is_taken(one));
    }
}
