//! How a candidate is written into the line.

use crate::input::typed_words::Form;
use crate::render;

/// A name of the table that begins with the word: what is typed stays, and the rest goes on in its letters; those of `like`
/// where there are none in it.
pub(super) fn cased(name: &str, word: &[u8], like: &[u8]) -> String {
    let is_letter = |byte: &&u8| byte.is_ascii_alphabetic();
    let letter = word
        .iter()
        .rfind(is_letter)
        .or(like.iter().rfind(is_letter));
    let (begun, rest) = name.split_at_checked(word.len()).unwrap_or(("", name));
    // It is ASCII where it is the same in letters of another case.
    let begun = std::str::from_utf8(word).unwrap_or(begun);
    if letter.is_some_and(u8::is_ascii_lowercase) {
        begun.to_owned() + &rest.to_ascii_lowercase()
    } else {
        begun.to_owned() + &rest.to_ascii_uppercase()
    }
}

/// A value as one word of a line: in quotes where it needs them, and where the word that it takes the place of has some.
pub(super) fn quoted(value: &[u8], form: Form) -> String {
    let word = render::typed(&[value], true);
    if form == Form::Bare || word.starts_with('"') {
        word
    } else {
        format!("\"{word}\"")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::input::line;

    #[test]
    fn a_name_goes_on_in_the_letters_that_are_typed() {
        for (name, word, like, expected) in [
            ("config", "CO", "", "CONFIG"),
            ("config", "co", "", "config"),
            ("config", "Co", "", "Config"),
            ("config", "", "", "CONFIG"),
            ("get", "", "config", "get"),
            ("GET", "", "Config", "get"),
            ("GET", "G", "config", "GET"),
        ] {
            let cased = cased(name, word.as_bytes(), like.as_bytes());
            assert_eq!(cased, expected, "{name} {word} {like}");
        }
    }

    #[test]
    fn only_what_needs_quotes_has_them() {
        for (value, expected) in [
            (&b"user:1"[..], "user:1"),
            ("ключ".as_bytes(), "\"ключ\""),
            (b"", r#""""#),
            (b"a b", r#""a b""#),
            (b"it's", r#""it's""#),
            (b"a\"b", r#""a\"b""#),
            (b"a\\b", r#""a\\b""#),
            (b"\xff\n", r#""\xff\n""#),
            (b"|", r#""|""#),
            (b"\"", r#""\"""#),
            ("a\u{202e}b".as_bytes(), r#""a\xe2\x80\xaeb""#),
            ("日 本".as_bytes(), r#""日 本""#),
        ] {
            assert_eq!(quoted(value, Form::Bare), expected);
        }
        assert_eq!(quoted(b"a", Form::Open), r#""a""#);
    }

    proptest! {
        #[test]
        fn what_is_quoted_is_read_as_itself(value in proptest::collection::vec(any::<u8>(), 0..12), open in any::<bool>()) {
            let form = if open { Form::Open } else { Form::Bare };
            prop_assert_eq!(line::split(quoted(&value, form).as_bytes()), Ok(vec![value]));
        }
    }
}
