//! The decoder's way through what is longer than a line: bulk and verbatim strings, bulk errors, streamed strings'
//! chunks.
//!
//! Each step goes straight on to the next as far as the input reaches, and leaves in the decoder's state where to go on
//! from: most strings are whole in the input, and pass through here without a look at the state.

use super::input::Input;
use super::{DecodeError, Decoder, State};
use crate::resp::{Scalar, StringKind, Visitor};

/// What the bytes belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Text {
    /// A string of known length.
    String,
    /// A chunk of a streamed string.
    Chunk,
    /// A bulk error: gathered in the decoder, since visitors are given errors whole.
    Error,
}

impl Decoder {
    /// The header of a bulk string has been read.
    pub(super) fn open_string<V: Visitor>(
        &mut self,
        length: Option<u64>,
        input: &mut Input<'_>,
        visitor: &mut V,
    ) -> Result<bool, DecodeError> {
        visitor.begin_string(StringKind::Bulk, length)?;
        if let Some(length) = length {
            return self.body(Text::String, length, input, visitor);
        }
        self.state = State::ChunkHeader;
        Ok(false)
    }

    /// The next chunk of a streamed string begins; one of no bytes is the string's end.
    pub(super) fn open_chunk<V: Visitor>(
        &mut self,
        length: u64,
        input: &mut Input<'_>,
        visitor: &mut V,
    ) -> Result<bool, DecodeError> {
        if length > 0 {
            return self.body(Text::Chunk, length, input, visitor);
        }
        self.state = State::Header;
        visitor.end_string()?;
        self.value_ends(visitor)
    }

    /// The three letters and the colon before a verbatim string of so many bytes.
    pub(super) fn verbatim_format<V: Visitor>(
        &mut self,
        length: u64,
        input: &mut Input<'_>,
        visitor: &mut V,
    ) -> Result<bool, DecodeError> {
        self.state = State::VerbatimFormat(length);
        let missing = 3 - self.text.len() as u64;
        self.text.extend_from_slice(input.take(missing));
        match self.text[..] {
            [a, b, c] if !input.rest().is_empty() => {
                input.expect(b':', "a colon after the format of a verbatim string")?;
                visitor.begin_string(StringKind::Verbatim([a, b, c]), Some(length))?;
                self.body(Text::String, length, input, visitor)
            }
            _ => Ok(false),
        }
    }

    /// The bytes themselves, of which so many are to come.
    pub(super) fn body<V: Visitor>(
        &mut self,
        text: Text,
        left: u64,
        input: &mut Input<'_>,
        visitor: &mut V,
    ) -> Result<bool, DecodeError> {
        let piece = input.take(left);
        match text {
            Text::Error => self.text.extend_from_slice(piece),
            _ if piece.is_empty() => {}
            Text::String | Text::Chunk => visitor.piece(piece)?,
        }
        let left = left - piece.len() as u64;
        if left > 0 {
            self.state = State::Body(text, left);
            return Ok(false);
        }
        self.body_end(text, input, visitor)
    }

    /// The carriage return, and the line feed if it is there already.
    pub(super) fn body_end<V: Visitor>(
        &mut self,
        text: Text,
        input: &mut Input<'_>,
        visitor: &mut V,
    ) -> Result<bool, DecodeError> {
        if input.rest().is_empty() {
            self.state = State::BodyEnd(text);
            return Ok(false);
        }
        input.expect(b'\r', r#""\r\n" after the string"#)?;
        self.body_feed(text, input, visitor)
    }

    /// The line feed: then the text is complete.
    pub(super) fn body_feed<V: Visitor>(
        &mut self,
        text: Text,
        input: &mut Input<'_>,
        visitor: &mut V,
    ) -> Result<bool, DecodeError> {
        if input.rest().is_empty() {
            self.state = State::BodyFeed(text);
            return Ok(false);
        }
        input.expect(b'\n', r#""\n" after the string and "\r""#)?;
        self.close(text, visitor)
    }

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
        self.value_ends(visitor)
    }
}
