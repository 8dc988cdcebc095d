//! The decoder: fed with bytes in any pieces, it tells a visitor what they say.
//!
//! It keeps what it must between two pieces: an unfinished line, how much of a string is to come, and an explicit
//! stack of what is open. So no reply can exhaust the program's stack, no byte is parsed twice, and no length from the
//! wire ever sizes an allocation: memory is in proportion to the bytes of the longest line and to the depth.
//!
//! It is more lenient than the specification in one place: a simple string or simple error may hold a lone line feed,
//! as modules send them and redis-cli shows them.

mod header;
mod stack;

use std::io;
use std::mem;

use memchr::memchr_iter;

use self::header::Header;
use self::stack::{Progress, Stack};
use super::{Scalar, StringKind, Visitor};

/// How deep aggregates may be nested. Real replies stay below 10, Lua's conversion below 200.
pub const MAX_DEPTH: usize = 1024;

/// A header that says a number ends within this many bytes, or it is none.
const MAX_NUMBER_LINE: usize = 1024;

/// How far one piece of input got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fed {
    /// How many bytes of the piece were used; the rest belongs to the next reply.
    pub consumed: usize,
    /// Whether a whole reply (or push) is complete; if not, all was consumed.
    pub complete: bool,
}

/// What is wrong with the bytes, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what} at byte {offset}")]
pub struct ProtocolError {
    /// Counted from 0, from the first byte that this decoder was ever fed.
    pub offset: u64,
    /// What was found, and what ought to stand there.
    pub what: String,
}

