//! The numbers in a command: the number of arguments, and their lengths.
//!
//! As in servers, the syntax is stricter than in replies: an optional minus and digits, without a plus or leading
//! zeros.

/// The maximum number of digits. Every number with more of them is above the limits of servers.
const MAX_DIGITS: usize = 18;

/// A fault in the line of a number.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum NumberFault {
    /// The line does not contain a number, as its byte before this position shows.
    NoNumber(usize),
    /// The line feed at this position has no carriage return before it.
    LoneFeed(usize),
    /// The carriage return before this position has no line feed after it.
    NoFeed(usize),
    /// The number has too many digits, as the bytes before this position show.
    TooLarge(usize),
}

/// Reads a number and its line end. Returns the number, and the length of the line. Returns `None` if the line is
/// incomplete.
///
/// Most numbers have one or two digits. Reading these without a loop saves a third of the splitter's time.
///
/// # Errors
/// Returns the fault at the first invalid byte, however the input is cut.
#[inline]
pub(super) fn read_number(line: &[u8]) -> Result<Option<(i64, usize)>, NumberFault> {
    match *line {
        [one @ b'0'..=b'9', b'\r', b'\n', ..] => Ok(Some((digit(one), 3))),
        [ten @ b'1'..=b'9', one @ b'0'..=b'9', b'\r', b'\n', ..] => {
            Ok(Some((10 * digit(ten) + digit(one), 4)))
        }
        _ => read_any(line),
    }
}

fn digit(byte: u8) -> i64 {
    i64::from(byte - b'0')
}

fn read_any(line: &[u8]) -> Result<Option<(i64, usize)>, NumberFault> {
    let sign = usize::from(line.first() == Some(&b'-'));
    let mut value: i64 = 0;
    let mut at = sign;
    while let Some(&byte @ b'0'..=b'9') = line.get(at) {
        if value == 0 && at > sign {
            return Err(NumberFault::NoNumber(at + 1));
        }
        if at - sign == MAX_DIGITS {
            return Err(NumberFault::TooLarge(at + 1));
        }
        value = value * 10 + digit(byte);
        at += 1;
    }
    let none = at == sign || (sign == 1 && value == 0);
    let end = read_end(line, at, none)?;
    let value = if sign == 1 { -value } else { value };
    Ok(end.map(|end| (value, end)))
}

/// Reads the line end at a position. `none` says that no digits precede it.
fn read_end(line: &[u8], at: usize, none: bool) -> Result<Option<usize>, NumberFault> {
    match line[at..] {
        [] => Ok(None),
        [b'\r' | b'\n', ..] if none => Err(NumberFault::NoNumber(at + 1)),
        [b'\r', b'\n', ..] => Ok(Some(at + 2)),
        [b'\r'] => Ok(None),
        [b'\r', _, ..] => Err(NumberFault::NoFeed(at + 1)),
        [b'\n', ..] => Err(NumberFault::LoneFeed(at)),
        _ => Err(NumberFault::NoNumber(at + 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_with_its_line_end() {
        for (line, value) in [
            ("0\r\n", 0),
            ("7\r\n", 7),
            ("-1\r\n", -1),
            ("536870912\r\n", 536_870_912),
            ("999999999999999999\r\n", 999_999_999_999_999_999),
        ] {
            let after = [line, "9\r\n"].concat();
            assert_eq!(
                read_number(after.as_bytes()),
                Ok(Some((value, line.len()))),
                "{line}"
            );
            for cut in 0..line.len() {
                assert_eq!(
                    read_number(&line.as_bytes()[..cut]),
                    Ok(None),
                    "{line} cut at {cut}"
                );
            }
        }
    }

    #[test]
    fn numbers_that_servers_reject_are_faults() {
        use NumberFault::{LoneFeed, NoFeed, NoNumber, TooLarge};
        for (line, bad) in [
            ("\r\n", NoNumber(1)),
            ("\n", NoNumber(1)),
            ("-\r\n", NoNumber(2)),
            ("-0\r\n", NoNumber(3)),
            ("00\r\n", NoNumber(2)),
            ("01\r\n", NoNumber(2)),
            ("+1\r\n", NoNumber(1)),
            (" 1\r\n", NoNumber(1)),
            ("1 \r\n", NoNumber(2)),
            ("--1\r\n", NoNumber(2)),
            ("1.5\r\n", NoNumber(2)),
            ("0x10\r\n", NoNumber(2)),
            ("3\n", LoneFeed(1)),
            ("3\rx", NoFeed(2)),
            ("3\r\r\n", NoFeed(2)),
            ("1000000000000000000\r\n", TooLarge(19)),
            ("-1000000000000000000\r\n", TooLarge(20)),
        ] {
            assert_eq!(read_number(line.as_bytes()), Err(bad), "{line:?}");
        }
    }
}
