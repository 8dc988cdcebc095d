//! What the csv package does not tell: where a row begins, whether the input ends inside of quotes, and that a row has no
//! end in sight.
//!
//! So the bytes are watched on their way to it. Quotes open at the beginning of a field only; two of them inside are one
//! that is meant, which looks the same as closing the field and opening it again. One that is not closed makes one field of
//! all that follows.

use std::collections::VecDeque;
use std::io::{self, Read};

/// The longest row, in bytes: 64 MiB.
pub(super) const MAX_ROW: u64 = 64 << 20;

/// Where a row begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Start {
    /// In bytes from 0.
    pub(super) offset: u64,
    /// From 1.
    pub(super) line: u64,
}

/// A reader that passes on what it watches.
#[derive(Debug)]
pub(super) struct Watch<R> {
    input: R,
    state: State,
    /// The next byte.
    here: Start,
    /// The row that was taken last, or the beginning of the input.
    row: Start,
    /// The rows behind it that have begun: no more than what was read ahead.
    ahead: VecDeque<Start>,
    /// The line that the last quote was opened in.
    opened: u64,
    ended: bool,
}

/// What the next byte is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// The first of a row, or part of the line ends before it.
    RowStart,
    /// The first of a field.
    FieldStart,
    /// Part of a field without quotes.
    Bare,
    /// In quotes.
    Quoted,
    /// Behind a quote in quotes.
    Closed,
}

impl<R> Watch<R> {
    /// Watches an input of which so many bytes have been read.
    pub(super) fn new(input: R, offset: u64) -> Self {
        let start = Start { offset, line: 1 };
        Self {
            input,
            state: State::RowStart,
            here: start,
            row: start,
            ahead: VecDeque::new(),
            opened: 1,
            ended: false,
        }
    }

    /// Goes on to the next row, which the csv package has begun to read.
    pub(super) fn next_row(&mut self) {
        self.row = self.ahead.pop_front().unwrap_or(self.here);
    }

    /// Where the row at hand begins.
    pub(super) fn row(&self) -> Start {
        self.row
    }

    /// Whether a whole row behind the one at hand has come.
    pub(super) fn has_whole_row(&self) -> bool {
        let unfinished = usize::from(self.state != State::RowStart);
        self.ahead.len() > unfinished
    }

    /// Whether the row at hand ends with the input and inside of quotes: the line that they were opened in.
    pub(super) fn open_quote(&self) -> Option<u64> {
        let is_open = self.ended && self.state == State::Quoted && self.ahead.is_empty();
        is_open.then_some(self.opened)
    }

    /// Whether the last row that has begun is longer than [`MAX_ROW`] by now.
    pub(super) fn is_too_long(&self) -> bool {
        let begun = self.ahead.back().unwrap_or(&self.row);
        self.here.offset - begun.offset > MAX_ROW
    }

    fn watch(&mut self, byte: u8) {
        let is_line_end = matches!(byte, b'\r' | b'\n');
        if self.state == State::RowStart && !is_line_end {
            self.ahead.push_back(self.here);
        }
        self.state = match (self.state, byte) {
            (State::RowStart | State::FieldStart, b'"') => {
                self.opened = self.here.line;
                State::Quoted
            }
            (State::Closed, b'"') => State::Quoted,
            (State::Quoted, b'"') => State::Closed,
            (State::Quoted, _) => State::Quoted,
            (_, b',') => State::FieldStart,
            _ if is_line_end => State::RowStart,
            _ => State::Bare,
        };
        self.here.offset += 1;
        self.here.line += u64::from(byte == b'\n');
    }
}

impl<R: Read> Read for Watch<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.is_too_long() {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let count = read(&mut self.input, buffer)?;
        self.ended = count == 0;
        for byte in &buffer[..count] {
            self.watch(*byte);
        }
        Ok(count)
    }
}

/// Reads what there is, whatever signals come in between.
pub(super) fn read(input: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    loop {
        match input.read(buffer) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            outcome => return outcome,
        }
    }
}
