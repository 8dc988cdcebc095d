//! A command of a stream.

use std::ops::Range;

/// A command of a stream. It has at least one word, its name.
#[derive(Debug, Clone, Copy)]
pub struct SplitCommand<'a> {
    /// The number of the command in the stream, from 1.
    pub number: u64,
    /// The position of the command in the stream.
    pub offset: u64,
    /// The command in RESP. An inline command was encoded.
    pub wire: &'a [u8],
    pub(super) words: &'a [Range<usize>],
}

impl<'a> SplitCommand<'a> {
    /// Returns the number of words, with the name.
    #[allow(clippy::len_without_is_empty)] // it never is
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Returns a word. Word 0 is the name.
    pub fn word(&self, index: usize) -> Option<&'a [u8]> {
        let word = self.words.get(index)?;
        self.wire.get(word.clone())
    }

    /// Returns all words.
    pub fn words(&self) -> impl ExactSizeIterator<Item = &'a [u8]> + Clone + use<'a> {
        let wire = self.wire;
        self.words.iter().map(move |word| &wire[word.clone()])
    }
}
