//! Text for a terminal: printable characters are shown, and those that could control the terminal or deceive its user
//! are escaped.
//!
//! This is used only for output to terminals. Other output is that of redis-cli.

use std::io::{self, Write};

use super::quote::{EscapeTable, QUOTED, write_escape};
use super::utf8::{Utf8Chunk, Utf8Decoder};

/// Returns whether a character must be escaped on a terminal: a control character (also in C1, where U+009B begins an
/// escape sequence), a mark that changes the direction of text, or an invisible character that ends lines or carries
/// tags. The joiners U+200C and U+200D are allowed because scripts and emoji need them.
pub(crate) fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
            | '\u{200b}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Escapes one string, which may arrive in pieces.
pub(super) struct Sanitizer {
    table: &'static EscapeTable,
    /// Whether a carriage return before a line feed is kept, because servers end lines with both.
    keeps_line_ends: bool,
    /// Whether a carriage return is held back until the next character.
    carriage_return: bool,
    utf8: Utf8Decoder,
}

impl Sanitizer {
    pub(super) fn new(table: &'static EscapeTable) -> Self {
        Sanitizer {
            table,
            keeps_line_ends: table[usize::from(b'\n')] == 0,
            carriage_return: false,
            utf8: Utf8Decoder::default(),
        }
    }

    pub(super) fn piece<W: Write>(&mut self, out: &mut W, bytes: &[u8]) -> io::Result<()> {
        let mut utf8 = std::mem::take(&mut self.utf8);
        let result = utf8.piece(bytes, |chunk| self.chunk(out, chunk));
        self.utf8 = utf8;
        result
    }

    pub(super) fn finish<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        let mut utf8 = std::mem::take(&mut self.utf8);
        utf8.finish(|chunk| self.chunk(out, chunk))?;
        self.end_line(out, None)
    }

    fn chunk<W: Write>(&mut self, out: &mut W, chunk: Utf8Chunk<'_>) -> io::Result<()> {
        match chunk {
            Utf8Chunk::Text(text) => self.text(out, text),
            Utf8Chunk::Invalid(bytes) => {
                self.end_line(out, None)?;
                bytes
                    .iter()
                    .try_for_each(|&byte| write_escape(out, byte, &QUOTED))
            }
        }
    }

    fn text<W: Write>(&mut self, out: &mut W, text: &str) -> io::Result<()> {
        let mut run = 0;
        for (at, character) in text.char_indices() {
            self.end_line(out, Some(character))?;
            if self.is_shown(character) {
                continue;
            }
            out.write_all(&text.as_bytes()[run..at])?;
            run = at + character.len_utf8();
            self.hide(out, &text[at..run])?;
        }
        out.write_all(&text.as_bytes()[run..])
    }

    fn is_shown(&self, character: char) -> bool {
        match u8::try_from(character) {
            Ok(byte) if byte.is_ascii() => self.table[usize::from(byte)] == 0,
            _ => !is_hidden(character),
        }
    }

    fn hide<W: Write>(&mut self, out: &mut W, character: &str) -> io::Result<()> {
        if character == "\r" && self.keeps_line_ends {
            self.carriage_return = true;
            return Ok(());
        }
        character
            .bytes()
            .try_for_each(|byte| write_escape(out, byte, self.table))
    }

    /// Writes the carriage return that was held back.
    fn end_line<W: Write>(&mut self, out: &mut W, next: Option<char>) -> io::Result<()> {
        match std::mem::take(&mut self.carriage_return) {
            false => Ok(()),
            true if next == Some('\n') => out.write_all(b"\r"),
            true => write_escape(out, b'\r', self.table),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::quote::{LINE, LINES};
    use super::*;

    fn sanitized(table: &'static EscapeTable, pieces: &[&[u8]]) -> String {
        let mut out = Vec::new();
        let mut sanitizer = Sanitizer::new(table);
        for piece in pieces {
            sanitizer
                .piece(&mut out, piece)
                .expect("writing to a vector cannot fail");
        }
        sanitizer
            .finish(&mut out)
            .expect("writing to a vector cannot fail");
        String::from_utf8(out).expect("the output is UTF-8")
    }

    #[test]
    fn printable_characters_of_any_script_are_shown() {
        let text = "naïve Ωμέγα 日本語 עברית 👩\u{200d}🚀";
        assert_eq!(sanitized(&QUOTED, &[text.as_bytes()]), text);
    }

    #[test]
    fn characters_that_control_a_terminal_are_escaped() {
        let text = "\x1b[31m\u{9b}2J\u{202e}gpj.exe\u{2066}\u{200f}\x7f";
        let shown = sanitized(&LINE, &[text.as_bytes()]);
        assert_eq!(
            shown,
            r"\x1b[31m\xc2\x9b2J\xe2\x80\xaegpj.exe\xe2\x81\xa6\xe2\x80\x8f\x7f"
        );
    }

    #[test]
    fn invalid_bytes_are_escaped_one_by_one() {
        assert_eq!(
            sanitized(&LINES, &[b"\xff\xe2\x82", b"a\xc3", b"\xa9"]),
            r"\xff\xe2\x82aé"
        );
    }

    #[test]
    fn a_carriage_return_is_kept_only_at_the_end_of_a_line() {
        assert_eq!(
            sanitized(&LINES, &[b"a\r\nb\rc\r", b"\nd\r"]),
            "a\r\nb\\rc\r\nd\\r"
        );
        assert_eq!(sanitized(&LINES, &[b"a\r\r\n\r\xff"]), "a\\r\r\n\\r\\xff");
        assert_eq!(sanitized(&LINE, &[b"a\r\n"]), r"a\r\n");
    }
}
