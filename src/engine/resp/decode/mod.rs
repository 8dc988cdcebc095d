//! The decoder: fed with bytes in any pieces, it tells a visitor what they say.
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
use self::input::Input;
use self::line::Line;
use self::stack::{Progress, Stack};
use self::text::Text;
use super::Visitor;

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
    line: Line,
    /// A bulk error's text so far, or a verbatim string's format.
    text: Vec<u8>,
    stack: Stack,
    state: State,
}

/// What the next byte is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum State {
    /// Of a header line.
    #[default]
    Header,
    /// Of the header line of a streamed string's chunk.
    ChunkHeader,
    /// Of the format of a verbatim string, which has so many bytes behind it.
    VerbatimFormat(u64),
    /// Of a text with so many bytes to come.
    Body(Text, u64),
    /// The carriage return behind a text.
    BodyEnd(Text),
    /// The line feed behind a text.
    BodyFeed(Text),
}

impl Decoder {
    /// A decoder at the beginning of a stream.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether the next byte is the first of a reply.
    pub fn is_between_replies(&self) -> bool {
        self.state == State::Header && self.line.is_empty() && self.stack.is_empty()
    }

    /// Takes the next bytes, up to the end of the current reply.
    ///
    /// # Errors
    /// [`DecodeError::Protocol`] where the bytes are not RESP, [`DecodeError::Visitor`] where the visitor fails. After
    /// either the stream is lost.
    pub fn feed<V: Visitor>(&mut self, bytes: &[u8], visitor: &mut V) -> Result<Fed, DecodeError> {
        let mut input = Input::new(bytes, self.offset);
        let mut complete = false;
        while !complete && !input.rest().is_empty() {
            complete = self.step(&mut input, visitor)?;
        }
        let consumed = bytes.len() - input.rest().len();
        self.offset = input.offset();
        Ok(Fed { consumed, complete })
    }

    /// One line, or one piece of a text. True when the reply is complete.
    fn step<V: Visitor>(
        &mut self,
        input: &mut Input<'_>,
        visitor: &mut V,
    ) -> Result<bool, DecodeError> {
        match self.state {
            State::Header | State::ChunkHeader => self.line(input, visitor),
            State::VerbatimFormat(length) => self.verbatim_format(length, input, visitor),
            State::Body(text, left) => self.body(text, left, input, visitor),
            State::BodyEnd(text) => self.body_end(text, input, visitor),
            State::BodyFeed(text) => self.body_feed(text, input, visitor),
        }
    }

    fn line<V: Visitor>(
        &mut self,
        input: &mut Input<'_>,
        visitor: &mut V,
    ) -> Result<bool, DecodeError> {
        let start = input.offset() - self.line.len() as u64;
        if self.line.is_empty() {
            let first = input.rest();
            self.check_first(first).map_err(ProtocolError::at(start))?;
        }
        let Some(line) = self.line.read(input)? else {
            return Ok(false);
        };
        if self.state == State::ChunkHeader {
            let length = header::parse_chunk(&line).map_err(ProtocolError::at(start + 1))?;
            return self.open_chunk(length, input, visitor);
        }
        let header = header::parse(&line).map_err(ProtocolError::at(start + 1))?;
        self.open(header, start, input, visitor)
    }

    /// Whether a line may begin so, here.
    fn check_first(&self, bytes: &[u8]) -> Result<(), String> {
        match self.state {
            State::ChunkHeader => header::check_chunk(bytes),
            _ if self.stack.is_empty() => header::check_type("a reply", bytes),
            _ => header::check_type("a value", bytes),
        }
    }

    /// A header has been read: a value is complete, or something is now open. True when the reply is complete.
    fn open<V: Visitor>(
        &mut self,
        header: Header<'_>,
        start: u64,
        input: &mut Input<'_>,
        visitor: &mut V,
    ) -> Result<bool, DecodeError> {
        match header {
            Header::Scalar(scalar) => {
                visitor.scalar(scalar)?;
                self.value_ends(visitor)
            }
            Header::Aggregate(kind, length) => {
                let opened = self.stack.open(kind, length);
                opened.map_err(ProtocolError::at(start))?;
                visitor.begin(kind, length)?;
                let progress = self.stack.close_if_empty();
                self.advance(progress, visitor)
            }
            Header::End => {
                let ended = self.stack.end_streamed();
                self.advance(ended.map_err(ProtocolError::at(start))?, visitor)
            }
            Header::String(length) => self.open_string(length, input, visitor),
            Header::Verbatim(length) => {
                self.text.clear();
                self.verbatim_format(length, input, visitor)
            }
            Header::BulkError(length) => {
                self.text.clear();
                self.body(Text::Error, length, input, visitor)
            }
        }
    }

    /// A value that is no aggregate is complete.
    fn value_ends<V: Visitor>(&mut self, visitor: &mut V) -> Result<bool, DecodeError> {
        let progress = self.stack.count();
        self.advance(progress, visitor)
    }

    /// Goes on outwards from what has just happened. True when the reply is complete.
    fn advance<V: Visitor>(
        &mut self,
        mut progress: Progress,
        visitor: &mut V,
    ) -> Result<bool, DecodeError> {
        loop {
            match progress {
                Progress::Reply => return Ok(true),
                Progress::More => return Ok(false),
                Progress::ClosedAttribute => {
                    visitor.end()?;
                    return Ok(false);
                }
                Progress::Closed => {
                    visitor.end()?;
                    progress = self.stack.count();
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
