//! One question over HTTP, as a browser on this machine asks it.

use std::io::{self, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;

/// Longer than a page takes that is made for the first time.
const PATIENCE: Duration = Duration::from_secs(30);
/// The head of an answer is shorter.
const LARGEST: u64 = 64 << 10;

/// An answer: its status, and the beginning of what came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) text: String,
}

/// Asks for a path at a port of this machine. A redirect is an answer.
pub(super) fn get(port: u16, path: &str) -> io::Result<Answer> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let head = format!(
        "GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nUser-Agent: dockwright\r\n\
         Accept: text/html,*/*\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes())?;
    let mut bytes = Vec::new();
    let read = stream.take(LARGEST).read_to_end(&mut bytes);
    let text = String::from_utf8_lossy(&bytes).into_owned();
    match status(&text) {
        Some(status) => Ok(Answer { status, text }),
        None => Err(read.err().unwrap_or_else(|| {
            io::Error::new(io::ErrorKind::InvalidData, "what comes is no HTTP")
        })),
    }
}

fn status(text: &str) -> Option<u16> {
    let rest = text.strip_prefix("HTTP/1.")?;
    rest.get(2..5)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;
    use std::thread;

    use super::*;

    #[test]
    fn a_server_is_asked_and_its_status_told() {
        for (said, expected) in [
            ("HTTP/1.1 204 No Content\r\n\r\n", Some(204)),
            ("HTTP/1.0 502 Bad Gateway\r\n\r\nbad", Some(502)),
            ("SSH-2.0\r\n", None),
            ("", None),
        ] {
            let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
            let port = listener.local_addr().unwrap().port();
            let server = thread::spawn(move || {
                let (mut stream, _) = listener.accept().unwrap();
                let mut some = [0; 1024];
                let length = stream.read(&mut some).unwrap();
                stream.write_all(said.as_bytes()).unwrap();
                String::from_utf8_lossy(&some[..length]).into_owned()
            });
            let answer = get(port, "/api").ok().map(|answer| answer.status);
            let asked = server.join().unwrap();
            assert_eq!(answer, expected, "{said}");
            assert!(
                asked.starts_with("GET /api HTTP/1.1\r\nHost: localhost:"),
                "{asked}"
            );
        }
    }
}
