//! A command in RESP: an array of bulk strings.

use std::ops::Range;

use super::error::{ArgumentPosition, LocatedFault, SplitFault, StreamEnd, shown};
use super::header::{NumberFault, read_number};

/// The maximum number of arguments, with the command's name: the limit of servers since 7.0 for unrestricted clients.
pub const MAX_ARGUMENTS: u64 = 2_147_483_647;

/// The maximum length of an argument: 4 GiB. Servers accept 512 MiB, unless `proto-max-bulk-len` is raised.
pub const MAX_ARGUMENT: u64 = 4 << 30;

/// The number of word ranges whose memory is kept for the next command.
const KEPT: usize = 4096;

/// The progress within the current command. Positions count from its first byte.
#[derive(Debug, Default)]
pub(super) struct Array {
    count: usize,
    words: Vec<Range<usize>>,
    /// The position of the next header, or of the next text if `length` is known.
    at: usize,
    length: Option<usize>,
}

/// The first line of an array.
pub(super) enum ArrayHeader {
    /// The array has arguments.
    Arguments,
    /// The array has no arguments. These bytes contain no command.
    Empty(usize),
    /// The line is incomplete.
    Incomplete,
}

impl Array {
    /// Reads the line that begins with `*`.
    pub(super) fn open(&mut self, input: &[u8]) -> Result<ArrayHeader, LocatedFault> {
        let line = &input[1..];
        let Some((count, length)) = read_number(line).map_err(|bad| bad_count(line, bad))? else {
            return Ok(ArrayHeader::Incomplete);
        };
        self.at = 1 + length;
        match u64::try_from(count) {
            Err(_) | Ok(0) => return Ok(ArrayHeader::Empty(self.at)),
            Ok(count) if count > MAX_ARGUMENTS => {
                return Err(SplitFault::TooMany(count.to_string()).at(1));
            }
            Ok(count) => self.count = usize::try_from(count).unwrap_or(usize::MAX),
        }
        self.words.clear();
        self.words.shrink_to(KEPT);
        self.length = None;
        Ok(ArrayHeader::Arguments)
    }

    /// Reads arguments. Returns whether the command is complete.
    pub(super) fn read(&mut self, input: &[u8]) -> Result<bool, LocatedFault> {
        while self.words.len() < self.count {
            let length = match self.length {
                Some(length) => length,
                None => match self.header(input)? {
                    Some(length) => length,
                    None => return Ok(false),
                },
            };
            let end = self.at.saturating_add(length);
            match input.get(end..) {
                Some([b'\r', b'\n', ..]) => {}
                None | Some([] | [b'\r']) => return Ok(false),
                Some(other) => return Err(self.not_ended(end, other)),
            }
            self.words.push(self.at..end);
            self.at = end + 2;
            self.length = None;
        }
        Ok(true)
    }

    /// Returns the length of the command, once it is complete.
    pub(super) fn length(&self) -> usize {
        self.at
    }

    /// Returns the complete command, and the ranges of its words.
    pub(super) fn request<'a>(&'a self, input: &'a [u8]) -> (&'a [u8], &'a [Range<usize>]) {
        (&input[..self.at], &self.words)
    }

    /// Reads the length of the next argument. Returns `None` if its line is incomplete.
    #[inline]
    fn header(&mut self, input: &[u8]) -> Result<Option<usize>, LocatedFault> {
        let line = match input.get(self.at..) {
            Some([b'$', line @ ..]) => line,
            None | Some([]) => return Ok(None),
            Some([other, ..]) => {
                return Err(SplitFault::NoDollar(self.argument(), shown(&[*other])).at(self.at));
            }
        };
        let number = read_number(line).map_err(|bad| self.bad_length(line, bad))?;
        let Some((length, used)) = number else {
            return Ok(None);
        };
        let length = self.checked(length)?;
        self.at += 1 + used;
        self.length = Some(length);
        Ok(self.length)
    }

    #[inline]
    fn checked(&self, length: i64) -> Result<usize, LocatedFault> {
        let too_long = || SplitFault::TooLong(self.argument(), length.to_string()).at(self.at + 1);
        match u64::try_from(length) {
            Ok(length) if length <= MAX_ARGUMENT => usize::try_from(length).map_err(|_| too_long()),
            Ok(_) => Err(too_long()),
            Err(_) => Err(SplitFault::Negative(self.argument(), length).at(self.at + 1)),
        }
    }

    /// Returns the fault of a stream that ends here.
    pub(super) fn end_fault(&self, input: &[u8]) -> LocatedFault {
        let argument = self.argument();
        let place = match (self.length, input.len() - self.at) {
            (None, 0) => StreamEnd::Before(argument),
            (None, _) => StreamEnd::Length(argument),
            (Some(length), come) if come >= length => StreamEnd::After(argument),
            (Some(length), come) => StreamEnd::Inside {
                argument,
                come,
                length,
            },
        };
        SplitFault::Ended(place).at(input.len())
    }

    /// Returns the position of the current argument.
    fn argument(&self) -> ArgumentPosition {
        ArgumentPosition {
            index: self.words.len() + 1,
            count: self.count,
        }
    }

    #[cold]
    fn bad_length(&self, line: &[u8], bad: NumberFault) -> LocatedFault {
        let argument = self.argument();
        bad_number(
            line,
            self.at + 1,
            bad,
            |got| SplitFault::Length(argument, got),
            |got| SplitFault::TooLong(argument, got),
        )
    }

    /// Returns the fault of an argument without a line end. It quotes only the bytes that prove it, because later ones
    /// may not have arrived.
    #[cold]
    fn not_ended(&self, end: usize, other: &[u8]) -> LocatedFault {
        let proof = if other[0] == b'\r' { 2 } else { 1 };
        let length = end - self.at;
        SplitFault::NotEnded {
            argument: self.argument(),
            length,
            got: shown(&other[..proof]),
        }
        .at(end)
    }
}

#[cold]
fn bad_count(line: &[u8], bad: NumberFault) -> LocatedFault {
    bad_number(line, 1, bad, SplitFault::Count, SplitFault::TooMany)
}

/// Returns the fault in a number that begins at `start`.
fn bad_number(
    line: &[u8],
    start: usize,
    bad: NumberFault,
    no_number: impl Fn(String) -> SplitFault,
    too_large: impl Fn(String) -> SplitFault,
) -> LocatedFault {
    match bad {
        NumberFault::NoNumber(end) => no_number(shown(&line[..end])).at(start),
        NumberFault::TooLarge(end) if line[0] == b'-' => no_number(shown(&line[..end])).at(start),
        NumberFault::TooLarge(end) => {
            too_large(String::from_utf8_lossy(&line[..end]).into_owned() + "…").at(start)
        }
        NumberFault::LoneFeed(at) => SplitFault::LoneFeed.at(start + at),
        NumberFault::NoFeed(at) => SplitFault::NoFeed(shown(&line[at..=at])).at(start + at),
    }
}
