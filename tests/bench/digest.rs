//! A digest of a stdout, computed while it is read, so that this process stays small.

use std::fmt;
use std::hash::{DefaultHasher, Hasher};
use std::io::{self, BufRead, BufReader, Read};

use crate::case::Same;

/// The part of a stdout that is compared.
pub(crate) struct Digest {
    same: Same,
    /// The number of bytes, or of the things that `same` counts.
    length: u64,
    hasher: Option<DefaultHasher>,
    /// The sum of the hashes of all keys, which does not depend on their order.
    keys: u64,
}

impl Digest {
    /// Returns the digest of an empty stdout.
    pub(crate) fn new(same: Same) -> Self {
        let hashes = matches!(same, Same::Bytes | Same::Replies);
        Digest {
            same,
            length: 0,
            hasher: hashes.then(DefaultHasher::new),
            keys: 0,
        }
    }

    /// Returns the digest of a run that left this number of keys.
    pub(crate) fn keys_left(keys: u64) -> Self {
        Digest {
            length: keys,
            ..Digest::new(Same::KeysLeft)
        }
    }

    /// Adds a piece. Only outputs that were added in the same pieces are comparable, as a hasher guarantees no more.
    pub(crate) fn take(&mut self, piece: &[u8]) {
        self.length += piece.len() as u64;
        if let Some(hasher) = &mut self.hasher {
            hasher.write(piece);
        }
    }

    /// Whether a line reports a redirect, and is no reply.
    pub(crate) fn passes_over(&self, line: &[u8]) -> bool {
        self.same == Same::Replies && line.starts_with(b"-> Redirected to slot [")
    }

    /// Adds the whole output, in pieces of one size, or line by line.
    pub(crate) fn drain(&mut self, from: impl Read) -> io::Result<()> {
        match self.same {
            Same::Bytes | Same::Length | Same::KeysLeft => self.drain_blocks(from),
            Same::Replies | Same::Keys | Same::Totals => self.drain_lines(from),
        }
    }

    fn drain_lines(&mut self, from: impl Read) -> io::Result<()> {
        let mut from = BufReader::with_capacity(64 * 1024, from);
        let mut line = Vec::new();
        while from.read_until(b'\n', &mut line)? > 0 {
            self.take_line(&line);
            line.clear();
        }
        Ok(())
    }

    fn take_line(&mut self, line: &[u8]) {
        match self.same {
            Same::Keys => self.take_key(line.trim_ascii_end()),
            Same::Totals => self.length += replies(line).unwrap_or(0),
            _ if self.passes_over(line) => {}
            _ => self.take(line),
        }
    }

    fn take_key(&mut self, key: &[u8]) {
        if !key.iter().all(u8::is_ascii_digit) {
            let mut hasher = DefaultHasher::new();
            hasher.write(key);
            self.keys = self.keys.wrapping_add(hasher.finish());
            self.length += 1;
        }
    }

    fn drain_blocks(&mut self, mut from: impl Read) -> io::Result<()> {
        // As large as a pipe, so that one read empties it and the writer need not wait.
        let mut block = vec![0; 64 * 1024];
        loop {
            let filled = fill(&mut from, &mut block)?;
            self.take(&block[..filled]);
            if filled < block.len() {
                return Ok(());
            }
        }
    }

    /// Returns both in words if they differ.
    pub(crate) fn differs(&self, other: &Digest) -> Option<[String; 2]> {
        let hash = |digest: &Digest| digest.hasher.as_ref().map(Hasher::finish);
        let same =
            self.length == other.length && self.keys == other.keys && hash(self) == hash(other);
        (!same).then(|| [self.to_string(), other.to_string()])
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.same {
            Same::Keys => write!(f, "{} keys", self.length),
            Same::Totals => write!(f, "{} replies without an error", self.length),
            Same::KeysLeft => write!(f, "{} keys left", self.length),
            _ => write!(f, "{} bytes", self.length),
        }
    }
}

/// Returns the number in a line `errors: 0, replies: N`.
fn replies(line: &[u8]) -> Option<u64> {
    let line = str::from_utf8(line).ok()?;
    let replies = line.strip_prefix("errors: 0, replies: ")?;
    replies.trim_end().parse().ok()
}

/// Reads until the block is full or the input ends. Returns the number of bytes.
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
