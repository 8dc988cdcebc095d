//! The standard format: typed values, numbered elements, indented aggregates.
//!
//! ```text
//! 1) "name"                       an array: 1)   a set: 1~   a map: 1#   a push: 1)
//! 2) 1# "a" => (integer) 1        a nested value begins on its parent's line,
//!    2# "b" =>
//!       1) OK                     but not after a key if it takes several
//!       2) (nil)
//! ```
//! Numbers are as wide as the last one. Replies that redis-cli cannot decode look as follows. The pairs of an attribute
//! are numbered `1|` and precede their value, which begins on its own line. The length of a streamed aggregate is
//! unknown, so its numbers are not padded, and after a key it begins on a new line. A bulk error looks like an error. A
//! big number is `(big number) 123`.

mod lines;
mod tree;

use std::io::{self, Write};

use redsh_engine::resp::Event;

use self::lines::{HeldText, LineWriter};
use self::tree::TreeWriter;
use super::layout::Layout;
use super::medium::Medium;
use crate::terminal::style::Palette;

pub(super) struct Standard {
    tree: TreeWriter,
    held: HeldText,
}

impl Standard {
    pub(super) fn new(palette: Palette, medium: Medium) -> Self {
        Standard {
            tree: TreeWriter::new(palette, medium),
            held: HeldText::default(),
        }
    }

    /// Begins a list of two or more elements, which are shown below each other without numbers.
    pub(super) fn begin_block<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        let (tree, mut lines) = self.parts(out);
        tree.begin_block(&mut lines)
    }

    /// Writes a note after the last value.
    pub(super) fn note<W: Write>(&mut self, out: &mut W, text: &str) -> io::Result<()> {
        let (tree, mut lines) = self.parts(out);
        tree.note(&mut lines, text)
    }

    fn parts<'a, W>(&'a mut self, out: &'a mut W) -> (&'a mut TreeWriter, LineWriter<'a, W>) {
        let held = &mut self.held;
        (&mut self.tree, LineWriter { out, held })
    }
}

impl Layout for Standard {
    #[inline]
    fn event<W: Write>(&mut self, out: &mut W, event: Event<'_>) -> io::Result<()> {
        let (tree, mut lines) = self.parts(out);
        tree.event(&mut lines, event)
    }

    fn finish<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.tree.clear();
        self.held = HeldText::default();
        out.write_all(b"\n")
    }
}

/// Returns the number of digits.
pub(super) fn digits(number: u64) -> usize {
    number.checked_ilog10().unwrap_or(0) as usize + 1
}
