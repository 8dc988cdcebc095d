//! Escapes for bytes that must not be printed as they are: tables of which and how, and the writing.
//!
//! Knows bytes only: what is a character beyond ASCII is [`sanitize`](super::sanitize)'s to say.

use std::io::{self, Write};

/// For each byte: 0 where it stands for itself, `x` where it is written `\xNN`, else the letter after the backslash.
pub(super) type EscapeTable = [u8; 256];

/// As redis-cli quotes a string between `"`: printable ASCII stands for itself, but for the quote and the backslash.
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

/// One line of text: control characters only.
pub(super) const LINE: EscapeTable = controls();

/// StringEscaper of several lines: control characters, but not line feeds and tabs.
pub(super) const LINES: EscapeTable = {
    let mut table = controls();
    table[b'\n' as usize] = 0;
    table[b'\t' as usize] = 0;
    table
};

/// ASCII's control characters.
const fn controls() -> EscapeTable {
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

/// A string as redis-cli quotes it, quotes and all: what its shell would read as these bytes again.
pub(crate) fn quoted(bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![b'"'];
    // A vector takes everything.
    let _ = write_escaped(&mut out, bytes, &QUOTED);
    out.push(b'"');
    out
}

/// Writes `bytes` with the escapes of `table`, whole runs of plain ones at once.
pub(super) fn write_escaped<W: Write>(
    out: &mut W,
    bytes: &[u8],
    table: &EscapeTable,
) -> io::Result<()> {
    write_runs(out, bytes, table, |out, byte| {
        write_escape(out, byte, table)
    })
}

/// Writes `bytes`, and has `escape` write those that are marked in `table`.
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

/// Writes the escape of one byte; `\xNN` where the table has none.
pub(super) fn write_escape<W: Write>(out: &mut W, byte: u8, table: &EscapeTable) -> io::Result<()> {
    match table[usize::from(byte)] {
        0 | b'x' => {
            let [high, low] = hex(byte);
            out.write_all(&[b'\\', b'x', high, low])
        }
        letter => out.write_all(&[b'\\', letter]),
    }
}

/// Two digits, in lower case.
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
        write_escaped(&mut out, bytes, table).expect("a vector takes everything");
        String::from_utf8(out).expect("what is escaped is ASCII")
    }

    #[test]
    fn a_quoted_string_is_escaped_as_redis_cli_does_it() {
        assert_eq!(
            escaped(b"a\"b\\\n\r\t\x07\x08\x00\x1b\x7f\x80\xff'~ ", &QUOTED),
            r#"a\"b\\\n\r\t\a\b\x00\x1b\x7f\x80\xff'~ "#
        );
    }

    #[test]
    fn text_keeps_quotes_and_where_it_has_several_lines_their_ends() {
        assert_eq!(escaped(b"\"a\\\n\t\x1b", &LINE), "\"a\\\\n\\t\\x1b");
        assert_eq!(escaped(b"\"a\\\n\t\x1b", &LINES), "\"a\\\n\t\\x1b");
    }
}
