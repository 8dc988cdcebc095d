//! A RESP2 reply, as far as the sandbox and the tests read one.

use std::io::{self, BufRead, Read};

/// The bytes of a reply and the strings in it, those of nested arrays too, in their order. Integers and errors count as
/// strings, and nil as an empty one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reply {
    raw: Vec<u8>,
    strings: Vec<Vec<u8>>,
}

impl Reply {
    /// Reads one reply.
    pub(crate) fn read(from: &mut impl BufRead) -> io::Result<Self> {
        let mut reply = Reply::default();
        reply.read_value(from)?;
        Ok(reply)
    }

    /// The bytes that the server sent, `+OK\r\n` for example.
    pub fn into_raw(self) -> Vec<u8> {
        self.raw
    }

    /// Whether it is an error.
    pub fn is_error(&self) -> bool {
        self.raw.starts_with(b"-")
    }

    /// The strings.
    pub fn strings(&self) -> &[Vec<u8>] {
        &self.strings
    }

    /// The strings as text; empty where one is not UTF-8.
    pub fn texts(&self) -> impl Iterator<Item = &str> + Clone {
        let strings = self.strings.iter();
        strings.map(|string| str::from_utf8(string).unwrap_or_default())
    }

    /// The first string as text; empty where there is none.
    pub fn text(&self) -> &str {
        self.texts().next().unwrap_or_default()
    }

    /// The first string as a number.
    pub fn integer(&self) -> Option<i64> {
        self.text().parse().ok()
    }

    /// Whether a text of lines, such as the reply to INFO, has this line.
    pub fn has_line(&self, wanted: &str) -> bool {
        self.text().lines().any(|line| line == wanted)
    }

    /// The number of fields of this name that have this value, in maps at any depth.
    pub(crate) fn count_fields(&self, name: &str, value: &str) -> usize {
        let pairs = self.texts().zip(self.texts().skip(1));
        pairs.filter(|&pair| pair == (name, value)).count()
    }

    fn read_value(&mut self, from: &mut impl BufRead) -> io::Result<()> {
        let start = self.raw.len();
        from.read_until(b'\n', &mut self.raw)?;
        let Some((&kind, line)) = self.raw[start..].trim_ascii_end().split_first() else {
            return Err(io::ErrorKind::UnexpectedEof.into());
        };
        let length = str::from_utf8(line).ok().and_then(|line| line.parse().ok());
        match (kind, length) {
            (b'$', Some(length)) => self.read_bulk(from, length),
            (b'*', Some(length)) => (0..length).try_for_each(|_| self.read_value(from)),
            _ => {
                // The length of nil is negative.
                let is_nil = matches!(kind, b'$' | b'*');
                let string = if is_nil { Vec::new() } else { line.to_vec() };
                self.strings.push(string);
                Ok(())
            }
        }
    }

    fn read_bulk(&mut self, from: &mut impl BufRead, length: u64) -> io::Result<()> {
        let start = self.raw.len();
        let read = from.take(length + 2).read_to_end(&mut self.raw)?;
        if read as u64 != length + 2 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let string = self.raw[start..self.raw.len() - 2].to_vec();
        self.strings.push(string);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> io::Result<Reply> {
        Reply::read(&mut &bytes[..])
    }

    #[test]
    fn the_strings_of_nested_arrays_are_listed_in_their_order() {
        let bytes = b"*4\r\n$3\r\na\r\n\r\n*2\r\n:5\r\n+b\r\n$-1\r\n*0\r\n";
        let reply = read(bytes).expect("a reply");
        assert_eq!(reply.texts().collect::<Vec<_>>(), ["a\r\n", "5", "b", ""]);
        assert_eq!(reply.into_raw(), bytes);
    }

    #[test]
    fn an_error_is_a_reply_of_its_own() {
        let reply = read(b"-ERR no\r\n").expect("a reply");
        assert!(reply.is_error());
        assert_eq!(reply.text(), "ERR no");
    }

    #[test]
    fn a_reply_that_breaks_off_is_an_error() {
        for bytes in ["", "$3\r\nab", "*2\r\n:1\r\n"] {
            assert!(read(bytes.as_bytes()).is_err(), "{bytes:?}");
        }
    }
}
