//! Numbers in header lines.
//!
//! Most lines contain a length or an integer. The parser of the standard library requires `str`, and validating each
//! line as UTF-8 measurably slows down a reply of short strings.

/// Parses an integer: an optional sign, and digits within the range of `i64`.
pub(super) fn integer(text: &[u8]) -> Option<i64> {
    match text {
        [b'-', digits @ ..] => 0i64.checked_sub_unsigned(natural(digits)?),
        [b'+', digits @ ..] | digits => 0i64.checked_add_unsigned(natural(digits)?),
    }
}

/// Parses a length: digits, at most `i64::MAX`, so that its double fits into a `u64`.
pub(super) fn length(text: &[u8]) -> Option<u64> {
    natural(text).filter(|&length| length <= i64::MAX as u64)
}

/// Returns whether the text is a double, an infinity or NaN. Servers before 7.2 send NaN as their C library prints it:
/// `nan`, `-nan`, `nan(0x1)`.
pub(super) fn is_double(text: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(text) else {
        return false;
    };
    text.parse::<f64>().is_ok() || is_nan_with_payload(text)
}

fn is_nan_with_payload(text: &str) -> bool {
    text.split_once('(').is_some_and(|(nan, payload)| {
        payload.ends_with(')') && nan.parse::<f64>().is_ok_and(f64::is_nan)
    })
}

/// Returns whether the text is a big number: an optional sign, and digits.
pub(super) fn is_big(text: &[u8]) -> bool {
    let ([b'-' | b'+', digits @ ..] | digits) = text;
    !digits.is_empty() && digits.iter().all(u8::is_ascii_digit)
}

/// Parses one to nineteen digits, whose value is below 2^64.
fn natural(digits: &[u8]) -> Option<u64> {
    if digits.is_empty() || digits.len() > 19 {
        return None;
    }
    let mut value = 0;
    for &byte in digits {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        value = value * 10 + u64::from(digit);
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_cover_their_whole_range() {
        assert_eq!(integer(b"9223372036854775807"), Some(i64::MAX));
        assert_eq!(integer(b"-9223372036854775808"), Some(i64::MIN));
        assert_eq!(integer(b"9223372036854775808"), None);
        assert_eq!(integer(b"-9223372036854775809"), None);
        assert_eq!(integer(b"9999999999999999999"), None);
        assert_eq!(integer(b"18446744073709551616"), None);
    }

    #[test]
    fn an_integer_is_an_optional_sign_and_digits() {
        assert_eq!(integer(b"-0"), Some(0));
        assert_eq!(integer(b"+7"), Some(7));
        assert_eq!(integer(b"007"), Some(7));
        for text in [
            "", "-", "+", "--1", "+-1", "1 ", " 1", "1.0", "1e3", "\u{661}", "/", ":",
        ] {
            assert_eq!(integer(text.as_bytes()), None, "{text:?}");
        }
    }

    #[test]
    fn a_length_has_only_digits() {
        assert_eq!(length(b"0"), Some(0));
        assert_eq!(length(b"9223372036854775807"), Some(i64::MAX as u64));
        for text in [
            "",
            "-0",
            "-1",
            "+1",
            "?",
            "9223372036854775808",
            "18446744073709551616",
        ] {
            assert_eq!(length(text.as_bytes()), None, "{text:?}");
        }
    }

    #[test]
    fn a_double_is_a_number_an_infinity_or_nan_in_any_spelling() {
        for text in [
            "0", "-1.5", "10", "1e308", "1.7E+3", "inf", "-inf", "nan", "-nan", "NAN", "nan(0x8)",
            "-nan()",
        ] {
            assert!(is_double(text.as_bytes()), "{text:?}");
        }
        for text in [
            "", "-", "1,5", "0x1p3", "1.5(x)", "nan(", "inf(1)", "one", " 1",
        ] {
            assert!(!is_double(text.as_bytes()), "{text:?}");
        }
        assert!(!is_double(b"1\xff"));
    }

    #[test]
    fn a_big_number_is_an_optional_sign_and_digits() {
        assert!(is_big(b"-3492890328409238509324850943850943825024385"));
        assert!(is_big(b"+0"));
        assert!(!is_big(b""));
        assert!(!is_big(b"-"));
        assert!(!is_big(b"1.0"));
    }
}
