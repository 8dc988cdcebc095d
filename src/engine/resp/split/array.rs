//! A command in RESP: an array of bulk strings, read from its beginning as far as the input goes. Pure.

use std::ops::Range;

use super::error::{Argument, Fault, Misplaced, Place, shown};
use super::header::{BadLine, read_number};

/// The most arguments of a command, its name among them: what servers take since 7.0, from a client that may do anything.
pub const MAX_ARGUMENTS: u64 = 2_147_483_647;

/// The longest argument, in bytes: 4 GiB. Servers take 512 MiB, unless their `proto-max-bulk-len` is raised.
pub const MAX_ARGUMENT: u64 = 4 << 30;

/// Room for the places of so many arguments is kept from one command to the next.
const KEPT: usize = 4096;

/// How far the command at hand has been read. All places are counted from its first byte.
#[derive(Debug, Default)]
pub(super) struct Array {
    count: usize,
    words: Vec<Range<usize>>,
    /// How far it has been read: up to an argument's header, or its text where that one's length is known.
    at: usize,
    length: Option<usize>,
}

/// What an array's first line says.
pub(super) enum Opening {
    /// There are arguments.
    Array,
    /// There are none: so many bytes are no command.
    Empty(usize),
    /// The line is not complete.
    Cut,
}

impl Array {
    /// Reads the line that begins with `*`.
    pub(super) fn open(&mut self, input: &[u8]) -> Result<Opening, Misplaced> {
        let line = &input[1..];
        let Some((count, length)) = read_number(line).map_err(|bad| bad_count(line, bad))? else {
            return Ok(Opening::Cut);
        };
        self.at = 1 + length;
        match u64::try_from(count) {
            Err(_) | Ok(0) => return Ok(Opening::Empty(self.at)),
            Ok(count) if count > MAX_ARGUMENTS => {
                return Err(Fault::TooMany(count.to_string()).at(1));
            }
            Ok(count) => self.count = usize::try_from(count).unwrap_or(usize::MAX),
        }
        self.words.clear();
        self.words.shrink_to(KEPT);
        self.length = None;
        Ok(Opening::Array)
    }

    /// Reads arguments as far as there are. True when all are there.
    pub(super) fn read(&mut self, input: &[u8]) -> Result<bool, Misplaced> {
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

    /// How many bytes of input a command is that has been read.
    pub(super) fn length(&self) -> usize {
        self.at
    }

    /// A command that has been read, and where in it its words are.
    pub(super) fn request<'a>(&'a self, input: &'a [u8]) -> (&'a [u8], &'a [Range<usize>]) {
        (&input[..self.at], &self.words)
    }

    /// Reads the length of the next argument. `None` where its line is cut.
    #[inline]
    fn header(&mut self, input: &[u8]) -> Result<Option<usize>, Misplaced> {
        let line = match input.get(self.at..) {
            Some([b'$', line @ ..]) => line,
            None | Some([]) => return Ok(None),
            Some([other, ..]) => {
                return Err(Fault::NoDollar(self.argument(), shown(&[*other])).at(self.at));
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
    fn checked(&self, length: i64) -> Result<usize, Misplaced> {
        let too_long = || Fault::TooLong(self.argument(), length.to_string()).at(self.at + 1);
        match u64::try_from(length) {
            Ok(length) if length <= MAX_ARGUMENT => usize::try_from(length).map_err(|_| too_long()),
            Ok(_) => Err(too_long()),
            Err(_) => Err(Fault::Negative(self.argument(), length).at(self.at + 1)),
        }
    }

    /// What is missing where the input ends here.
    pub(super) fn cut(&self, input: &[u8]) -> Misplaced {
        let argument = self.argument();
        let place = match (self.length, input.len() - self.at) {
            (None, 0) => Place::Before(argument),
            (None, _) => Place::Length(argument),
            (Some(length), come) if come >= length => Place::Behind(argument),
            (Some(length), come) => Place::Inside {
                argument,
                come,
                length,
            },
        };
        Fault::Ended(place).at(input.len())
    }

    /// The argument that is read.
    fn argument(&self) -> Argument {
        Argument {
            index: self.words.len() + 1,
            count: self.count,
        }
    }

    #[cold]
    fn bad_length(&self, line: &[u8], bad: BadLine) -> Misplaced {
        let argument = self.argument();
        bad_number(
            line,
            self.at + 1,
            bad,
            |got| Fault::Length(argument, got),
            |got| Fault::TooLong(argument, got),
        )
    }

    /// The two bytes behind an argument are others. Only what proves that is shown: more may not have come yet.
    #[cold]
    fn not_ended(&self, end: usize, other: &[u8]) -> Misplaced {
        let proof = if other[0] == b'\r' { 2 } else { 1 };
        let length = end - self.at;
        Fault::NotEnded {
            argument: self.argument(),
            length,
            got: shown(&other[..proof]),
        }
        .at(end)
    }
}

#[cold]
fn bad_count(line: &[u8], bad: BadLine) -> Misplaced {
    bad_number(line, 1, bad, Fault::Count, Fault::TooMany)
}

/// The fault in a line whose number begins at the place `start`.
fn bad_number(
    line: &[u8],
    start: usize,
    bad: BadLine,
    no_number: impl Fn(String) -> Fault,
    too_large: impl Fn(String) -> Fault,
) -> Misplaced {
    match bad {
        BadLine::NoNumber(end) => no_number(shown(&line[..end])).at(start),
        BadLine::TooLarge(end) if line[0] == b'-' => no_number(shown(&line[..end])).at(start),
        BadLine::TooLarge(end) => {
            too_large(String::from_utf8_lossy(&line[..end]).into_owned() + "…").at(start)
        }
        BadLine::LoneFeed(at) => Fault::LoneFeed.at(start + at),
        BadLine::NoFeed(at) => Fault::NoFeed(shown(&line[at..=at])).at(start + at),
    }
}
