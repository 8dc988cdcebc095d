//! The cache of command docs on disk: one file per [`ServerFingerprint`], with the fingerprint in the first line and the
//! server's replies after it.
//!
//! Files are not trusted: one that is truncated, forged or of another version of this program is ignored. If a file cannot be
//! written, the next shell asks the server again.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use redsh_engine::resp::{Decoder, encode_value};

use super::fingerprint::ServerFingerprint;
use super::replies::{DocsReplies, LARGEST, bounded_tree};
use crate::process::private::{private_folder, replace_file};

const MOST_FILES: usize = 16;

const PREFIX: &str = "commands-";

#[derive(Debug, Clone)]
pub(super) struct DocsCache {
    folder: PathBuf,
}

impl DocsCache {
    pub(super) fn new(folder: PathBuf) -> Self {
        DocsCache { folder }
    }

    pub(super) fn find(&self, server: &ServerFingerprint) -> Option<DocsReplies> {
        let bytes = read(&self.path(server)).ok()?;
        decode(bytes.strip_prefix(header(server).as_bytes())?)
    }

    /// Stores the replies of a server, and removes the oldest files.
    pub(super) fn store(
        &self,
        server: &ServerFingerprint,
        replies: &DocsReplies,
    ) -> io::Result<()> {
        let mut bytes = header(server).into_bytes();
        for reply in replies {
            encode_value(reply, &mut bytes);
        }
        private_folder().recursive(true).create(&self.folder)?;
        replace_file(&self.path(server), &bytes)?;
        self.remove_oldest()
    }

    fn path(&self, server: &ServerFingerprint) -> PathBuf {
        let name = server.file_name();
        self.folder.join(format!("{PREFIX}{name}.resp"))
    }

    fn remove_oldest(&self) -> io::Result<()> {
        let mut files = self.files()?;
        files.sort_unstable();
        let surplus = files.len().saturating_sub(MOST_FILES);
        files[..surplus]
            .iter()
            .try_for_each(|(_, path)| fs::remove_file(path))
    }

    /// Returns the cache's files with the times of their last change, including incomplete ones.
    fn files(&self) -> io::Result<Vec<(SystemTime, PathBuf)>> {
        let entries = fs::read_dir(&self.folder)?.flatten();
        let ours = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(PREFIX));
        ours.map(|entry| Ok((entry.metadata()?.modified()?, entry.path())))
            .collect()
    }
}

/// Returns the first line. It names the version of this program, since another one may store other replies.
fn header(server: &ServerFingerprint) -> String {
    format!("redsh {} {}\n", env!("CARGO_PKG_VERSION"), server.line())
}

/// Reads a regular file up to the size limit.
fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    // Opening a named pipe would block.
    if fs::metadata(path)?.is_file() {
        File::open(path)?
            .take(LARGEST as u64)
            .read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

/// Decodes the replies, which must be followed by nothing.
fn decode(mut bytes: &[u8]) -> Option<DocsReplies> {
    let (mut decoder, mut tree) = (Decoder::new(), bounded_tree());
    let mut next = || {
        let fed = decoder.feed(bytes, &mut tree).ok()?;
        bytes = &bytes[fed.consumed..];
        tree.sink.take()
    };
    let replies = [next()?, next()?];
    bytes.is_empty().then_some(replies)
}

#[cfg(test)]
mod tests;
