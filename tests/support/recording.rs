//! A peer that answers commands as a server did in a recording, in any order and in any number.
//!
//! A recording has a line for each write: the number of the connection, `>` to the server or `<` back, and the bytes in
//! quotes, escaped as by redis-cli. A reply is found by the command and its key, that of SCAN by the cursor.

use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::thread;

/// The replies of a recording.
pub struct Recording {
    replies: HashMap<Vec<Vec<u8>>, Vec<u8>>,
    /// Commands that the server received, and did not answer: it closed the connection.
    unanswered: Vec<Vec<Vec<u8>>>,
}

impl Recording {
    /// Reads the text of a recording.
    pub fn parse(text: &str) -> Self {
        let mut recording = Recording {
            replies: HashMap::new(),
            unanswered: Vec::new(),
        };
        for line in text.lines().filter(|line| !line.is_empty()) {
            let (head, bytes) = line.split_once('"').expect("a line of a recording");
            let bytes = unescaped(bytes.strip_suffix('"').expect("quotes"));
            match head.ends_with("> ") {
                true => recording.add_commands(&bytes),
                false => recording.add_replies(&bytes),
            }
        }
        recording
    }

    /// Serves each connection until the test ends. Returns the port on 127.0.0.1.
    pub fn serve(self) -> u16 {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let port = listener.local_addr().expect("it is bound").port();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                // A client that leaves ends its connection only.
                let _ = self.answer(stream);
            }
        });
        port
    }

    fn add_commands(&mut self, mut bytes: &[u8]) {
        while let Some(length) = length(bytes) {
            self.unanswered.push(key(&words(&bytes[..length])));
            bytes = &bytes[length..];
        }
    }

    fn add_replies(&mut self, mut bytes: &[u8]) {
        while let Some(length) = length(bytes) {
            let command = self.unanswered.remove(0);
            // The first reply counts: a client may ask twice.
            let reply = self.replies.entry(command);
            reply.or_insert_with(|| bytes[..length].to_vec());
            bytes = &bytes[length..];
        }
    }

    fn answer(&self, mut stream: TcpStream) -> io::Result<()> {
        let (mut received, mut buffer) = (Vec::new(), [0; 4096]);
        loop {
            let mut replies = Vec::new();
            while let Some(length) = length(&received) {
                let command: Vec<u8> = received.drain(..length).collect();
                let command = key(&words(&command));
                if self.unanswered.contains(&command) {
                    return stream.write_all(&replies);
                }
                let reply = self.replies.get(&command).map(Vec::as_slice);
                replies.extend_from_slice(reply.unwrap_or(b"-ERR unknown command\r\n"));
            }
            stream.write_all(&replies)?;
            match stream.read(&mut buffer)? {
                0 => return Ok(()),
                length => received.extend_from_slice(&buffer[..length]),
            }
        }
    }
}

/// The part of a command that its reply depends on.
fn key(words: &[Vec<u8>]) -> Vec<Vec<u8>> {
    match words {
        [scan, cursor, ..] if scan == b"SCAN" => vec![scan.clone(), cursor.clone()],
        words => words.to_vec(),
    }
}

/// The length of the complete value at the beginning of some bytes; `None` if there is none.
fn length(bytes: &[u8]) -> Option<usize> {
    let end = bytes.windows(2).position(|pair| pair == b"\r\n")? + 2;
    let number = || {
        std::str::from_utf8(&bytes[1..end - 2])
            .ok()?
            .parse::<i64>()
            .ok()
    };
    let length = match bytes[0] {
        b'$' => match number()? {
            ..0 => end,
            length => end + usize::try_from(length).ok()? + 2,
        },
        b'*' => (0..number()?).try_fold(end, |at, _| Some(at + self::length(&bytes[at..])?))?,
        _ => end,
    };
    (length <= bytes.len()).then_some(length)
}

/// The strings of an array.
fn words(command: &[u8]) -> Vec<Vec<u8>> {
    let mut at = length_of_line(command);
    let mut words = Vec::new();
    while at < command.len() {
        let start = at + length_of_line(&command[at..]);
        at += length(&command[at..]).expect("the command is complete");
        words.push(command[start..at - 2].to_vec());
    }
    words
}

fn length_of_line(bytes: &[u8]) -> usize {
    let end = bytes.iter().position(|&byte| byte == b'\n');
    end.expect("a line") + 1
}

fn unescaped(text: &str) -> Vec<u8> {
    let (mut bytes, mut rest) = (Vec::new(), text.as_bytes());
    while let [first, behind @ ..] = rest {
        rest = behind;
        if *first != b'\\' {
            bytes.push(*first);
            continue;
        }
        let (&letter, behind) = rest.split_first().expect("an escape");
        rest = behind;
        bytes.push(match letter {
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'a' => 7,
            b'b' => 8,
            b'x' => {
                let (digits, behind) = rest.split_at(2);
                rest = behind;
                let digits = std::str::from_utf8(digits).expect("ASCII");
                u8::from_str_radix(digits, 16).expect("two digits")
            }
            letter => letter,
        });
    }
    bytes
}
