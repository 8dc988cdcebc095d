//! Splits a half-typed line into repeat count, node word and command. Pure.

use std::ops::Range;

use redsh_engine::cluster::NodeWord;
use redsh_engine::resp::is_blank;

use super::shell_commands::{self, ShellWord, Takes};
use crate::input::line;
use crate::input::typed_words::{self, TypedWord};

/// In bytes. Longer text has neither hints nor colours: it is pasted, and every key press would parse all of it.
pub(crate) const LONGEST: usize = 8192;

/// A line, or the command inside a shell command.
#[derive(Debug, Clone, Default)]
pub(crate) struct Typed {
    /// The repeat count, valid or not.
    pub(crate) repeat: Option<TypedWord>,
    /// The node word, valid or not.
    pub(crate) node: Option<TypedWord>,
    pub(crate) command: Vec<TypedWord>,
    /// Whether a blank follows the last word, which is therefore complete.
    pub(crate) is_ended: bool,
}

impl Typed {
    /// Splits a part of the text, which is one line without its prompt.
    pub(crate) fn read(text: &str, part: Range<usize>) -> Self {
        let words: Vec<_> = typed_words::words(text, part.clone()).collect();
        let end = words.last().map_or(part.start, |word| word.range.end);
        let is_ended = text[end..part.end].bytes().next().is_some_and(is_blank);
        Typed::of(words, is_ended)
    }

    fn of(words: Vec<TypedWord>, is_ended: bool) -> Self {
        let mut words = words.into_iter().peekable();
        let repeat = words.next_if(|word| !matches!(line::repeat_count(&word.value), Ok(None)));
        let node = words.next_if(|word| NodeWord::is_meant(&[&word.value]));
        Typed {
            repeat,
            node,
            command: words.collect(),
            is_ended,
        }
    }

    pub(crate) fn shell_word(&self) -> Option<&'static ShellWord> {
        shell_commands::named(&self.command.first()?.value)
    }

    /// Returns the command that a shell command runs, and the index of its first word.
    pub(crate) fn inner(&self) -> Option<(usize, Typed)> {
        let takes = self.shell_word()?.takes;
        // A count, or an interval such as `0.5`.
        let number = self.command.get(1);
        let number = number.and_then(|word| line::parse::<f64>(&word.value));
        let start = 1 + usize::from(number.is_some());
        let inner = || Typed::of(self.command[start..].to_vec(), self.is_ended);
        (takes == Takes::Command).then(|| (start, inner()))
    }

    /// Returns the unquoted words of the command.
    pub(crate) fn values(&self) -> Vec<&[u8]> {
        let words = self.command.iter();
        words.map(|word| word.value.as_slice()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(line: &str) -> Typed {
        Typed::read(line, 0..line.len())
    }

    fn text(word: &Option<TypedWord>) -> Option<&str> {
        let word = word.as_ref()?;
        std::str::from_utf8(&word.value).ok()
    }

    #[test]
    fn a_repeat_count_and_a_node_word_precede_the_command() {
        for (line, repeat, node, command) in [
            ("get a", None, None, 2),
            ("5 get a", Some("5"), None, 2),
            ("5", Some("5"), None, 0),
            ("0 get", Some("0"), None, 1),
            ("5 @all get", Some("5"), Some("@all"), 1),
            ("@prim", None, Some("@prim"), 0),
            ("@all 5 get", None, Some("@all"), 2),
            ("\"\" get", Some(""), None, 1),
            ("5x get", None, None, 2),
            ("", None, None, 0),
        ] {
            let typed = typed(line);
            assert_eq!(
                (text(&typed.repeat), text(&typed.node), typed.command.len()),
                (repeat, node, command),
                "{line}"
            );
        }
    }

    #[test]
    fn a_final_blank_completes_the_last_word() {
        for (line, is_ended) in [
            ("get", false),
            ("get ", true),
            ("get 'a '", false),
            ("get 'a ", false),
            ("get 'a' ", true),
            ("", false),
            (" ", true),
        ] {
            assert_eq!(typed(line).is_ended, is_ended, "{line:?}");
        }
    }

    #[test]
    fn a_shell_command_may_contain_a_command() {
        for (line, start, command) in [
            (":time get a", 1, 2),
            (":WATCH 0.5 get a", 2, 2),
            (":time 10 @all ping", 2, 1),
            (":watch", 1, 0),
        ] {
            let (at, inner) = typed(line).inner().expect("the line has one");
            assert_eq!((at, inner.command.len()), (start, command), "{line}");
        }
        assert!(typed("get a").inner().is_none());
        assert!(typed(":peek get").inner().is_none());
    }
}
