//! A half-typed command line, taken apart: how often it is to run, for which nodes, and what. Pure.

use std::ops::Range;

use redsh_engine::cluster::NodeWord;
use redsh_engine::resp::is_blank;

use super::builtin::{self, Takes, Word as ShellWord};
use crate::input::line;
use crate::input::typed_words::{self, Word};

/// In bytes. A longer text was pasted: nobody reads a hint behind it or looks for colours in it, and each key press would
/// go through all its words.
pub(crate) const LONGEST: usize = 8192;

/// A line, or a command inside of one.
#[derive(Debug, Clone, Default)]
pub(crate) struct Typed {
    /// How often the command is to run, right or wrong.
    pub(crate) repeat: Option<Word>,
    /// For which nodes, right or wrong.
    pub(crate) node: Option<Word>,
    /// The command with its arguments.
    pub(crate) command: Vec<Word>,
    /// Whether the last word of all has a blank behind it, so that it is certain to be whole.
    pub(crate) is_ended: bool,
}

impl Typed {
    /// Takes apart a part of the text: one line, without its prompt.
    pub(crate) fn read(text: &str, part: Range<usize>) -> Self {
        let words: Vec<_> = typed_words::words(text, part.clone()).collect();
        let end = words.last().map_or(part.start, |word| word.range.end);
        let is_ended = text[end..part.end].bytes().next().is_some_and(is_blank);
        Typed::of(words, is_ended)
    }

    fn of(words: Vec<Word>, is_ended: bool) -> Self {
        let mut words = words.into_iter().peekable();
        let repeat = words.next_if(|word| is_repeat(&word.value));
        let node = words.next_if(|word| NodeWord::is_meant(&[&word.value]));
        Typed {
            repeat,
            node,
            command: words.collect(),
            is_ended,
        }
    }

    /// The shell word that it is.
    pub(crate) fn shell_word(&self) -> Option<&'static ShellWord> {
        builtin::named(&self.command.first()?.value)
    }

    /// The command that a shell word is to run, and the place of the first word that belongs to it.
    pub(crate) fn inner(&self) -> Option<(usize, Typed)> {
        let takes = self.shell_word()?.takes;
        let number = self.command.get(1).filter(|word| is_number(&word.value));
        let start = 1 + usize::from(number.is_some());
        let inner = || Typed::of(self.command[start..].to_vec(), self.is_ended);
        (takes == Takes::Command).then(|| (start, inner()))
    }

    /// The words of the command, without their quotes.
    pub(crate) fn values(&self) -> Vec<&[u8]> {
        let words = self.command.iter();
        words.map(|word| word.value.as_slice()).collect()
    }
}

/// Whether the word, before a command, says how often it is to run.
fn is_repeat(word: &[u8]) -> bool {
    let line = [word.to_vec(), b"command".to_vec()];
    !matches!(line::repeat(&line), Ok((_, [_, _])))
}

/// `0.5`, the seconds between two runs.
fn is_number(word: &[u8]) -> bool {
    let word = std::str::from_utf8(word).ok();
    word.is_some_and(|word| word.parse::<f64>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(line: &str) -> Typed {
        Typed::read(line, 0..line.len())
    }

    fn text(word: &Option<Word>) -> Option<&str> {
        let word = word.as_ref()?;
        std::str::from_utf8(&word.value).ok()
    }

    #[test]
    fn before_a_command_stands_how_often_and_for_which_nodes() {
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
    fn a_blank_at_the_end_ends_the_last_word() {
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
    fn a_shell_word_may_run_a_command() {
        for (line, start, command) in [
            (":time get a", 1, 2),
            (":WATCH 0.5 get a", 2, 2),
            (":time 10 @all ping", 2, 1),
            (":watch", 1, 0),
        ] {
            let (at, inner) = typed(line).inner().expect("there is one");
            assert_eq!((at, inner.command.len()), (start, command), "{line}");
        }
        assert!(typed("get a").inner().is_none());
        assert!(typed(":peek get").inner().is_none());
    }
}
