//! The debug adapter protocol, as an editor speaks it: requests, answers, events, and a session for each child process.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// For answers that ask nothing of the program.
const ANSWER: Duration = Duration::from_secs(15);

/// A connection to the adapter for one process.
pub struct Session {
    stream: TcpStream,
    messages: Receiver<Value>,
    events: VecDeque<Value>,
    /// Answers that came before they were asked for: some adapters answer `attach` at once, others at the end.
    early: Vec<Value>,
    sent: u64,
}

impl Session {
    /// Attaches with the arguments of a launch configuration, or of a `debugpyAttach` event, and sets one breakpoint.
    pub fn attach(arguments: &Value, file: &str, line: usize) -> Self {
        let host = arguments["connect"]["host"].as_str().expect("connect.host");
        let port =
            u16::try_from(arguments["connect"]["port"].as_u64().expect("connect.port")).unwrap();
        let stream = TcpStream::connect((host, port))
            .unwrap_or_else(|error| panic!("debugger on {host}:{port}: {error}"));
        let (sender, messages) = channel();
        let reading = stream.try_clone().unwrap();
        thread::spawn(move || {
            let mut reader = BufReader::new(reading);
            while let Some(message) = read(&mut reader) {
                if sender.send(message).is_err() {
                    break;
                }
            }
        });
        let mut session = Self {
            stream,
            messages,
            events: VecDeque::new(),
            early: Vec::new(),
            sent: 0,
        };
        session.request(
            "initialize",
            &json!({"clientID": "dockwright", "adapterID": "debugpy", "pathFormat": "path", "linesStartAt1": true,
                   "columnsStartAt1": true, "supportsStartDebuggingRequest": false}),
        );
        let attach = session.send("attach", arguments);
        session.event("initialized", ANSWER);
        let set = session.request(
            "setBreakpoints",
            &json!({"source": {"path": file}, "breakpoints": [{"line": line}]}),
        );
        assert_eq!(
            set["breakpoints"].as_array().map(Vec::len),
            Some(1),
            "{set}"
        );
        session.request("configurationDone", &json!({}));
        session.answer(attach, "attach");
        session
    }

    /// The session of the next child process that the adapter announces, as an editor opens it.
    pub fn child(&mut self, file: &str, line: usize, limit: Duration) -> Self {
        let event = self.event("debugpyAttach", limit);
        Self::attach(&event["body"], file, line)
    }

    /// The session of the next child process that is a program of its own, and no helper of Python's.
    pub fn program(&mut self, file: &str, line: usize, limit: Duration) -> Self {
        loop {
            let mut child = self.child(file, line, limit);
            let about = child.event("process", ANSWER);
            if about["body"]["name"] != "-c" {
                return child;
            }
            child.detach();
        }
    }

    /// The sessions of all child processes that run, the newest last: a reloader may have helpers of Python's own before its server.
    pub fn children(&mut self, file: &str, line: usize, limit: Duration) -> Vec<Self> {
        let mut all = vec![self.child(file, line, limit)];
        while let Some(event) = self.another("debugpyAttach", Duration::from_secs(2)) {
            all.push(Self::attach(&event["body"], file, line));
        }
        all
    }

    /// An event that need not come.
    fn another(&mut self, name: &str, limit: Duration) -> Option<Value> {
        let begun = Instant::now();
        while let Ok(message) = self
            .messages
            .recv_timeout(limit.saturating_sub(begun.elapsed()))
        {
            if message["type"] == "event" {
                self.events.push_back(message);
            }
        }
        let at = self
            .events
            .iter()
            .position(|event| event["event"] == name)?;
        self.events.remove(at)
    }

    /// Waits until the program stops at a breakpoint, and tells the thread.
    pub fn stopped(&mut self, limit: Duration) -> u64 {
        let event = self.event("stopped", limit);
        assert_eq!(event["body"]["reason"], "breakpoint", "{event}");
        event["body"]["threadId"].as_u64().unwrap()
    }

    /// Where a stopped thread is: file and line as the editor knows them.
    pub fn place(&mut self, thread: u64) -> (String, u64, u64) {
        let stack = self.request(
            "stackTrace",
            &json!({"threadId": thread, "startFrame": 0, "levels": 1}),
        );
        let top = &stack["stackFrames"][0];
        let file = top["source"]["path"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        (
            file,
            top["line"].as_u64().unwrap(),
            top["id"].as_u64().unwrap(),
        )
    }

    /// The names and values in the first scope of a frame.
    pub fn variables(&mut self, frame: u64) -> Vec<(String, String)> {
        let scopes = self.request("scopes", &json!({"frameId": frame}));
        let locals = scopes["scopes"][0]["variablesReference"].clone();
        let all = self.request("variables", &json!({"variablesReference": locals}));
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        all["variables"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| (text(&one["name"]), text(&one["value"])))
            .collect()
    }

    /// The value of an expression in a frame.
    pub fn evaluate(&mut self, frame: u64, expression: &str) -> String {
        let body = self.request(
            "evaluate",
            &json!({"expression": expression, "frameId": frame, "context": "watch"}),
        );
        body["result"].as_str().unwrap().to_owned()
    }

    pub fn go_on(&mut self, thread: u64) {
        self.request("continue", &json!({"threadId": thread}));
    }

    /// Leaves the program running, and ends the connection: the thread that reads has it, too.
    pub fn detach(mut self) {
        self.request("disconnect", &json!({"terminateDebuggee": false}));
        let _ = self.stream.shutdown(Shutdown::Both); // an adapter may have ended it already
    }

    fn request(&mut self, command: &str, arguments: &Value) -> Value {
        let sequence = self.send(command, arguments);
        self.answer(sequence, command)
    }

    fn send(&mut self, command: &str, arguments: &Value) -> u64 {
        self.sent += 1;
        let message = json!({"seq": self.sent, "type": "request", "command": command, "arguments": arguments}).to_string();
        self.stream
            .write_all(format!("Content-Length: {}\r\n\r\n{message}", message.len()).as_bytes())
            .unwrap();
        self.sent
    }

    fn answer(&mut self, sequence: u64, command: &str) -> Value {
        let known = |message: &Value| message["request_seq"] == sequence;
        let message = match self.early.iter().position(known) {
            Some(at) => self.early.remove(at),
            None => self.next(command, ANSWER, known),
        };
        assert_eq!(message["success"], true, "{command}: {message}");
        message["body"].clone()
    }

    fn event(&mut self, name: &str, limit: Duration) -> Value {
        if let Some(at) = self.events.iter().position(|event| event["event"] == name) {
            return self.events.remove(at).unwrap();
        }
        self.next(name, limit, |message| message["event"] == name)
    }

    /// The next message that fits; events that come before it are kept for those who ask later.
    fn next(&mut self, what: &str, limit: Duration, fits: impl Fn(&Value) -> bool) -> Value {
        let begun = Instant::now();
        loop {
            let left = limit.saturating_sub(begun.elapsed());
            match self.messages.recv_timeout(left) {
                Ok(message) if fits(&message) => return message,
                Ok(message) if message["type"] == "event" => self.events.push_back(message),
                Ok(message) => self.early.push(message),
                Err(why) => panic!(
                    "debugger: no `{what}` within {limit:?} ({why}); seen: {:?}",
                    self.events
                ),
            }
        }
    }
}

fn read(reader: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim() {
            "" => break,
            header => {
                length = header
                    .strip_prefix("Content-Length:")?
                    .trim()
                    .parse()
                    .ok()?;
            }
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}
