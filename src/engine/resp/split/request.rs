//! A command as the splitter gives it out.

use std::ops::Range;

/// A command of a stream. It has one word at least, its name.
#[derive(Debug, Clone, Copy)]
pub struct SplitCommand<'a> {
    /// Its place among the commands of the stream, from 1.
    pub number: u64,
    /// Where in the stream it begins, in bytes from 0.
    pub offset: u64,
    /// The whole command in RESP: as it came, or encoded where it was an inline one.
    pub wire: &'a [u8],
    words: &'a [Range<usize>],
}

impl<'a> SplitCommand<'a> {
    pub(super) fn new(number: u64, offset: u64, wire: &'a [u8], words: &'a [Range<usize>]) -> Self {
        Self {
            number,
            offset,
            wire,
            words,
        }
    }

    /// How many words it has, its name among them.
    #[allow(clippy::len_without_is_empty)] // it never is
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// A word: 0 is the command's name.
    pub fn word(&self, index: usize) -> Option<&'a [u8]> {
        let word = self.words.get(index)?;
        self.wire.get(word.clone())
    }

    /// All words in their order.
    pub fn words(&self) -> impl ExactSizeIterator<Item = &'a [u8]> + Clone + use<'a> {
        let wire = self.wire;
        self.words.iter().map(move |word| &wire[word.clone()])
    }
}
