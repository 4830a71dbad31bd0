//! What an editor does with a launch configuration of type `php`: it listens, and every program that calls gets its breakpoint.
//!
//! Each request of PHP calls, health checks and workers too: those that do not come by the breakpoint go on at once.

use std::io::{BufRead, BufReader, ErrorKind, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use serde_json::json;

use super::project::{Project, free_port};
use super::wait;

/// Where the editor listens, by launch.json, is where Xdebug calls. It is moved to a free port, as another run may listen on that one.
pub fn called(project: &Project, service: &str) -> u16 {
    let launch = project.launch(service);
    assert_eq!(
        (&launch["type"], &launch["request"]),
        (&json!("php"), &json!("launch"))
    );
    let line = |port: &str| format!("xdebug.client_port = {port}\n");
    let (port, free) = (launch["port"].to_string(), free_port());
    let settings = format!("docker/{service}/xdebug.ini");
    project.edit(&settings, &line(&port), &line(&free.to_string()));
    free
}

/// It listens until it is dropped.
pub struct Editor {
    stops: Receiver<Stop>,
    ended: Arc<AtomicBool>,
}

/// A request that stands at the breakpoint until this is dropped.
pub struct Stop {
    pub file: String,
    pub line: usize,
    pub this: String,
    _standing: Sender<()>,
}

impl Editor {
    /// Listens on a port, with a breakpoint in a line of a local file, as its path is mapped.
    pub fn listen(project: &Project, service: &str, port: u16, file: &str, line: usize) -> Self {
        let launch = project.launch(service);
        let map = launch["pathMappings"].as_object().unwrap();
        let (inside, here) = map.iter().next().unwrap();
        let (inside, here) = (inside.clone(), here.as_str().unwrap().to_owned());
        let local = project.full(file);
        let remote = format!("{inside}{}", local.strip_prefix(&here).unwrap());
        let listener = TcpListener::bind(("0.0.0.0", port)).unwrap();
        listener.set_nonblocking(true).unwrap();
        let (sender, stops) = channel();
        let ended = Arc::new(AtomicBool::new(false));
        let over = ended.clone();
        thread::spawn(move || {
            while !over.load(Ordering::Relaxed) {
                match listener.accept() {
                    Err(none) if none.kind() == ErrorKind::WouldBlock => {
                        thread::sleep(Duration::from_millis(10));
                    }
                    call => {
                        let (call, sender) = (call.unwrap().0, sender.clone());
                        let (remote, inside, here) = (remote.clone(), inside.clone(), here.clone());
                        thread::spawn(move || {
                            let local = |path: &str| path.replacen(&inside, &here, 1);
                            serve(call, &remote, line, local, &sender)
                        });
                    }
                }
            }
        });
        Self { stops, ended }
    }

    /// The next request that stands at the breakpoint.
    pub fn stopped(&self, limit: Duration) -> Stop {
        self.stops
            .recv_timeout(limit)
            .expect("a call that stands at the breakpoint")
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
    }
}

/// One call: none where the program ends meanwhile.
fn serve(
    mut call: TcpStream,
    file: &str,
    line: usize,
    local: impl Fn(&str) -> String,
    stops: &Sender<Stop>,
) -> Option<()> {
    call.set_nonblocking(false).ok()?;
    let mut answers = BufReader::new(call.try_clone().ok()?);
    packet(&mut answers).filter(|init| init.contains("<init"))?;
    let set = format!("breakpoint_set -i 1 -t line -f file://{file} -n {line}");
    asked(&mut call, &mut answers, &set).filter(|set| !set.contains("<error"))?;
    let mut sequence = 2;
    let mut run = |call: &mut TcpStream, answers: &mut BufReader<TcpStream>| {
        sequence += 1;
        asked(call, answers, &format!("run -i {sequence}"))
    };
    while let Some(ran) = run(&mut call, &mut answers) {
        if !ran.contains("status=\"break\"") {
            return None;
        }
        let said = |name: &str| {
            let (_, rest) = ran.split_once(&format!("{name}=\""))?;
            Some(rest.split('"').next()?.to_owned())
        };
        let this = asked(&mut call, &mut answers, "property_get -i 2 -n $this")?;
        let (standing, released) = channel();
        let stop = Stop {
            file: local(said("filename")?.trim_start_matches("file://")),
            line: said("lineno")?.parse().ok()?,
            this,
            _standing: standing,
        };
        stops.send(stop).ok()?;
        let _ = released.recv_timeout(wait::EDIT); // it is dropped, which is the sign
    }
    None
}

fn asked(call: &mut TcpStream, answers: &mut impl BufRead, text: &str) -> Option<String> {
    call.write_all(format!("{text}\0").as_bytes()).ok()?;
    packet(answers)
}

/// A packet of the protocol: its length, and as much XML.
fn packet(answers: &mut impl BufRead) -> Option<String> {
    let (mut length, mut text) = (Vec::new(), Vec::new());
    answers.read_until(0, &mut length).ok()?;
    answers.read_until(0, &mut text).ok()?;
    (!text.is_empty()).then(|| String::from_utf8_lossy(&text).into_owned())
}
