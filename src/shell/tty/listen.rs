//! One thread that waits for keys and signals, whichever comes first, and does nothing until then.
//!
//! It waits with `poll` on the terminal, the signals and a word of ours, and reads the terminal only when something is
//! there. So it can always be told to stop: [`Listener::pause`] returns when the thread has let go of the terminal,
//! and every byte from then on is somebody else's. A thread that waits inside `read` would take the first key from
//! the editor or the shell.

use std::io::{self, Read as _, Write as _};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGWINCH};
use signal_hook::iterator::backend::SignalDelivery;
use signal_hook::iterator::exfiltrator::SignalOnly;
use signal_hook::low_level::emulate_default_handler;

use super::parse::Parser;
use super::session::give_back;
use super::{Input, Kind, size};

/// Tells the thread what to do; when dropped, the thread reads nothing any more.
#[derive(Debug)]
pub struct Listener {
    words: UnixStream,
    done: Receiver<()>,
    /// It never listened to words.
    is_deaf: bool,
}

const PAUSE: u8 = b'p';
const RESUME: u8 = b'r';

impl Listener {
    /// Nobody reads the terminal when this returns. What was read before is in the channel.
    pub fn pause(&self) {
        self.tell(PAUSE);
    }

    /// Reads on.
    pub fn resume(&self) {
        self.tell(RESUME);
    }

    /// A word, and that it was heard. A thread that is gone reads nothing either.
    fn tell(&self, word: u8) {
        if (&self.words).write_all(&[word]).is_ok() {
            let _ = self.done.recv();
        }
    }
}

impl Drop for Listener {
    /// From now on signals do again what they do to every program.
    fn drop(&mut self) {
        if !self.is_deaf && self.words.shutdown(Shutdown::Write).is_ok() {
            let _ = self.done.recv();
        }
    }
}

/// Who has the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holder {
    /// We: keys are told.
    Us,
    /// Lent to an editor: its Ctrl-c is not ours.
    Lent,
    /// Nobody listens to us any more: signals do again what they do to every program.
    Others,
}

/// Starts the thread. `send` turns what comes into a message of the caller's.
pub fn listen(send: impl FnMut(Input) + Send + 'static) -> io::Result<Listener> {
    start(Holder::Us, send)
}

/// For a program that asks in raw mode without a [`Listener`]: a signal ends it as ever, and the terminal is restored
/// before.
pub fn guard() -> io::Result<()> {
    start(Holder::Others, |_| ()).map(drop)
}

fn start(holder: Holder, send: impl FnMut(Input) + Send + 'static) -> io::Result<Listener> {
    let (words, heard) = UnixStream::pair()?;
    let (acknowledge, done) = sync_channel(1);
    let (signals, wake) = UnixStream::pair()?;
    let signals = SignalDelivery::with_pipe(
        signals,
        wake,
        SignalOnly,
        [SIGWINCH, SIGTERM, SIGHUP, SIGINT, SIGCONT],
    )?;
    let thread = Thread {
        heard,
        acknowledge,
        signals,
        parser: Parser::default(),
        holder,
        send,
    };
    thread::Builder::new()
        .name("terminal".to_owned())
        .stack_size(128 * 1024)
        .spawn(|| thread.run())?;
    Ok(Listener {
        words,
        done,
        is_deaf: holder == Holder::Others,
    })
}

struct Thread<S> {
    heard: UnixStream,
    acknowledge: SyncSender<()>,
    signals: SignalDelivery<UnixStream, SignalOnly>,
    parser: Parser,
    holder: Holder,
    send: S,
}

impl<S: FnMut(Input)> Thread<S> {
    fn run(mut self) {
        loop {
            let Ok([word, signal, key]) = self.wait() else {
                self.lost();
                continue;
            };
            if word {
                // Whether the terminal may be read changes with it.
                self.word();
            } else if signal {
                self.signals();
            } else if key {
                self.read();
            } else {
                // The time is over: nothing more comes.
                self.parser.settle(&mut self.send);
            }
        }
    }

    /// Which of the three has something: a word of ours, a signal, the terminal.
    fn wait(&self) -> Result<[bool; 3], Errno> {
        let terminal = rustix::stdio::stdin();
        let mut all = vec![
            PollFd::new(self.signals.get_read(), PollFlags::IN),
            PollFd::new(&self.heard, PollFlags::IN),
            PollFd::new(&terminal, PollFlags::IN),
        ];
        match self.holder {
            Holder::Us => {}
            Holder::Lent => all.truncate(2),
            // The other end of the words is closed, which `poll` would tell for ever.
            Holder::Others => all.truncate(1),
        }
        let patience = self.parser.patience().filter(|_| self.holder == Holder::Us);
        let patience = patience.map(|wait| Timespec {
            tv_sec: 0,
            tv_nsec: i64::from(wait.min(Duration::from_millis(500)).subsec_nanos()),
        });
        // A signal interrupts; its pipe will say which it was.
        while let Err(error) = poll(&mut all, patience.as_ref()) {
            if error != Errno::INTR {
                return Err(error);
            }
        }
        let has = |at: usize| all.get(at).is_some_and(|fd| !fd.revents().is_empty());
        Ok([has(1), has(0), has(2)])
    }

    fn word(&mut self) {
        let mut word = [0];
        let next = match self.heard.read(&mut word) {
            Ok(1) if word == [PAUSE] => Holder::Lent,
            Ok(1) => Holder::Us,
            _ => Holder::Others,
        };
        // What a borrower was sent is his, also when we hear of it late; the last word counts at once.
        if next != Holder::Others {
            self.signals();
        }
        self.holder = next;
        let _ = self.acknowledge.try_send(());
    }

    fn read(&mut self) {
        let mut bytes = [0; 4096];
        match rustix::io::read(rustix::stdio::stdin(), &mut bytes) {
            Ok(0) => self.lost(),
            Ok(length) => self.parser.feed(&bytes[..length], &mut self.send),
            Err(Errno::INTR | Errno::AGAIN) => {}
            Err(_) => self.lost(),
        }
    }

    /// The terminal is gone. It is told once, and never looked at again.
    fn lost(&mut self) {
        (self.send)(Input::Lost);
        self.holder = Holder::Lent;
    }

    fn signals(&mut self) {
        for signal in self.signals.pending() {
            let input = match (signal, self.holder) {
                (SIGTERM | SIGHUP | SIGINT, Holder::Others) => {
                    give_back();
                    let _ = emulate_default_handler(signal);
                    continue;
                }
                (_, Holder::Others) | (SIGINT | SIGCONT, Holder::Lent) => continue,
                (SIGWINCH, _) => match size() {
                    Ok((columns, rows)) => Input::Resize(columns, rows),
                    Err(_) => continue,
                },
                (SIGTERM, _) => Input::Signal(Kind::Terminate),
                (SIGHUP, _) => Input::Signal(Kind::HangUp),
                (SIGINT, _) => Input::Signal(Kind::Interrupt),
                _ => Input::Signal(Kind::Continue),
            };
            (self.send)(input);
        }
    }
}
