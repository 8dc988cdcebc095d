//! What must not reach the terminal as it is, though it was typed, pasted or kept in the history: something that takes as
//! many columns stands in its place. Pure.
//!
//! How many columns that are is for the editor to say, which places the cursor: none for ESC and what it takes for the rest
//! of an escape sequence, one for any other control character, and for the rest what their width is.

use std::borrow::Cow;

use unicode_width::UnicodeWidthChar;

use crate::render::is_hidden;

/// Lies over one text, which may come in parts.
#[derive(Debug, Default)]
pub(super) struct EscapeFilter(Escape);

/// Where in an escape sequence the text is.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Escape {
    #[default]
    Outside,
    /// Behind ESC.
    Begun,
    /// Behind `ESC [`: numbers and semicolons follow, and something else ends it.
    Numbers,
}

impl EscapeFilter {
    /// The next part, as it is shown.
    pub(super) fn over<'t>(&mut self, part: &'t str) -> Cow<'t, str> {
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
        // The editor passes over these, in an escape sequence too.
        if matches!(letter, '\n' | '\t') {
            return shown.push(letter);
        }
        let before = self.0;
        self.0 = before.behind(letter);
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
    fn behind(self, letter: char) -> Self {
        match (self, letter) {
            (Escape::Outside, '\x1b') => Escape::Begun,
            (Escape::Begun, '[') => Escape::Numbers,
            (Escape::Numbers, '0'..='9' | ';') => Escape::Numbers,
            _ => Escape::Outside,
        }
    }
}

/// As wide as the editor takes the character to be: of a control character its symbol.
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
        let mut veil = EscapeFilter::default();
        parts.iter().map(|part| veil.over(part)).collect()
    }

    #[test]
    fn what_is_harmless_is_shown_as_it_is() {
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
    fn what_drives_a_terminal_or_deceives_is_not_shown() {
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
    fn an_escape_sequence_may_be_in_two_parts() {
        assert_eq!(shown(&["a\x1b", "[1", ";3mb"]), "ab");
    }
}
