//! A program in a terminal of its own: keys go in, and what the terminal shows comes out.
#![allow(
    dead_code,
    reason = "two binaries share it, and each uses another half"
)]

use std::collections::BTreeMap;
use std::io::{Read as _, Write};
use std::num::NonZeroU16;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use portable_pty::{
    Child, CommandBuilder, ExitStatus, MasterPty, PtySize, SlavePty, native_pty_system,
};
use rustix::fs::{Mode, OFlags};
use rustix::process::{Pid, Signal, kill_process};
use rustix::termios::{LocalModes, tcgetattr};

/// Long enough for a machine that builds something else meanwhile; a condition is met in milliseconds.
const DEADLINE: Duration = Duration::from_secs(30);

/// A program in a terminal.
pub(crate) struct Pty {
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    /// Held open: with the last one closed the terminal would forget its modes.
    slave: Option<Box<dyn SlavePty + Send>>,
    keyboard: Box<dyn Write + Send>,
    seen: Arc<Seen>,
    reader: Option<JoinHandle<()>>,
    status: Option<ExitStatus>,
    pub(crate) before: Termios,
}

#[derive(Default)]
struct Seen {
    state: Mutex<Option<State>>,
    more: Condvar,
}

impl Seen {
    /// Also after a test failed while it looked: the reader goes on.
    fn lock(&self) -> MutexGuard<'_, Option<State>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct State {
    parser: vt100::Parser,
    raw: Vec<u8>,
}

/// Lines are edited by the terminal, keys are echoed, Ctrl-c is a signal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Termios {
    pub(crate) canonical: bool,
    pub(crate) echo: bool,
    pub(crate) signals: bool,
}

impl Pty {
    /// The product, in a window of these columns and rows.
    pub(crate) fn spawn(args: &[&str], size: (u16, u16), env: &[(&str, &str)], dir: &Path) -> Self {
        Self::program(
            Path::new(env!("CARGO_BIN_EXE_dockwright")),
            args,
            size,
            env,
            dir,
        )
    }

    /// Any program.
    pub(crate) fn program(
        program: &Path,
        args: &[&str],
        (cols, rows): (u16, u16),
        env: &[(&str, &str)],
        dir: &Path,
    ) -> Self {
        let pair = native_pty_system().openpty(window(cols, rows)).unwrap();
        let mut command = CommandBuilder::new(program);
        command.args(args);
        command.cwd(dir);
        command.env_clear();
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("HOME", dir.parent().unwrap());
        command.env("DOCKWRIGHT_PROBE_PORTS", "no");
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        // As in a pipe: what runs on the engine of whoever runs the tests is none of theirs.
        command.env("DOCKER_HOST", "unix:///dev/null");
        for (name, value) in env {
            command.env(name, value);
        }
        let before = termios(&pair.master.tty_name().unwrap());
        let seen = Arc::new(Seen::default());
        *seen.lock() = Some(State {
            parser: vt100::Parser::new(lines(rows), lines(cols), 0),
            raw: Vec::new(),
        });
        let mut output = pair.master.try_clone_reader().unwrap();
        let reader = std::thread::spawn({
            let seen = Arc::clone(&seen);
            move || {
                let mut bytes = [0; 16384];
                while let Ok(length @ 1..) = output.read(&mut bytes) {
                    if let Some(state) = seen.lock().as_mut() {
                        state.raw.extend_from_slice(&bytes[..length]);
                        state.parser.process(&bytes[..length]);
                    }
                    seen.more.notify_all();
                }
            }
        });
        Self {
            child: pair.slave.spawn_command(command).unwrap(),
            keyboard: pair.master.take_writer().unwrap(),
            master: pair.master,
            slave: Some(pair.slave),
            seen,
            reader: Some(reader),
            status: None,
            before,
        }
    }

    /// Keys by name, between blanks: `a mail <Enter> <Esc> <C-c> <Up> <Space>`. All of them at once.
    pub(crate) fn keys(&mut self, keys: &str) -> &mut Self {
        let bytes: Vec<u8> = keys.split_whitespace().flat_map(key).collect();
        self.send(&bytes)
    }

