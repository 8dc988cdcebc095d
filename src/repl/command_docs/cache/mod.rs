//! What servers have said of their commands, kept for the next time: a file for each [`ServerFingerprint`], in which the server's
//! own replies stand behind a line that says whose they are.
//!
//! What is read is not trusted: a file that is torn, of another version of this program, or somebody's joke is none. That
//! nothing can be written is nobody's trouble: a server is asked again.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use redsh_engine::resp::{Decoder, Tee, Tree, encode_value};

use super::bound::Bound;
use super::fetch::{LARGEST, Lesson};
use super::fingerprint::ServerFingerprint;
use crate::process::private::{private_file, private_folder};

/// How many files there are at most.
const MOST: usize = 16;

/// What the name of each file begins with.
const PREFIX: &str = "commands-";

/// A folder of such files.
#[derive(Debug, Clone)]
pub(super) struct Cache {
    folder: PathBuf,
}

impl Cache {
    /// The files in this folder, which need not be there.
    pub(super) fn new(folder: PathBuf) -> Self {
        Cache { folder }
    }

    /// What was kept for this edition.
    pub(super) fn find(&self, edition: &ServerFingerprint) -> Option<Lesson> {
        let bytes = read(&self.path(edition)).ok()?;
        decode(bytes.strip_prefix(header(edition).as_bytes())?)
    }

    /// Keeps it. The oldest files make room.
    ///
    /// # Errors
    /// The folder cannot be made or written to; another shell is at it.
    pub(super) fn keep(&self, edition: &ServerFingerprint, lesson: &Lesson) -> io::Result<()> {
        let mut bytes = header(edition).into_bytes();
        lesson
            .iter()
            .for_each(|reply| encode_value(reply, &mut bytes));
        // So are the folders above it that are not there.
        private_folder().recursive(true).create(&self.folder)?;
        self.write(&self.path(edition), &bytes)?;
        self.make_room()
    }

    fn path(&self, edition: &ServerFingerprint) -> PathBuf {
        let name = edition.file_name();
        self.folder.join(format!("{PREFIX}{name}.resp"))
    }

    /// By way of another file, so that nobody reads half of one.
    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let beside = path.with_extension(format!("{}.new", std::process::id()));
        let written = private_file()
            .open(&beside)
            .and_then(|mut file| file.write_all(bytes));
        written
            .and_then(|()| fs::rename(&beside, path))
            .inspect_err(|_| {
                let _ = fs::remove_file(&beside);
            })
    }

    fn make_room(&self) -> io::Result<()> {
        let mut files = self.files()?;
        files.sort_unstable();
        let surplus = files.len().saturating_sub(MOST);
        files[..surplus]
            .iter()
            .try_for_each(|(_, path)| fs::remove_file(path))
    }

    /// All that are of this making, and when they were written; also those that were never finished.
    fn files(&self) -> io::Result<Vec<(SystemTime, PathBuf)>> {
        let entries = fs::read_dir(&self.folder)?.flatten();
        let ours = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(PREFIX));
        ours.map(|entry| Ok((entry.metadata()?.modified()?, entry.path())))
            .collect()
    }
}

/// The first line. A program of another version may have learnt to keep something else.
fn header(edition: &ServerFingerprint) -> String {
    format!("redsh {} {}\n", env!("CARGO_PKG_VERSION"), edition.line())
}

/// A file that is one, and no larger than any that is written.
fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    // Who opens a pipe waits for whoever writes to it.
    if fs::metadata(path)?.is_file() {
        File::open(path)?
            .take(LARGEST as u64)
            .read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

/// Replies, and nothing behind them.
fn decode(mut bytes: &[u8]) -> Option<Lesson> {
    let (mut decoder, mut bound) = (Decoder::new(), Bound::new(LARGEST));
    let mut next = || {
        let mut tree = Tree::new();
        let fed = decoder.feed(bytes, &mut Tee(&mut bound, &mut tree)).ok()?;
        bytes = &bytes[fed.consumed..];
        tree.take()
    };
    let lesson = [next()?, next()?];
    bytes.is_empty().then_some(lesson)
}

#[cfg(test)]
mod tests;
