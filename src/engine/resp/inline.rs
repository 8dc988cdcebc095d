//! The words of an inline command: a line of text, which servers accept besides RESP and which users type into
//! redis-cli.
//!
//! The rules are those of the server and of redis-cli 7.0.15:
//!
//! 1. Space, tab, line feed and carriage return separate words. Vertical tab and form feed are blank only before a
//!    word. Within an unquoted word they belong to it.
//! 2. A quote opens at any position, also within an unquoted word. After a closing quote must come a blank or the end
//!    of the line.
//! 3. In double quotes `\n \r \t \b \a \xHH` are escapes for bytes, and a backslash before any other character yields
//!    that character. In single quotes only `\'` is an escape. Outside of quotes a backslash has no special meaning.
//! 4. `#` does not begin a comment. Bytes from 0x80 up are ordinary characters.
//!
//! The caller finds the end of the line and rejects NUL bytes.

/// A quote is not closed, or the closing quote is followed by more text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("unbalanced quotes")]
pub struct UnbalancedQuotes;

/// Reads the words of a line, one by one.
#[derive(Debug, Clone)]
pub struct InlineWords<'a> {
    rest: &'a [u8],
}

impl<'a> InlineWords<'a> {
    /// Creates a reader for a line, which must come without its line end.
    pub fn new(line: &'a [u8]) -> Self {
        Self { rest: line }
    }

    /// Appends the next word, without its quotes, to `word`. Returns false at the end of the line.
    ///
    /// # Errors
    /// Fails if the quotes are unbalanced. The words after them are undefined.
    pub fn next(&mut self, word: &mut Vec<u8>) -> Result<bool, UnbalancedQuotes> {
        self.take_while(is_blank);
        if self.rest.is_empty() {
            return Ok(false);
        }
        let bare =
            self.take_while(|byte| !matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'"' | b'\''));
        match word.capacity() {
            // Allocates once, and exactly.
            0 => *word = bare.to_vec(),
            _ => word.extend_from_slice(bare),
        }
        match self.take_quote() {
            Some(b'"') => self.double_quoted(word)?,
            Some(_) => self.single_quoted(word)?,
            None => {}
        }
        Ok(true)
    }

    /// Returns the unread part of the line, from the end of the last word. After an error, it begins after the closing
    /// quote, or is empty if no quote closes.
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

    /// Reads the rest of an escape sequence, after its backslash.
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

    /// Checks that the word ends after its closing quote.
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

/// Returns whether C's `isspace` is true for the byte. Unlike `u8::is_ascii_whitespace`, it includes the vertical tab.
pub fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).map(|value| value as u8)
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

    /// The expected words are those of server 7.0.15.
    #[test]
    fn a_line_is_split_as_the_server_splits_it() {
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
    fn text_after_a_closing_quote_is_an_error() {
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
    fn the_rest_begins_after_the_last_word_or_quote() {
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
