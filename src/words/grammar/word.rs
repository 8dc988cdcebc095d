//! Matches one word against a token or a value.

use redsh_engine::command::ArgumentKind;

use super::value;
use crate::input::line;

#[derive(Clone, Copy)]
pub(super) enum CallWord<'w> {
    Complete(&'w [u8]),
    /// A word to which the user may add letters.
    Unfinished(&'w [u8]),
}

impl CallWord<'_> {
    pub(super) fn is_token(self, token: &str) -> bool {
        match self {
            CallWord::Complete(word) => token.as_bytes().eq_ignore_ascii_case(word),
            CallWord::Unfinished(word) => may_become(token, word),
        }
    }

    pub(super) fn is_value(self, kind: ArgumentKind) -> bool {
        match self {
            CallWord::Complete(word) => value::fits(kind, word),
            CallWord::Unfinished(word) => value::may_become(kind, word),
        }
    }

    pub(super) fn number(self) -> Option<usize> {
        match self {
            CallWord::Complete(word) => line::parse(word),
            CallWord::Unfinished(_) => None,
        }
    }
}

/// Whether the word is a proper, non-empty prefix of the token.
pub(crate) fn begins(token: &str, word: &[u8]) -> bool {
    !word.is_empty() && word.len() < token.len() && may_become(token, word)
}

/// Whether the word is a prefix of the token, possibly empty or the whole token.
pub(crate) fn may_become(token: &str, word: &[u8]) -> bool {
    let head = token.as_bytes().get(..word.len());
    head.is_some_and(|head| head.eq_ignore_ascii_case(word))
}

/// Converts a text to the case of the last letter of `like`, or to upper case if that has no letters.
pub(crate) fn in_case_of(text: &str, like: &[u8]) -> String {
    let letter = like.iter().rfind(|byte| byte.is_ascii_alphabetic());
    if letter.is_some_and(u8::is_ascii_lowercase) {
        text.to_ascii_lowercase()
    } else {
        text.to_ascii_uppercase()
    }
}
