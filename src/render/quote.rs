//! Escaping of bytes, by tables.
//!
//! This module knows only bytes. [`sanitize`](super::sanitize) handles characters beyond ASCII.

use std::io::{self, Write};

/// For each byte: 0 to print it unchanged, `x` for `\xNN`, or the letter after the backslash.
pub(super) type EscapeTable = [u8; 256];

/// The inside of a string that redis-cli quotes: only printable ASCII is unescaped, without quotes and backslashes.
pub(super) const QUOTED: EscapeTable = {
    let mut table = controls();
    table[b'"' as usize] = b'"';
    table[b'\\' as usize] = b'\\';
    let mut byte = 0x80;
    while byte < table.len() {
        table[byte] = b'x';
        byte += 1;
    }
    table
};

/// Text on one line: control characters are escaped.
pub(super) const LINE: EscapeTable = controls();

/// Text on several lines: control characters except line feeds and tabs are escaped.
pub(super) const LINES: EscapeTable = {
    let mut table = controls();
    table[b'\n' as usize] = 0;
    table[b'\t' as usize] = 0;
    table
};

/// The control characters of ASCII.
pub(super) const fn controls() -> EscapeTable {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 0x20 {
        table[byte] = b'x';
        byte += 1;
    }
    table[0x7f] = b'x';
    table[b'\n' as usize] = b'n';
    table[b'\r' as usize] = b'r';
    table[b'\t' as usize] = b't';
    table[0x07] = b'a';
    table[0x08] = b'b';
    table
}

pub(super) fn write_escaped<W: Write>(
    out: &mut W,
    bytes: &[u8],
    table: &EscapeTable,
) -> io::Result<()> {
    write_runs(out, bytes, table, |out, byte| {
        write_escape(out, byte, table)
    })
}

/// Writes bytes, and calls `escape` for those that the table marks.
pub(super) fn write_runs<W: Write>(
    out: &mut W,
    bytes: &[u8],
    table: &EscapeTable,
    escape: impl Fn(&mut W, u8) -> io::Result<()>,
) -> io::Result<()> {
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|&byte| table[usize::from(byte)] != 0) {
        out.write_all(&rest[..at])?;
        escape(out, rest[at])?;
        rest = &rest[at + 1..];
    }
    out.write_all(rest)
}

/// Writes the escape of one byte, which is `\xNN` if the table has none.
pub(super) fn write_escape<W: Write>(out: &mut W, byte: u8, table: &EscapeTable) -> io::Result<()> {
    match table[usize::from(byte)] {
        0 | b'x' => {
            let [high, low] = hex(byte);
            out.write_all(&[b'\\', b'x', high, low])
        }
        letter => out.write_all(&[b'\\', letter]),
    }
}

pub(super) fn hex(byte: u8) -> [u8; 2] {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    [
        DIGITS[usize::from(byte >> 4)],
        DIGITS[usize::from(byte & 15)],
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn escaped(bytes: &[u8], table: &EscapeTable) -> String {
        let mut out = Vec::new();
        write_escaped(&mut out, bytes, table).expect("writing to a vector cannot fail");
        String::from_utf8(out).expect("escapes are ASCII")
    }

    #[test]
    fn a_quoted_string_is_escaped_as_by_redis_cli() {
        assert_eq!(
            escaped(b"a\"b\\\n\r\t\x07\x08\x00\x1b\x7f\x80\xff'~ ", &QUOTED),
            r#"a\"b\\\n\r\t\a\b\x00\x1b\x7f\x80\xff'~ "#
        );
    }

    #[test]
    fn quotes_and_line_feeds_in_text_are_not_escaped() {
        assert_eq!(escaped(b"\"a\\\n\t\x1b", &LINE), "\"a\\\\n\\t\\x1b");
        assert_eq!(escaped(b"\"a\\\n\t\x1b", &LINES), "\"a\\\n\t\\x1b");
    }
}
