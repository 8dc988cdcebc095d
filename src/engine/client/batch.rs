//! Commands that go out in one write, and what is known of each when the connection is lost.

use std::collections::VecDeque;

use super::Handler;
use crate::Error;
use crate::net::{Connection, Reader};
use crate::resp::{Decoder, Tree, Value, encode_command};

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
    link: Link,
    ticket: T,
}

/// Where a command stands in a transaction: from MULTI, or a WATCH before it, to EXEC. Its connection holds that
/// together: on another one, what is inside means something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// Outside.
    Alone,
    /// It opens one.
    Opens,
    /// Inside.
    Inside,
    /// It ends one.
    Closes,
}

/// How long an exchange goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// Until all is sent: the replies to the last write are left for the next exchange, so that the server has
    /// something to do while those before them are read and more is made ready.
    Sent,
    /// Until all is answered.
    Answered,
}

/// What is known of a command whose reply will not come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It was sent: it may have run.
    Unknown,
    /// It ran, and its reply broke off in the middle.
    BrokenOff,
    /// It did not run: the transaction that it belongs to was lost with the connection.
    NotRun,
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

    /// Adds a command.
    pub fn push<A: AsRef<[u8]>>(&mut self, arguments: &[A], link: Link, ticket: T) {
        encode_command(arguments, &mut self.wire);
        self.requests.push_back(Request {
            end: self.wire.len(),
            link,
            ticket,
        });
    }

    /// Adds a ticket that sends nothing, to be handed back when all before it is answered.
    pub fn push_ticket(&mut self, ticket: T) {
        self.requests.push_back(Request {
            end: self.wire.len(),
            link: Link::Alone,
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

    /// The bytes of the first request that waits to be sent.
    pub(super) fn first_unsent_bytes(&self) -> &[u8] {
        let ends = self.requests.iter().map(|request| request.end);
        let end = ends.skip_while(|end| *end <= self.sent).next();
        &self.wire[self.sent..end.unwrap_or(self.sent)]
    }

    /// So many bytes more have gone out by another way.
    pub(super) fn mark_sent(&mut self, count: usize) {
        self.sent += count;
    }

    /// Whether the first request's reply has begun, and broke off.
    pub(super) fn is_broken_off(&self) -> bool {
        self.broken_off
    }

    /// The ticket of the first request.
    pub fn first(&self) -> Option<&T> {
        self.requests.front().map(|request| &request.ticket)
    }

    /// Sends what is unsent in one write, and lets `receive` read replies, in order: all of them, or only those to what
    /// had been sent before.
    ///
    /// # Errors
    /// What broke the connection, or `receive`'s error: the requests that are not answered stay.
    pub(super) fn exchange(
        &mut self,
        connection: &mut Connection,
        until: Until,
        mut receive: impl FnMut(&T, &mut Reader) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let sent_before = self.sent;
        let outcome = self.send(connection, self.wire.len());
        let end = match until {
            Until::Sent if outcome.is_ok() => sent_before,
            _ => self.sent,
        };
        self.receive(connection, end, &mut receive)?;
        outcome?;
        self.forget_answered();
        Ok(())
    }

    /// The same, but each request is sent only when the one before it is answered.
    ///
    /// # Errors
    /// As above.
    pub(super) fn exchange_one_by_one(
        &mut self,
        connection: &mut Connection,
        mut receive: impl FnMut(&T, &mut Reader) -> Result<(), Error>,
    ) -> Result<(), Error> {
        while let Some(end) = self.requests.front().map(|request| request.end) {
            let outcome = self.send(connection, end.max(self.sent));
            self.receive(connection, end.min(self.sent), &mut receive)?;
            outcome?;
        }
        self.forget_answered();
        Ok(())
    }

    /// Sends what is unsent of the wire up to `end`.
    fn send(&mut self, connection: &mut Connection, end: usize) -> Result<(), Error> {
        let (count, outcome) = connection.send_counted(&self.wire[self.sent..end]);
        self.sent += count;
        outcome
    }

    /// Has the replies received to all that lies before `end` in the wire.
    fn receive(
        &mut self,
        connection: &mut Connection,
        end: usize,
        receive: &mut impl FnMut(&T, &mut Reader) -> Result<(), Error>,
    ) -> Result<(), Error> {
        while let Some(request) = self.requests.front() {
            if request.end > end {
                break;
            }
            if let Err(error) = receive(&request.ticket, &mut connection.reader) {
                self.broken_off = connection.reader.is_mid_reply();
                return Err(error);
            }
            self.answered = request.end;
            self.requests.pop_front();
        }
        Ok(())
    }

    /// The connection is lost: tells of each request that is not to be sent again, and keeps the others.
    ///
    /// The rules, in this order: 1. A reply that broke off is not asked for again. 2. A transaction that had begun is
    /// lost whole; only its end may have run. 3. What was never sent is kept. 4. So is what is as good run twice.
    pub(super) fn settle(&mut self, handler: &mut impl Handler<T>, error: &Error) {
        let mut settlement = Settlement {
            sent: self.sent,
            severed: true,
            broken_off: self.broken_off,
        };
        let mut kept = Batch::new();
        let mut begin = self.answered;
        for request in self.requests.drain(..) {
            let bytes = &self.wire[begin..request.end];
            let may_repeat = || handler.may_repeat(&words(bytes));
            match settlement.fate(&request, bytes.is_empty(), may_repeat) {
                Some(fate) => handler.lost(request.ticket, fate, error),
                None => {
                    kept.wire.extend_from_slice(bytes);
                    kept.requests.push_back(Request {
                        end: kept.wire.len(),
                        ..request
                    });
                }
            }
            begin = request.end;
        }
        *self = kept;
    }

    fn forget_answered(&mut self) {
        let answered = std::mem::take(&mut self.answered);
        self.wire.drain(..answered);
        self.wire.shrink_to(KEPT_CAPACITY);
        self.sent -= answered;
        self.requests
            .iter_mut()
            .for_each(|request| request.end -= answered);
    }
}

/// How far the settlement of a batch has come.
struct Settlement {
    /// Where in the wire the bytes begin that have not left.
    sent: usize,
    /// What is inside a transaction here has lost its beginning.
    severed: bool,
    /// The next request's reply has begun.
    broken_off: bool,
}

impl Settlement {
    /// What became of a request; `None` where it is to be sent again.
    fn fate<T>(
        &mut self,
        request: &Request<T>,
        sends_nothing: bool,
        may_repeat: impl FnOnce() -> bool,
    ) -> Option<Fate> {
        let broken_off = std::mem::take(&mut self.broken_off);
        let was_sent = request.end <= self.sent && !sends_nothing;
        if request.link == Link::Opens {
            self.severed = was_sent;
        }
        match request.link {
            _ if sends_nothing => None,
            _ if was_sent && broken_off => Some(Fate::BrokenOff),
            Link::Closes if self.severed && was_sent => Some(Fate::Unknown),
            Link::Alone if was_sent && !may_repeat() => Some(Fate::Unknown),
            Link::Alone => None,
            _ if self.severed => Some(Fate::NotRun),
            _ => None,
        }
    }
}

/// The words of a command, from the form in which it was to be sent.
fn words(wire: &[u8]) -> Vec<Vec<u8>> {
    let mut tree = Tree::new();
    let _ = Decoder::new().feed(wire, &mut tree);
    let value = tree.take();
    let items = value.as_ref().and_then(Value::as_slice).unwrap_or_default();
    items
        .iter()
        .filter_map(|item| item.as_bytes().map(<[u8]>::to_vec))
        .collect()
}

impl<T> Default for Batch<T> {
    fn default() -> Self {
        Self::new()
    }
}
