//! The words of a command as typed in a shell: in quotes where necessary.
//!
//! [`line::split`](crate::input::line::split) reads the output back, byte for byte.

use std::io::{self, Write};

use super::escaper::write_quoted;

/// Writes a word. On a terminal, printable characters beyond ASCII are not escaped.
fn write_word<W: Write>(out: &mut W, word: &[u8], terminal: bool) -> io::Result<()> {
    if !word.is_empty() && word.iter().all(|&byte| is_plain(byte)) {
        return out.write_all(word);
    }
    write_quoted(out, word, terminal)
}

/// Writes words with spaces between them.
pub(crate) fn write_words<W: Write, A: AsRef<[u8]>>(
    out: &mut W,
    words: &[A],
    terminal: bool,
) -> io::Result<()> {
    for (at, word) in words.iter().enumerate() {
        out.write_all(if at > 0 { b" " } else { b"" })?;
        write_word(out, word.as_ref(), terminal)?;
    }
    Ok(())
}

/// Returns words with spaces between them.
pub(crate) fn typed<A: AsRef<[u8]>>(words: &[A], terminal: bool) -> String {
    let mut out = Vec::new();
    // Writing to a vector never fails.
    let _ = write_words(&mut out, words, terminal);
    String::from_utf8(out).expect("invalid UTF-8 is escaped")
}

/// Returns whether no shell gives the byte a special meaning within a word.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_-.:/@%+=,{}*?[]^~".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::line;

    fn written(word: &[u8], terminal: bool) -> Vec<u8> {
        let mut out = Vec::new();
        write_word(&mut out, word, terminal).expect("writing to a vector cannot fail");
        out
    }

    #[test]
    fn words_are_quoted_only_where_necessary() {
        let table: [(&[u8], &str); 6] = [
            (b"user:{7}/a-b_c.d", "user:{7}/a-b_c.d"),
            (b"", r#""""#),
            (b"a b", r#""a b""#),
            (b"it's", r#""it's""#),
            (b"a\n\"\\\0", r#""a\n\"\\\x00""#),
            ("é".as_bytes(), r#""\xc3\xa9""#),
        ];
        for (word, expected) in table {
            assert_eq!(written(word, false), expected.as_bytes());
        }
    }

    #[test]
    fn on_a_terminal_printable_characters_are_not_escaped() {
        assert_eq!(written("é\x1b".as_bytes(), true), "\"é\\x1b\"".as_bytes());
    }

    #[test]
    fn every_word_is_read_back_byte_for_byte() {
        let all: Vec<u8> = (0..=255).collect();
        let words: [&[u8]; 5] = [&all, b"", b"#x", b"'", "\u{202e}é".as_bytes()];
        for word in words {
            for terminal in [false, true] {
                let line = written(word, terminal);
                assert_eq!(line::split(&line).as_deref(), Ok(&[word.to_vec()][..]));
            }
        }
    }
}
