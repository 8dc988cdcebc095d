//! Replaces control characters of a typed or pasted line with text of the same width. Pure.
//!
//! The line editor determines the width, since it places the cursor: no columns for an escape sequence, one for any other
//! control character, and the Unicode width for the rest.

use std::borrow::Cow;

use unicode_width::UnicodeWidthChar;

use crate::render::is_hidden;

/// Filters one text, which may come in parts.
#[derive(Debug, Default)]
pub(super) struct EscapeFilter(Escape);

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Escape {
    #[default]
    Outside,
    /// After ESC.
    Started,
    /// After `ESC [`, in the numbers and semicolons.
    Numbers,
}

impl EscapeFilter {
    pub(super) fn filter<'t>(&mut self, part: &'t str) -> Cow<'t, str> {
        let is_harmless = |letter: char| !is_hidden(letter) || matches!(letter, '\n' | '\t');
        if self.0 == Escape::Outside && part.chars().all(is_harmless) {
            return part.into();
        }
        let mut shown = String::with_capacity(part.len());
        for letter in part.chars() {
            self.push(letter, &mut shown);
        }
        shown.into()
    }

    fn push(&mut self, letter: char, shown: &mut String) {
        // The editor keeps these, even inside an escape sequence.
        if matches!(letter, '\n' | '\t') {
            return shown.push(letter);
        }
        let before = self.0;
        self.0 = before.after(letter);
        match (before, self.0) {
            (Escape::Outside, Escape::Outside) if is_hidden(letter) => {
                shown.extend(stand_in(letter));
            }
            (Escape::Outside, Escape::Outside) => shown.push(letter),
            _ => {}
        }
    }
}

impl Escape {
    fn after(self, letter: char) -> Self {
        match (self, letter) {
            (Escape::Outside, '\x1b') => Escape::Started,
            (Escape::Started, '[') => Escape::Numbers,
            (Escape::Numbers, '0'..='9' | ';') => Escape::Numbers,
            _ => Escape::Outside,
        }
    }
}

/// Returns a character of the same width: the symbol of a control character.
fn stand_in(letter: char) -> Option<char> {
    match letter {
        '\0'..='\x1f' => char::from_u32('\u{2400}' as u32 + letter as u32),
        '\x7f' => Some('\u{2421}'),
        _ if letter.width() == Some(0) => None,
        _ => Some('?'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(parts: &[&str]) -> String {
        let mut filter = EscapeFilter::default();
        parts.iter().map(|part| filter.filter(part)).collect()
    }

    #[test]
    fn harmless_text_is_unchanged() {
        for text in [
            "",
            "get é 鍵",
            "set \"a\nb\"\t1",
            "\u{1f469}\u{200d}\u{1f680}",
        ] {
            assert_eq!(shown(&[text]), text);
        }
    }

    #[test]
    fn control_characters_are_replaced() {
        for (text, expected) in [
            ("a\x1b[1;31mb", "ab"),
            ("a\x1b]0;x\x07b", "a0;x␇b"),
            ("a\x1bcb", "ab"),
            ("a\x07\x00\x7fb", "a␇␀␡b"),
            ("\u{9b}2Jb", "?2Jb"),
            ("a\u{202e}b", "ab"),
            ("a\x1b", "a"),
            ("a\x1b[1\nmb", "a\nb"),
        ] {
            assert_eq!(shown(&[text]), expected, "{}", text.escape_default());
        }
    }

    #[test]
    fn an_escape_sequence_may_span_parts() {
        assert_eq!(shown(&["a\x1b", "[1", ";3mb"]), "ab");
    }
}
