//! The string under way while a reply is shown value by value: its beginning, where it matters.

use super::super::shape::Note;

/// Bytes of a string that are looked at, at most: no name and no number is as long.
const LONGEST: usize = 64;

/// The string under way.
#[derive(Default)]
pub(super) struct ShapedString {
    pub(super) use_as: StringUse,
    /// Its beginning; the whole of it where `is_whole`.
    pub(super) text: Vec<u8>,
    pub(super) is_whole: bool,
}

/// What a string is looked at for.
#[derive(Clone, Copy, Default)]
pub(super) enum StringUse {
    #[default]
    None,
    Name,
    Note(Note),
    /// It is kept back until it is known to be a number.
    Score,
}

impl ShapedString {
    pub(super) fn begin(&mut self, use_as: StringUse) {
        self.use_as = use_as;
        self.text.clear();
        self.is_whole = true;
    }

    /// Takes in more of it, where it matters; false where that is too much.
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
