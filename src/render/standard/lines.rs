//! Line breaks that are decided later than they are written.
//!
//! The value of a key begins on a line of its own if it has several elements, or if its only one has, and so on. So
//! the line of the key is held back while the values that begin are [`Extent::One`]; what is held back is the numbers
//! of such elements and the keys of maps of one pair, and never more than [`LIMIT`].

use std::io::{self, Write};

/// Bytes that are held back at most. Beyond, the value is taken to have several elements.
const LIMIT: usize = 64 * 1024;

/// How many elements a value has, as far as is known when it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// None: it is no aggregate, or empty.
    None,
    /// One, or one pair: that one decides.
    One,
    /// Several, or an unknown number.
    Several,
}

/// What is held back.
#[derive(Default)]
pub(super) struct HeldText {
    text: Vec<u8>,
    /// Where there may be breaks, by offset in the text.
    breaks: Vec<Break>,
    /// A key of the outermost can be an aggregate with undecided breaks of its own; these are the innermost.
    chains: Vec<Chain>,
}

struct Break {
    offset: usize,
    /// Columns of the line after it.
    indent: usize,
}

/// Breaks that are made together or not at all.
struct Chain {
    first_break: usize,
    /// How many aggregates are open where the value stands that decides.
    depth: usize,
}

impl HeldText {
    /// Whether the value that comes now, inside of `depth` aggregates and not as a key, decides.
    fn is_decided_at(&self, depth: usize) -> bool {
        self.chains.last().is_some_and(|chain| chain.depth == depth)
    }

    fn drop_breaks(&mut self, chain: &Chain) {
        self.breaks.truncate(chain.first_break);
    }

    fn make_breaks(&mut self, chain: &Chain) {
        // From the last on, so that the offsets of the others stay right.
        for Break { offset, indent } in self.breaks.drain(chain.first_break..).rev() {
            let line = std::iter::once(b'\n').chain(std::iter::repeat_n(b' ', indent));
            self.text.splice(offset..offset, line);
        }
    }
}

/// The sink, behind what is held back.
pub(super) struct LineWriter<'a, W> {
    pub(super) out: &'a mut W,
    pub(super) held: &'a mut HeldText,
}

impl<W: Write> LineWriter<'_, W> {
    /// Begins a new line.
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

    /// The value of a key comes now, inside of `depth` aggregates: perhaps on a new line.
    pub(super) fn value(&mut self, extent: Extent, depth: usize, indent: usize) -> io::Result<()> {
        if extent != Extent::None {
            self.may_break(depth, indent);
        }
        self.element(extent, depth)
    }

    /// An element comes now, inside of `depth` aggregates.
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

    /// Here is a break if the value of several elements comes.
    fn may_break(&mut self, depth: usize, indent: usize) {
        if !self.held.is_decided_at(depth) {
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

    /// Does with the innermost breaks what was decided; writes the text where nothing is left to decide.
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

    /// What is held back stays so.
    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
