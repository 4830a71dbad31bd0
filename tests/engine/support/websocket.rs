//! Websockets whose messages are JSON, such as the one by which Vite tells a page what has changed.

use std::io::ErrorKind;
use std::net::TcpStream;
use std::time::{Duration, Instant};

use super::wait::EDIT;
use serde_json::Value;
use tungstenite::client::IntoClientRequest;
use tungstenite::{Message, WebSocket};

/// An open connection, as the client script in a page has it.
pub struct Hot {
    socket: WebSocket<TcpStream>,
}

impl Hot {
    /// Connects as a page from `origin` does; `path` has the token that the client script carries.
    pub fn connect(port: u16, path: &str, origin: &str) -> Self {
        let stream = TcpStream::connect(("localhost", port)).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_millis(200)))
            .unwrap();
        let mut request = format!("ws://localhost:{port}{path}")
            .into_client_request()
            .unwrap();
        let headers = request.headers_mut();
        headers.insert("Sec-WebSocket-Protocol", "vite-hmr".parse().unwrap());
        headers.insert("Origin", origin.parse().unwrap());
        let mut handshake = tungstenite::client(request, stream);
        let begun = Instant::now();
        // The timeout of a read, while the server thinks, is not an end.
        let (socket, response) = loop {
            match handshake {
                Ok(done) => break done,
                Err(tungstenite::HandshakeError::Interrupted(half)) => {
                    assert!(begun.elapsed() < EDIT, "websocket of Vite: no answer");
                    handshake = half.handshake();
                }
                Err(tungstenite::HandshakeError::Failure(error)) => {
                    panic!("websocket of Vite: {error}")
                }
            }
        };
        assert_eq!(response.headers()["Sec-WebSocket-Protocol"], "vite-hmr");
        Self { socket }
    }

    /// The next message of this type, such as `connected` or `update`.
    pub fn message(&mut self, kind: &str, limit: Duration) -> Value {
        let begun = Instant::now();
        let mut others = Vec::new();
        while begun.elapsed() < limit {
            let Some(message) = next(&mut self.socket) else {
                continue;
            };
            if message["type"] == kind {
                return message;
            }
            others.push(message);
        }
        panic!("no `{kind}` message within {limit:?}, but {others:?}");
    }
}

/// Nothing has come yet.
pub const QUIET: [ErrorKind; 2] = [ErrorKind::WouldBlock, ErrorKind::TimedOut];

/// The next message; none as long as there is none: the caller's deadline decides. A connection that breaks or ends fails the test.
pub fn next(socket: &mut WebSocket<TcpStream>) -> Option<Value> {
    match socket.read() {
        Ok(Message::Text(text)) => Some(serde_json::from_str(&text).unwrap()),
        Ok(Message::Close(why)) => panic!("websocket: closed: {why:?}"),
        Ok(_) => None,
        Err(tungstenite::Error::Io(error)) if QUIET.contains(&error.kind()) => None,
        Err(error) => panic!("websocket: {error}"),
    }
}
