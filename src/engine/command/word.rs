//! Closed sets of the server's own words (command flags, key flags, policies), and small sets of them.
//!
//! Each word is spelled once, next to its variant; reading and writing both go through that.

use std::fmt;
use std::marker::PhantomData;

/// An enum whose variants are words of the server.
pub trait Word: Copy + PartialEq + 'static {
    /// Every variant with its spelling, at most 32.
    const WORDS: &'static [(Self, &'static str)];

    /// The server's spelling.
    fn word(self) -> &'static str {
        Self::WORDS[self.index()].1
    }

    /// The variant, or `None` for a word of a server newer than this list.
    fn from_word(word: &str) -> Option<Self> {
        let known = Self::WORDS.iter().find(|(_, spelling)| *spelling == word);
        known.map(|(variant, _)| *variant)
    }

    /// Where in [`WORDS`](Self::WORDS) the variant stands.
    fn index(self) -> usize;
}

/// Declares an enum and spells its words.
macro_rules! words {
    ($(#[$outer:meta])* pub enum $name:ident { $($(#[$inner:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$outer])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($(#[$inner])* $variant,)+ }

        impl $crate::command::Word for $name {
            const WORDS: &'static [(Self, &'static str)] = &[$(($name::$variant, $word),)+];

            fn index(self) -> usize {
                self as usize
            }
        }
    };
}
pub(super) use words;

/// A set of such words.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Words<W> {
    bits: u32,
    kind: PhantomData<W>,
}

impl<W: Word> Words<W> {
    /// Whether the word is in the set.
    pub fn contains(&self, word: W) -> bool {
        self.bits & bit(word) != 0
    }

    /// Puts the word in.
    pub fn insert(&mut self, word: W) {
        self.bits |= bit(word);
    }

    /// Whether no word is in.
    pub fn is_empty(&self) -> bool {
        self.bits == 0
    }

    /// The words that are in, in the order of [`Word::WORDS`].
    pub fn iter(&self) -> impl Iterator<Item = W> + use<W> {
        let set = *self;
        let all = W::WORDS.iter().map(|(variant, _)| *variant);
        all.filter(move |word| set.contains(*word))
    }
}

fn bit<W: Word>(word: W) -> u32 {
    1 << word.index()
}

impl<W: Word> Default for Words<W> {
    fn default() -> Self {
        Words {
            bits: 0,
            kind: PhantomData,
        }
    }
}

impl<W: Word> FromIterator<W> for Words<W> {
    fn from_iter<I: IntoIterator<Item = W>>(words: I) -> Self {
        let mut set = Words::default();
        words.into_iter().for_each(|word| set.insert(word));
        set
    }
}

impl<'a, W: Word> FromIterator<&'a str> for Words<W> {
    /// Words that are not known are left out: a newer server has more of them.
    fn from_iter<I: IntoIterator<Item = &'a str>>(words: I) -> Self {
        words.into_iter().filter_map(W::from_word).collect()
    }
}

impl<W: Word> fmt::Debug for Words<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter().map(W::word)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::{
        ArgumentFlag, ArgumentKind, Flag, KeyFlag, RequestPolicy, ResponsePolicy,
    };

    fn spelled_and_read_back<W: Word + fmt::Debug>() {
        assert!(W::WORDS.len() <= 32);
        for (variant, spelling) in W::WORDS {
            assert_eq!(variant.word(), *spelling);
            assert_eq!(W::from_word(spelling), Some(*variant));
        }
    }

    #[test]
    fn every_word_reads_back_as_itself() {
        spelled_and_read_back::<Flag>();
        spelled_and_read_back::<KeyFlag>();
        spelled_and_read_back::<ArgumentFlag>();
        spelled_and_read_back::<ArgumentKind>();
        spelled_and_read_back::<RequestPolicy>();
        spelled_and_read_back::<ResponsePolicy>();
    }

    #[test]
    fn a_set_keeps_what_is_known_and_drops_what_is_not() {
        let set: Words<Flag> = ["write", "of_the_future", "fast"].into_iter().collect();
        assert!(
            set.contains(Flag::Write) && set.contains(Flag::Fast) && !set.contains(Flag::ReadOnly)
        );
        assert_eq!(format!("{set:?}"), r#"{"write", "fast"}"#);
    }
}
