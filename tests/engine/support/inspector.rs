//! A client of Node's inspector, as an editor attaches: breakpoints, and what is known there.

use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tungstenite::{Message, WebSocket};

use super::http::said;

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
        let (socket, _) = tungstenite::client(url, stream).unwrap();
        let timeout = Some(Duration::from_millis(200));
        socket.get_ref().set_read_timeout(timeout).unwrap();
        let mut inspector = Self {
            socket,
            sent: 0,
            events: Vec::new(),
        };
        inspector.call("Debugger.enable", &json!({}));
        let place = json!({ "lineNumber": line - 1, "urlRegex": format!(".*{}", file.replace('.', "\\.")) });
        let set = inspector.call("Debugger.setBreakpointByUrl", &place);
        assert_eq!(set["locations"].as_array().map(Vec::len), Some(1), "{set}");
        inspector
    }

    /// The value of an expression where the program has stopped, which then goes on.
    pub fn stopped(&mut self, expression: &str, limit: Duration) -> Value {
        let begun = Instant::now();
        let event = loop {
            let paused = |event: &Value| event["method"] == "Debugger.paused";
            if let Some(place) = self.events.iter().position(paused) {
                break self.events.remove(place);
            }
            assert!(begun.elapsed() < limit, "no stop at the breakpoint");
            self.read();
        };
        let frame = &event["params"]["callFrames"][0]["callFrameId"];
        let asked =
            json!({ "callFrameId": frame, "expression": expression, "returnByValue": true });
        let answer = self.call("Debugger.evaluateOnCallFrame", &asked);
        self.call("Debugger.resume", &json!({}));
        answer["result"]["value"].clone()
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

    /// One message; none yet is an error too: the caller's deadline decides.
    fn read(&mut self) {
        if let Ok(Message::Text(text)) = self.socket.read() {
            self.events.push(serde_json::from_str(&text).unwrap());
        }
    }
}
