//! Programs of the user's that are given as a line, in the environment or in the configuration: into words.

/// The words of such a line, by the rules of a shell's quotes; `None` where there are none, or a quote is open.
pub(crate) fn words(line: &str) -> Option<Vec<String>> {
    shlex::split(line).filter(|words| !words.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_hold_words_together() {
        let words = words("less -R -P 'a b'").expect("it has words");
        assert_eq!(words, ["less", "-R", "-P", "a b"]);
    }

    #[test]
    fn what_is_no_program_has_no_words() {
        for line in ["", "  ", "less 'open"] {
            assert_eq!(words(line), None, "{line}");
        }
    }
}
