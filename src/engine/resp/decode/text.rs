//! The decoder's way through what is longer than a line: bulk and verbatim strings, bulk errors, streamed strings'
//! chunks.
//!
//! Each step goes straight on to the next as far as the input reaches, and leaves in the decoder's state where to go on
//! from: most strings are whole in the input, and pass through here without a look at the state.

use super::input::InputCursor;
use super::{DecodeError, DecodeState, Decoder};
use crate::resp::{Event, EventSink, Scalar, StringKind};

/// What the bytes belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BodyKind {
    /// A string of known length.
    String,
    /// A chunk of a streamed string.
    Chunk,
    /// A bulk error: gathered in the decoder, since sinks are given errors whole.
    Error,
}

impl Decoder {
    /// The header of a bulk string has been read.
    pub(super) fn open_string<S: EventSink>(
        &mut self,
        length: Option<u64>,
        input: &mut InputCursor<'_>,
        sink: &mut S,
    ) -> Result<bool, DecodeError> {
        sink.event(Event::BeginString(StringKind::Bulk, length))?;
        if let Some(length) = length {
            return self.body(BodyKind::String, length, input, sink);
        }
        self.state = DecodeState::ChunkHeader;
        Ok(false)
    }

    /// The next chunk of a streamed string begins; one of no bytes is the string's end.
    pub(super) fn open_chunk<S: EventSink>(
        &mut self,
        length: u64,
        input: &mut InputCursor<'_>,
        sink: &mut S,
    ) -> Result<bool, DecodeError> {
        if length > 0 {
            return self.body(BodyKind::Chunk, length, input, sink);
        }
        self.state = DecodeState::Header;
        sink.event(Event::EndString)?;
        self.value_ends(sink)
    }

    /// The three letters and the colon before a verbatim string of so many bytes.
    pub(super) fn verbatim_format<S: EventSink>(
        &mut self,
        length: u64,
        input: &mut InputCursor<'_>,
        sink: &mut S,
    ) -> Result<bool, DecodeError> {
        self.state = DecodeState::VerbatimFormat(length);
        let missing = 3 - self.text.len() as u64;
        self.text.extend_from_slice(input.take(missing));
        match self.text[..] {
            [a, b, c] if !input.rest().is_empty() => {
                input.expect(b':', "a colon after the format of a verbatim string")?;
                sink.event(Event::BeginString(
                    StringKind::Verbatim([a, b, c]),
                    Some(length),
                ))?;
                self.body(BodyKind::String, length, input, sink)
            }
            _ => Ok(false),
        }
    }

    /// The bytes themselves, of which so many are to come.
    pub(super) fn body<S: EventSink>(
        &mut self,
        text: BodyKind,
        left: u64,
        input: &mut InputCursor<'_>,
        sink: &mut S,
    ) -> Result<bool, DecodeError> {
        let piece = input.take(left);
        match text {
            BodyKind::Error => self.text.extend_from_slice(piece),
            _ if piece.is_empty() => {}
            BodyKind::String | BodyKind::Chunk => sink.event(Event::Bytes(piece))?,
        }
        let left = left - piece.len() as u64;
        if left > 0 {
            self.state = DecodeState::Body(text, left);
            return Ok(false);
        }
        self.body_end(text, input, sink)
    }

    /// The carriage return, and the line feed if it is there already.
    pub(super) fn body_end<S: EventSink>(
        &mut self,
        text: BodyKind,
        input: &mut InputCursor<'_>,
        sink: &mut S,
    ) -> Result<bool, DecodeError> {
        if input.rest().is_empty() {
            self.state = DecodeState::BodyEnd(text);
            return Ok(false);
        }
        input.expect(b'\r', r#""\r\n" after the string"#)?;
        self.body_feed(text, input, sink)
    }

    /// The line feed: then the text is complete.
    pub(super) fn body_feed<S: EventSink>(
        &mut self,
        text: BodyKind,
        input: &mut InputCursor<'_>,
        sink: &mut S,
    ) -> Result<bool, DecodeError> {
        if input.rest().is_empty() {
            self.state = DecodeState::BodyFeed(text);
            return Ok(false);
        }
        input.expect(b'\n', r#""\n" after the string and "\r""#)?;
        self.close(text, sink)
    }

    fn close<S: EventSink>(&mut self, text: BodyKind, sink: &mut S) -> Result<bool, DecodeError> {
        self.state = DecodeState::Header;
        match text {
            BodyKind::Chunk => {
                self.state = DecodeState::ChunkHeader;
                return Ok(false);
            }
            BodyKind::String => sink.event(Event::EndString)?,
            BodyKind::Error => sink.event(Event::Scalar(Scalar::BulkError(&self.text)))?,
        }
        self.value_ends(sink)
    }
}
