//! The push message for which the standard format has its own notation: `-> invalidate: 'key', 'key'`. Servers send it
//! to clients that use CLIENT TRACKING.
//!
//! The first events of a push show whether it is this message. They are held back, and sent to the format if it is
//! another.

use std::io::{self, Write};

use redsh_engine::resp::{Aggregate, Event, StringKind};

use super::escaper::StringEscaper;
use super::layout::Layout;
use super::medium::Medium;

const NAME: &[u8] = b"invalidate";

/// A filter for the events of a format.
pub(super) struct Invalidation<L> {
    layout: L,
    medium: Medium,
    state: MatchState,
    /// The current key.
    text: StringEscaper,
}

/// The part of the message that has been recognized.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum MatchState {
    /// Nothing of this reply.
    Start,
    /// A push of two elements.
    Push,
    /// This many bytes of the name, in the first string.
    Name(usize),
    Named,
    /// An array, which contains the keys. Nested arrays would count as keys too, but servers send none.
    Keys {
        first: bool,
    },
    Other,
}

impl<L: Layout> Invalidation<L> {
    pub(super) fn new(layout: L, medium: Medium) -> Self {
        Invalidation {
            layout,
            medium,
            state: MatchState::Start,
            text: StringEscaper::Whole,
        }
    }

    /// Sends the events that were held back to the layout.
    fn release<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        let held = self.state;
        self.state = MatchState::Other;
        let begun = match held {
            MatchState::Push => 0,
            MatchState::Name(len) => len,
            MatchState::Named => NAME.len(),
            MatchState::Start | MatchState::Keys { .. } | MatchState::Other => return Ok(()),
        };
        let mut hand_on = |event| self.layout.event(out, event);
        hand_on(Event::Begin(Aggregate::Push, Some(2)))?;
        if held != MatchState::Push {
            hand_on(Event::BeginString(StringKind::Bulk, None))?;
            hand_on(Event::Bytes(&NAME[..begun]))?;
        }
        match held {
            MatchState::Named => hand_on(Event::EndString),
            _ => Ok(()),
        }
    }

    /// Compares an event with the expected one.
    fn follow<W: Write>(&mut self, out: &mut W, event: Event<'_>) -> io::Result<()> {
        self.state = match (self.state, event) {
            (MatchState::Start, Event::Begin(Aggregate::Push, Some(2))) => MatchState::Push,
            (MatchState::Push, Event::BeginString(StringKind::Bulk, _)) => MatchState::Name(0),
            (MatchState::Name(len), Event::Bytes(bytes)) if NAME[len..].starts_with(bytes) => {
                MatchState::Name(len + bytes.len())
            }
            (MatchState::Name(len), Event::EndString) if len == NAME.len() => MatchState::Named,
            (MatchState::Named, Event::Begin(Aggregate::Array, _)) => {
                self.state = MatchState::Keys { first: true };
                return out.write_all(b"-> invalidate: ");
            }
            _ => {
                self.release(out)?;
                return self.layout.event(out, event);
            }
        };
        Ok(())
    }

    /// Writes an event of the list of keys.
    fn key<W: Write>(&mut self, out: &mut W, event: Event<'_>) -> io::Result<()> {
        if let Event::Scalar(_) | Event::BeginString(..) = event
            && let MatchState::Keys { first } = &mut self.state
            && !std::mem::take(first)
        {
            out.write_all(b", ")?;
        }
        match event {
            Event::Scalar(_) => self.layout.event(out, event),
            Event::BeginString(..) => {
                self.text = StringEscaper::line(self.medium.is_terminal());
                out.write_all(b"'")
            }
            Event::Bytes(bytes) => self.text.piece(out, bytes),
            Event::EndString => {
                self.text.finish(out)?;
                out.write_all(b"'")
            }
            Event::Begin(..) | Event::End | Event::Wait => Ok(()),
        }
    }
}

impl<L: Layout> Layout for Invalidation<L> {
    #[inline]
    fn event<W: Write>(&mut self, out: &mut W, event: Event<'_>) -> io::Result<()> {
        match self.state {
            // The rest of another reply.
            MatchState::Other => self.layout.event(out, event),
            MatchState::Keys { .. } => self.key(out, event),
            _ => self.follow(out, event),
        }
    }

    fn finish<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.state = MatchState::Start;
        self.layout.finish(out)
    }
}
