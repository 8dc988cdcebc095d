//! The numbers in a request: a count of arguments, a length. Pure.
//!
//! As servers read them, which is more strictly than in replies: an optional minus and digits, no plus, no leading zero.

/// The most digits that are read. All that is too much for a server has fewer.
const MAX_DIGITS: usize = 18;

/// What is wrong with a number's line.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum NumberFault {
    /// It is no number, as is seen at the last of so many bytes.
    NoNumber(usize),
    /// The line feed at this place has no carriage return before it.
    LoneFeed(usize),
    /// The carriage return before this place has no line feed behind it.
    NoFeed(usize),
    /// It has more digits than any number that could be meant. So many bytes say so.
    TooLarge(usize),
}

/// Reads a number and the end of its line: the number, and how many bytes that took. `None` where the line is cut.
///
/// Nearly all have one digit or two, and are read here without a loop, which is a third of a splitter's time.
///
/// # Errors
/// What is wrong, as soon as a byte says so: the same however the line is cut.
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
    Ok(end.map(|end| (signed(value, sign), end)))
}

fn signed(value: i64, sign: usize) -> i64 {
    if sign == 1 { -value } else { value }
}

/// Reads the end of a line from here, behind digits that may be none.
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
    fn a_number_is_a_sign_and_digits_and_the_end_of_a_line() {
        for (line, value) in [
            ("0\r\n", 0),
            ("7\r\n", 7),
            ("-1\r\n", -1),
            ("536870912\r\n", 536_870_912),
            ("999999999999999999\r\n", 999_999_999_999_999_999),
        ] {
            let behind = [line, "9\r\n"].concat();
            assert_eq!(
                read_number(behind.as_bytes()),
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
    fn what_a_server_does_not_take_for_a_number_is_none() {
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
