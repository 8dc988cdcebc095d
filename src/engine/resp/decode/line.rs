//! Header lines, joined from pieces of input.

use std::borrow::Cow;
use std::mem;

use memchr::memchr_iter;

use super::ProtocolError;
use super::cursor::InputCursor;

/// The longest header line without free text, with its line end. The longest that servers send is a long double of
/// about 5,000 digits.
pub(super) const MAX_NUMBER_LINE: usize = 8192;

/// The longest line of free text, with its line end: a status or an error, of which a script can return 512 MiB, or a line
/// of MONITOR.
pub(super) const MAX_TEXT_LINE: usize = 1 << 30;

/// The start of an incomplete line.
#[derive(Debug, Default)]
pub(super) struct HeaderLine {
    carried: Vec<u8>,
}

impl HeaderLine {
    pub(super) fn len(&self) -> usize {
        self.carried.len()
    }

    /// Reads to the end of the line, and returns the line without its end. Returns `None` if the input ends first.
    pub(super) fn read<'i>(
        &mut self,
        input: &mut InputCursor<'i>,
    ) -> Result<Option<Cow<'i, [u8]>>, ProtocolError> {
        let rest = input.rest;
        let end = if is_text(self.carried.first().or(rest.first())) {
            self.check_length(input)?;
            self.end_of_text(rest)
        } else {
            self.end_of_number(input)?
        };
        let last = input.take(end.unwrap_or(rest.len()) as u64);
        if end.is_none() {
            self.carried.extend_from_slice(last);
        }
        Ok(end.map(|_| self.join(last)))
    }

    fn check_length(&self, input: &InputCursor<'_>) -> Result<(), ProtocolError> {
        match self.carried.len() < MAX_TEXT_LINE {
            true => Ok(()),
            false => Err(ProtocolError::new(
                input.offset,
                format!("expected the end of a line of at most {MAX_TEXT_LINE} bytes"),
            )),
        }
    }

    /// Returns the end of a line of text in `rest`. A lone line feed belongs to the text.
    fn end_of_text(&self, rest: &[u8]) -> Option<usize> {
        memchr_iter(b'\n', rest)
            .find(|&feed| self.byte_before(feed, rest) == Some(&b'\r'))
            .map(|feed| feed + 1)
    }

    /// Returns the end of any other line. Most are so short that `memchr` would be slower.
    fn end_of_number(&self, input: &InputCursor<'_>) -> Result<Option<usize>, ProtocolError> {
        let rest = input.rest;
        let most = MAX_NUMBER_LINE - self.carried.len();
        match rest.iter().take(most).position(|&byte| byte == b'\n') {
            Some(feed) if self.byte_before(feed, rest) == Some(&b'\r') => Ok(Some(feed + 1)),
            Some(feed) => Err(ProtocolError::new(
                input.offset + feed as u64,
                r#"expected "\r\n" at the end of a line, found "\n""#,
            )),
            None if rest.len() < most => Ok(None),
            None => Err(ProtocolError::new(
                input.offset + most as u64 - 1,
                format!("expected the end of a line of at most {MAX_NUMBER_LINE} bytes"),
            )),
        }
    }

    fn byte_before<'l>(&'l self, at: usize, rest: &'l [u8]) -> Option<&'l u8> {
        match at.checked_sub(1) {
            Some(before) => rest.get(before),
            None => self.carried.last(),
        }
    }

    /// Returns the whole line without its end.
    fn join<'i>(&mut self, last: &'i [u8]) -> Cow<'i, [u8]> {
        if self.carried.is_empty() {
            return Cow::Borrowed(&last[..last.len() - 2]);
        }
        let mut line = mem::take(&mut self.carried);
        line.extend_from_slice(last);
        line.truncate(line.len() - 2);
        Cow::Owned(line)
    }
}

/// Returns whether a line of this type is free text, which may be long and contain line feeds.
fn is_text(kind: Option<&u8>) -> bool {
    matches!(kind, Some(b'+' | b'-' | b'('))
}
