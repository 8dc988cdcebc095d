//! Matches a word against the kind of an argument.

use redsh_engine::command::ArgumentKind;

use crate::input::line;

/// Whether a word is a value of this kind. If unsure, it is: the server decides.
pub(super) fn fits(kind: ArgumentKind, word: &[u8]) -> bool {
    match kind {
        ArgumentKind::Integer | ArgumentKind::UnixTime => is_integer(word),
        ArgumentKind::Double => is_double(word),
        _ => true,
    }
}

/// Whether a word is a prefix of a value of this kind.
pub(super) fn may_become(kind: ArgumentKind, word: &[u8]) -> bool {
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
            assert!(may_become(ArgumentKind::Integer, word.as_bytes()), "{word}");
        }
        for word in ["x", "1.", "-x", "1 "] {
            assert!(
                !may_become(ArgumentKind::Integer, word.as_bytes()),
                "{word}"
            );
        }
        for word in ["", "(", "-", "1.", "1e", "1e-", "+i", "(-in", "inf"] {
            assert!(may_become(ArgumentKind::Double, word.as_bytes()), "{word}");
        }
        for word in ["x", "(x", "1e-x", "1 "] {
            assert!(!may_become(ArgumentKind::Double, word.as_bytes()), "{word}");
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
