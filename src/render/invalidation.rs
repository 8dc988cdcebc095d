//! The one push message that the standard format has words of its own for: `-> invalidate: 'key', 'key'`, which a server
//! sends to a client that asked for CLIENT TRACKING.
//!
//! Whether it is one is known after a few events. They are kept back, and replayed where it is not.

use std::io::{self, Write};

use redsh_engine::resp::{Aggregate, Scalar, StringKind};

use super::layout::Layout;
use super::text::Text;

/// The first string of the message.
const NAME: &[u8] = b"invalidate";

/// A filter before a layout.
pub(super) struct Invalidation<L> {
    layout: L,
    terminal: bool,
    state: State,
    /// The key under way.
    text: Text,
}

/// How much of the message has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nothing of this reply.
    Start,
    /// A push of two elements began.
    Push,
    /// Its first string began with so many bytes of the name.
    Name(usize),
    /// Its first string is the name.
    Named,
    /// Its second element is an array, of keys: this is it. What is nested in it, which no server sends, is taken for keys too.
    Keys { first: bool },
    /// It is something else.
    Other,
}

impl<L: Layout> Invalidation<L> {
    pub(super) fn new(layout: L, terminal: bool) -> Self {
        Invalidation {
            layout,
            terminal,
            state: State::Start,
            text: Text::Whole,
        }
    }

    /// It is something else: the layout gets what was kept back.
    fn release<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        let held = self.state;
        self.state = State::Other;
        let begun = match held {
            State::Push => 0,
            State::Name(len) => len,
            State::Named => NAME.len(),
            State::Start | State::Keys { .. } | State::Other => return Ok(()),
        };
        self.layout.begin(out, Aggregate::Push, Some(2))?;
        if held != State::Push {
            self.layout.begin_string(out, StringKind::Bulk)?;
            self.layout.piece(out, &NAME[..begun])?;
        }
        match held {
            State::Named => self.layout.end_string(out),
            _ => Ok(()),
        }
    }

    fn is_key(&self) -> bool {
        matches!(self.state, State::Keys { .. })
    }

    /// Makes sure that the value that comes now has its place: after the keys before it, or in the layout.
    fn advance<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        match self.state {
            State::Keys { first: true } => {
                self.state = State::Keys { first: false };
                Ok(())
            }
            State::Keys { first: false } => out.write_all(b", "),
            _ => self.release(out),
        }
    }
}

impl<L: Layout> Layout for Invalidation<L> {
    fn scalar<W: Write>(&mut self, out: &mut W, scalar: Scalar<'_>) -> io::Result<()> {
        self.advance(out)?;
        self.layout.scalar(out, scalar)
    }

    fn begin_string<W: Write>(&mut self, out: &mut W, kind: StringKind) -> io::Result<()> {
        if self.state == State::Push && kind == StringKind::Bulk {
            self.state = State::Name(0);
            return Ok(());
        }
        self.advance(out)?;
        if self.is_key() {
            self.text = Text::line(self.terminal);
            return out.write_all(b"'");
        }
        self.layout.begin_string(out, kind)
    }

    fn piece<W: Write>(&mut self, out: &mut W, bytes: &[u8]) -> io::Result<()> {
        match self.state {
            State::Keys { .. } => return self.text.piece(out, bytes),
            State::Name(len) if NAME[len..].starts_with(bytes) => {
                self.state = State::Name(len + bytes.len());
                return Ok(());
            }
            _ => self.release(out)?,
        }
        self.layout.piece(out, bytes)
    }

    fn end_string<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        match self.state {
            State::Keys { .. } => {
                self.text.finish(out)?;
                return out.write_all(b"'");
            }
            State::Name(len) if len == NAME.len() => {
                self.state = State::Named;
                return Ok(());
            }
            _ => self.release(out)?,
        }
        self.layout.end_string(out)
    }

    fn begin<W: Write>(
        &mut self,
        out: &mut W,
        kind: Aggregate,
        len: Option<u64>,
    ) -> io::Result<()> {
        match (self.state, kind, len) {
            (State::Start, Aggregate::Push, Some(2)) => self.state = State::Push,
            (State::Named, Aggregate::Array, _) => {
                self.state = State::Keys { first: true };
                return out.write_all(b"-> invalidate: ");
            }
            (State::Keys { .. }, ..) => {}
            _ => {
                self.release(out)?;
                return self.layout.begin(out, kind, len);
            }
        }
        Ok(())
    }

    fn end<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        if self.is_key() {
            return Ok(());
        }
        self.release(out)?;
        self.layout.end(out)
    }

    fn finish<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.state = State::Start;
        self.layout.finish(out)
    }
}
