//! Splits the command lines of the user's programs, such as `$PAGER`.

/// Splits a line by the quoting rules of a shell. Returns `None` for an empty line or an open quote.
pub(crate) fn words(line: &str) -> Option<Vec<String>> {
    shlex::split(line).filter(|words| !words.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_group_words() {
        let words = words("less -R -P 'a b'").expect("the line has words");
        assert_eq!(words, ["less", "-R", "-P", "a b"]);
    }

    #[test]
    fn an_empty_line_or_an_open_quote_is_no_program() {
        for line in ["", "  ", "less 'open"] {
            assert_eq!(words(line), None, "{line}");
        }
    }
}
