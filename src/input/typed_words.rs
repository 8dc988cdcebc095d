//! Splits half-typed text into words with their positions. Pure.
//!
//! The rules are those of [`InlineWords`], but unbalanced quotes are accepted: words are coloured, completed and masked before
//! their quote is closed.

use std::ops::Range;

use redsh_engine::resp::{InlineWords, is_blank};

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TypedWord {
    /// The unquoted value, as far as the user has typed it.
    pub(crate) value: Vec<u8>,
    /// The byte range, including quotes.
    pub(crate) range: Range<usize>,
    pub(crate) form: WordForm,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WordForm {
    /// Without quotes.
    Bare,
    /// Complete, with quotes.
    Quoted,
    /// With an open quote, up to the end of the text.
    Open,
    /// With text right after its closing quote, from this offset to the end of the line, where no word can be read.
    Spoiled(usize),
}

/// Returns the words in a part of the text, up to its first NUL byte. The last word may be open or spoiled.
pub(crate) fn words(text: &str, part: Range<usize>) -> impl Iterator<Item = TypedWord> {
    let end = memchr::memchr(0, &text.as_bytes()[part.clone()]);
    let text = &text[..end.map_or(part.end, |end| part.start + end)];
    let mut from = part.start;
    std::iter::from_fn(move || {
        let mut value = Vec::new();
        let (range, form) = read(text, from, &mut value)?;
        from = range.end;
        Some(TypedWord { value, range, form })
    })
}

/// Reads the next word from an offset, and stores its value in `value`. Returns `None` at the end.
pub(crate) fn read(
    text: &str,
    from: usize,
    value: &mut Vec<u8>,
) -> Option<(Range<usize>, WordForm)> {
    value.clear();
    let start = from + blanks(&text[from..]);
    let mut words = InlineWords::new(&text.as_bytes()[start..]);
    let outcome = words.next(value);
    let end = text.len() - words.rest().len();
    let form = match outcome {
        Ok(false) => return None,
        Ok(true) if text[start..end].contains(['"', '\'']) => WordForm::Quoted,
        Ok(true) => WordForm::Bare,
        Err(_) if end == text.len() => WordForm::Open,
        Err(_) => WordForm::Spoiled(end),
    };
    match form {
        WordForm::Spoiled(from) => Some((start..line_end(text, from), form)),
        _ => Some((start..end, form)),
    }
}

pub(crate) fn blanks(text: &str) -> usize {
    let mut bytes = text.bytes();
    bytes.position(|byte| !is_blank(byte)).unwrap_or(text.len())
}

pub(crate) fn line_end(text: &str, from: usize) -> usize {
    let end = memchr::memchr(b'\n', &text.as_bytes()[from..]);
    end.map_or(text.len(), |end| from + end)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::input::line;

    fn all(text: &str) -> Vec<TypedWord> {
        words(text, 0..text.len()).collect()
    }

    #[test]
    fn words_include_their_quotes() {
        let text = r#"  set 'a b'  x"é"	"#;
        let found: Vec<_> = all(text)
            .iter()
            .map(|word| (&text[word.range.clone()], word.form))
            .collect();
        assert_eq!(
            found,
            [
                ("set", WordForm::Bare),
                ("'a b'", WordForm::Quoted),
                ("x\"é\"", WordForm::Quoted)
            ]
        );
    }

    #[test]
    fn the_last_word_may_be_open_or_spoiled() {
        for (text, raw, value, form) in [
            ("a \"b c", "\"b c", "b c", WordForm::Open),
            ("a '", "'", "", WordForm::Open),
            ("a \"b\\", "\"b\\", "b", WordForm::Open),
            ("a \"b\"c d", "\"b\"c d", "b", WordForm::Spoiled(5)),
            ("a 'b'é d\n e", "'b'é d", "b", WordForm::Spoiled(5)),
        ] {
            let last = words(text, 0..text.len())
                .nth(1)
                .expect("the line has two words");
            assert_eq!(
                (&text[last.range], last.value, last.form),
                (raw, value.into(), form),
                "{text}"
            );
        }
    }

    #[test]
    fn a_part_of_a_text_ends_at_a_nul() {
        let found: Vec<_> = words("get a b\0c", 4..9).map(|word| word.range).collect();
        assert_eq!(found, [4..5, 6..7]);
    }

    proptest! {
        #[test]
        fn a_text_with_balanced_quotes_has_the_words_of_a_line(text in "[a-cé \t\\\\x41\"']{0,24}") {
            let words = all(&text);
            let values: Vec<_> = words.iter().map(|word| word.value.clone()).collect();
            match line::split(text.as_bytes()) {
                Ok(split) => prop_assert_eq!(values, split),
                Err(_) => prop_assert!(matches!(
                    words.last().map(|word| word.form),
                    Some(WordForm::Open | WordForm::Spoiled(_))
                )),
            }
        }
    }
}
