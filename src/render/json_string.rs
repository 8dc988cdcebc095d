//! The inside of a JSON string, which arrives in pieces.
//!
//! Two faults of redis-cli are not reproduced, because its output is not JSON. Each byte that is not UTF-8 becomes
//! U+FFFD. The quoted form also escapes quotation marks: `\\\"`, where redis-cli ends the string with `\\"`.

use std::io::{self, Write};

use super::quote::{EscapeTable, QUOTED, controls, hex, write_runs};
use super::sanitize::is_hidden;
use super::utf8::{Utf8Chunk, Utf8Decoder};

/// Like other tables, but `x` means `\u00NN`.
const ESCAPES: EscapeTable = {
    let mut table = controls();
    table[0x07] = b'x';
    table[0x0c] = b'f';
    table[0x7f] = 0;
    table[b'"' as usize] = b'"';
    table[b'\\' as usize] = b'\\';
    table
};

const REPLACEMENT: &str = "\u{fffd}";

/// Formats a text as a JSON string, in quotes.
pub(crate) fn json_text(text: &str) -> String {
    let mut out = Vec::new();
    // A vector accepts all bytes.
    let _ = JsonString::new(JsonForm::Plain).write_whole(&mut out, text.as_bytes());
    String::from_utf8_lossy(&out).into_owned()
}

pub(super) struct JsonString {
    form: JsonForm,
    utf8: Utf8Decoder,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum JsonForm {
    Plain,
    /// Escaped if unsafe on a terminal.
    Screen,
    /// Quoted as in the standard format, and then encoded as JSON.
    Quoted,
}

impl JsonForm {
    pub(super) fn unquoted(terminal: bool) -> Self {
        match terminal {
            true => JsonForm::Screen,
            false => JsonForm::Plain,
        }
    }
}

impl JsonString {
    pub(super) fn new(form: JsonForm) -> Self {
        JsonString {
            form,
            utf8: Utf8Decoder::default(),
        }
    }

    /// Writes the next bytes.
    pub(super) fn piece<W: Write>(&mut self, out: &mut W, bytes: &[u8]) -> io::Result<()> {
        match self.form {
            JsonForm::Quoted => write_runs(out, bytes, &QUOTED, write_quoted_escape),
            form => self
                .utf8
                .piece(bytes, |chunk| write_chunk(out, chunk, form)),
        }
    }

    /// Writes the end of the string. The writer can then be used for another.
    pub(super) fn finish<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.utf8
            .finish(|chunk| write_chunk(out, chunk, JsonForm::Plain))
    }

    /// Writes a whole string in quotes.
    pub(super) fn write_whole<W: Write>(&mut self, out: &mut W, text: &[u8]) -> io::Result<()> {
        out.write_all(b"\"")?;
        self.piece(out, text)?;
        self.finish(out)?;
        out.write_all(b"\"")
    }

    pub(super) fn reset(&mut self) {
        self.utf8 = Utf8Decoder::default();
    }
}

fn write_chunk<W: Write>(out: &mut W, chunk: Utf8Chunk<'_>, form: JsonForm) -> io::Result<()> {
    match (chunk, form) {
        (Utf8Chunk::Text(text), JsonForm::Screen) => write_for_screen(out, text),
        (Utf8Chunk::Text(text), _) => write_plain(out, text),
        (Utf8Chunk::Invalid(bytes), _) => bytes
            .iter()
            .try_for_each(|_| out.write_all(REPLACEMENT.as_bytes())),
    }
}

/// The first byte of a C1 control character in UTF-8, and of the Latin-1 characters behind them.
const C1: u8 = 0xc2;

/// The bytes that are escaped, and those that may begin a C1 control character.
const PLAIN: EscapeTable = {
    let mut table = ESCAPES;
    table[C1 as usize] = b'x';
    table
};

/// Writes text. C1 control characters are escaped as JSON escapes those of C0: they could control a terminal.
fn write_plain<W: Write>(out: &mut W, text: &str) -> io::Result<()> {
    let mut rest = text.as_bytes();
    while let Some(at) = rest.iter().position(|&byte| PLAIN[usize::from(byte)] != 0) {
        let (run, marked) = rest.split_at(at);
        out.write_all(run)?;
        rest = match *marked {
            [C1, control, ref behind @ ..] if control < 0xa0 => {
                write_unit(out, u16::from(control))?;
                behind
            }
            [C1, last, ref behind @ ..] => {
                out.write_all(&[C1, last])?;
                behind
            }
            _ => {
                write_byte(out, marked[0])?;
                &marked[1..]
            }
        };
    }
    out.write_all(rest)
}

