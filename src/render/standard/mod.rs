//! The standard format: values with their types, elements numbered, what is nested indented.
//!
//! ```text
//! 1) "name"                       an array: 1)   a set: 1~   a map: 1#   a push: 1)
//! 2) 1# "a" => (integer) 1        a nested value begins on its parent's line,
//!    2# "b" =>
//!       1) OK                     but not behind a key if it takes several
//!       2) (nil)
//! ```
//! Numbers are as wide as the last. What redis-cli cannot show is shown so: an attribute's pairs are numbered `1|` and
//! stand before their value, which begins on a line of its own; a streamed aggregate may be of any length, so its
//! numbers are not padded, and behind a key it begins on a new line; a bulk error is an error; a big number is
//! `(big number) 123`.

mod lines;
mod tree;

use std::io::{self, Write};

use redsh_engine::resp::{Aggregate, Scalar, StringKind};

use self::lines::{Held, Lines};
use self::tree::Tree;
use super::layout::Layout;
use crate::terminal::style::Palette;

/// The layout.
pub(super) struct Standard {
    tree: Tree,
    held: Held,
}

impl Standard {
    /// On a terminal, characters are shown and control characters are escaped in every kind of text.
    pub(super) fn new(palette: Palette, terminal: bool) -> Self {
        Standard {
            tree: Tree::new(palette, terminal),
            held: Held::default(),
        }
    }

    /// Begins a list of two or more whose elements stand one below the other, without numbers.
    pub(super) fn begin_block<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        let (tree, mut lines) = self.parts(out);
        tree.begin_block(&mut lines)
    }

    /// Says something about the value that came last, beside it.
    pub(super) fn note<W: Write>(&mut self, out: &mut W, text: &str) -> io::Result<()> {
        let (tree, mut lines) = self.parts(out);
        tree.note(&mut lines, text)
    }

    fn parts<'a, W>(&'a mut self, out: &'a mut W) -> (&'a mut Tree, Lines<'a, W>) {
        let held = &mut self.held;
        (&mut self.tree, Lines { out, held })
    }
}

impl Layout for Standard {
    fn scalar<W: Write>(&mut self, out: &mut W, scalar: Scalar<'_>) -> io::Result<()> {
        let (tree, mut lines) = self.parts(out);
        tree.scalar(&mut lines, scalar)
    }

    fn begin_string<W: Write>(&mut self, out: &mut W, kind: StringKind) -> io::Result<()> {
        let (tree, mut lines) = self.parts(out);
        tree.begin_string(&mut lines, kind)
    }

    fn piece<W: Write>(&mut self, out: &mut W, bytes: &[u8]) -> io::Result<()> {
        let (tree, mut lines) = self.parts(out);
        tree.piece(&mut lines, bytes)
    }

    fn end_string<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        let (tree, mut lines) = self.parts(out);
        tree.end_string(&mut lines)
    }

    fn begin<W: Write>(
        &mut self,
        out: &mut W,
        kind: Aggregate,
        len: Option<u64>,
    ) -> io::Result<()> {
        let (tree, mut lines) = self.parts(out);
        tree.begin(&mut lines, kind, len)
    }

    fn end<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        let (tree, mut lines) = self.parts(out);
        tree.end(&mut lines)
    }

    fn finish<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.tree.clear();
        self.held = Held::default();
        out.write_all(b"\n")
    }
}
