//! Line breaks that are decided after the text around them is written.
//!
//! The value of a key begins on its own line if it has several elements. If it has one element, that element decides,
//! and so on. The line of the key is therefore held back while each value is [`Extent::One`]. The text that is held
//! back consists of element numbers and of keys of one-pair maps, up to [`LIMIT`].

use std::io::{self, Write};

/// The maximum size of the text that is held back. Beyond it, the value counts as one of several elements.
const LIMIT: usize = 64 * 1024;

/// The number of elements of a value, as known when it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// The value is empty, or not an aggregate.
    None,
    /// The value has one element or pair, which decides.
    One,
    /// The value has several elements, or an unknown number.
    Several,
}

#[derive(Default)]
pub(super) struct HeldText {
    text: Vec<u8>,
    breaks: Vec<Break>,
    /// The undecided values, innermost last. A key may itself be an aggregate with undecided breaks.
    chains: Vec<Chain>,
}

struct Break {
    offset: usize,
    /// The indentation of the line after the break.
    indent: usize,
}

/// Breaks that share a decision.
struct Chain {
    first_break: usize,
    /// The depth of the value that decides.
    depth: usize,
}

impl HeldText {
    fn drop_breaks(&mut self, chain: &Chain) {
        self.breaks.truncate(chain.first_break);
    }

    fn make_breaks(&mut self, chain: &Chain) {
        // In reverse order, so that the other offsets stay valid.
        for Break { offset, indent } in self.breaks.drain(chain.first_break..).rev() {
            let line = std::iter::once(b'\n').chain(std::iter::repeat_n(b' ', indent));
            self.text.splice(offset..offset, line);
        }
    }
}

/// The output, after the text that is held back.
pub(super) struct LineWriter<'a, W> {
    pub(super) out: &'a mut W,
    pub(super) held: &'a mut HeldText,
}

impl<W: Write> LineWriter<'_, W> {
    pub(super) fn write_break(&mut self, indent: usize) -> io::Result<()> {
        self.write_all(b"\n")?;
        self.write_spaces(indent)
    }

    pub(super) fn write_spaces(&mut self, mut number: usize) -> io::Result<()> {
        const SPACES: [u8; 64] = [b' '; 64];
        while number > 0 {
            let run = number.min(SPACES.len());
            self.write_all(&SPACES[..run])?;
            number -= run;
        }
        Ok(())
    }

    /// Announces the value of a key, at a depth. It may begin on a new line.
    pub(super) fn value(&mut self, extent: Extent, depth: usize, indent: usize) -> io::Result<()> {
        if extent != Extent::None {
            self.may_break(depth, indent);
        }
        self.element(extent, depth)
    }

    /// Announces an element, at a depth.
    pub(super) fn element(&mut self, extent: Extent, depth: usize) -> io::Result<()> {
        match self.held.chains.last_mut() {
            Some(chain) if chain.depth == depth => match extent {
                Extent::None => self.decide(HeldText::drop_breaks),
                Extent::Several => self.decide(HeldText::make_breaks),
                Extent::One => {
                    chain.depth += 1;
                    Ok(())
                }
            },
            _ => Ok(()),
        }
    }

    /// Adds a break for the case that the value has several elements.
    fn may_break(&mut self, depth: usize, indent: usize) {
        let chain = self.held.chains.last();
        if chain.is_none_or(|chain| chain.depth != depth) {
            self.held.chains.push(Chain {
                first_break: self.held.breaks.len(),
                depth,
            });
        }
        self.held.breaks.push(Break {
            offset: self.held.text.len(),
            indent,
        });
    }

    #[cold]
    fn hold(&mut self, bytes: &[u8]) -> io::Result<()> {
        while self.held.text.len() + bytes.len() > LIMIT && !self.held.chains.is_empty() {
            self.decide(HeldText::make_breaks)?;
        }
        match self.held.chains.is_empty() {
            true => self.out.write_all(bytes)?,
            false => self.held.text.extend_from_slice(bytes),
        }
        Ok(())
    }

    /// Applies a decision to the innermost breaks, and writes the text if all are decided.
    fn decide(&mut self, apply: fn(&mut HeldText, &Chain)) -> io::Result<()> {
        if let Some(chain) = self.held.chains.pop() {
            apply(self.held, &chain);
        }
        if !self.held.chains.is_empty() {
            return Ok(());
        }
        self.out.write_all(&self.held.text)?;
        self.held.text.clear();
        Ok(())
    }
}

impl<W: Write> Write for LineWriter<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes).map(|()| bytes.len())
    }

    #[inline]
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self.held.chains.is_empty() {
            true => self.out.write_all(bytes),
            false => self.hold(bytes),
        }
    }

    /// Text that is held back is not written.
    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
