//! Whether a word can be the value of an argument.

use redsh_engine::command::ArgumentKind;

/// Whether a value of this kind can be spelled so. In doubt it can: the server has the last word.
pub(super) fn fits(kind: ArgumentKind, word: &[u8]) -> bool {
    match kind {
        ArgumentKind::Integer | ArgumentKind::UnixTime => is_integer(word),
        ArgumentKind::Double => is_double(word),
        _ => true,
    }
}

/// Whether a value of this kind can begin so.
pub(super) fn may_become(kind: ArgumentKind, word: &[u8]) -> bool {
    let ends = ["", "0", "inf", "nf", "f"];
    ends.iter()
        .any(|end| fits(kind, &[word, end.as_bytes()].concat()))
}

/// BITFIELD counts whole fields in `#3`. How large a number may be is not checked: cursors take all of 64 bits.
fn is_integer(word: &[u8]) -> bool {
    let number = word
        .strip_prefix(b"-")
        .or(word.strip_prefix(b"#"))
        .unwrap_or(word);
    !number.is_empty() && number.iter().all(u8::is_ascii_digit)
}

/// Infinity is one, and where a range has numbers for ends, `(3` leaves that end out.
fn is_double(word: &[u8]) -> bool {
    let number = word.strip_prefix(b"(").unwrap_or(word);
    let number = std::str::from_utf8(number).ok();
    number
        .and_then(|number| number.parse::<f64>().ok())
        .is_some_and(|number| !number.is_nan())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_have_digits_and_may_have_a_sign() {
        for word in ["0", "-1", "18446744073709551615", "#2", "007"] {
            assert!(fits(ArgumentKind::Integer, word.as_bytes()), "{word}");
        }
        for word in ["", "-", "#", "1.5", "x", "1x", "--1", " 1", "٣"] {
            assert!(!fits(ArgumentKind::Integer, word.as_bytes()), "{word}");
        }
    }

    #[test]
    fn numbers_may_be_infinite_or_an_open_end() {
        for word in ["0", "-1.5", "1e3", "+inf", "-inf", "(1", "(-inf"] {
            assert!(fits(ArgumentKind::Double, word.as_bytes()), "{word}");
        }
        for word in ["", "(", "nan", "x", "[1", "1,5"] {
            assert!(!fits(ArgumentKind::Double, word.as_bytes()), "{word}");
        }
    }

    #[test]
    fn what_is_half_typed_may_become_a_number() {
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
    fn anything_is_text() {
        for kind in [
            ArgumentKind::String,
            ArgumentKind::Key,
            ArgumentKind::Pattern,
        ] {
            assert!(fits(kind, b"") && fits(kind, b"\xff\0"));
        }
    }
}
