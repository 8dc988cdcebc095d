//! One line of input → the arguments of a command, by the quoting rules that redis-cli has: the servers' own for inline
//! commands ([`InlineWords`]), but that a line ends at its first NUL byte, if it has one.
//!
//! Pure: bytes in, arguments out. What a command means, and where a line came from, is not known here.

use redsh_engine::resp::{InlineWords, UnbalancedQuotes, is_blank};

/// Why a line gives no command. The texts are redis-cli's, which prints them on stdout in place of a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum LineError {
    /// A quote that is not closed, or text that follows the closing quote at once.
    #[error("Invalid argument(s)")]
    Quotes,
    /// The number before a command is zero, negative, or more than 2^63 - 1.
    #[error("Invalid redis-cli repeat command option value.")]
    Repeat,
}

impl From<UnbalancedQuotes> for LineError {
    fn from(_: UnbalancedQuotes) -> Self {
        LineError::Quotes
    }
}

/// The arguments on a line, without its line end; none where it is blank.
pub(crate) fn split(line: &[u8]) -> Result<Vec<Vec<u8>>, LineError> {
    let end = memchr::memchr(0, line).unwrap_or(line.len());
    let mut words = InlineWords::new(&line[..end]);
    let mut arguments = Vec::new();
    loop {
        let mut argument = Vec::new();
        if !words.next(&mut argument)? {
            return Ok(arguments);
        }
        arguments.push(argument);
    }
}

/// What one argument of the command line stands for with `--quoted-input`: it must hold exactly one argument of a line,
/// quoted or not; an empty string is written `""`.
pub(crate) fn unquote(argument: &[u8]) -> Result<Vec<u8>, LineError> {
    let mut parts = split(argument)?;
    match (parts.pop(), parts.is_empty()) {
        (Some(only), true) => Ok(only),
        _ => Err(LineError::Quotes),
    }
}

/// How often a line's command is to run, and the command: `5 INCR x` is `INCR x` five times. A number that stands alone
/// is a command.
pub(crate) fn repeat(arguments: &[Vec<u8>]) -> Result<(u64, &[Vec<u8>]), LineError> {
    match arguments {
        [first, command @ ..] if !command.is_empty() => match prefix(first) {
            Prefix::None => Ok((1, arguments)),
            Prefix::Times(times) => Ok((times, command)),
            Prefix::Invalid => Err(LineError::Repeat),
        },
        _ => Ok((1, arguments)),
    }
}

/// What a line's first argument is to the ones after it.
enum Prefix {
    /// The command itself.
    None,
    Times(u64),
    /// A number, but none that a command can be repeated by.
    Invalid,
}

/// Reads the first argument as the C library reads a number: blanks, a sign, digits, and an end at the first NUL. Quoting
/// has been undone by now, so that `"5" PING` repeats too.
fn prefix(argument: &[u8]) -> Prefix {
    let end = memchr::memchr(0, argument).unwrap_or(argument.len());
    if end == 0 {
        return Prefix::Invalid;
    }
    let number = &argument[..end];
    let number = &number[number.iter().take_while(|byte| is_blank(**byte)).count()..];
    let digits = number
        .strip_prefix(b"-")
        .or(number.strip_prefix(b"+"))
        .unwrap_or(number);
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return Prefix::None;
    }
    let value = std::str::from_utf8(number)
        .ok()
        .and_then(|text| text.parse::<i64>().ok());
    match value.and_then(|value| u64::try_from(value).ok()) {
        Some(times) if times > 0 => Prefix::Times(times),
        _ => Prefix::Invalid,
    }
}

#[cfg(test)]
mod tests;
