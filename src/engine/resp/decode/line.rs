//! Header lines, put together from pieces of input. Pure; knows of a line only whether it holds text or a number.

use std::borrow::Cow;
use std::mem;

use memchr::memchr_iter;

use super::ProtocolError;
use super::input::InputCursor;

/// The longest line that is not free text, its end included. The longest that servers send is a long double of some
/// 5000 digits.
pub(super) const MAX_NUMBER_LINE: usize = 8192;

/// The beginning of a line whose end has not come yet.
#[derive(Debug, Default)]
pub(super) struct HeaderLine {
    carried: Vec<u8>,
}

impl HeaderLine {
    /// Whether nothing of the line has come.
    pub(super) fn is_empty(&self) -> bool {
        self.carried.is_empty()
    }

    /// How many bytes of the line have come.
    pub(super) fn len(&self) -> usize {
        self.carried.len()
    }

    /// Reads up to the end of the line, and gives the line without its end. `None` where the input ends before.
    pub(super) fn read<'i>(
        &mut self,
        input: &mut InputCursor<'i>,
    ) -> Result<Option<Cow<'i, [u8]>>, ProtocolError> {
        let rest = input.rest();
        let end = if is_text(self.carried.first().or(rest.first())) {
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

    /// Where in `rest` the line ends. A lone line feed is part of the text.
    fn end_of_text(&self, rest: &[u8]) -> Option<usize> {
        memchr_iter(b'\n', rest)
            .find(|&feed| self.byte_before(feed, rest) == Some(&b'\r'))
            .map(|feed| feed + 1)
    }

    /// Where in `input` the line ends. Nearly all are a few bytes long: too short for `memchr` to be worth its start.
    fn end_of_number(&self, input: &InputCursor<'_>) -> Result<Option<usize>, ProtocolError> {
        let rest = input.rest();
        let most = MAX_NUMBER_LINE - self.carried.len();
        match rest.iter().take(most).position(|&byte| byte == b'\n') {
            Some(feed) if self.byte_before(feed, rest) == Some(&b'\r') => Ok(Some(feed + 1)),
            Some(feed) => Err(ProtocolError {
                offset: input.offset() + feed as u64,
                what: r#"expected "\r\n" at the end of a line, found "\n""#.to_owned(),
            }),
            None if rest.len() < most => Ok(None),
            None => Err(ProtocolError {
                offset: input.offset() + most as u64 - 1,
                what: format!("expected the end of a line of at most {MAX_NUMBER_LINE} bytes"),
            }),
        }
    }

    fn byte_before<'l>(&'l self, at: usize, rest: &'l [u8]) -> Option<&'l u8> {
        match at.checked_sub(1) {
            Some(before) => rest.get(before),
            None => self.carried.last(),
        }
    }

    /// The whole line without its end, out of what is carried over and what ends it.
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

/// Whether a line that begins so is free text, which may be long and may hold a lone line feed.
fn is_text(kind: Option<&u8>) -> bool {
    matches!(kind, Some(b'+' | b'-' | b'('))
}
