//! The decoder: fed with bytes in any pieces, it tells a sink what they say.
//!
//! It keeps what it must between two pieces: an unfinished line, how much of a string is to come, and an explicit
//! stack of what is open. So no reply can exhaust the program's stack, no byte is parsed twice, and no length from the
//! wire ever sizes an allocation: memory is in proportion to the bytes of the longest line and to the depth.
//!
//! It is more lenient than the specification where real servers are: a simple string or simple error may hold a lone
//! line feed, as modules send them and redis-cli shows them; a push may stand inside a reply, as in EXEC's for a
//! SUBSCRIBE; not a number has all of C's spellings.

mod error;
mod header;
mod input;
mod line;
mod number;
mod stack;
mod text;

pub use self::error::{DecodeError, ProtocolError};

use self::header::Header;
use self::input::InputCursor;
use self::line::HeaderLine;
use self::stack::{AggregateStack, Progress};
use self::text::BodyKind;
use super::{Event, EventSink};

/// How deep aggregates may be nested. Real replies stay below 10, Lua's conversion below 200.
pub const MAX_DEPTH: usize = 1024;

/// How far one piece of input got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fed {
    /// How many bytes of the piece were used; the rest belongs to the next reply.
    pub consumed: usize,
    /// Whether a whole reply (or push) is complete; if not, all was consumed.
    pub complete: bool,
}

/// A resumable RESP2 and RESP3 decoder, for one stream of replies.
#[derive(Debug, Default)]
pub struct Decoder {
    /// Bytes fed in earlier pieces and replies.
    offset: u64,
    line: HeaderLine,
    /// A bulk error's text so far, or a verbatim string's format.
    text: Vec<u8>,
    stack: AggregateStack,
    state: DecodeState,
}

/// What the next byte is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum DecodeState {
    /// Of a header line.
    #[default]
    Header,
    /// Of the header line of a streamed string's chunk.
    ChunkHeader,
    /// Of the format of a verbatim string, which has so many bytes behind it.
    VerbatimFormat(u64),
    /// Of a text with so many bytes to come.
    Body(BodyKind, u64),
    /// The carriage return behind a text.
    BodyEnd(BodyKind),
    /// The line feed behind a text.
    BodyFeed(BodyKind),
}

impl Decoder {
    /// A decoder at the beginning of a stream.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether the next byte is the first of a reply.
    pub fn is_between_replies(&self) -> bool {
        self.state == DecodeState::Header && self.line.is_empty() && self.stack.is_empty()
    }

    /// Takes the next bytes, up to the end of the current reply.
    ///
    /// # Errors
    /// [`DecodeError::Protocol`] where the bytes are not RESP, [`DecodeError::Sink`] where the sink fails. After
    /// either the stream is lost.
    pub fn feed<S: EventSink>(&mut self, bytes: &[u8], sink: &mut S) -> Result<Fed, DecodeError> {
        let mut input = InputCursor::new(bytes, self.offset);
        let mut complete = false;
        while !complete && !input.rest().is_empty() {
            complete = self.step(&mut input, sink)?;
        }
        let consumed = bytes.len() - input.rest().len();
        self.offset = input.offset();
        Ok(Fed { consumed, complete })
    }

    /// One line, or one piece of a text. True when the reply is complete.
    fn step<S: EventSink>(
        &mut self,
        input: &mut InputCursor<'_>,
        sink: &mut S,
    ) -> Result<bool, DecodeError> {
        match self.state {
            DecodeState::Header | DecodeState::ChunkHeader => self.line(input, sink),
            DecodeState::VerbatimFormat(length) => self.verbatim_format(length, input, sink),
            DecodeState::Body(text, left) => self.body(text, left, input, sink),
            DecodeState::BodyEnd(text) => self.body_end(text, input, sink),
            DecodeState::BodyFeed(text) => self.body_feed(text, input, sink),
        }
    }

    fn line<S: EventSink>(
        &mut self,
        input: &mut InputCursor<'_>,
        sink: &mut S,
    ) -> Result<bool, DecodeError> {
        let start = input.offset() - self.line.len() as u64;
        if self.line.is_empty() {
            let first = input.rest();
            self.check_first(first).map_err(ProtocolError::at(start))?;
        }
        let Some(line) = self.line.read(input)? else {
            return Ok(false);
        };
        if self.state == DecodeState::ChunkHeader {
            let length = header::parse_chunk(&line).map_err(ProtocolError::at(start + 1))?;
            return self.open_chunk(length, input, sink);
        }
        let header = header::parse(&line).map_err(ProtocolError::at(start + 1))?;
        self.open(header, start, input, sink)
    }

    /// Whether a line may begin so, here.
    fn check_first(&self, bytes: &[u8]) -> Result<(), String> {
        match self.state {
            DecodeState::ChunkHeader => header::check_chunk(bytes),
            _ if self.stack.is_empty() => header::check_type("a reply", bytes),
            _ => header::check_type("a value", bytes),
        }
    }

    /// A header has been read: a value is complete, or something is now open. True when the reply is complete.
    fn open<S: EventSink>(
        &mut self,
        header: Header<'_>,
        start: u64,
        input: &mut InputCursor<'_>,
        sink: &mut S,
    ) -> Result<bool, DecodeError> {
        match header {
            Header::Scalar(scalar) => {
                sink.event(Event::Scalar(scalar))?;
                self.value_ends(sink)
            }
            Header::Aggregate(kind, length) => {
                let opened = self.stack.open(kind, length);
                opened.map_err(ProtocolError::at(start))?;
                sink.event(Event::Begin(kind, length))?;
                let progress = self.stack.close_if_empty();
                self.advance(progress, sink)
            }
            Header::End => {
                let ended = self.stack.end_streamed();
                self.advance(ended.map_err(ProtocolError::at(start))?, sink)
            }
            Header::String(length) => self.open_string(length, input, sink),
            Header::Verbatim(length) => {
                self.text.clear();
                self.verbatim_format(length, input, sink)
            }
            Header::BulkError(length) => {
                self.text.clear();
                self.body(BodyKind::Error, length, input, sink)
            }
        }
    }

    /// A value that is no aggregate is complete.
    fn value_ends<S: EventSink>(&mut self, sink: &mut S) -> Result<bool, DecodeError> {
        let progress = self.stack.count();
        self.advance(progress, sink)
    }

    /// Goes on outwards from what has just happened. True when the reply is complete.
    fn advance<S: EventSink>(
        &mut self,
        mut progress: Progress,
        sink: &mut S,
    ) -> Result<bool, DecodeError> {
        loop {
            match progress {
                Progress::Reply => return Ok(true),
                Progress::More => return Ok(false),
                Progress::ClosedAttribute => {
                    sink.event(Event::End)?;
                    return Ok(false);
                }
                Progress::Closed => {
                    sink.event(Event::End)?;
                    progress = self.stack.count();
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
