//! A command in RESP: an array of bulk strings.

use std::ops::Range;

use super::error::{LocatedFault, invalid, shown};
use super::header::{NumberFault, read_number};

/// The maximum number of arguments, with the command's name: the limit of servers since 7.0 for unrestricted clients.
const MAX_ARGUMENTS: i64 = 2_147_483_647;

/// The maximum length of an argument: 4 GiB. Servers accept 512 MiB, unless `proto-max-bulk-len` is raised.
const MAX_ARGUMENT: u64 = 4 << 30;

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

impl Array {
    /// Reads the line that begins with `*`. Returns whether the line is complete.
    pub(super) fn open(&mut self, input: &[u8]) -> Result<bool, LocatedFault> {
        let line = &input[1..];
        let Some((count, length)) = read_number(line).map_err(|bad| bad_count(line, bad))? else {
            return Ok(false);
        };
        if count > MAX_ARGUMENTS {
            return Err(invalid(1, too_many(&count.to_string())));
        }
        self.count = usize::try_from(count).unwrap_or(0);
        self.at = 1 + length;
        self.words.clear();
        self.words.shrink_to(KEPT);
        self.length = None;
        Ok(true)
    }

    /// Returns whether the array has no arguments, and therefore is not a command.
    pub(super) fn is_empty(&self) -> bool {
        self.count == 0
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
            Some([other, ..]) => return Err(self.no_dollar(*other)),
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
        let known = u64::try_from(length).ok();
        match known.filter(|length| *length <= MAX_ARGUMENT) {
            Some(length) => usize::try_from(length).map_err(|_| self.wrong_length(length as i64)),
            None => Err(self.wrong_length(length)),
        }
    }

    /// Returns the fault of a stream that ends here.
    pub(super) fn end_fault(&self, input: &[u8]) -> LocatedFault {
        let argument = self.argument();
        let place = match (self.length, input.len() - self.at) {
            (None, 0) => format!("before {argument}"),
            (None, _) => format!("in the length of {argument}"),
            (Some(length), come) if come >= length => {
                format!(r#"before the "\r\n" after {argument}"#)
            }
            (Some(length), come) => format!("in {argument}, after {come} of its {length} bytes"),
        };
        invalid(input.len(), format!("the input ends {place}"))
    }

    fn argument(&self) -> String {
        format!("argument {} of {}", self.words.len() + 1, self.count)
    }

    fn too_long(&self, length: &str) -> String {
        let argument = self.argument();
        format!("{argument} has a length of {length} bytes: the maximum is {MAX_ARGUMENT}")
    }

    #[cold]
    fn no_dollar(&self, other: u8) -> LocatedFault {
        let (argument, got) = (self.argument(), shown(&[other]));
        invalid(
            self.at,
            format!(r#"expected "$" before {argument}, got {got}"#),
        )
    }

    #[cold]
    fn wrong_length(&self, length: i64) -> LocatedFault {
        let message = match length {
            0.. => self.too_long(&length.to_string()),
            _ => format!(
                "{} has a length of {length}: an argument cannot be null, only empty",
                self.argument()
            ),
        };
        invalid(self.at + 1, message)
    }

    #[cold]
    fn bad_length(&self, line: &[u8], bad: NumberFault) -> LocatedFault {
        let expected = format!(r#"the length of {} after "$""#, self.argument());
        let too_large = |number: &str| self.too_long(number);
        bad_number(line, self.at + 1, bad, &expected, too_large)
    }

    /// Returns the fault of an argument without a line end. It quotes only the bytes that prove it, because later ones
    /// may not have arrived.
    #[cold]
    fn not_ended(&self, end: usize, other: &[u8]) -> LocatedFault {
        let proof = if other[0] == b'\r' { 2 } else { 1 };
        let message = format!(
            r#"expected "\r\n" after the {} bytes of {}, got {}: its length is wrong"#,
            end - self.at,
            self.argument(),
            shown(&other[..proof])
        );
        invalid(end, message)
    }
}

fn too_many(count: &str) -> String {
    format!("{count} arguments are too many: servers accept at most {MAX_ARGUMENTS}")
}

#[cold]
fn bad_count(line: &[u8], bad: NumberFault) -> LocatedFault {
    let expected = r#"the number of arguments after "*""#;
    bad_number(line, 1, bad, expected, too_many)
}

/// Returns the fault in a number that begins at `start`.
fn bad_number(
    line: &[u8],
    start: usize,
    bad: NumberFault,
    expected: &str,
    too_large: impl Fn(&str) -> String,
) -> LocatedFault {
    match bad {
        NumberFault::TooLarge(end) if line[0] != b'-' => {
            let digits = String::from_utf8_lossy(&line[..end]) + "…";
            invalid(start, too_large(&digits))
        }
        NumberFault::NoNumber(end) | NumberFault::TooLarge(end) => {
            let got = shown(&line[..end]);
            invalid(start, format!("expected {expected}, got {got}"))
        }
        NumberFault::LoneFeed(at) => invalid(
            start + at,
            r#"a line ends in "\n" instead of "\r\n": convert the input, for instance with unix2dos"#,
        ),
        NumberFault::NoFeed(at) => {
            let got = shown(&line[at..=at]);
            let message = format!(r#"expected "\n" after "\r" at the end of a line, got {got}"#);
            invalid(start + at, message)
        }
    }
}
