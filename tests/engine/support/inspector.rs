//! A client of Node's inspector, as an editor attaches: breakpoints, and what is known there.

use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tungstenite::{Message, WebSocket};

use super::compose::Stack;
use super::http::{Response, said};
use super::project::Project;
use super::rig::Rig;
use super::wait::EDIT;
use super::websocket::{QUIET, next};

pub struct Inspector {
    socket: WebSocket<TcpStream>,
    sent: u64,
    events: Vec<Value>,
}

impl Inspector {
    /// Attaches to the program that listens on this port of the host, with a breakpoint in a line, counted from 1.
    pub fn attach(port: u16, file: &str, line: usize) -> Self {
        let request = format!("GET /json/list HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n");
        let list = said(port, &request, "webSocketDebuggerUrl");
        let address = list
            .rsplit("ws://")
            .next()
            .and_then(|rest| rest.split('"').next());
        let url = format!("ws://{}", address.unwrap());
        let stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        stream.set_read_timeout(Some(EDIT)).unwrap();
        let (socket, _) = tungstenite::client(url, stream).unwrap();
        let timeout = Some(Duration::from_millis(200));
        socket.get_ref().set_read_timeout(timeout).unwrap();
        let mut inspector = Self {
            socket,
            sent: 0,
            events: Vec::new(),
        };
        inspector.call("Debugger.enable", &json!({}));
        inspector.call("Runtime.enable", &json!({}));
        let place = json!({ "lineNumber": line - 1, "urlRegex": format!(".*{}", file.replace('.', "\\.")) });
        let set = inspector.call("Debugger.setBreakpointByUrl", &place);
        assert_eq!(set["locations"].as_array().map(Vec::len), Some(1), "{set}");
        inspector
    }

    /// The program stops where an expression has this value, and goes on. Other stops, such as of a health check, are let go.
    pub fn stopped(&mut self, expression: &str, value: &Value, limit: Duration) {
        let (begun, mut others) = (Instant::now(), Vec::new());
        loop {
            let paused = |event: &Value| event["method"] == "Debugger.paused";
            let Some(place) = self.events.iter().position(paused) else {
                assert!(
                    begun.elapsed() < limit,
                    "no stop with {expression} = {value}, but {others:?}"
                );
                self.read();
                continue;
            };
            let event = self.events.remove(place);
            let frame = &event["params"]["callFrames"][0]["callFrameId"];
            let asked =
                json!({ "callFrameId": frame, "expression": expression, "returnByValue": true });
            let answer = self.call("Debugger.evaluateOnCallFrame", &asked);
            self.call("Debugger.resume", &json!({}));
            if &answer["result"]["value"] == value {
                return;
            }
            others.push(answer);
        }
    }

    /// Goes when the program is about to end, as an editor does: Node waits for that.
    pub fn leave(mut self, limit: Duration) {
        let begun = Instant::now();
        let ended = |event: &Value| event["method"] == "Runtime.executionContextDestroyed";
        while !self.events.iter().any(ended) {
            assert!(begun.elapsed() < limit, "the program goes on");
            match self.socket.read() {
                Ok(Message::Text(text)) => self.events.push(serde_json::from_str(&text).unwrap()),
                Err(tungstenite::Error::Io(error)) if QUIET.contains(&error.kind()) => {}
                Ok(Message::Close(_)) | Err(_) => return,
                Ok(_) => {}
            }
        }
    }

    fn call(&mut self, method: &str, params: &Value) -> Value {
        self.sent += 1;
        let id = self.sent;
        let message = json!({ "id": id, "method": method, "params": params });
        self.socket
            .send(Message::text(message.to_string()))
            .unwrap();
        let begun = Instant::now();
        loop {
            let answer = |event: &Value| event["id"] == id;
            if let Some(place) = self.events.iter().position(answer) {
                let answer = self.events.remove(place);
                assert!(answer["error"].is_null(), "{method}: {answer}");
                return answer["result"].clone();
            }
            assert!(
                begun.elapsed() < Duration::from_secs(20),
                "{method}: no answer"
            );
            self.read();
        }
    }

    /// One message, or none yet.
    fn read(&mut self) {
        self.events.extend(next(&mut self.socket));
    }
}

/// A stop where the line of a file has a text, and what an expression gives there.
pub struct Stop<'s> {
    pub service: &'s str,
    pub file: &'s str,
    pub line: &'s str,
    pub expression: &'s str,
    pub value: Value,
}

/// Attaches by the port that launch.json names, as `.env` shifts it, stops, and goes on to an answer.
pub fn breakpoint(
    rig: &Rig,
    project: &Project,
    stack: &Stack,
    stop: &Stop<'_>,
    ask: impl Fn() -> Option<Response> + Sync,
) {
    let own = project.launch(stop.service);
    assert_eq!(
        (&own["type"], &own["request"]),
        (&json!("node"), &json!("attach"))
    );
    assert_eq!(own["address"], "localhost", "{own}");
    let port = project.shifted(rig, stack, stop.service, &own["port"]);
    let mut inspector = Inspector::attach(port, stop.file, project.line_of(stop.file, stop.line));
    std::thread::scope(|scope| {
        let asked = scope.spawn(&ask);
        inspector.stopped(stop.expression, &stop.value, EDIT);
        let answer = asked.join().unwrap().expect("an answer");
        assert!((200..300).contains(&answer.status), "{answer:?}");
    });
}
