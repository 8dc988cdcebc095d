//! The command of `--each`: words with places in them, `{}`, that a key is put into. Pure.
//!
//! A key is a word, or part of one, and is never read again: whatever blanks, quotes or line ends it has, it makes no
//! more words and no other command.

use anyhow::bail;
use redsh_engine::cluster::NodeWord;
use redsh_engine::command::{CommandTable, RequestPolicy, ResponsePolicy, Verb};
use redsh_engine::scan::KeyPage;

/// Where a key goes.
const PLACE: &[u8] = b"{}";

/// A command with places for a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Template {
    words: Vec<Word>,
    takes_several: bool,
}

/// The texts around the places of a word: one more than there are places.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Word(Vec<Vec<u8>>);

impl Template {
    /// The command of these words.
    ///
    /// # Errors
    /// It cannot be run for one key and then for the next: it names nodes, or leaves its connection other than it was, so that
    /// what comes behind would run elsewhere, or not be answered.
    pub(super) fn new(words: &[Vec<u8>]) -> anyhow::Result<Self> {
        if NodeWord::is_meant(words) {
            bail!("--each runs a command where its key is: leave the word with the @ out");
        }
        if !Verb::of(words).is_plain() {
            let name = words.first().map_or(&[][..], Vec::as_slice);
            let name = String::from_utf8_lossy(name);
            bail!("--each cannot run {name}, which changes the connection that all keys share");
        }
        Ok(Template {
            words: words.iter().map(|word| Word::new(word)).collect(),
            takes_several: takes_several(words),
        })
    }

    /// Whether one command may be for several keys, and is answered with the sum of what each would have been answered.
    pub(super) fn takes_several(&self) -> bool {
        self.takes_several
    }

    /// Puts the command for a key in the place of what is in `words`, whose memory is used again.
    pub(super) fn fill(&self, key: &[u8], words: &mut Vec<Vec<u8>>) {
        words.resize_with(self.words.len(), Vec::new);
        for (word, filled) in self.words.iter().zip(words) {
            word.fill(key, filled);
        }
    }

    /// As [`fill`](Self::fill), for one key or, where the command takes them, for several.
    pub(super) fn fill_all(&self, keys: &KeyPage, words: &mut Vec<Vec<u8>>) {
        let mut rest = keys.keys();
        self.fill(rest.next().unwrap_or_default(), words);
        words.truncate(self.words.len());
        words.extend(rest.map(<[u8]>::to_vec));
    }
}

/// `UNLINK {}` and its like: DEL, EXISTS, TOUCH.
fn takes_several(words: &[Vec<u8>]) -> bool {
    let tips = CommandTable::builtin().tips(words);
    let is_summed = tips.request == Some(RequestPolicy::MultiShard)
        && tips.response == Some(ResponsePolicy::Sum);
    is_summed && words.len() == 2 && words[1] == PLACE
}

impl Word {
    fn new(word: &[u8]) -> Self {
        let mut texts = Vec::new();
        let mut rest = word;
        while let Some(place) = memchr::memmem::find(rest, PLACE) {
            texts.push(rest[..place].to_vec());
            rest = &rest[place + PLACE.len()..];
        }
        texts.push(rest.to_vec());
        Word(texts)
    }

    fn fill(&self, key: &[u8], filled: &mut Vec<u8>) {
        filled.clear();
        for (number, text) in self.0.iter().enumerate() {
            if number > 0 {
                filled.extend_from_slice(key);
            }
            filled.extend_from_slice(text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(template: &[&str], key: &[u8]) -> Vec<Vec<u8>> {
        let mut filled = vec![b"what was there before".to_vec(); 5];
        let template = Template::new(&words(template)).expect("it can be run");
        template.fill(key, &mut filled);
        filled
    }

    fn words(template: &[&str]) -> Vec<Vec<u8>> {
        template.iter().map(|word| (*word).into()).collect()
    }

    #[test]
    fn a_command_that_is_for_a_connection_or_for_nodes_is_refused() {
        for template in [
            &["SUBSCRIBE", "{}"][..],
            &["multi", "{}"],
            &["SELECT", "{}"],
            &["CLIENT", "REPLY", "{}"],
            &["@all", "TOUCH", "{}"],
        ] {
            assert!(Template::new(&words(template)).is_err(), "{template:?}");
        }
    }

    #[test]
    fn a_key_goes_into_every_place() {
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
    fn several_keys_go_only_where_the_replies_are_a_sum() {
        let takes_several = |template: &[&str]| {
            let template = Template::new(&words(template)).expect("it can be run");
            template.takes_several()
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
    fn several_keys_follow_the_name() {
        let template = Template::new(&words(&["UNLINK", "{}"])).expect("it can be run");
        let mut keys = KeyPage::new();
        [b"a".as_slice(), b"", b"{} b"]
            .iter()
            .for_each(|key| keys.push(key));
        let mut filled = vec![b"what was there before".to_vec(); 9];
        template.fill_all(&keys, &mut filled);
        assert_eq!(filled, [b"UNLINK".as_slice(), b"a", b"", b"{} b"]);
    }

    #[test]
    fn a_key_is_not_read_again() {
        for key in [b"a b\n\"c'\0 {} \\".as_slice(), b"", b"{}{}"] {
            assert_eq!(
                filled(&["DEL", "{}", "x{}"], key),
                [b"DEL".to_vec(), key.to_vec(), [b"x", key].concat()]
            );
        }
    }
}
