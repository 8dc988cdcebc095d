//! The decoding of bodies: bulk and verbatim strings, bulk errors, and chunks of streamed strings.
//!
//! Each step calls the next one while there is input. If the input ends, the step stores the position in the decoder's
//! state. Most strings are complete in the input and do not touch the state.

use super::cursor::InputCursor;
use super::{DecodeError, DecodeState, Decoder};
use crate::resp::{Event, EventSink, Scalar, StringKind};

/// The value that a body belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BodyKind {
    /// A string of known length.
    String,
    /// A chunk of a streamed string.
    Chunk,
    /// A bulk error. The decoder collects its text, because a sink receives errors whole.
    Error,
}

impl Decoder {
    /// Reads the format and the colon before a verbatim string.
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
            [a, b, c] if !input.rest.is_empty() => {
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

    /// Reads the bytes of a body, of which `left` are missing.
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

    /// Reads the carriage return after a body.
    pub(super) fn body_end<S: EventSink>(
        &mut self,
        text: BodyKind,
        input: &mut InputCursor<'_>,
        sink: &mut S,
    ) -> Result<bool, DecodeError> {
        if input.rest.is_empty() {
            self.state = DecodeState::BodyEnd(text);
            return Ok(false);
        }
        input.expect(b'\r', r#""\r\n" after the string"#)?;
        self.body_feed(text, input, sink)
    }

    /// Reads the line feed after a body, and completes the body.
    pub(super) fn body_feed<S: EventSink>(
        &mut self,
        text: BodyKind,
        input: &mut InputCursor<'_>,
        sink: &mut S,
    ) -> Result<bool, DecodeError> {
        if input.rest.is_empty() {
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
