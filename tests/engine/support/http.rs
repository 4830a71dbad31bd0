//! A browser's part of HTTP/1.1: requests, cookies, forms. Each request has its own connection; nothing follows a redirect.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// A site, and the cookies it has set.
pub struct Client {
    host: String,
    port: u16,
    cookies: BTreeMap<String, String>,
}

/// What browsers send.
const FORM: &str = "application/x-www-form-urlencoded";

/// An answer.
#[derive(Debug)]
pub struct Response {
    pub status: u16,
    head: String,
    pub body: String,
}

impl Response {
    /// The values of a header, joined as HTTP allows.
    pub fn header(&self, name: &str) -> String {
        self.headers(name).join(", ")
    }

    fn headers(&self, name: &str) -> Vec<&str> {
        let pairs = self
            .head
            .lines()
            .skip(1)
            .filter_map(|line| line.split_once(':'));
        pairs
            .filter(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim())
            .collect()
    }
}

impl Client {
    pub fn new(port: u16) -> Self {
        Self {
            host: "localhost".to_owned(),
            port,
            cookies: BTreeMap::new(),
        }
    }

    /// The address that pages and `Origin` headers name.
    pub fn origin(&self) -> String {
        format!("http://{}:{}", self.host, self.port)
    }

    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    /// The answer, or none where nobody listens or the connection breaks, as while a server restarts.
    pub fn try_get(&mut self, path: &str) -> Option<Response> {
        self.send("GET", path, FORM, "")
    }

    pub fn get(&mut self, path: &str) -> Response {
        self.try_get(path)
            .unwrap_or_else(|| panic!("{}{path} does not answer", self.origin()))
    }

    /// Sends a form, with the headers of a page of this site.
    pub fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Response {
        let pairs: Vec<String> = form
            .iter()
            .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
            .collect();
        self.send("POST", path, FORM, &pairs.join("&"))
            .unwrap_or_else(|| panic!("{}{path} does not answer", self.origin()))
    }

    /// Sends JSON; none where nobody listens.
    pub fn post_json(&mut self, path: &str, body: &serde_json::Value) -> Option<Response> {
        self.send("POST", path, "application/json", &body.to_string())
    }

    fn send(&mut self, method: &str, path: &str, kind: &str, body: &str) -> Option<Response> {
        let mut stream = TcpStream::connect((self.host.as_str(), self.port)).ok()?;
        stream
            .set_read_timeout(Some(Duration::from_secs(30)))
            .ok()?;
        let (host, origin) = (format!("{}:{}", self.host, self.port), self.origin());
        let mut lines = vec![
            format!("{method} {path} HTTP/1.1"),
            format!("Host: {host}"),
            "Connection: close".to_owned(),
        ];
        if !self.cookies.is_empty() {
            let pairs = self
                .cookies
                .iter()
                .map(|(name, value)| format!("{name}={value}"));
            lines.push(format!("Cookie: {}", pairs.collect::<Vec<_>>().join("; ")));
        }
        if method == "POST" {
            lines.push(format!("Origin: {origin}"));
            lines.push(format!("Referer: {origin}{path}"));
            lines.push(format!("Content-Type: {kind}"));
            lines.push(format!("Content-Length: {}", body.len()));
        }
        let request = lines.join("\r\n");
        stream
            .write_all(format!("{request}\r\n\r\n{body}").as_bytes())
            .ok()?;
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes); // a reset after the answer takes nothing from it
        let response = parse(&bytes)?;
        self.keep(&response);
        Some(response)
    }

    fn keep(&mut self, response: &Response) {
        for line in response.headers("Set-Cookie") {
            if let Some((name, value)) =
                line.split(';').next().and_then(|pair| pair.split_once('='))
            {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

/// What comes on a connection after `request`, until a line of it has `word`: neither debugger ends the connection.
pub fn said(port: u16, request: &str, word: &str) -> String {
    use std::io::{BufRead as _, BufReader, Write as _};
    let mut stream = std::net::TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(super::wait::EDIT)).unwrap();
    writeln!(stream, "{request}").unwrap();
    let mut answer = String::new();
    let mut lines = BufReader::new(stream);
    while !answer.contains(word) {
        assert!(lines.read_line(&mut answer).unwrap() > 0, "{answer}");
    }
    answer
}

fn parse(bytes: &[u8]) -> Option<Response> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let mut response = Response {
        status,
        head,
        body: String::new(),
    };
    let rest = &bytes[end + 4..];
    let body = if response.header("Transfer-Encoding") == "chunked" {
        unchunk(rest)
    } else {
        rest.to_vec()
    };
    response.body = String::from_utf8_lossy(&body).into_owned();
    Some(response)
}

fn unchunk(mut rest: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(line) = rest.windows(2).position(|two| two == b"\r\n") {
        let size = std::str::from_utf8(&rest[..line])
            .ok()
            .and_then(|hex| usize::from_str_radix(hex, 16).ok())
            .unwrap_or(0);
        let from = line + 2;
        if size == 0 || rest.len() < from + size + 2 {
            break;
        }
        body.extend_from_slice(&rest[from..from + size]);
        rest = &rest[from + size + 2..];
    }
    body
}

fn encode(text: &str) -> String {
    let safe = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    text.bytes()
        .map(|byte| {
            if safe(byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

#[test]
fn answers_are_read_whole_and_in_chunks() {
    let whole = parse(b"HTTP/1.1 200 OK\r\nA: b\r\n\r\nbody").unwrap();
    assert_eq!(
        (
            whole.status,
            whole.header("a").as_str(),
            whole.body.as_str()
        ),
        (200, "b", "body")
    );
    let chunks = parse(
        b"HTTP/1.1 404 No\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
    )
    .unwrap();
    assert_eq!((chunks.status, chunks.body.as_str()), (404, "abcde"));
    assert_eq!(encode("a b&ü"), "a%20b%26%C3%BC");
}