    /// A line, typed as it is, and Enter.
    pub(crate) fn line(&mut self, line: &str) -> &mut Self {
        self.send(format!("{line}\r").as_bytes())
    }

    /// A bracketed paste.
    pub(crate) fn paste(&mut self, text: &str) -> &mut Self {
        self.send(format!("\x1b[200~{text}\x1b[201~").as_bytes())
    }

    /// The left button at a column and row, counted from zero: pressed and let go.
    pub(crate) fn click(&mut self, column: u16, row: u16) -> &mut Self {
        let at = format!("{};{}", column + 1, row + 1);
        self.send(format!("\x1b[<0;{at}M\x1b[<0;{at}m").as_bytes())
    }

    /// Bytes as they are.
    pub(crate) fn send(&mut self, bytes: &[u8]) -> &mut Self {
        self.keyboard.write_all(bytes).unwrap();
        self.keyboard.flush().unwrap();
        self
    }

    /// Another size of the window.
    pub(crate) fn resize(&mut self, cols: u16, rows: u16) {
        if let Some(state) = self.seen.lock().as_mut() {
            state.parser.set_size(lines(rows), lines(cols));
        }
        self.master.resize(window(cols, rows)).unwrap();
    }

    /// A signal to the program.
    pub(crate) fn signal(&self, signal: Signal) {
        let id = i32::try_from(self.child.process_id().unwrap()).unwrap();
        kill_process(Pid::from_raw(id).unwrap(), signal).unwrap();
    }

    /// The program's id.
    pub(crate) fn id(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    /// Until the lines shown are as wanted; with the screen in the message where they never are.
    #[track_caller]
    pub(crate) fn wait_for(&mut self, wanted: impl Fn(&[String]) -> bool) -> Vec<String> {
        self.wait_look(|screen| Some(rows(screen)).filter(|rows| wanted(rows)))
    }

    /// The same of what the terminal knows.
    #[track_caller]
    pub(crate) fn wait_look<T>(&mut self, wanted: impl Fn(&vt100::Screen) -> Option<T>) -> T {
        let until = Instant::now() + DEADLINE;
        let mut state = self.seen.lock();
        loop {
            let screen = state.as_ref().map(|state| state.parser.screen()).unwrap();
            if let Some(found) = wanted(screen) {
                return found;
            }
            let shown = rows(screen);
            let left = until.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "never shown:\n{}", shown.join("\n"));
            // A wake-up now and then: a program that ended shows nothing more.
            let wait = left.min(Duration::from_millis(200));
            state = self.seen.more.wait_timeout(state, wait).unwrap().0;
            if self.status.is_none() {
                self.status = self.child.try_wait().unwrap();
            } else if rows(state.as_ref().unwrap().parser.screen()) == shown {
                panic!("it ended, and showed:\n{}", shown.join("\n"));
            }
        }
    }

    /// Until a text is somewhere on the screen.
    #[track_caller]
    pub(crate) fn wait_text(&mut self, text: &str) -> Vec<String> {
        self.wait_for(|rows| rows.iter().any(|row| row.contains(text)))
    }

    /// The lines shown, trailing blanks cut.
    pub(crate) fn screen(&self) -> Vec<String> {
        self.look(|state| rows(state.parser.screen()))
    }

    /// What the terminal knows: cursor, cells with their styles.
    pub(crate) fn look_at<T>(&self, look: impl FnOnce(&vt100::Screen) -> T) -> T {
        self.look(|state| look(state.parser.screen()))
    }

    /// Every byte that came.
    pub(crate) fn raw(&self) -> Vec<u8> {
        self.look(|state| state.raw.clone())
    }

    /// The modes that were ever set or reset, as they are now: 1049 -> off.
    pub(crate) fn modes(&self) -> BTreeMap<u16, bool> {
        modes(&self.raw())
    }

    /// The modes of the line discipline, now.
    pub(crate) fn termios(&self) -> Termios {
        termios(&self.master.tty_name().unwrap())
    }

    /// Until the program ended and all it wrote was read.
    #[track_caller]
    pub(crate) fn wait_exit(&mut self) -> ExitStatus {
        let until = Instant::now() + DEADLINE;
        while self.status.is_none() {
            self.status = self.child.try_wait().unwrap();
            if self.status.is_none() {
                let shown = self.screen().join("\n");
                assert!(Instant::now() < until, "it never ended:\n{shown}");
                std::thread::sleep(Duration::from_millis(2));
            }
        }
        self.status.clone().unwrap()
    }

