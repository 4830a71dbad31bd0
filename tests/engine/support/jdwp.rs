//! The Java debug wire protocol, as an editor speaks it: a breakpoint in a line of a class, and where the program stands.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use super::wait::EDIT;

/// Object, method and frame identifiers of `HotSpot` are of eight bytes, all of them.
type Id = u64;

pub struct Machine {
    stream: TcpStream,
    sent: u32,
    /// Events that came before they were asked for.
    events: Vec<Vec<u8>>,
}

/// A thread that stands at the breakpoint.
pub struct Stopped {
    /// The file as the class names it.
    pub file: String,
    pub line: usize,
}

impl Machine {
    /// Shakes hands.
    pub fn attach(host: &str, port: u16) -> Self {
        let mut stream = TcpStream::connect((host, port)).unwrap();
        stream.set_read_timeout(Some(EDIT)).unwrap();
        let greeting = b"JDWP-Handshake";
        stream.write_all(greeting).unwrap();
        let mut answer = [0; 14];
        stream.read_exact(&mut answer).unwrap();
        assert_eq!(&answer, greeting);
        Self {
            stream,
            sent: 0,
            events: Vec::new(),
        }
    }

    /// What the virtual machine says of itself.
    pub fn version(&mut self) -> String {
        let said = self.call(1, 1, &[]);
        String::from_utf8_lossy(&said).into_owned()
    }

    /// Sets a breakpoint in a line of a class that is loaded.
    pub fn set_breakpoint(&mut self, class: &str, line: usize) {
        let loaded = self.call(1, 2, &text(&format!("L{};", class.replace('.', "/"))));
        let mut loaded = Fields(&loaded);
        assert_eq!(loaded.int(), 1, "{class} is loaded");
        let (kind, class) = (loaded.byte(), loaded.id());
        let methods = self.call(2, 5, &class.to_be_bytes());
        let mut methods = Fields(&methods);
        for _ in 0..methods.int() {
            let method = methods.id();
            let _ = (methods.text(), methods.text(), methods.int());
            if let Some((index, _)) = self.lines(class, method).iter().find(|(_, at)| *at == line) {
                // Breakpoint, suspends all, one condition: this place.
                let mut set = vec![2, 2, 0, 0, 0, 1, 7, kind];
                set.extend(class.to_be_bytes());
                set.extend(method.to_be_bytes());
                set.extend(index.to_be_bytes());
                self.call(15, 1, &set);
                return;
            }
        }
        panic!("no method has line {line}");
    }

    /// Waits until the program stands at the breakpoint.
    pub fn stopped(&mut self, limit: Duration) -> Stopped {
        let begun = Instant::now();
        loop {
            for event in std::mem::take(&mut self.events) {
                let mut event = Fields(&event);
                let _policy = event.byte();
                for _ in 0..event.int() {
                    // Others carry other things: only what was asked for comes after the start.
                    let (kind, _, _thread) = (event.byte(), event.int(), event.id());
                    if kind != 2 {
                        continue;
                    }
                    let (_, class, method, index) =
                        (event.byte(), event.id(), event.id(), event.id());
                    let lines = self.lines(class, method);
                    let line = lines.iter().rev().find(|(start, _)| *start <= index);
                    let file = self.call(2, 7, &class.to_be_bytes());
                    return Stopped {
                        file: Fields(&file).text(),
                        line: line.unwrap().1,
                    };
                }
            }
            assert!(begun.elapsed() < limit, "no stop within {limit:?}");
            self.read();
        }
    }

    /// Lets all of its threads go on.
    pub fn go_on(&mut self) {
        self.call(1, 9, &[]);
    }

    /// Code index and line, in order.
    fn lines(&mut self, class: Id, method: Id) -> Vec<(u64, usize)> {
        let both = [class.to_be_bytes(), method.to_be_bytes()].concat();
        let (error, table) = self.ask(6, 1, &both);
        if error != 0 {
            return Vec::new(); // native or abstract
        }
        let mut table = Fields(&table[16..]);
        let count = table.int();
        (0..count)
            .map(|_| (table.id(), table.int() as usize))
            .collect()
    }

    fn call(&mut self, set: u8, command: u8, data: &[u8]) -> Vec<u8> {
        let (error, answer) = self.ask(set, command, data);
        assert_eq!(error, 0, "command {set}.{command}");
        answer
    }

    fn ask(&mut self, set: u8, command: u8, data: &[u8]) -> (u16, Vec<u8>) {
        self.sent += 1;
        let id = self.sent;
        let length = u32::try_from(11 + data.len()).unwrap();
        let mut packet = [length.to_be_bytes(), id.to_be_bytes()].concat();
        packet.extend([0, set, command]);
        packet.extend(data);
        self.stream.write_all(&packet).unwrap();
        loop {
            if let Some((answered, error, data)) = self.read()
                && answered == id
            {
                return (error, data);
            }
        }
    }

    /// One packet: an answer, or an event, which is kept.
    fn read(&mut self) -> Option<(u32, u16, Vec<u8>)> {
        let mut head = [0; 11];
        self.stream.read_exact(&mut head).unwrap();
        let mut head = Fields(&head);
        let (length, id, flags) = (head.int(), head.int(), head.byte());
        let error = u16::from(head.byte()) << 8 | u16::from(head.byte());
        let mut data = vec![0; length as usize - 11];
        self.stream.read_exact(&mut data).unwrap();
        if flags & 0x80 == 0 {
            self.events.push(data);
            return None;
        }
        Some((id, error, data))
    }
}

fn text(text: &str) -> Vec<u8> {
    let mut bytes = u32::try_from(text.len()).unwrap().to_be_bytes().to_vec();
    bytes.extend(text.as_bytes());
    bytes
}

/// Numbers and texts, one after the other.
struct Fields<'b>(&'b [u8]);

impl Fields<'_> {
    fn take(&mut self, count: usize) -> &[u8] {
        let (taken, rest) = self.0.split_at(count);
        self.0 = rest;
        taken
    }

    fn byte(&mut self) -> u8 {
        self.take(1)[0]
    }

    fn int(&mut self) -> u32 {
        u32::from_be_bytes(self.take(4).try_into().unwrap())
    }

    fn id(&mut self) -> Id {
        u64::from_be_bytes(self.take(8).try_into().unwrap())
    }

    fn text(&mut self) -> String {
        let length = self.int() as usize;
        String::from_utf8_lossy(self.take(length)).into_owned()
    }
}
