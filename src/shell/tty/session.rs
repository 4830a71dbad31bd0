//! The terminal taken over, and given back as it was: at the end, on a panic, for a while.

use std::io::{self, Write as _};
use std::panic;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Once};
use std::thread;
use std::time::Duration;

use crossterm::terminal;
use rustix::process::{Signal, kill_current_process_group};
use signal_hook::consts::SIGCONT;

use super::listen::Listener;

/// The alternate screen, no cursor, bracketed paste, focus.
const ENTER: &[u8] = b"\x1b[?1049h\x1b[?25l\x1b[?2004h\x1b[?1004h";
/// Press and release, drag, and places beyond column 223. Not 1003: every motion would wake us.
const MOUSE: &[u8] = b"\x1b[?1000h\x1b[?1002h\x1b[?1006h";
/// `OSC 11`, as xterm has it: answered by most, passed over by the rest.
const ASK_BACKGROUND: &[u8] = b"\x1b]11;?\x1b\\";
/// All of it in reverse; colours too, should a frame have been cut.
const LEAVE: &[u8] = b"\x1b[?1006l\x1b[?1002l\x1b[?1000l\x1b[?1004l\x1b[?2004l\x1b[?2026l\x1b[0m\x1b[?25h\x1b[?1049l";

/// Whether there is anything to give back. The panic hook has no session to ask.
static ENTERED: AtomicBool = AtomicBool::new(false);
static HOOK: Once = Once::new();

/// The terminal is ours as long as this lives.
#[derive(Debug)]
pub struct Session(());

impl Session {
    /// Takes the terminal over, with the mouse. From now on a panic gives it back before it says a word.
    pub fn enter() -> io::Result<Self> {
        HOOK.call_once(|| {
            let before = panic::take_hook();
            panic::set_hook(Box::new(move |info| {
                restore();
                before(info);
            }));
        });
        let session = Self(());
        Self::take()?;
        Ok(session)
    }

    /// Asks for the colour of the background. The answer comes among the keys; not every terminal has one.
    pub fn ask_background(&self) -> io::Result<()> {
        send(ASK_BACKGROUND)
    }

    /// Gives the terminal back; a second time does nothing.
    pub fn leave(&mut self) {
        restore();
    }

    /// Takes everything again, whatever the terminal is in: a stop from outside or a program that was lent
    /// the terminal may have changed anything.
    pub fn renew(&mut self) -> io::Result<()> {
        restore();
        Self::take()
    }

    /// Stops this process and its whole group as Ctrl-z does, and comes back with SIGCONT. For the main thread: it is the
    /// one that takes the stop. Where nobody could wake us (a group without a shell) the system refuses it, and this
    /// returns.
    pub fn suspend(&mut self, listener: &Listener) -> io::Result<()> {
        self.lend(listener, stop)?
    }

    /// Gives the terminal to somebody else meanwhile: no key is read by us until they are done.
    pub fn lend<T>(&mut self, listener: &Listener, to: impl FnOnce() -> T) -> io::Result<T> {
        listener.pause();
        restore();
        let outcome = to();
        Self::take()?;
        listener.resume();
        Ok(outcome)
    }

    fn take() -> io::Result<()> {
        // Before anything is done: half of it is to be undone, too.
        ENTERED.store(true, Ordering::SeqCst);
        let taken = terminal::enable_raw_mode().and_then(|()| send(&[ENTER, MOUSE].concat()));
        if taken.is_err() {
            restore();
        }
        taken
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        restore();
    }
}

/// Stops the group, and returns when it goes on. A stop that another thread takes begins a moment later, and nothing may
/// be entered before: so the signal that ends it is waited for, as long as that moment may last.
fn stop() -> io::Result<()> {
    let goes_on = Arc::new(AtomicBool::new(false));
    let registered = signal_hook::flag::register(SIGCONT, Arc::clone(&goes_on))?;
    kill_current_process_group(Signal::TSTP)?;
    for _ in 0..100 {
        if goes_on.load(Ordering::SeqCst) {
            break;
        }
        thread::sleep(Duration::from_millis(1));
    }
    signal_hook::low_level::unregister(registered);
    Ok(())
}

/// The terminal as it was. Errors have nobody left to hear them.
fn restore() {
    if ENTERED.swap(false, Ordering::SeqCst) {
        let _ = send(LEAVE);
        let _ = terminal::disable_raw_mode();
    }
}

/// For the end by a signal, of whoever has the terminal in raw mode and with bracketed paste just then.
pub(super) fn give_back() {
    if terminal::is_raw_mode_enabled().unwrap_or(false) {
        let _ = io::stderr().lock().write_all(b"\x1b[?2004l\x1b[?25h\r\n");
        let _ = terminal::disable_raw_mode();
    }
}

fn send(bytes: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(bytes)?;
    out.flush()
}

#[cfg(test)]
mod tests {
    use super::{ENTER, LEAVE, MOUSE};

    fn modes(bytes: &[u8], end: char) -> Vec<String> {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        text.split("\x1b[?")
            .filter_map(|piece| piece.split_once(end).map(|(mode, _)| mode.to_owned()))
            .collect()
    }

    #[test]
    fn what_is_entered_is_left_in_reverse() {
        let entered = modes(&[ENTER, MOUSE].concat(), 'h');
        let mut left = modes(LEAVE, 'l');
        left.reverse();
        // A frame cut in the middle ends here; the cursor is shown, not hidden.
        left.retain(|mode| mode != "2026");
        let mut wanted = entered.clone();
        wanted.retain(|mode| mode != "25");
        assert_eq!(left, wanted);
        assert_eq!(modes(LEAVE, 'h'), ["25"]);
        assert!(!entered.contains(&"1003".to_owned()));
    }
}
