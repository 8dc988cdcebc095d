//! What one word can be in a grammar: a token or a value, whole or in part.

use redsh_engine::command::ArgumentKind;

use super::value;

/// What is at hand.
#[derive(Clone, Copy)]
pub(super) enum Word<'w> {
    /// A whole word.
    Typed(&'w [u8]),
    /// The first letters of a token, but not all of them.
    Begun(&'w [u8]),
    /// The first letters of anything, or all of it.
    Unfinished(&'w [u8]),
}

impl Word<'_> {
    pub(super) fn is_token(self, token: &str) -> bool {
        match self {
            Word::Typed(word) => token.as_bytes().eq_ignore_ascii_case(word),
            Word::Begun(word) => begins(token, word),
            Word::Unfinished(word) => may_become(token, word),
        }
    }

    pub(super) fn is_value(self, kind: ArgumentKind) -> bool {
        match self {
            Word::Typed(word) => value::fits(kind, word),
            Word::Begun(_) => false,
            Word::Unfinished(word) => value::may_become(kind, word),
        }
    }

    pub(super) fn number(self) -> Option<usize> {
        match self {
            Word::Typed(word) => std::str::from_utf8(word).ok()?.parse().ok(),
            Word::Begun(_) | Word::Unfinished(_) => None,
        }
    }
}

/// Whether the word is the beginning of the token, and not all of it.
pub(crate) fn begins(token: &str, word: &[u8]) -> bool {
    !word.is_empty() && word.len() < token.len() && may_become(token, word)
}

/// Whether the word is the token or how it begins, be it with nothing.
pub(crate) fn may_become(token: &str, word: &[u8]) -> bool {
    let head = token.as_bytes().get(..word.len());
    head.is_some_and(|head| head.eq_ignore_ascii_case(word))
}
