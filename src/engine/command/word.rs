//! Closed sets of the server's words: command flags, key flags, policies.
//!
//! Each word is spelled once, next to its variant.

use enumset::{EnumSet, EnumSetType};

/// An enum whose variants are words of the server.
pub trait ServerWord: Copy + PartialEq + 'static {
    /// All variants with their spellings.
    const WORDS: &'static [(Self, &'static str)];

    /// Returns the variant, or `None` for a word of a newer server.
    fn from_word(word: &str) -> Option<Self> {
        let known = Self::WORDS.iter().find(|(_, spelling)| *spelling == word);
        known.map(|(variant, _)| *variant)
    }
}

/// Declares an enum along with the spelling of its variants, which ends their documentation.
macro_rules! words {
    ($(#[$outer:meta])* pub enum $name:ident { $($(#[$inner:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$outer])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($(#[$inner])* #[doc = concat!("`", $word, "`")] $variant,)+ }

        impl $crate::command::ServerWord for $name {
            const WORDS: &'static [(Self, &'static str)] = &[$(($name::$variant, $word),)+];
        }
    };
}
pub(super) use words;

/// Returns the set of these words. Skips unknown words: a newer server has more of them.
pub(super) fn known<'a, W>(words: impl IntoIterator<Item = &'a str>) -> EnumSet<W>
where
    W: ServerWord + EnumSetType,
{
    words.into_iter().filter_map(W::from_word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::{
        ArgumentFlag, ArgumentKind, CommandFlag, KeyFlag, RequestPolicy, ResponsePolicy,
    };

    fn spelled_and_read_back<W: ServerWord + std::fmt::Debug>() {
        for (variant, spelling) in W::WORDS {
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
        let set = known(["write", "of_the_future", "fast"]);
        assert_eq!(set, CommandFlag::Write | CommandFlag::Fast);
    }
}
