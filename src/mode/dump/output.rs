//! The place that a snapshot is written to.

use std::fs::{self, File, Metadata};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::anyhow;

use super::part_file::PartFile;
use super::{not_opened, not_opened_by_system};
use crate::process::stdout;

pub(super) enum DumpOutput {
    /// Stdout, or a device such as `/dev/null`.
    Stream { out: stdout::Sink, name: String },
    /// A regular file.
    File(PartFile),
}

impl DumpOutput {
    /// Opens the output. `-` is stdout.
    ///
    /// # Errors
    /// The path is that of a folder or a pipe, or cannot be written to. The messages are those of redis-cli.
    pub(super) fn open(path: &Path) -> anyhow::Result<Self> {
        if is_stdout(path) {
            let name = "stdout".to_owned();
            let out = stdout::open();
            return Ok(DumpOutput::Stream { out, name });
        }
        match fs::metadata(path) {
            Ok(metadata) => Self::open_existing(path, &metadata),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Self::file(linked(path)),
            Err(error) => Err(not_opened_by_system(path, &error)),
        }
    }

    fn open_existing(path: &Path, metadata: &Metadata) -> anyhow::Result<Self> {
        if metadata.is_dir() {
            return Err(not_opened(path, "Is a directory"));
        }
        if metadata.is_file() {
            // A link stays a link.
            let target = fs::canonicalize(path);
            return Self::file(target.map_err(|error| not_opened_by_system(path, &error))?);
        }
        if !is_device(metadata) {
            return Err(not_opened(path, "it is a pipe; write to stdout with -"));
        }
        let out = File::options().write(true).open(path);
        Ok(DumpOutput::Stream {
            out: Box::new(out.map_err(|error| not_opened_by_system(path, &error))?),
            name: path.display().to_string(),
        })
    }

    fn file(path: PathBuf) -> anyhow::Result<Self> {
        PartFile::create(path).map(DumpOutput::File)
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            DumpOutput::Stream { out, .. } => out.write_all(bytes),
            DumpOutput::File(file) => file.write(bytes),
        }
    }

    /// The message on a write that fails.
    pub(super) fn unwritten(&self) -> String {
        match self {
            DumpOutput::Stream { name, .. } => format!("could not write to {name}"),
            DumpOutput::File(file) => file.unwritten(),
        }
    }

    /// Checks that there is room for the snapshot, where that can be known.
    ///
    /// # Errors
    /// There is less.
    pub(super) fn check_room(&self, bytes: u64) -> anyhow::Result<()> {
        match self {
            DumpOutput::Stream { .. } => Ok(()),
            DumpOutput::File(file) => file.check_room(bytes),
        }
    }

    /// Completes the output: all written bytes are on the disk.
    ///
    /// # Errors
    /// The system cannot write the last bytes.
    pub(super) fn sync(&mut self) -> anyhow::Result<()> {
        match self {
            DumpOutput::Stream { out, name } => out
                .flush()
                .map_err(|error| anyhow!("could not write to {name}: {error}")),
            DumpOutput::File(file) => file.sync(),
        }
    }

    /// Gives a file its name.
    ///
    /// # Errors
    /// The folder cannot be written to.
    pub(super) fn publish(self) -> anyhow::Result<()> {
        match self {
            DumpOutput::Stream { .. } => Ok(()),
            DumpOutput::File(file) => file.publish(),
        }
    }
}

/// The file that a link leads to, which does not exist; the path itself if it is no link.
fn linked(path: &Path) -> PathBuf {
    let folder = path.parent().unwrap_or(Path::new(""));
    fs::read_link(path).map_or_else(|_| path.to_owned(), |target| folder.join(target))
}

pub(super) fn is_stdout(path: &Path) -> bool {
    path == Path::new("-") || path == Path::new("/dev/stdout")
}

#[cfg(unix)]
fn is_device(metadata: &Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt;
    metadata.file_type().is_char_device()
}

#[cfg(not(unix))]
fn is_device(_: &Metadata) -> bool {
    true
}
