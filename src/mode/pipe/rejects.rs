//! The file of what is not in: protocol that `--pipe` takes again.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use redsh_engine::client::load::Rejected;
use redsh_engine::command::Verb;
use redsh_engine::resp::{command_words, encode_command};

/// Commands that were refused, may have run, or were not sent, in the order in which that became known; those of one key
/// in the order of the input.
pub(super) struct Rejects {
    path: PathBuf,
    file: BufWriter<File>,
    /// The database that what is written next would be run in.
    db: u32,
}

impl Rejects {
    /// An empty file, for its owner alone: values are in it. `db` is where a load with the same options begins.
    ///
    /// # Errors
    /// It cannot be made, or is the one that is loaded.
    pub(super) fn create(path: &Path, db: u32) -> anyhow::Result<Self> {
        if is_stdin(path) {
            bail!(
                "{} is what is to be loaded: give --pipe-rejects another file",
                path.display()
            );
        }
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options
            .open(path)
            .with_context(|| format!("could not write to {}", path.display()))?;
        Ok(Rejects {
            path: path.to_owned(),
            file: BufWriter::new(file),
            db,
        })
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Adds what was rejected, but no passwords.
    pub(super) fn add(&mut self, unit: &Rejected<'_>) -> io::Result<()> {
        if is_login(unit.wire) {
            return Ok(());
        }
        self.select(unit.db)?;
        self.file.write_all(unit.wire)
    }

    /// Adds input that was not understood, as it came.
    pub(super) fn copy(&mut self, db: u32, mut rest: impl Read) -> io::Result<()> {
        self.select(db)?;
        io::copy(&mut rest, &mut self.file)?;
        self.flush()
    }

    /// Hands all of it to the system.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }

    fn select(&mut self, db: u32) -> io::Result<()> {
        if db == self.db {
            return Ok(());
        }
        self.db = db;
        let mut select = Vec::new();
        encode_command(&["SELECT", &db.to_string()], &mut select);
        self.file.write_all(&select)
    }
}

/// Whether stdin is this file, which would be emptied before it is read.
#[cfg(unix)]
fn is_stdin(path: &Path) -> bool {
    use std::os::fd::AsFd;
    use std::os::unix::fs::MetadataExt;
    let stdin = io::stdin().as_fd().try_clone_to_owned();
    let stdin = stdin.and_then(|stdin| File::from(stdin).metadata());
    let (Ok(stdin), Ok(file)) = (stdin, fs::metadata(path)) else {
        return false;
    };
    file.is_file() && (file.dev(), file.ino()) == (stdin.dev(), stdin.ino())
}

/// Nobody tells.
#[cfg(not(unix))]
fn is_stdin(_: &Path) -> bool {
    false
}

fn is_login(wire: &[u8]) -> bool {
    // A value of megabytes is no login, and need not be looked at.
    wire.len() < 4096 && matches!(Verb::of(&command_words(wire)), Verb::Auth | Verb::Hello)
}