/// Why a reply could not be followed to its end.
#[derive(Debug, thiserror::Error)]
pub enum DecodeError {
    /// The bytes are not RESP. The decoder cannot go on: where the next reply begins is unknown.
    #[error(transparent)]
    Protocol(#[from] ProtocolError),
    /// The visitor's own error.
    #[error(transparent)]
    Visitor(#[from] io::Error),
}

/// A resumable RESP2 and RESP3 decoder, for one stream of replies.
#[derive(Debug, Default)]
pub struct Decoder {
    /// Bytes fed in earlier pieces and replies.
    offset: u64,
    /// The beginning of a line whose end has not come yet.
    line: Vec<u8>,
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
    /// Of a text with so many bytes to come, at least one.
    Body(Text, u64),
    /// The carriage return behind a text.
    BodyEnd(Text),
    /// The line feed behind a text.
    BodyFeed(Text),
}

/// The texts that come counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Text {
    String,
    Chunk,
    Error,
}

/// One piece of input and how far it has been read.
struct Input<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Input<'a> {
    fn rest(&self) -> &'a [u8] {
        &self.bytes[self.at..]
    }

    /// Up to `most` of the bytes left.
    fn take(&mut self, most: u64) -> &'a [u8] {
        let rest = self.rest();
        let length = usize::try_from(most).map_or(rest.len(), |most| most.min(rest.len()));
        self.at += length;
        &rest[..length]
    }
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
        let mut input = Input { bytes, at: 0 };
        let mut complete = false;
        while !complete && input.at < bytes.len() {
            complete = self.step(&mut input, visitor)?;
        }
        self.offset += input.at as u64;
        Ok(Fed {
            consumed: input.at,
            complete,
        })
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
        let mut carried = mem::take(&mut self.line);
        let start = self.offset + input.at as u64 - carried.len() as u64;
        let fault = |what| ProtocolError {
            offset: start,
            what,
        };
        if carried.is_empty() && self.state == State::Header {
            header::check_type(input.rest()).map_err(fault)?;
        }
        let Some(last) = line_end(&mut carried, input).map_err(fault)? else {
            self.line = carried;
            return Ok(false);
        };
        let line = join_line(&mut carried, last);
        let complete = if self.state == State::ChunkHeader {
            self.open_chunk(header::parse_chunk(line).map_err(fault)?, visitor)?
        } else {
            self.open(header::parse(line).map_err(fault)?, start, visitor)?
        };
        carried.clear();
        self.line = carried;
        Ok(complete)
    }

    /// A header has been read: a value is complete, or something is now open.
    fn open<V: Visitor>(
        &mut self,
        header: Header<'_>,
        start: u64,
        visitor: &mut V,
    ) -> Result<bool, DecodeError> {
        let fault = |what| ProtocolError {
            offset: start,
            what,
        };
        match header {
            Header::End => {
                let progress = self.stack.end_streamed().map_err(fault)?;
                return self.advance(progress, visitor);
            }
            Header::Aggregate(kind, length) => {
                self.stack.open(kind, length).map_err(fault)?;
                visitor.begin(kind, length)?;
                let progress = self.stack.close_if_empty();
                return self.advance(progress, visitor);
            }
            Header::Scalar(scalar) => {
                self.stack.value_begins();
                visitor.scalar(scalar)?;
                let progress = self.stack.count();
                return self.advance(progress, visitor);
            }
            Header::String(length) => {
                visitor.begin_string(StringKind::Bulk, length)?;
                self.state = length.map_or(State::ChunkHeader, |left| body(Text::String, left));
            }
            Header::Verbatim(length) => {
                self.text.clear();
                self.state = State::VerbatimFormat(length);
            }
            Header::BulkError(length) => {
                self.text.clear();
                self.state = body(Text::Error, length);
            }
        }
        self.stack.value_begins();
        Ok(false)
    }

    /// The next chunk of a streamed string begins; one of no bytes is the string's end.
    fn open_chunk<V: Visitor>(
        &mut self,
        length: u64,
        visitor: &mut V,
    ) -> Result<bool, DecodeError> {
        if length > 0 {
            self.state = State::Body(Text::Chunk, length);
            return Ok(false);
        }
        self.state = State::Header;
        visitor.end_string()?;
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

    fn verbatim_format<V: Visitor>(
        &mut self,
        length: u64,
        input: &mut Input<'_>,
        visitor: &mut V,
    ) -> Result<bool, DecodeError> {
        let wanted = 4 - self.text.len() as u64;
        self.text.extend_from_slice(input.take(wanted));
        match self.text[..] {
            [a, b, c, b':'] => {
                visitor.begin_string(StringKind::Verbatim([a, b, c]), Some(length))?;
                self.state = body(Text::String, length);
                Ok(false)
            }
            [_, _, _, other] => Err(self.unexpected("a colon", other, input.at - 1)),
            _ => Ok(false),
        }
    }

    fn body<V: Visitor>(
        &mut self,
        text: Text,
        left: u64,
        input: &mut Input<'_>,
        visitor: &mut V,
    ) -> Result<bool, DecodeError> {
        let piece = input.take(left);
        self.state = body(text, left - piece.len() as u64);
        match text {
            Text::Error => self.text.extend_from_slice(piece),
            Text::String | Text::Chunk => visitor.piece(piece)?,
        }
        Ok(false)
    }

    fn body_end<V: Visitor>(
        &mut self,
        text: Text,
        input: &mut Input<'_>,
        visitor: &mut V,
    ) -> Result<bool, DecodeError> {
        match *input.rest() {
            [b'\r', b'\n', ..] => {
                input.at += 2;
                self.close(text, visitor)
            }
            [b'\r', ..] => {
                input.at += 1;
                self.state = State::BodyFeed(text);
                Ok(false)
            }
            [other, ..] => Err(self.unexpected("a carriage return", other, input.at)),
            [] => Ok(false),
        }
    }

    fn body_feed<V: Visitor>(
        &mut self,
        text: Text,
        input: &mut Input<'_>,
        visitor: &mut V,
    ) -> Result<bool, DecodeError> {
        match *input.rest() {
            [b'\n', ..] => {
                input.at += 1;
                self.close(text, visitor)
            }
            [other, ..] => Err(self.unexpected("a line feed", other, input.at)),
            [] => Ok(false),
        }
    }

    /// A text and its end of line are through.
    fn close<V: Visitor>(&mut self, text: Text, visitor: &mut V) -> Result<bool, DecodeError> {
        self.state = State::Header;
        match text {
            Text::Chunk => {
                self.state = State::ChunkHeader;
                return Ok(false);
            }
            Text::String => visitor.end_string()?,
            Text::Error => visitor.scalar(Scalar::BulkError(&self.text))?,
        }
        let progress = self.stack.count();
        self.advance(progress, visitor)
    }

    fn unexpected(&self, expected: &str, found: u8, at: usize) -> DecodeError {
        let what = header::found(expected, found);
        ProtocolError {
            offset: self.offset + at as u64,
            what,
        }
        .into()
    }
}

/// The state in which so many bytes of a text are to come.
fn body(text: Text, left: u64) -> State {
    if left == 0 {
        State::BodyEnd(text)
    } else {
        State::Body(text, left)
    }
}

/// The part of the input that ends the line, its end included. `None` where the line goes on: then all of the input
/// has been added to what is carried over.
fn line_end<'i>(carried: &mut Vec<u8>, input: &mut Input<'i>) -> Result<Option<&'i [u8]>, String> {
    let rest = input.rest();
    for end in memchr_iter(b'\n', rest) {
        let before = if end > 0 {
            rest.get(end - 1)
        } else {
            carried.last()
        };
        if before == Some(&b'\r') {
            input.at += end + 1;
            return Ok(Some(&rest[..=end]));
        }
        if !header::is_text(carried.first().or(rest.first())) {
            return Err("a line feed without a carriage return before it".to_owned());
        }
    }
    input.at += rest.len();
    carried.extend_from_slice(rest);
    if carried.len() > MAX_NUMBER_LINE && !header::is_text(carried.first()) {
        return Err(format!("a number of more than {MAX_NUMBER_LINE} bytes"));
    }
    Ok(None)
}

/// The whole line without its end: what is carried over, and what ends it.
fn join_line<'l>(carried: &'l mut Vec<u8>, last: &'l [u8]) -> &'l [u8] {
    let line = if carried.is_empty() {
        last
    } else {
        carried.extend_from_slice(last);
        carried
    };
    &line[..line.len() - 2]
}