fn write_text<W: Write>(out: &mut W, text: &str) -> io::Result<()> {
    write_runs(out, text.as_bytes(), &ESCAPES, write_byte)
}

/// Writes the escape of a byte.
fn write_byte<W: Write>(out: &mut W, byte: u8) -> io::Result<()> {
    match ESCAPES[usize::from(byte)] {
        b'x' => write_unit(out, u16::from(byte)),
        letter => out.write_all(&[b'\\', letter]),
    }
}

/// Writes text with UTF-16 escapes for characters that are unsafe on a terminal.
fn write_for_screen<W: Write>(out: &mut W, text: &str) -> io::Result<()> {
    let mut run = 0;
    // JSON itself escapes the characters below U+0020.
    for (at, character) in text
        .char_indices()
        .filter(|&(_, character)| character > ' ' && is_hidden(character))
    {
        write_text(out, &text[run..at])?;
        run = at + character.len_utf8();
        let mut units = [0; 2];
        character
            .encode_utf16(&mut units)
            .iter()
            .try_for_each(|&unit| write_unit(out, unit))?;
    }
    write_text(out, &text[run..])
}

fn write_unit<W: Write>(out: &mut W, unit: u16) -> io::Result<()> {
    let [high, low] = unit.to_be_bytes().map(hex);
    out.write_all(&[b'\\', b'u', high[0], high[1], low[0], low[1]])
}

/// Writes the escape of a byte, itself escaped for JSON.
fn write_quoted_escape<W: Write>(out: &mut W, byte: u8) -> io::Result<()> {
    match QUOTED[usize::from(byte)] {
        b'x' => {
            let [high, low] = hex(byte);
            out.write_all(&[b'\\', b'\\', b'x', high, low])
        }
        mark @ (b'"' | b'\\') => out.write_all(&[b'\\', b'\\', b'\\', mark]),
        letter => out.write_all(&[b'\\', b'\\', letter]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(mut string: JsonString, bytes: &[u8]) -> String {
        let mut out = Vec::new();
        string
            .piece(&mut out, bytes)
            .expect("writing to a vector cannot fail");
        string
            .finish(&mut out)
            .expect("writing to a vector cannot fail");
        String::from_utf8(out).expect("JSON is UTF-8")
    }

    #[test]
    fn characters_are_escaped_as_by_redis_cli() {
        assert_eq!(
            written(
                JsonString::new(JsonForm::Plain),
                "\0\x07\x08\t\n\x0c\r\x1b\"\\/\x7fé".as_bytes()
            ),
            "\\u0000\\u0007\\b\\t\\n\\f\\r\\u001b\\\"\\\\/\x7fé"
        );
    }

    #[test]
    fn c1_controls_are_escaped_as_c0_controls_are() {
        assert_eq!(
            written(
                JsonString::new(JsonForm::Plain),
                "\u{80}a\u{9b}2J\u{9f}\u{a0}é".as_bytes()
            ),
            "\\u0080a\\u009b2J\\u009f\u{a0}é"
        );
    }

    #[test]
    fn each_invalid_byte_is_a_replacement_character() {
        assert_eq!(
            written(JsonString::new(JsonForm::Plain), b"a\xff\xe2\x82"),
            "a\u{fffd}\u{fffd}\u{fffd}"
        );
    }

    #[test]
    fn on_a_terminal_unsafe_characters_are_escaped() {
        assert_eq!(
            written(
                JsonString::new(JsonForm::Screen),
                "é\x1b\x7f\u{9b}\u{202e}\u{e0001}".as_bytes()
            ),
            r"é\u001b\u007f\u009b\u202e\udb40\udc01"
        );
    }

    #[test]
    fn a_parsed_quoted_string_contains_every_byte() {
        let json = written(JsonString::new(JsonForm::Quoted), b"a\"\\\n\x80");
        assert_eq!(json, r#"a\\\"\\\\\\n\\x80"#);
        let parsed: String = serde_json::from_str(&format!("\"{json}\"")).expect("it is JSON");
        assert_eq!(parsed, r#"a\"\\\n\x80"#);
    }
}