    /// Waits for the end, and finds the terminal as it was before: what [`Pty::wait_exit`] gives, and all that was written.
    #[track_caller]
    pub(crate) fn wait_sane(&mut self) -> (ExitStatus, String) {
        let status = self.wait_exit();
        assert_eq!(self.termios(), self.before);
        // With the last hand off the terminal its output ends.
        self.slave = None;
        self.reader.take().unwrap().join().unwrap();
        let on = self.modes().into_iter().filter(|(_, on)| *on);
        let on: Vec<u16> = on
            .map(|(mode, _)| mode)
            .filter(|mode| *mode != 25)
            .collect();
        assert_eq!(on, [0; 0], "left on");
        assert_ne!(self.modes().get(&25), Some(&false), "the cursor is hidden");
        (status, String::from_utf8_lossy(&self.raw()).into_owned())
    }

    fn look<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(self.seen.lock().as_ref().unwrap())
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        if self.status.is_none() {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

fn lines(count: u16) -> NonZeroU16 {
    NonZeroU16::new(count).unwrap()
}

fn window(cols: u16, rows: u16) -> PtySize {
    PtySize {
        rows,
        cols,
        pixel_width: 0,
        pixel_height: 0,
    }
}

fn rows(screen: &vt100::Screen) -> Vec<String> {
    let width = screen.size().1;
    screen
        .rows(0, width.get())
        .map(|row| row.trim_end().to_owned())
        .collect()
}

fn termios(name: &PathBuf) -> Termios {
    let terminal = rustix::fs::open(name, OFlags::RDWR | OFlags::NOCTTY, Mode::empty()).unwrap();
    let modes = tcgetattr(terminal).unwrap().local_modes;
    Termios {
        canonical: modes.contains(LocalModes::ICANON),
        echo: modes.contains(LocalModes::ECHO),
        signals: modes.contains(LocalModes::ISIG),
    }
}

/// `Esc [ ? 1049 ; 25 h`, by hand: a parser of the screen does not keep every mode.
fn modes(raw: &[u8]) -> BTreeMap<u16, bool> {
    let text = String::from_utf8_lossy(raw);
    let mut modes = BTreeMap::new();
    for piece in text.split("\x1b[?").skip(1) {
        let end = piece.find(|c: char| !c.is_ascii_digit() && c != ';');
        let Some((numbers, rest)) = end.map(|end| piece.split_at(end)) else {
            continue;
        };
        let on = match rest.as_bytes()[0] {
            b'h' => true,
            b'l' => false,
            _ => continue,
        };
        for number in numbers.split(';').filter_map(|number| number.parse().ok()) {
            modes.insert(number, on);
        }
    }
    modes
}

/// The bytes of a key by its name; anything without brackets is typed as it is.
fn key(name: &str) -> Vec<u8> {
    let Some(name) = name
        .strip_prefix('<')
        .and_then(|name| name.strip_suffix('>'))
    else {
        return name.as_bytes().to_vec();
    };
    let text = match name {
        "Enter" => "\r",
        "Esc" => "\x1b",
        "Tab" => "\t",
        "S-Tab" => "\x1b[Z",
        "Space" => " ",
        "Backspace" => "\x7f",
        "Up" => "\x1b[A",
        "Down" => "\x1b[B",
        "Right" => "\x1b[C",
        "Left" => "\x1b[D",
        "Home" => "\x1b[H",
        "End" => "\x1b[F",
        "Insert" => "\x1b[2~",
        "Delete" => "\x1b[3~",
        "PgUp" => "\x1b[5~",
        "PgDn" => "\x1b[6~",
        "lt" => "<",
        _ => {
            let (modifier, letter) = name.split_once('-').unwrap();
            let letter = letter.as_bytes()[0];
            return match modifier {
                "C" => vec![letter & 0x1f],
                "A" => vec![0x1b, letter],
                _ => panic!("{name}"),
            };
        }
    };
    text.as_bytes().to_vec()
}
