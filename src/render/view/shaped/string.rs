//! The current string of a shaped reply.

use super::super::shape::Note;

/// The maximum length of names and numbers.
const LONGEST: usize = 64;

#[derive(Default)]
pub(super) struct ShapedString {
    pub(super) use_as: StringUse,
    /// The start of the string, or all of it if `is_whole`.
    pub(super) text: Vec<u8>,
    pub(super) is_whole: bool,
}

/// The purpose of a string.
#[derive(Clone, Copy, Default)]
pub(super) enum StringUse {
    #[default]
    None,
    Name,
    Note(Note),
    /// A number, if it can be parsed. The string is held back until its end.
    Score,
}

impl ShapedString {
    pub(super) fn begin(&mut self, use_as: StringUse) {
        self.use_as = use_as;
        self.text.clear();
        self.is_whole = true;
    }

    /// Keeps more of the string if it is needed. Returns false if the string is too long.
    pub(super) fn take(&mut self, bytes: &[u8]) -> bool {
        self.is_whole &= self.text.len() + bytes.len() <= LONGEST;
        if self.is_whole && !matches!(self.use_as, StringUse::None) {
            self.text.extend_from_slice(bytes);
        }
        self.is_whole
    }

    pub(super) fn is_number(&self) -> bool {
        let text = std::str::from_utf8(&self.text).ok();
        text.is_some_and(|text| text.parse::<f64>().is_ok())
    }
}
