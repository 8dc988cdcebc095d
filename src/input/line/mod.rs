//! Splits a line into the arguments of a command, by redis-cli's quoting rules: the servers' rules for inline commands
//! ([`InlineWords`]), except that a line ends at its first NUL byte. Pure.

use std::str::FromStr;

use redsh_engine::resp::{InlineWords, UnbalancedQuotes, is_blank};

/// A line without a valid command. redis-cli prints the same texts on stdout in place of a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum LineError {
    /// An open quote, or text right after a closing quote.
    #[error("Invalid argument(s)")]
    Quotes,
    /// The repeat count is zero, negative, or more than 2^63 - 1.
    #[error("Invalid redis-cli repeat command option value.")]
    Repeat,
}

impl From<UnbalancedQuotes> for LineError {
    fn from(_: UnbalancedQuotes) -> Self {
        LineError::Quotes
    }
}

/// Splits a line, given without its line end.
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

/// Unquotes one command-line argument for `--quoted-input`. It must contain exactly one word; an empty one is `""`.
pub(crate) fn unquote(argument: &[u8]) -> Result<Vec<u8>, LineError> {
    let mut parts = split(argument)?;
    match (parts.pop(), parts.is_empty()) {
        (Some(only), true) => Ok(only),
        _ => Err(LineError::Quotes),
    }
}

/// Separates the repeat count from the command: `5 INCR x` runs `INCR x` five times. A number alone is a command.
pub(crate) fn repeat(arguments: &[Vec<u8>]) -> Result<(u64, &[Vec<u8>]), LineError> {
    match arguments {
        [first, command @ ..] if !command.is_empty() => Ok(match repeat_count(first)? {
            Some(times) => (times, command),
            None => (1, arguments),
        }),
        _ => Ok((1, arguments)),
    }
}

/// Parses an argument, such as a number.
pub(crate) fn parse<T: FromStr>(argument: &[u8]) -> Option<T> {
    std::str::from_utf8(argument).ok()?.parse().ok()
}

/// Reads a number as C's `strtoll` does: blanks, a sign, digits, and an end at the first NUL. `"5" PING` repeats too, since
/// the argument is already unquoted. Returns `None` if it is no number.
///
/// # Errors
/// The number is out of range.
pub(crate) fn repeat_count(argument: &[u8]) -> Result<Option<u64>, LineError> {
    let end = memchr::memchr(0, argument).unwrap_or(argument.len());
    if end == 0 {
        return Err(LineError::Repeat);
    }
    let number = &argument[..end];
    let number = &number[number.iter().take_while(|byte| is_blank(**byte)).count()..];
    let digits = number
        .strip_prefix(b"-")
        .or(number.strip_prefix(b"+"))
        .unwrap_or(number);
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return Ok(None);
    }
    let times = parse::<i64>(number).and_then(|value| u64::try_from(value).ok());
    let times = times.filter(|times| *times > 0);
    times.map(Some).ok_or(LineError::Repeat)
}

#[cfg(test)]
mod tests;
