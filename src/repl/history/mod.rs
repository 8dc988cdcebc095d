//! The lines of sessions before this one: a file of plain lines, which redis-cli reads and writes too.
//!
//! A line is added as soon as it is entered, so that nothing is lost with a terminal that closes, and several shells can
//! share the file.

mod lines;

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

pub(super) use lines::Lines;

use crate::config::dotfile;

/// How many lines are kept, in the file and in memory.
const LONGEST: usize = 100_000;
/// In bytes. Of a file that is larger the end is read.
const LARGEST: u64 = 32 * 1024 * 1024;

/// The file, once it is known that it can be written to.
#[derive(Debug)]
pub(super) struct HistoryFile {
    path: PathBuf,
}

/// Where the lines are kept, if anywhere, by the environment (a variable's name → its value).
pub(crate) fn path(env: &dyn Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    dotfile::path(env, "HISTFILE", ".rediscli_history")
}

impl HistoryFile {
    /// The file at `path`, and the last lines in it, oldest first. A file that has grown to twice of what is kept is cut.
    ///
    /// # Errors
    /// It cannot be read. One that is not there yet is empty.
    pub(super) fn open(path: PathBuf) -> io::Result<(Self, Lines)> {
        let bytes = end_of(&path)?;
        let count = memchr::memchr_iter(b'\n', &bytes).count();
        let lines = Lines::read(bytes, LONGEST);
        let file = HistoryFile { path };
        if count > 2 * LONGEST {
            file.rewrite(lines.text())?;
        }
        Ok((file, lines))
    }

    /// Adds a line, which is none with secrets in it.
    ///
    /// # Errors
    /// The file cannot be written to.
    pub(super) fn append(&self, line: &str) -> io::Result<()> {
        let mut file = options().append(true).open(&self.path)?;
        // In one piece: other shells may be adding too.
        file.write_all(format!("{}\n", one_line(line)).as_bytes())
    }

    /// By way of another file, so that none is lost if the disk is full.
    fn rewrite(&self, text: &str) -> io::Result<()> {
        let mut beside = self.path.clone().into_os_string();
        beside.push(".new");
        let mut file = options().write(true).truncate(true).open(&beside)?;
        file.write_all(text.as_bytes())?;
        fs::rename(&beside, &self.path)
    }
}

/// For its owner alone.
fn options() -> OpenOptions {
    let mut options = File::options();
    options.create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// The bytes of a file, or those at its end, where it is larger than anybody reads.
fn end_of(path: &Path) -> io::Result<Vec<u8>> {
    let mut file = match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        file => file?,
    };
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(LARGEST)))?;
    let mut bytes = Vec::with_capacity(length.min(LARGEST) as usize + 1);
    file.take(LARGEST).read_to_end(&mut bytes)?;
    if length > LARGEST {
        // Half a line is none.
        let begin = memchr::memchr(b'\n', &bytes).map_or(bytes.len(), |end| end + 1);
        bytes.drain(..begin);
    }
    Ok(bytes)
}

/// A line break inside of quotes is written as such.
fn one_line(line: &str) -> String {
    line.replace('\r', "\\r").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_there_the_next_time() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("history");
        let (file, lines) = HistoryFile::open(path.clone()).expect("an empty one");
        assert_eq!(lines.text(), "");
        file.append("GET a").expect("it is written");
        file.append("SET a \"1\n2\"").expect("it is written");
        let (_, lines) = HistoryFile::open(path).expect("it is read");
        assert_eq!(lines.text(), "GET a\nSET a \"1\\n2\"\n");
    }

    #[cfg(unix)]
    #[test]
    fn it_is_for_its_owner_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("history");
        let (file, _) = HistoryFile::open(path.clone()).expect("an empty one");
        file.append("GET a").expect("it is written");
        let mode = fs::metadata(path)
            .expect("it is there")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_file_that_has_grown_too_long_is_cut() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("lines.history");
        let beside = folder.path().join("lines.new");
        fs::write(&beside, "another's").expect("it is written");
        let all: String = (0..2 * LONGEST + 1)
            .map(|number| format!("GET {number}\n"))
            .collect();
        fs::write(&path, all).expect("it is written");
        let (_, lines) = HistoryFile::open(path.clone()).expect("it is read");
        let first = format!("GET {}\n", LONGEST + 1);
        assert!(lines.text().starts_with(&first));
        assert_eq!(lines.text().lines().count(), LONGEST);
        assert_eq!(fs::read_to_string(path).expect("it is read"), lines.text());
        let others = fs::read_to_string(beside).expect("it is there");
        assert_eq!(others, "another's");
    }
}
