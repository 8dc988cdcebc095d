//! `COMMAND … | jq .`: finds the part of a line that is for the system's shell. Pure.
//!
//! `>` is not supported: it is an argument of XREADGROUP, and `| cat >file` does the same.

use std::ops::Range;

use crate::input::typed_words;

/// Splits a line at the first separate `|` outside of quotes, into the command and the line for the system's shell. Returns
/// `None` if there is no `|`, or nothing on one side of it.
pub(crate) fn split_pipe(line: &str) -> Option<(&str, &str)> {
    let pipe = find(line, 0..line.len())?;
    Some((&line[..pipe.start], line[pipe.end..].trim_start()))
}

/// Returns the place of the `|` in a line of the text.
pub(crate) fn find(text: &str, line: Range<usize>) -> Option<Range<usize>> {
    let mut words = typed_words::words(text, line)
        .skip(1)
        .map(|word| word.range);
    words.find(|word| is_pipe(text, word))
}

/// Whether a word, not the first of its line, is a `|` that more text follows.
pub(crate) fn is_pipe(text: &str, word: &Range<usize>) -> bool {
    // Finds the line end only for a `|`: doing so for every word would take quadratic time.
    &text[word.clone()] == "|"
        && !text[word.end..typed_words::line_end(text, word.end)]
            .trim_start()
            .is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_separate_bar_splits_a_line() {
        for (line, command, rest) in [
            ("get a | jq .", "get a ", "jq ."),
            ("get a\t|\tjq '.[] | .b' ", "get a\t", "jq '.[] | .b' "),
            ("get '|' | cat >f", "get '|' ", "cat >f"),
            ("get a | grep it\\'s | wc", "get a ", "grep it\\'s | wc"),
            ("5 @all ping | cat", "5 @all ping ", "cat"),
            ("get a | \"b", "get a ", "\"b"),
        ] {
            assert_eq!(split_pipe(line), Some((command, rest)), "{line}");
        }
    }

    #[test]
    fn any_other_bar_is_an_argument() {
        for line in [
            "get a",
            "get a|b",
            "get a |b",
            "get a| b",
            "get a || b",
            "get '|' b",
            "get \"|\" b",
            "get \" | b",
            "get 'a'b | c",
            "echo |",
            "echo |  ",
            "| cat",
            "",
        ] {
            assert_eq!(split_pipe(line), None, "{line}");
        }
    }
}
