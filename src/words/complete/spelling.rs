//! The spelling of candidates: case and quotes.

use crate::input::typed_words::WordForm;
use crate::render;
use crate::words::grammar::in_case_of;

/// Continues the word to a name, in the case of the word, or of `like` if the word has no letters.
pub(super) fn cased(name: &str, word: &[u8], like: &[u8]) -> String {
    let like = match word.iter().any(u8::is_ascii_alphabetic) {
        true => word,
        false => like,
    };
    let (begun, rest) = name.split_at_checked(word.len()).unwrap_or(("", name));
    // The word is valid ASCII: it is a prefix of the name in another case.
    let begun = std::str::from_utf8(word).unwrap_or(begun);
    begun.to_owned() + &in_case_of(rest, like)
}

/// Writes a value as one word, quoted if it must be, or if the word that it replaces is.
pub(super) fn quoted(value: &[u8], form: WordForm) -> String {
    let word = render::typed(&[value], true);
    if form == WordForm::Bare || word.starts_with('"') {
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
    fn a_name_continues_in_the_case_of_the_word() {
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
    fn values_are_quoted_only_if_needed() {
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
            assert_eq!(quoted(value, WordForm::Bare), expected);
        }
        assert_eq!(quoted(b"a", WordForm::Open), r#""a""#);
    }

    proptest! {
        #[test]
        fn a_quoted_value_is_split_into_itself(value in proptest::collection::vec(any::<u8>(), 0..12), open in any::<bool>()) {
            let form = if open { WordForm::Open } else { WordForm::Bare };
            prop_assert_eq!(line::split(quoted(&value, form).as_bytes()), Ok(vec![value]));
        }
    }
}
