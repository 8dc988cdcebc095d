//! A stdout, boiled down while it is drained, so that this process stays small whatever comes.

use std::hash::{DefaultHasher, Hasher};
use std::io::{self, BufRead, BufReader, Read};

use crate::case::Same;

/// What is remembered of a stdout: its length, and a hash of its bytes where they are compared.
pub(crate) struct Digest {
    same: Same,
    length: u64,
    hasher: Option<DefaultHasher>,
}

impl Digest {
    /// Of nothing yet.
    pub(crate) fn new(same: Same) -> Self {
        Digest {
            same,
            length: 0,
            hasher: (same != Same::Length).then(DefaultHasher::new),
        }
    }

    /// Takes a piece. Two outputs are only comparable where they came in the same pieces: a hasher promises no more.
    pub(crate) fn take(&mut self, piece: &[u8]) {
        self.length += piece.len() as u64;
        if let Some(hasher) = &mut self.hasher {
            hasher.write(piece);
        }
    }

    /// Whether a line is to be passed over: it tells of a redirect, and answers nothing.
    pub(crate) fn passes_over(&self, line: &[u8]) -> bool {
        self.same == Same::Replies && line.starts_with(b"-> Redirected to slot [")
    }

    /// Takes all that comes, in pieces of one size, or line by line, whatever the reads bring.
    pub(crate) fn drain(&mut self, from: impl Read) -> io::Result<()> {
        match self.same {
            Same::Bytes | Same::Length => self.drain_blocks(from),
            Same::Replies => self.drain_lines(from),
        }
    }

    fn drain_lines(&mut self, from: impl Read) -> io::Result<()> {
        let mut from = BufReader::with_capacity(64 * 1024, from);
        let mut line = Vec::new();
        while from.read_until(b'\n', &mut line)? > 0 {
            if !self.passes_over(&line) {
                self.take(&line);
            }
            line.clear();
        }
        Ok(())
    }

    fn drain_blocks(&mut self, mut from: impl Read) -> io::Result<()> {
        // As large as a pipe: a read then takes all that there is, and the writer is not kept waiting.
        let mut block = vec![0; 64 * 1024];
        loop {
            let filled = fill(&mut from, &mut block)?;
            self.take(&block[..filled]);
            if filled < block.len() {
                return Ok(());
            }
        }
    }

    /// The length of each, where they are not the same.
    pub(crate) fn differs(&self, other: &Digest) -> Option<[u64; 2]> {
        let hash = |digest: &Digest| digest.hasher.as_ref().map(Hasher::finish);
        let same = self.length == other.length && hash(self) == hash(other);
        (!same).then_some([self.length, other.length])
    }
}

/// Reads until the block is full or nothing more comes; how much there is.
fn fill(from: &mut impl Read, block: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < block.len() {
        match from.read(&mut block[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}
