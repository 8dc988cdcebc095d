//! The script of a peer for one connection. After the last step it closes the connection.

use super::peer::find;

/// The steps in order.
#[derive(Clone, Default)]
pub struct Script(Vec<Step>);

/// A step.
#[derive(Clone)]
pub(crate) enum Step {
    Until(Expected),
    UntilClosed,
    Send(Vec<u8>),
    Pause,
    HalfClose,
    Reset,
}

/// The bytes that a step waits for.
#[derive(Clone)]
pub(crate) enum Expected {
    Commands(usize),
    Bytes(Vec<u8>),
}

impl Script {
    /// Accepts and closes.
    pub fn new() -> Self {
        Self::default()
    }

    /// Speaks RESP3 with a client that asks for it.
    pub fn resp3() -> Self {
        Self::new().until("HELLO").send("%1\r\n+proto\r\n:3\r\n")
    }

    /// Reads until this number of whole commands have arrived, arrays of bulk strings or inline.
    pub fn commands(self, count: usize) -> Self {
        self.then(Step::Until(Expected::Commands(count)))
    }

    /// Reads until these bytes have arrived, and consumes them.
    pub fn until(self, bytes: impl Into<Vec<u8>>) -> Self {
        self.then(Step::Until(Expected::Bytes(bytes.into())))
    }

    /// Reads, and sends nothing, until the client closes.
    pub fn until_closed(self) -> Self {
        self.then(Step::UntilClosed)
    }

    /// Sends these bytes.
    pub fn send(self, bytes: impl Into<Vec<u8>>) -> Self {
        self.then(Step::Send(bytes.into()))
    }

    /// Neither reads nor writes until the test calls [`super::peer::Peer::resume`].
    pub fn pause(self) -> Self {
        self.then(Step::Pause)
    }

    /// Closes the sending side, and continues reading.
    pub fn half_close(self) -> Self {
        self.then(Step::HalfClose)
    }

    /// Resets the connection. It must be the last step.
    pub fn reset(self) -> Self {
        self.then(Step::Reset)
    }

    pub(crate) fn steps(&self) -> &[Step] {
        &self.0
    }

    fn then(mut self, step: Step) -> Self {
        self.0.push(step);
        self
    }
}

impl Expected {
    /// The position after it in `bytes`, if it is complete.
    pub(crate) fn end_in(&self, bytes: &[u8]) -> Option<usize> {
        match self {
            Expected::Bytes(part) => Some(find(bytes, part)? + part.len()),
            Expected::Commands(count) => {
                (0..*count).try_fold(0, |at, _| Some(at + command(&bytes[at..])?))
            }
        }
    }
}

/// The length of the complete command at the beginning of `bytes`.
fn command(bytes: &[u8]) -> Option<usize> {
    let mut length = find(bytes, b"\r\n")? + 2;
    if bytes[0] != b'*' {
        return Some(length);
    }
    for _ in 0..number(&bytes[1..length - 2]) {
        let rest = &bytes[length..];
        let header = find(rest, b"\r\n")? + 2;
        length += header + number(&rest[1..header - 2]) + 2;
        if length > bytes.len() {
            return None;
        }
    }
    Some(length)
}

/// A client under test that sends anything else has failed its test.
fn number(digits: &[u8]) -> usize {
    let text = String::from_utf8_lossy(digits);
    text.parse()
        .unwrap_or_else(|_| panic!("not the length of anything: {text:?}"))
}
