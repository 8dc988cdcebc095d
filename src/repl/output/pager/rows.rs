//! Counts the rows that a text fills on a screen, as it arrives. Pure.

use unicode_width::UnicodeWidthChar;

use crate::render::{Utf8Chunk, Utf8Decoder};

pub(super) struct RowCounter {
    columns: usize,
    room: usize,
    full: usize,
    column: usize,
    /// Inside an escape sequence, which fills no columns.
    is_escape: bool,
    utf8: Utf8Decoder,
}

impl RowCounter {
    pub(super) fn new(columns: usize, room: usize) -> Self {
        RowCounter {
            columns: columns.max(1),
            room,
            full: 0,
            column: 0,
            is_escape: false,
            utf8: Utf8Decoder::default(),
        }
    }

    /// Adds text, which may be cut anywhere, and returns whether the screen is too small for all of it.
    pub(super) fn are_full_with(&mut self, bytes: &[u8]) -> bool {
        let mut utf8 = std::mem::take(&mut self.utf8);
        let decoded = utf8.piece(bytes, |chunk| {
            if let Utf8Chunk::Text(text) = chunk {
                text.chars().for_each(|letter| self.add(letter));
            }
            Ok(())
        });
        decoded.expect("counting cannot fail");
        self.utf8 = utf8;
        let begun = usize::from(self.column > 0);
        self.full + begun > self.room
    }

    fn add(&mut self, letter: char) {
        match letter {
            // The printer escapes all sequences but its own colours.
            '\x1b' => self.is_escape = true,
            _ if self.is_escape => self.is_escape = !letter.is_ascii_alphabetic(),
            '\n' => (self.full, self.column) = (self.full + 1, 0),
            _ => self.fill(letter.width().unwrap_or(1)),
        }
    }

    /// Moves to the next row if a wide character does not fit.
    fn fill(&mut self, width: usize) {
        if self.column + width > self.columns {
            (self.full, self.column) = (self.full + 1, 0);
        }
        self.column += width;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_counted_as_on_a_terminal() {
        let table = [
            ("", false),
            ("a\nb\nc\n", false),
            ("a\nb\nc\nd", true),
            ("0123456789\nb\nc\n", false),
            ("0123456789a\nb\nc\n", true),
            ("\x1b[31m0123456789\x1b[0m\nb\nc\n", false),
            ("éééééééééé\nb\nc\n", false),
            ("一二三四五\nb\nc\n", false),
            ("一二三四a五\nb\nc\n", true),
            ("123456789e\u{301}\nb\nc\n", false),
        ];
        for (text, expected) in table {
            let mut whole = RowCounter::new(10, 3);
            assert_eq!(whole.are_full_with(text.as_bytes()), expected, "{text:?}");
            let mut cut = RowCounter::new(10, 3);
            let full = text
                .bytes()
                .fold(false, |_, byte| cut.are_full_with(&[byte]));
            assert_eq!(full, expected, "{text:?} in pieces");
        }
    }
}
