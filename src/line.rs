//! One line of input → the arguments of a command, by the quoting rules that redis-cli has.
//!
//! Pure: bytes in, arguments out. What a command means, and where a line came from, is not known here.
//!
//! The rules, as redis-cli 7.0.15 shows them:
//!
//! 1. A line ends at its first NUL byte, if it has one.
//! 2. Arguments stand apart by space, tab, line feed or carriage return. Vertical tab and form feed count as blank only
//!    where an argument could begin: inside a bare word they belong to it.
//! 3. A quote opens wherever it stands, at the start of an argument or inside a bare word; what closes it must be
//!    followed by a blank or by the end of the line.
//! 4. In double quotes `\n \r \t \b \a \xHH` are bytes, and a backslash before anything else gives that character. In
//!    single quotes only `\'` is special. Outside of quotes a backslash is a backslash.
//! 5. `#` begins no comment, and bytes from 0x80 up are as good as letters.

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

/// The arguments on a line, without its line end; none where it is blank.
pub(crate) fn split(line: &[u8]) -> Result<Vec<Vec<u8>>, LineError> {
    let end = memchr::memchr(0, line).unwrap_or(line.len());
    let mut rest = Cursor {
        bytes: &line[..end],
    };
    let mut arguments = Vec::new();
    while rest.skip_blanks() {
        arguments.push(rest.argument()?);
    }
    Ok(arguments)
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

/// What is left of a line.
struct Cursor<'a> {
    bytes: &'a [u8],
}

impl Cursor<'_> {
    /// Whether anything but blanks is left.
    fn skip_blanks(&mut self) -> bool {
        let blanks = self
            .bytes
            .iter()
            .take_while(|byte| is_blank(**byte))
            .count();
        self.bytes = &self.bytes[blanks..];
        !self.bytes.is_empty()
    }

    /// The argument that begins here.
    fn argument(&mut self) -> Result<Vec<u8>, LineError> {
        let mut argument = Vec::new();
        while let Some(byte) = self.next() {
            match byte {
                b' ' | b'\t' | b'\n' | b'\r' => break,
                b'"' => return self.double_quoted(argument),
                b'\'' => return self.single_quoted(argument),
                _ => argument.push(byte),
            }
        }
        Ok(argument)
    }

    fn double_quoted(&mut self, mut argument: Vec<u8>) -> Result<Vec<u8>, LineError> {
        loop {
            match self.next().ok_or(LineError::Quotes)? {
                b'"' => return self.closed(argument),
                b'\\' => argument.push(self.escaped()?),
                byte => argument.push(byte),
            }
        }
    }

    fn single_quoted(&mut self, mut argument: Vec<u8>) -> Result<Vec<u8>, LineError> {
        loop {
            match self.next().ok_or(LineError::Quotes)? {
                b'\'' => return self.closed(argument),
                b'\\' if self.bytes.first() == Some(&b'\'') => argument.extend(self.next()),
                byte => argument.push(byte),
            }
        }
    }

    /// The byte that a backslash in double quotes gives together with what follows it.
    fn escaped(&mut self) -> Result<u8, LineError> {
        if let [b'x', high, low, rest @ ..] = self.bytes
            && let (Some(high), Some(low)) = (hex(*high), hex(*low))
        {
            self.bytes = rest;
            return Ok(high << 4 | low);
        }
        Ok(match self.next().ok_or(LineError::Quotes)? {
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'b' => 0x08,
            b'a' => 0x07,
            byte => byte,
        })
    }

    /// A quote that closes ends its argument.
    fn closed(&self, argument: Vec<u8>) -> Result<Vec<u8>, LineError> {
        match self.bytes.first() {
            Some(byte) if !is_blank(*byte) => Err(LineError::Quotes),
            _ => Ok(argument),
        }
    }

    fn next(&mut self) -> Option<u8> {
        let (byte, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(*byte)
    }
}

/// What C calls white space; `u8::is_ascii_whitespace` leaves out the vertical tab.
fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests;
