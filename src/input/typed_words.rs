//! The words of a text that is being typed, each with its place, as far as they can be read. Pure.
//!
//! The rules are those of [`InlineWords`]. But where quotes do not go together the text is not refused: what is drawn,
//! completed or masked is there before the quote is closed.

use std::ops::Range;

use redsh_engine::resp::{InlineWords, is_blank};

/// One word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    /// Without its quotes; of one that is not whole, what there is.
    pub(crate) value: Vec<u8>,
    /// Where it stands, quotes and all: offsets in bytes, between characters.
    pub(crate) range: Range<usize>,
    /// How it is written.
    pub(crate) form: Form,
}

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// Without quotes.
    Bare,
    /// Whole, with quotes around it or around its end.
    Quoted,
    /// Its quote is not closed: it goes on to the end of the text.
    Open,
    /// More follows the closing quote at once, from this offset on: nothing can be read from there to the end of the line.
    Spoiled(usize),
}

/// The words in a part of the text, which ends at its first NUL byte, if it has one. The last may be open or spoiled.
pub(crate) fn words(text: &str, part: Range<usize>) -> impl Iterator<Item = Word> {
    let end = memchr::memchr(0, &text.as_bytes()[part.clone()]);
    let text = &text[..end.map_or(part.end, |end| part.start + end)];
    let mut from = part.start;
    std::iter::from_fn(move || {
        let mut value = Vec::new();
        let (range, form) = read(text, from, &mut value)?;
        from = range.end;
        Some(Word { value, range, form })
    })
}

/// Reads the next word from there on: its value is put in place of what is in `value`. `None` where there is none.
pub(crate) fn read(text: &str, from: usize, value: &mut Vec<u8>) -> Option<(Range<usize>, Form)> {
    value.clear();
    let start = from + blanks(&text[from..]);
    let mut words = InlineWords::new(&text.as_bytes()[start..]);
    let outcome = words.next(value);
    let end = text.len() - words.rest().len();
    let form = match outcome {
        Ok(false) => return None,
        Ok(true) if text[start..end].contains(['"', '\'']) => Form::Quoted,
        Ok(true) => Form::Bare,
        Err(_) if end == text.len() => Form::Open,
        Err(_) => Form::Spoiled(end),
    };
    match form {
        Form::Spoiled(from) => Some((start..line_end(text, from), form)),
        _ => Some((start..end, form)),
    }
}

/// How many bytes at the beginning are blank.
pub(crate) fn blanks(text: &str) -> usize {
    let mut bytes = text.bytes();
    bytes.position(|byte| !is_blank(byte)).unwrap_or(text.len())
}

/// Where the line ends that this place is in.
pub(crate) fn line_end(text: &str, from: usize) -> usize {
    let end = memchr::memchr(b'\n', &text.as_bytes()[from..]);
    end.map_or(text.len(), |end| from + end)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::input::line;

    fn all(text: &str) -> Vec<Word> {
        words(text, 0..text.len()).collect()
    }

    #[test]
    fn each_word_is_found_with_its_quotes() {
        let text = r#"  set 'a b'  x"é"	"#;
        let found: Vec<_> = all(text)
            .iter()
            .map(|word| (&text[word.range.clone()], word.form))
            .collect();
        assert_eq!(
            found,
            [
                ("set", Form::Bare),
                ("'a b'", Form::Quoted),
                ("x\"é\"", Form::Quoted)
            ]
        );
    }

    #[test]
    fn the_last_word_may_be_open_or_spoiled() {
        for (text, raw, value, form) in [
            ("a \"b c", "\"b c", "b c", Form::Open),
            ("a '", "'", "", Form::Open),
            ("a \"b\\", "\"b\\", "b", Form::Open),
            ("a \"b\"c d", "\"b\"c d", "b", Form::Spoiled(5)),
            ("a 'b'é d\n e", "'b'é d", "b", Form::Spoiled(5)),
        ] {
            let last = words(text, 0..text.len()).nth(1).expect("there are two");
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
        fn a_text_whose_quotes_are_closed_has_the_words_of_a_line(text in "[a-cé \t\\\\x41\"']{0,24}") {
            let words = all(&text);
            let values: Vec<_> = words.iter().map(|word| word.value.clone()).collect();
            match line::split(text.as_bytes()) {
                Ok(split) => prop_assert_eq!(values, split),
                Err(_) => prop_assert!(matches!(
                    words.last().map(|word| word.form),
                    Some(Form::Open | Form::Spoiled(_))
                )),
            }
        }
    }
}
