//! `COMMAND … | jq .`: where a line goes on as a line of the system's shell. Pure.
//!
//! There is no `>`: XREADGROUP has it as an argument, and `| cat >file` serves.

use std::ops::Range;

use crate::input::typed_words;

/// The command, and what its reply is to be given to, as it was typed: split at the first `|` that stands alone between
/// blanks and outside of quotes. `None` where there is none, or nothing on one side of it.
pub(crate) fn split_pipe(line: &str) -> Option<(&str, &str)> {
    let pipe = find(line, 0..line.len())?;
    Some((&line[..pipe.start], line[pipe.end..].trim_start()))
}

/// Where the bar is in a part of the text: one line.
pub(crate) fn find(text: &str, line: Range<usize>) -> Option<Range<usize>> {
    let mut words = typed_words::words(text, line)
        .skip(1)
        .map(|word| word.range);
    words.find(|word| is_pipe(text, word))
}

/// Whether the word there, not the first of its line, is a pipe: a bare `|` with more behind it.
pub(crate) fn is_pipe(text: &str, word: &Range<usize>) -> bool {
    // The bar first: to look for the line end at every word would take the square of the length.
    &text[word.clone()] == "|"
        && !text[word.end..typed_words::line_end(text, word.end)]
            .trim_start()
            .is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_that_stands_alone_splits_a_line() {
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
