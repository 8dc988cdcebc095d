//! Decodes a reply to SCAN: the cursor, and the keys into a page.

use std::io;

use super::KeyPage;
use crate::resp::{AttributeFilter, Event, EventSink, Scalar};

/// The maximum number of digits of a cursor.
const LONGEST_CURSOR: usize = 20;

/// The result of a SCAN.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScanResult {
    /// The next cursor; 0 at the end. The keys are in the page.
    Keys(u64),
    /// The server's error reply.
    Refused(Vec<u8>),
    /// A malformed reply.
    Strange,
}

/// Reads the events of one reply and puts its keys into a page. It reports the cursor at once, before the keys arrive.
pub struct ScanReply<'p, F> {
    page: &'p mut KeyPage,
    on_cursor: F,
    /// The number of open aggregates.
    depth: usize,
    attributes: AttributeFilter,
    digits: Vec<u8>,
    cursor: Option<u64>,
    refusal: Option<Vec<u8>>,
    is_strange: bool,
}

/// The role of a value in the reply.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Cursor,
    Key,
    Strange,
}

impl<'p, F: FnMut(u64)> ScanReply<'p, F> {
    /// Creates a sink for the next reply. Its keys are appended to the page.
    pub fn new(page: &'p mut KeyPage, on_cursor: F) -> Self {
        ScanReply {
            page,
            on_cursor,
            depth: 0,
            attributes: AttributeFilter::default(),
            digits: Vec::new(),
            cursor: None,
            refusal: None,
            is_strange: false,
        }
    }

    /// Returns the result of a complete reply.
    pub fn answer(self) -> ScanResult {
        match (self.refusal, self.cursor) {
            (Some(refusal), _) => ScanResult::Refused(refusal),
            (None, Some(cursor)) if !self.is_strange => ScanResult::Keys(cursor),
            _ => ScanResult::Strange,
        }
    }

    fn part(&self) -> Part {
        match self.depth {
            1 if self.cursor.is_none() => Part::Cursor,
            2 if self.cursor.is_some() => Part::Key,
            _ => Part::Strange,
        }
    }

    fn end_cursor(&mut self) {
        let digits = std::str::from_utf8(&self.digits).ok();
        self.cursor = digits.and_then(|digits| digits.parse().ok());
        match self.cursor {
            Some(cursor) => (self.on_cursor)(cursor),
            None => self.is_strange = true,
        }
    }

    fn text(&mut self, text: &[u8]) {
        self.add(text);
        self.end_text();
    }

    fn add(&mut self, bytes: &[u8]) {
        match self.part() {
            Part::Key => self.page.extend_last(bytes),
            Part::Cursor if self.digits.len() + bytes.len() <= LONGEST_CURSOR => {
                self.digits.extend_from_slice(bytes);
            }
            Part::Cursor | Part::Strange => self.is_strange = true,
        }
    }

    fn end_text(&mut self) {
        match self.part() {
            Part::Key => self.page.end_key(),
            Part::Cursor => self.end_cursor(),
            Part::Strange => self.is_strange = true,
        }
    }
}

impl<F: FnMut(u64)> EventSink for ScanReply<'_, F> {
    #[inline(always)]
    fn event(&mut self, event: Event<'_>) -> io::Result<()> {
        if self.attributes.matches(&event) {
            return Ok(());
        }
        match event {
            Event::Scalar(Scalar::Error(text) | Scalar::BulkError(text)) if self.depth == 0 => {
                self.refusal = Some(text.to_vec());
            }
            Event::Scalar(Scalar::Simple(text)) => self.text(text),
            Event::Scalar(Scalar::Integer(number)) => self.text(number.to_string().as_bytes()),
            Event::Scalar(_) => self.is_strange = true,
            Event::Bytes(bytes) => self.add(bytes),
            Event::EndString => self.end_text(),
            Event::Begin(kind, _) => {
                self.depth += 1;
                self.is_strange |= self.depth > 2 || kind.is_paired();
            }
            Event::End => self.depth = self.depth.saturating_sub(1),
            Event::BeginString(..) | Event::Wait => {}
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resp::Decoder;

    fn read(wire: &[u8]) -> (ScanResult, Vec<String>, Vec<u64>) {
        let (mut page, mut told) = (KeyPage::default(), Vec::new());
        let mut reply = ScanReply::new(&mut page, |cursor| told.push(cursor));
        let mut decoder = Decoder::new();
        for byte in wire.chunks(1) {
            decoder.feed(byte, &mut reply).expect("it is RESP");
        }
        assert!(decoder.is_between_replies(), "the reply is complete");
        let answer = reply.answer();
        let keys = page.keys();
        let keys = keys.map(|key| key.escape_ascii().to_string()).collect();
        (answer, keys, told)
    }

    #[test]
    fn keys_are_collected_and_the_cursor_is_reported_once() {
        let cases: [(&[u8], u64, &[&str]); 5] = [
            (
                b"*2\r\n$2\r\n17\r\n*2\r\n$1\r\na\r\n$2\r\n\r\n\r\n",
                17,
                &["a", r"\r\n"],
            ),
            (b"*2\r\n$1\r\n0\r\n*0\r\n", 0, &[]),
            (
                b"*2\r\n$20\r\n18446744073709551615\r\n~1\r\n$0\r\n\r\n",
                u64::MAX,
                &[""],
            ),
            (b"*2\r\n:5\r\n*1\r\n+a\r\n", 5, &["a"]),
            (
                b"*2\r\n$1\r\n3\r\n|1\r\n+ttl\r\n*1\r\n:1\r\n*1\r\n$1\r\nb\r\n",
                3,
                &["b"],
            ),
        ];
        for (wire, cursor, keys) in cases {
            let expected = (
                ScanResult::Keys(cursor),
                keys.iter().map(|key| (*key).to_owned()).collect(),
            );
            let (answer, keys, told) = read(wire);
            assert_eq!((answer, keys), expected, "{}", wire.escape_ascii());
            assert_eq!(told, [cursor]);
        }
    }

    #[test]
    fn an_error_reply_is_returned_unchanged() {
        let (answer, _, told) = read(b"-NOPERM not you\r\n");
        assert_eq!(answer, ScanResult::Refused(b"NOPERM not you".to_vec()));
        assert!(told.is_empty());
    }

    #[test]
    fn malformed_replies_are_detected() {
        let cases: [&[u8]; 12] = [
            b"+OK\r\n",
            b"$1\r\n0\r\n",
            b":0\r\n",
            b"*-1\r\n",
            b"*0\r\n",
            b"*2\r\n$1\r\nx\r\n*0\r\n",
            b"*2\r\n$2\r\n-1\r\n*0\r\n",
            b"*2\r\n$21\r\n184467440737095516150\r\n*0\r\n",
            b"*2\r\n*0\r\n*0\r\n",
            b"*2\r\n$1\r\n0\r\n*1\r\n*1\r\n$1\r\na\r\n",
            b"*2\r\n$1\r\n0\r\n*1\r\n$-1\r\n",
            b"%1\r\n$1\r\n0\r\n*0\r\n",
        ];
        for wire in cases {
            assert_eq!(read(wire).0, ScanResult::Strange, "{}", wire.escape_ascii());
        }
    }
}
