//! Closed sets of the server's words (command flags, key flags, policies), and bit sets of them.
//!
//! Each word is spelled once, next to its variant. Parsing and writing both use that spelling.

use std::fmt;
use std::marker::PhantomData;

/// An enum whose variants are words of the server.
pub trait ServerWord: Copy + PartialEq + 'static {
    /// All variants with their spellings; at most 32.
    const WORDS: &'static [(Self, &'static str)];

    /// Returns the server's spelling.
    fn word(self) -> &'static str {
        Self::WORDS[self.index()].1
    }

    /// Returns the variant, or `None` for a word of a newer server.
    fn from_word(word: &str) -> Option<Self> {
        let known = Self::WORDS.iter().find(|(_, spelling)| *spelling == word);
        known.map(|(variant, _)| *variant)
    }

    /// Returns the variant's index in [`WORDS`](Self::WORDS).
    fn index(self) -> usize;
}

/// Declares an enum along with the spelling of its variants, which ends their documentation.
macro_rules! words {
    ($(#[$outer:meta])* pub enum $name:ident { $($(#[$inner:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$outer])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($(#[$inner])* #[doc = concat!("`", $word, "`")] $variant,)+ }

        impl $crate::command::ServerWord for $name {
            const WORDS: &'static [(Self, &'static str)] = &[$(($name::$variant, $word),)+];

            fn index(self) -> usize {
                self as usize
            }
        }
    };
}
pub(super) use words;

/// A set of a server's words.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct WordSet<W> {
    bits: u32,
    kind: PhantomData<W>,
}

impl<W: ServerWord> WordSet<W> {
    /// Returns whether the word is in the set.
    pub fn contains(&self, word: W) -> bool {
        self.bits & bit(word) != 0
    }

    /// Iterates over the words in the set, in the order of [`ServerWord::WORDS`].
    pub fn iter(&self) -> impl Iterator<Item = W> + use<W> {
        let set = *self;
        let all = W::WORDS.iter().map(|(variant, _)| *variant);
        all.filter(move |word| set.contains(*word))
    }
}

fn bit<W: ServerWord>(word: W) -> u32 {
    1 << word.index()
}

impl<W: ServerWord> Default for WordSet<W> {
    fn default() -> Self {
        WordSet {
            bits: 0,
            kind: PhantomData,
        }
    }
}

impl<W: ServerWord> FromIterator<W> for WordSet<W> {
    fn from_iter<I: IntoIterator<Item = W>>(words: I) -> Self {
        WordSet {
            bits: words.into_iter().fold(0, |bits, word| bits | bit(word)),
            kind: PhantomData,
        }
    }
}

impl<'a, W: ServerWord> FromIterator<&'a str> for WordSet<W> {
    /// Skips unknown words: a newer server has more of them.
    fn from_iter<I: IntoIterator<Item = &'a str>>(words: I) -> Self {
        words.into_iter().filter_map(W::from_word).collect()
    }
}

impl<W: ServerWord> fmt::Debug for WordSet<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter().map(W::word)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::{
        ArgumentFlag, ArgumentKind, CommandFlag, KeyFlag, RequestPolicy, ResponsePolicy,
    };

    fn spelled_and_read_back<W: ServerWord + fmt::Debug>() {
        assert!(W::WORDS.len() <= 32);
        for (variant, spelling) in W::WORDS {
            assert_eq!(variant.word(), *spelling);
            assert_eq!(W::from_word(spelling), Some(*variant));
        }
    }

    #[test]
    fn every_word_reads_back_as_itself() {
        spelled_and_read_back::<CommandFlag>();
        spelled_and_read_back::<KeyFlag>();
        spelled_and_read_back::<ArgumentFlag>();
        spelled_and_read_back::<ArgumentKind>();
        spelled_and_read_back::<RequestPolicy>();
        spelled_and_read_back::<ResponsePolicy>();
    }

    #[test]
    fn a_set_keeps_known_words_and_skips_others() {
        let set: WordSet<CommandFlag> = ["write", "of_the_future", "fast"].into_iter().collect();
        assert!(
            set.contains(CommandFlag::Write)
                && set.contains(CommandFlag::Fast)
                && !set.contains(CommandFlag::ReadOnly)
        );
        assert_eq!(format!("{set:?}"), r#"{"write", "fast"}"#);
    }
}
