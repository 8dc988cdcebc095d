//! Commands that go out in one write, and what is known of each when the connection is lost.

use std::collections::VecDeque;

use crate::Error;
use crate::net::{Connection, Reader};
use crate::resp::encode_command;

/// A buffer that has grown beyond this for a huge command is given back.
const KEPT_CAPACITY: usize = 1 << 20;

/// A network pipeline: some commands, encoded one behind the other, each with the caller's ticket for its reply.
#[derive(Debug)]
pub struct Batch<T> {
    wire: Vec<u8>,
    requests: VecDeque<Request<T>>,
    /// How many bytes of the wire the system has taken.
    sent: usize,
    /// How many of those belong to requests that are answered.
    answered: usize,
    /// The first request's reply has begun, and broke off.
    broken_off: bool,
}

#[derive(Debug)]
struct Request<T> {
    /// Where its bytes end in the wire. As many as the request before where it has none.
    end: usize,
    /// Running it twice is as good as running it once.
    repeatable: bool,
    ticket: T,
}

/// What is known of a command whose reply will not come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It was sent: it may have run.
    Unknown,
    /// It ran, and its reply broke off in the middle.
    BrokenOff,
}

impl<T> Batch<T> {
    /// A batch of nothing.
    pub fn new() -> Self {
        Batch {
            wire: Vec::new(),
            requests: VecDeque::new(),
            sent: 0,
            answered: 0,
            broken_off: false,
        }
    }

    /// Adds a command. `repeatable`: running it twice is as good as once, so it may be sent again if a connection is
    /// lost before its reply.
    pub fn push<A: AsRef<[u8]>>(&mut self, arguments: &[A], repeatable: bool, ticket: T) {
        encode_command(arguments, &mut self.wire);
        self.requests.push_back(Request {
            end: self.wire.len(),
            repeatable,
            ticket,
        });
    }

    /// Adds a ticket that sends nothing, to be handed back when all before it is answered.
    pub fn push_ticket(&mut self, ticket: T) {
        self.requests.push_back(Request {
            end: self.wire.len(),
            repeatable: true,
            ticket,
        });
    }

    /// How many tickets are not handed back.
    pub fn len(&self) -> usize {
        self.requests.len()
    }

    /// Whether all is answered.
    pub fn is_empty(&self) -> bool {
        self.requests.is_empty()
    }

    /// How many bytes wait to be sent.
    pub fn unsent(&self) -> usize {
        self.wire.len() - self.sent
    }

    /// The bytes that wait to be sent.
    pub(super) fn unsent_bytes(&self) -> &[u8] {
        &self.wire[self.sent..]
    }

    /// Whether all bytes have gone out by another way.
    pub(super) fn mark_sent(&mut self, sent: bool) {
        if sent {
            self.sent = self.wire.len();
        }
    }

    /// Sends what is unsent in one write, and lets `receive` read the replies, in order.
    ///
    /// # Errors
    /// What broke the connection, or `receive`'s error: the requests that are not answered stay.
    pub(super) fn exchange(
        &mut self,
        connection: &mut Connection,
        mut receive: impl FnMut(&T, &mut Reader) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let (count, outcome) = connection.writer.send_counted(self.unsent_bytes());
        self.sent += count;
        while let Some(request) = self.requests.front() {
            if request.end > self.sent {
                break;
            }
            if let Err(error) = receive(&request.ticket, &mut connection.reader) {
                self.broken_off = connection.reader.is_mid_reply();
                return Err(error);
            }
            self.answered = request.end;
            self.requests.pop_front();
        }
        outcome?;
        self.clear();
        Ok(())
    }

    /// The connection is lost: tells of each request that may have run, and keeps those that may be sent again.
    pub(super) fn settle(&mut self, mut lost: impl FnMut(T, Fate)) {
        let mut kept = Batch::new();
        let mut begin = self.answered;
        let mut broken_off = self.broken_off;
        for request in self.requests.drain(..) {
            let was_sent = begin < request.end && request.end <= self.sent;
            if was_sent && broken_off {
                lost(request.ticket, Fate::BrokenOff);
            } else if was_sent && !request.repeatable {
                lost(request.ticket, Fate::Unknown);
            } else {
                kept.wire.extend_from_slice(&self.wire[begin..request.end]);
                kept.requests.push_back(Request {
                    end: kept.wire.len(),
                    ..request
                });
            }
            begin = request.end;
            broken_off = false;
        }
        *self = kept;
    }

    fn clear(&mut self) {
        self.wire.clear();
        self.wire.shrink_to(KEPT_CAPACITY);
        self.sent = 0;
        self.answered = 0;
    }
}

impl<T> Default for Batch<T> {
    fn default() -> Self {
        Self::new()
    }
}
