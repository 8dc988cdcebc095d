//! The words of an inline command: a line of text, as servers take it beside RESP, and as redis-cli reads what is typed.
//!
//! The rules, as a server and redis-cli 7.0.15 show them:
//!
//! 1. Words stand apart by space, tab, line feed or carriage return. Vertical tab and form feed count as blank only where a
//!    word could begin: inside a bare word they belong to it.
//! 2. A quote opens wherever it stands, at the start of a word or inside a bare one; what closes it must be followed by a
//!    blank or by the end of the line.
//! 3. In double quotes `\n \r \t \b \a \xHH` are bytes, and a backslash before anything else gives that character. In
//!    single quotes only `\'` is special. Outside of quotes a backslash is a backslash.
//! 4. `#` begins no comment, and bytes from 0x80 up are as good as letters.
//!
//! Where a line ends, and what becomes of a NUL byte in it, is the caller's business.

/// A quote that is not closed, or text that follows the closing quote at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("unbalanced quotes")]
pub struct UnbalancedQuotes;

/// What of a line has not been read yet.
#[derive(Debug, Clone)]
pub struct InlineWords<'a> {
    rest: &'a [u8],
}

impl<'a> InlineWords<'a> {
    /// The words of a line, which is given without its end.
    pub fn new(line: &'a [u8]) -> Self {
        Self { rest: line }
    }

    /// Appends the next word to `word`, without its quotes. False where there is none.
    ///
    /// # Errors
    /// The quotes in the line do not go together. Nothing can be said of the words behind that place.
    pub fn next(&mut self, word: &mut Vec<u8>) -> Result<bool, UnbalancedQuotes> {
        self.take_while(is_blank);
        if self.rest.is_empty() {
            return Ok(false);
        }
        let bare =
            self.take_while(|byte| !matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'"' | b'\''));
        word.extend_from_slice(bare);
        match self.take_quote() {
            Some(b'"') => self.double_quoted(word)?,
            Some(_) => self.single_quoted(word)?,
            None => {}
        }
        Ok(true)
    }

    /// What has not been read yet: it begins right behind the last word. Where quotes do not go together, it is what
    /// follows the closing one; nothing, where none closes.
    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }

    fn double_quoted(&mut self, word: &mut Vec<u8>) -> Result<(), UnbalancedQuotes> {
        loop {
            match self.take().ok_or(UnbalancedQuotes)? {
                b'"' => return self.closed(),
                b'\\' => word.push(self.escaped()?),
                byte => word.push(byte),
            }
        }
    }

    fn single_quoted(&mut self, word: &mut Vec<u8>) -> Result<(), UnbalancedQuotes> {
        loop {
            match self.take().ok_or(UnbalancedQuotes)? {
                b'\'' => return self.closed(),
                b'\\' if self.rest.first() == Some(&b'\'') => word.extend(self.take()),
                byte => word.push(byte),
            }
        }
    }

    /// The byte that a backslash in double quotes gives together with what follows it.
    fn escaped(&mut self) -> Result<u8, UnbalancedQuotes> {
        if let [b'x', high, low, rest @ ..] = self.rest
            && let (Some(high), Some(low)) = (hex(*high), hex(*low))
        {
            self.rest = rest;
            return Ok(high << 4 | low);
        }
        Ok(match self.take().ok_or(UnbalancedQuotes)? {
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'b' => 0x08,
            b'a' => 0x07,
            byte => byte,
        })
    }

    /// A quote that closes ends its word.
    fn closed(&self) -> Result<(), UnbalancedQuotes> {
        match self.rest.first() {
            Some(byte) if !is_blank(*byte) => Err(UnbalancedQuotes),
            _ => Ok(()),
        }
    }

    fn take_quote(&mut self) -> Option<u8> {
        match self.rest.first() {
            Some(b'"' | b'\'') => self.take(),
            _ => None,
        }
    }

    fn take(&mut self) -> Option<u8> {
        let (byte, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*byte)
    }

    fn take_while(&mut self, accept: impl Fn(u8) -> bool) -> &'a [u8] {
        let end = self.rest.iter().position(|byte| !accept(*byte));
        let (taken, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        taken
    }
}

/// What C calls white space; `u8::is_ascii_whitespace` leaves out the vertical tab.
pub fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &[u8]) -> Result<Vec<Vec<u8>>, UnbalancedQuotes> {
        let (mut rest, mut words) = (InlineWords::new(line), Vec::new());
        loop {
            let mut word = Vec::new();
            if !rest.next(&mut word)? {
                return Ok(words);
            }
            words.push(word);
        }
    }

    /// Lines, and the words that a server 7.0.15 takes them for.
    #[test]
    fn a_line_is_the_words_that_a_server_takes_it_for() {
        let table: &[(&[u8], &[&[u8]])] = &[
            (b"", &[]),
            (b" \t\x0b\x0c\r", &[]),
            (b" PING\r", &[b"PING"]),
            (b"ECHO a\"b\"", &[b"ECHO", b"ab"]),
            (b"ECHO \"a\rb\"", &[b"ECHO", b"a\rb"]),
            (b"ECHO a\rb", &[b"ECHO", b"a", b"b"]),
            (b"ECHO a'b c'", &[b"ECHO", b"ab c"]),
            (b"ECHO ''", &[b"ECHO", b""]),
            (b"\"\" a", &[b"", b"a"]),
            (b"ECHO \x0ba\x0bb", &[b"ECHO", b"a\x0bb"]),
            (b"PING a\xa0b", &[b"PING", b"a\xa0b"]),
            (br#"ECHO "a\x41\n\q""#, &[b"ECHO", b"aA\nq"]),
            (br"ECHO 'a\'b\n'", &[b"ECHO", br"a'b\n"]),
            (b"ECHO a\0b", &[b"ECHO", b"a\0b"]),
        ];
        for (line, expected) in table {
            let shown = line.escape_ascii();
            assert_eq!(
                words(line).as_deref(),
                Ok(&expected
                    .iter()
                    .map(|word| word.to_vec())
                    .collect::<Vec<_>>()[..]),
                "{shown}"
            );
        }
    }

    #[test]
    fn a_quote_that_does_not_end_its_word_spoils_the_line() {
        for line in [
            "ECHO \"a\"b",
            "PING \"a",
            "PING 'a",
            "ECHO 'a'\"b\"",
            "x \"a\\\"",
            "x '\\",
            "x \"\\x4",
        ] {
            assert_eq!(words(line.as_bytes()), Err(UnbalancedQuotes), "{line}");
        }
    }

    #[test]
    fn what_is_not_read_begins_right_behind_a_word_or_a_quote() {
        for (line, rest) in [
            ("a  b", "  b"),
            (" 'a b' c", " c"),
            ("a", ""),
            ("'a'b c", "b c"),
            ("'a b", ""),
        ] {
            let mut words = InlineWords::new(line.as_bytes());
            let _ = words.next(&mut Vec::new());
            assert_eq!(words.rest(), rest.as_bytes(), "{line}");
        }
    }
}
