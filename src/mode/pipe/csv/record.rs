//! Records of CSV, parsed as their bytes arrive. The one module that knows csv-core.
//!
//! csv-core parses any bytes and never fails, so this module adds the checks: a quote that is still open at the end of
//! the input, and a record that is too long. It skips the line ends in front of a record itself, so that a record's
//! position is that of its first byte. And it keeps csv-core from skipping a byte order mark: the input's own mark has been
//! skipped already, and any other is a part of a field.

use std::io::{self, BufRead, BufReader, Read};

use csv_core::ReadRecordResult;

use super::MAX_RECORD;
use super::error::{RowError, RowPosition};

/// The size of one read.
const READ_SIZE: usize = 256 * 1024;

/// How much of the next record has been parsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Parsed {
    Nothing,
    Part,
    Whole,
}

/// Reads one record after another.
pub(super) struct RecordReader<R> {
    input: BufReader<R>,
    parser: csv_core::Reader,
    /// Bytes parsed or skipped so far.
    offset: u64,
    /// The record that was read last, or the next one once `parsed` says so.
    pub(super) record: Record,
    parsed: Parsed,
    next: RowPosition,
    /// The position of the record that was read last.
    pub(super) last: RowPosition,
}

impl<R: Read> RecordReader<R> {
    /// Reads `input`, which begins `offset` bytes into the whole. `row` is the number of its first row.
    pub(super) fn new(input: R, offset: u64, row: u64) -> Self {
        let line = 1;
        let start = RowPosition { row, line, offset };
        Self {
            input: BufReader::with_capacity(READ_SIZE, input),
            parser: begun_parser(),
            offset,
            record: Record::default(),
            parsed: Parsed::Nothing,
            next: start,
            last: start,
        }
    }

    /// Reads the next record; false at the end of the input.
    ///
    /// # Errors
    /// The input fails, ends inside quotes, or has no end of the record within [`MAX_RECORD`] bytes.
    pub(super) fn read(&mut self) -> Result<bool, RowError> {
        while !self.parse_buffered() {
            if self.is_too_long() {
                return Err(RowError::TooLong { at: self.next });
            }
            if !self.fill()? {
                return self.finish();
            }
        }
        self.take();
        Ok(true)
    }

    /// Parses the bytes that have been read already; true if a whole record is among them. Replaces the record that was
    /// read last.
    pub(super) fn parse_buffered(&mut self) -> bool {
        while self.parsed != Parsed::Whole && !self.input.buffer().is_empty() {
            match self.parsed {
                Parsed::Nothing => self.begin(),
                _ => self.parse(),
            }
        }
        self.parsed == Parsed::Whole
    }

    /// Skips line ends, and begins a record at the first byte that is none.
    fn begin(&mut self) {
        let buffer = self.input.buffer();
        let is_line_end = |byte: &&u8| matches!(byte, b'\r' | b'\n');
        let skipped = buffer.iter().take_while(is_line_end).count();
        let lines = count_lines(&buffer[..skipped]);
        if skipped < buffer.len() {
            self.parsed = Parsed::Part;
            self.record.clear();
        }
        self.parser.set_line(self.parser.line() + lines);
        self.consume(skipped);
        (self.next.line, self.next.offset) = (self.parser.line(), self.offset);
    }

    fn parse(&mut self) {
        let (count, is_whole) = self.record.parse(&mut self.parser, self.input.buffer());
        if is_whole {
            self.parsed = Parsed::Whole;
        }
        self.consume(count);
    }

    fn consume(&mut self, count: usize) {
        self.input.consume(count);
        self.offset += count as u64;
    }

    fn is_too_long(&self) -> bool {
        self.parsed == Parsed::Part && self.offset - self.next.offset > MAX_RECORD
    }

    /// Reads more bytes; false at the end of the input.
    fn fill(&mut self) -> io::Result<bool> {
        loop {
            match self.input.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                filled => return filled.map(|bytes| !bytes.is_empty()),
            }
        }
    }

    /// Ends the last record with the line end that the input may lack. Inside quotes, a line end ends nothing.
    fn finish(&mut self) -> Result<bool, RowError> {
        if self.parsed == Parsed::Nothing {
            return Ok(false);
        }
        let line = self.parser.line() - self.record.lines_of_last_field();
        let is_closed = loop {
            let (count, is_whole) = self.record.parse(&mut self.parser, b"\n");
            if count > 0 {
                break is_whole;
            }
        };
        if !is_closed {
            let at = self.next;
            return Err(RowError::OpenQuote { at, line });
        }
        self.take();
        Ok(true)
    }

    fn take(&mut self) {
        self.parsed = Parsed::Nothing;
        self.last = self.next;
        self.next.row += 1;
    }
}

/// Returns a parser that has read something. It would skip a byte order mark in the first bytes that it reads.
fn begun_parser() -> csv_core::Reader {
    let mut parser = csv_core::Reader::new();
    parser.read_record(b"\n", &mut [0], &mut [0]);
    parser.set_line(1);
    parser
}

fn count_lines(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
}

/// The fields of a record, without their quotes.
#[derive(Debug, Default)]
pub(super) struct Record {
    /// All fields, in a buffer that only grows.
    text: Vec<u8>,
    /// The bytes of `text` that are in use.
    length: usize,
    /// The end of each field in `text`, in a buffer that only grows.
    ends: Vec<usize>,
    /// The fields that have ended.
    count: usize,
}

impl Record {
    /// Returns the number of fields.
    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// Returns the field of this index.
    pub(super) fn get(&self, index: usize) -> Option<&[u8]> {
        let end = *self.ends[..self.count].get(index)?;
        Some(&self.text[self.start(index)..end])
    }

    /// Returns all fields.
    pub(super) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.count).filter_map(|index| self.get(index))
    }

    fn start(&self, index: usize) -> usize {
        index.checked_sub(1).map_or(0, |before| self.ends[before])
    }

    fn clear(&mut self) {
        (self.length, self.count) = (0, 0);
    }

    /// Parses as much of `input` as belongs to this record and fits; returns the number of bytes, and whether the record
    /// has ended.
    fn parse(&mut self, parser: &mut csv_core::Reader, input: &[u8]) -> (usize, bool) {
        let (text, ends) = (&mut self.text[self.length..], &mut self.ends[self.count..]);
        let (result, read, written, ended) = parser.read_record(input, text, ends);
        self.length += written;
        self.count += ended;
        match result {
            ReadRecordResult::OutputFull => grow(&mut self.text, 1024),
            ReadRecordResult::OutputEndsFull => grow(&mut self.ends, 16),
            _ => {}
        }
        (read, result == ReadRecordResult::Record)
    }

    /// Counts the line ends in the field that has not ended yet.
    fn lines_of_last_field(&self) -> u64 {
        count_lines(&self.text[self.start(self.count)..self.length])
    }
}

fn grow<T: Copy + Default>(buffer: &mut Vec<T>, least: usize) {
    buffer.resize(least.max(buffer.len() * 2), T::default());
}
