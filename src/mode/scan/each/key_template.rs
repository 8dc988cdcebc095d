//! The command of `--each`: words in which `{}` is the key. Pure.
//!
//! A key is an argument, or a part of one, and is not parsed: blanks, quotes and line ends in it cannot add arguments or
//! change the command.

use anyhow::bail;
use redsh_engine::cluster::NodeWord;
use redsh_engine::command::{CommandTable, RequestPolicy, ResponsePolicy, Verb};

use crate::input::braces::{self, Piece};

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct KeyTemplate {
    words: Vec<Vec<Piece<()>>>,
    /// Whether one command can have several keys, and its reply is the sum of their replies.
    pub(super) takes_several: bool,
}

impl KeyTemplate {
    /// Returns the command of these words.
    ///
    /// # Errors
    /// The command names nodes, or changes the state of its connection, so that the commands for the next keys would run
    /// elsewhere or have no reply.
    pub(super) fn new(words: &[Vec<u8>]) -> anyhow::Result<Self> {
        if NodeWord::is_meant(words) {
            bail!("--each runs a command on the node of its key; remove the @ word");
        }
        if !Verb::of(words).is_plain() {
            let name = words.first().map_or(&[][..], Vec::as_slice);
            let name = String::from_utf8_lossy(name);
            bail!("--each cannot run {name}, which changes the connection that all keys share");
        }
        let pieces = words.iter().map(|word| braces::placeholders(word));
        Ok(KeyTemplate {
            words: pieces.collect(),
            takes_several: takes_several(words),
        })
    }

    /// Writes the command for keys in place of the content of `words`: for one key or, if the command takes several, for
    /// any number.
    pub(super) fn fill<'k>(
        &self,
        keys: impl IntoIterator<Item = &'k [u8]>,
        words: &mut Vec<Vec<u8>>,
    ) {
        let mut keys = keys.into_iter();
        let first = keys.next().unwrap_or_default();
        words.resize_with(self.words.len(), Vec::new);
        for (word, pieces) in words.iter_mut().zip(&self.words) {
            let key = |(): &()| Ok::<_, std::convert::Infallible>(first);
            let Ok(()) = braces::fill(pieces, key, word);
        }
        words.extend(keys.map(<[u8]>::to_vec));
    }
}

/// `UNLINK {}`, and DEL, EXISTS and TOUCH.
fn takes_several(words: &[Vec<u8>]) -> bool {
    let tips = CommandTable::builtin().tips(words);
    let is_summed = tips.request == Some(RequestPolicy::MultiShard)
        && tips.response == Some(ResponsePolicy::Sum);
    is_summed && words.len() == 2 && words[1] == b"{}"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(template: &[&str], key: &[u8]) -> Vec<Vec<u8>> {
        let mut filled = vec![b"old".to_vec(); 5];
        let template = KeyTemplate::new(&words(template)).expect("it can be run");
        template.fill([key], &mut filled);
        filled
    }

    fn words(template: &[&str]) -> Vec<Vec<u8>> {
        template.iter().map(|word| (*word).into()).collect()
    }

    #[test]
    fn a_command_for_the_connection_or_for_named_nodes_is_refused() {
        for template in [
            &["SUBSCRIBE", "{}"][..],
            &["multi", "{}"],
            &["SELECT", "{}"],
            &["CLIENT", "REPLY", "{}"],
            &["@all", "TOUCH", "{}"],
        ] {
            assert!(KeyTemplate::new(&words(template)).is_err(), "{template:?}");
        }
    }

    #[test]
    fn the_key_replaces_every_pair_of_braces() {
        assert_eq!(
            filled(&["UNLINK", "{}"], b"k"),
            [b"UNLINK".as_slice(), b"k"]
        );
        assert_eq!(
            filled(&["RENAME", "{}", "old:{}"], b"k"),
            [b"RENAME".as_slice(), b"k", b"old:k"]
        );
        assert_eq!(filled(&["{}{}-{}"], b"ab"), [b"abab-ab"]);
        assert_eq!(filled(&["PING", ""], b"k"), [b"PING".as_slice(), b""]);
    }

    #[test]
    fn braces_around_a_place_make_a_hash_tag() {
        assert_eq!(filled(&["old:{{}}"], b"k"), [b"old:{k}"]);
    }

    #[test]
    fn only_commands_whose_replies_add_up_take_several_keys() {
        let takes_several = |template: &[&str]| {
            let template = KeyTemplate::new(&words(template)).expect("it can be run");
            template.takes_several
        };
        for name in ["UNLINK", "del", "EXISTS", "touch"] {
            assert!(takes_several(&[name, "{}"]), "{name}");
        }
        for template in [
            &["UNLINK", "{}", "{}"][..],
            &["UNLINK", "x{}"],
            &["UNLINK", "a"],
            &["MGET", "{}"],
            &["GET", "{}"],
            &["SUNION", "{}"],
        ] {
            assert!(!takes_several(template), "{template:?}");
        }
    }

    #[test]
    fn several_keys_become_arguments() {
        let template = KeyTemplate::new(&words(&["UNLINK", "{}"])).expect("it can be run");
        let keys = [b"a".as_slice(), b"", b"{} b"];
        let mut filled = vec![b"old".to_vec(); 9];
        template.fill(keys, &mut filled);
        assert_eq!(filled, [b"UNLINK".as_slice(), b"a", b"", b"{} b"]);
    }

    #[test]
    fn a_key_is_not_parsed() {
        for key in [b"a b\n\"c'\0 {} \\".as_slice(), b"", b"{}{}"] {
            assert_eq!(
                filled(&["DEL", "{}", "x{}"], key),
                [b"DEL".to_vec(), key.to_vec(), [b"x", key].concat()]
            );
        }
    }
}
