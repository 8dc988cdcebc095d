//! The history file: plain lines, which redis-cli reads and writes too.
//!
//! Every line is appended at once, so that a closed terminal loses nothing and several shells can share the file.

mod lines;

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

pub(super) use lines::HistoryLines;

use crate::config::dotfile;
use crate::process::private::{private_file, replace_file};

/// The number of lines kept, in the file and in memory.
const MOST_LINES: usize = 100_000;
/// In bytes. Only the end of a larger file is read.
const LARGEST: u64 = 32 * 1024 * 1024;

#[derive(Debug)]
pub(super) struct HistoryFile {
    path: PathBuf,
}

/// Returns the path of the history file, from the environment variables.
pub(crate) fn path(env: &dyn Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    dotfile::path(env, "HISTFILE", ".rediscli_history")
}

impl HistoryFile {
    /// Opens a file, and returns its last lines, oldest first. A file of more than twice the lines kept is cut.
    pub(super) fn open(path: PathBuf) -> io::Result<(Self, HistoryLines)> {
        let bytes = end_of(&path)?;
        let count = memchr::memchr_iter(b'\n', &bytes).count();
        let lines = HistoryLines::read(bytes, MOST_LINES);
        let file = HistoryFile { path };
        if count > 2 * MOST_LINES {
            replace_file(&file.path, lines.text().as_bytes())?;
        }
        Ok((file, lines))
    }

    pub(super) fn append(&self, line: &str) -> io::Result<()> {
        let mut file = private_file().append(true).create(true).open(&self.path)?;
        // One write, since other shells may append at the same time.
        file.write_all(format!("{}\n", one_line(line)).as_bytes())
    }
}

/// Reads a file, or the end of a large one.
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
        // Drops the line that is cut.
        let begin = memchr::memchr(b'\n', &bytes).map_or(bytes.len(), |end| end + 1);
        bytes.drain(..begin);
    }
    Ok(bytes)
}

/// Escapes line breaks, which can occur inside quotes.
fn one_line(line: &str) -> String {
    line.replace('\r', "\\r").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn lines_are_read_again_by_the_next_shell() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("history");
        let (file, lines) = HistoryFile::open(path.clone()).expect("the history is empty");
        assert_eq!(lines.text(), "");
        file.append("GET a").expect("the file is written");
        file.append("SET a \"1\n2\"").expect("the file is written");
        let (_, lines) = HistoryFile::open(path).expect("the file is read");
        assert_eq!(lines.text(), "GET a\nSET a \"1\\n2\"\n");
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_can_read_the_file() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("history");
        let (file, _) = HistoryFile::open(path.clone()).expect("the history is empty");
        file.append("GET a").expect("the file is written");
        let mode = fs::metadata(path)
            .expect("the file exists")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_file_with_too_many_lines_is_cut() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("lines.history");
        let beside = folder.path().join("lines.new");
        fs::write(&beside, "another's").expect("the file is written");
        let all: String = (0..2 * MOST_LINES + 1)
            .map(|number| format!("GET {number}\n"))
            .collect();
        fs::write(&path, all).expect("the file is written");
        let (_, lines) = HistoryFile::open(path.clone()).expect("the file is read");
        let first = format!("GET {}\n", MOST_LINES + 1);
        assert!(lines.text().starts_with(&first));
        assert_eq!(lines.text().lines().count(), MOST_LINES);
        assert_eq!(
            fs::read_to_string(path).expect("the file is read"),
            lines.text()
        );
        let others = fs::read_to_string(beside).expect("the file exists");
        assert_eq!(others, "another's");
    }
}
