//! Matches one word against a token or a value.

use redsh_engine::command::ArgumentKind;

use crate::input::line;

#[derive(Clone, Copy)]
pub(super) enum CallWord<'w> {
    Complete(&'w [u8]),
    /// A word to which the user may add letters.
    Unfinished(&'w [u8]),
}

impl CallWord<'_> {
    pub(super) fn is_token(self, token: &str) -> bool {
        match self {
            CallWord::Complete(word) => token.as_bytes().eq_ignore_ascii_case(word),
            CallWord::Unfinished(word) => may_become(token, word),
        }
    }

    pub(super) fn is_value(self, kind: ArgumentKind) -> bool {
        match self {
            CallWord::Complete(word) => fits(kind, word),
            CallWord::Unfinished(word) => may_be_value(kind, word),
        }
    }

    pub(super) fn number(self) -> Option<usize> {
        match self {
            CallWord::Complete(word) => line::parse(word),
            CallWord::Unfinished(_) => None,
        }
    }
}

/// Whether the word is a proper, non-empty prefix of the token.
pub(crate) fn begins(token: &str, word: &[u8]) -> bool {
    !word.is_empty() && word.len() < token.len() && may_become(token, word)
}

/// Whether the word is a prefix of the token, possibly empty or the whole token.
pub(crate) fn may_become(token: &str, word: &[u8]) -> bool {
    let head = token.as_bytes().get(..word.len());
    head.is_some_and(|head| head.eq_ignore_ascii_case(word))
}

/// Converts a text to the case of the last letter of `like`, or to upper case if that has no letters.
pub(crate) fn in_case_of(text: &str, like: &[u8]) -> String {
    let letter = like.iter().rfind(|byte| byte.is_ascii_alphabetic());
    if letter.is_some_and(u8::is_ascii_lowercase) {
        text.to_ascii_lowercase()
    } else {
        text.to_ascii_uppercase()
    }
}

/// Whether a word is a value of this kind. If unsure, it is: the server decides.
fn fits(kind: ArgumentKind, word: &[u8]) -> bool {
    match kind {
        ArgumentKind::Integer | ArgumentKind::UnixTime => is_integer(word),
        ArgumentKind::Double => is_double(word),
        _ => true,
    }
}

/// Whether a word is a prefix of a value of this kind.
fn may_be_value(kind: ArgumentKind, word: &[u8]) -> bool {
    let ends = ["", "0", "inf", "nf", "f"];
    ends.iter()
        .any(|end| fits(kind, &[word, end.as_bytes()].concat()))
}

/// Accepts the offset `#3` of BITFIELD, and numbers of any size: cursors use all 64 bits.
fn is_integer(word: &[u8]) -> bool {
    let number = word
        .strip_prefix(b"-")
        .or(word.strip_prefix(b"#"))
        .unwrap_or(word);
    !number.is_empty() && number.iter().all(u8::is_ascii_digit)
}

/// Accepts infinity, and the exclusive end `(3` of a range.
fn is_double(word: &[u8]) -> bool {
    let number = word.strip_prefix(b"(").unwrap_or(word);
    line::parse(number).is_some_and(|number: f64| !number.is_nan())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_have_digits_and_an_optional_sign() {
        for word in ["0", "-1", "18446744073709551615", "#2", "007"] {
            assert!(fits(ArgumentKind::Integer, word.as_bytes()), "{word}");
        }
        for word in ["", "-", "#", "1.5", "x", "1x", "--1", " 1", "٣"] {
            assert!(!fits(ArgumentKind::Integer, word.as_bytes()), "{word}");
        }
    }

    #[test]
    fn doubles_may_be_infinite_or_exclusive() {
        for word in ["0", "-1.5", "1e3", "+inf", "-inf", "(1", "(-inf"] {
            assert!(fits(ArgumentKind::Double, word.as_bytes()), "{word}");
        }
        for word in ["", "(", "nan", "x", "[1", "1,5"] {
            assert!(!fits(ArgumentKind::Double, word.as_bytes()), "{word}");
        }
    }

    #[test]
    fn a_prefix_of_a_number_may_become_one() {
        for word in ["", "-", "#", "1"] {
            assert!(
                may_be_value(ArgumentKind::Integer, word.as_bytes()),
                "{word}"
            );
        }
        for word in ["x", "1.", "-x", "1 "] {
            assert!(
                !may_be_value(ArgumentKind::Integer, word.as_bytes()),
                "{word}"
            );
        }
        for word in ["", "(", "-", "1.", "1e", "1e-", "+i", "(-in", "inf"] {
            assert!(
                may_be_value(ArgumentKind::Double, word.as_bytes()),
                "{word}"
            );
        }
        for word in ["x", "(x", "1e-x", "1 "] {
            assert!(
                !may_be_value(ArgumentKind::Double, word.as_bytes()),
                "{word}"
            );
        }
    }

    #[test]
    fn any_word_is_a_string() {
        for kind in [
            ArgumentKind::String,
            ArgumentKind::Key,
            ArgumentKind::Pattern,
        ] {
            assert!(fits(kind, b"") && fits(kind, b"\xff\0"));
        }
    }
}
