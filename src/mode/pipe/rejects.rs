//! The file of commands that were not applied, in a form that `--pipe` reads.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use redsh_engine::client::load::Rejected;
use redsh_engine::command::Verb;
use redsh_engine::resp::{command_words, encode_command};

use crate::process::private::{open_private, private_file};

/// Commands that were refused, may have run, or were not sent. Those of one key are in the order of the input.
pub(super) struct Rejects {
    pub(super) path: PathBuf,
    file: BufWriter<File>,
    /// The database that the file has selected at its end; `None` behind commands that may select another one.
    db: Option<u32>,
}

impl Rejects {
    /// Creates an empty file, or empties one, that only its owner can read, since it contains values. `db` is the first database of a load
    /// with the same options.
    pub(super) fn create(path: &Path, db: u32) -> anyhow::Result<Self> {
        if is_stdin(path) {
            bail!(
                "{} is the input: give --pipe-rejects another file",
                path.display()
            );
        }
        let file = open_private(private_file().create(true).truncate(true), path)
            .with_context(|| format!("could not write to {}", path.display()))?;
        Ok(Rejects {
            path: path.to_owned(),
            file: BufWriter::new(file),
            db: Some(db),
        })
    }

    /// Adds commands, except for AUTH and HELLO, which have passwords.
    pub(super) fn add(&mut self, unit: &Rejected<'_>) -> io::Result<()> {
        if is_login(unit.wire) {
            return Ok(());
        }
        self.select(unit.db)?;
        if may_select(unit.wire) {
            self.db = None;
        }
        self.file.write_all(unit.wire)
    }

    pub(super) fn copy(&mut self, db: u32, mut rest: impl Read) -> io::Result<()> {
        self.select(db)?;
        io::copy(&mut rest, &mut self.file)?;
        self.flush()
    }

    /// Adds a line that `--pipe` skips.
    pub(super) fn remark(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.file, "# {text}")
    }

    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }

    fn select(&mut self, db: u32) -> io::Result<()> {
        if self.db == Some(db) {
            return Ok(());
        }
        self.db = Some(db);
        let mut select = Vec::new();
        encode_command(&["SELECT", &db.to_string()], &mut select);
        self.file.write_all(&select)
    }
}

/// Whether stdin is this file, which would be truncated before it is read.
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

/// Not known on this system.
#[cfg(not(unix))]
fn is_stdin(_: &Path) -> bool {
    false
}

/// Whether SELECT or RESET may be among these commands. An argument that looks like it costs one SELECT.
fn may_select(wire: &[u8]) -> bool {
    ["$6\r\nSELECT\r\n", "$5\r\nRESET\r\n"].iter().any(|word| {
        let mut heads = memchr::memmem::find_iter(wire, &word[..4]);
        heads.any(|at| {
            let found = wire.get(at..at + word.len());
            found.is_some_and(|found| found.eq_ignore_ascii_case(word.as_bytes()))
        })
    })
}

fn is_login(wire: &[u8]) -> bool {
    // A command of megabytes is not a login.
    wire.len() < 4096 && matches!(Verb::of(&command_words(wire)), Verb::Auth | Verb::Hello)
}
