//! The decoder, which turns bytes into events.
//!
//! Between two pieces of input the decoder keeps an incomplete line, the remaining length of a string, and an explicit
//! stack of the open aggregates. Therefore no reply can overflow the program's stack, and no byte is parsed twice. No
//! length from the wire sizes an allocation: memory depends on the longest line and the depth.
//!
//! The decoder is more lenient than the specification where servers require it. A simple string or error may contain a
//! lone line feed, as modules send it. A push may be an element, as in the reply of EXEC to SUBSCRIBE. NaN has all
//! spellings of C.

mod body;
mod cursor;
mod error;
mod header;
mod line;
mod number;
mod stack;

pub use self::error::{DecodeError, ProtocolError};

use self::body::BodyKind;
use self::cursor::InputCursor;
use self::header::Header;
use self::line::HeaderLine;
use self::stack::{AggregateStack, Progress};
use super::{Event, EventSink, StringKind};

/// The maximum nesting of aggregates. Replies of servers stay below 10, and those of Lua scripts below 200.
pub const MAX_DEPTH: usize = 1024;

/// The result of feeding a piece of input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fed {
    /// The number of bytes that were decoded. The others belong to the next reply.
    pub consumed: usize,
    /// Whether a reply or push is complete. If not, all bytes were decoded.
    pub complete: bool,
}

/// A resumable decoder for RESP2 and RESP3.
#[derive(Debug, Default)]
pub struct Decoder {
    /// The number of bytes in earlier pieces.
    offset: u64,
    line: HeaderLine,
    /// The text of a bulk error so far, or the format of a verbatim string.
    text: Vec<u8>,
    stack: AggregateStack,
    state: DecodeState,
}

/// The position of the next byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum DecodeState {
    /// In a header line.
    #[default]
    Header,
    /// In the header line of a chunk of a streamed string.
    ChunkHeader,
    /// In the format of a verbatim string with this length.
    VerbatimFormat(u64),
    /// In a body, with this many bytes left.
    Body(BodyKind, u64),
    /// At the carriage return after a body.
    BodyEnd(BodyKind),
    /// At the line feed after a body.
    BodyFeed(BodyKind),
}

impl Decoder {
    /// Creates a decoder at the start of a stream.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns whether the next byte begins a reply.
    pub fn is_between_replies(&self) -> bool {
        self.state == DecodeState::Header && self.line.len() == 0 && self.stack.is_empty()
    }

    /// Decodes the next bytes, up to the end of the current reply.
    ///
    /// # Errors
    /// Returns [`DecodeError::Protocol`] if the bytes are not RESP, and [`DecodeError::Sink`] if the sink fails. The
    /// stream cannot be decoded further after either.
    pub fn feed<S: EventSink>(&mut self, bytes: &[u8], sink: &mut S) -> Result<Fed, DecodeError> {
        let mut input = InputCursor::new(bytes, self.offset);
        let mut complete = false;
        while !complete && !input.rest.is_empty() {
            complete = self.step(&mut input, sink)?;
        }
        let consumed = bytes.len() - input.rest.len();
        self.offset = input.offset;
        Ok(Fed { consumed, complete })
    }

    /// Decodes one line, or one piece of a body. Returns whether the reply is complete.
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
        let start = input.offset - self.line.len() as u64;
        if self.line.len() == 0 {
            let first = input.rest;
            let invalid = |message| ProtocolError {
                not_a_type: first.first().copied(),
                ..ProtocolError::new(start, message)
            };
            self.check_first(first).map_err(invalid)?;
        }
        let Some(line) = self.line.read(input)? else {
            return Ok(false);
        };
        if self.state == DecodeState::ChunkHeader {
            let length = header::parse_chunk(&line).map_err(ProtocolError::at(start + 1))?;
            if length > 0 {
                return self.body(BodyKind::Chunk, length, input, sink);
            }
            // An empty chunk ends the string.
            self.state = DecodeState::Header;
            sink.event(Event::EndString)?;
            return self.value_ends(sink);
        }
        let header = header::parse(&line).map_err(ProtocolError::at(start + 1))?;
        self.open(header, start, input, sink)
    }

    fn check_first(&self, bytes: &[u8]) -> Result<(), String> {
        match self.state {
            DecodeState::ChunkHeader => header::check_chunk(bytes),
            _ if self.stack.is_empty() => header::check_type("a reply", bytes),
            _ => header::check_type("a value", bytes),
        }
    }

    /// Handles a header line: it completes a value or opens one. Returns whether the reply is complete.
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
            Header::String(length) => {
                sink.event(Event::BeginString(StringKind::Bulk, length))?;
                if let Some(length) = length {
                    return self.body(BodyKind::String, length, input, sink);
                }
                self.state = DecodeState::ChunkHeader;
                Ok(false)
            }
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

    /// Handles the end of a string or scalar. Returns whether the reply is complete.
    fn value_ends<S: EventSink>(&mut self, sink: &mut S) -> Result<bool, DecodeError> {
        let progress = self.stack.count();
        self.advance(progress, sink)
    }

    /// Closes the aggregates that end with the last value. Returns whether the reply is complete.
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
