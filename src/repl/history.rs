//! The lines of sessions before this one: a file of plain lines, which redis-cli reads and writes too.
//!
//! A line is added as soon as it is entered, so that nothing is lost with a terminal that closes, and several shells can
//! share the file.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

/// How many lines are kept, in the file and in memory.
pub(super) const LONGEST: usize = 100_000;

/// The file, once it is known that it can be written to.
#[derive(Debug)]
pub(super) struct HistoryFile {
    path: PathBuf,
}

/// Where the lines are kept: where the environment (a variable's name → its value) says so, else at home. `None` where
/// that is nowhere; `/dev/null` is, as for redis-cli.
pub(crate) fn path(env: &dyn Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let set = |name| {
        env(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    let path = set("VALKEYCLI_HISTFILE").or_else(|| set("REDISCLI_HISTFILE"));
    let path = path.or_else(|| Some(set("HOME")?.join(".rediscli_history")))?;
    (path != Path::new("/dev/null")).then_some(path)
}

impl HistoryFile {
    /// The file at `path`, and the lines in it, oldest first. A file that has grown to twice of what is kept is cut.
    ///
    /// # Errors
    /// It cannot be read. One that is not there yet is empty.
    pub(super) fn open(path: PathBuf) -> io::Result<(Self, Vec<String>)> {
        let mut lines = read(&path)?;
        let file = HistoryFile { path };
        if lines.len() > LONGEST {
            let excess = lines.len() - LONGEST;
            lines.drain(..excess);
            if excess > LONGEST {
                file.rewrite(&lines)?;
            }
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
    fn rewrite(&self, lines: &[String]) -> io::Result<()> {
        let beside = self.path.with_extension("new");
        let mut file = options().write(true).truncate(true).open(&beside)?;
        file.write_all((lines.join("\n") + "\n").as_bytes())?;
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

/// The lines that are text.
fn read(path: &Path) -> io::Result<Vec<String>> {
    let file = match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        file => file?,
    };
    let lines = BufReader::new(file).split(b'\n');
    let text = lines.filter_map(|line| line.map(|line| String::from_utf8(line).ok()).transpose());
    text.filter(|line| !matches!(line, Ok(line) if line.is_empty()))
        .collect()
}

/// A line break inside of quotes is written as such.
fn one_line(line: &str) -> String {
    line.replace('\r', "\\r").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_says_where_the_lines_are() {
        let at = |set: &[(&str, &str)]| {
            let find = |name: &str| set.iter().find(|(own, _)| *own == name);
            path(&|name| find(name).map(|(_, value)| (*value).into()))
        };
        let (redis, valkey) = ("REDISCLI_HISTFILE", "VALKEYCLI_HISTFILE");
        for (set, expected) in [
            (&[("HOME", "/h")][..], Some("/h/.rediscli_history")),
            (&[("HOME", "/h"), (redis, "")], Some("/h/.rediscli_history")),
            (&[("HOME", "/h"), (redis, "/r")], Some("/r")),
            (&[(redis, "/r"), (valkey, "/v")], Some("/v")),
            (&[("HOME", "/h"), (redis, "/dev/null")], None),
            (&[], None),
        ] {
            assert_eq!(at(set).as_deref(), expected.map(Path::new), "{set:?}");
        }
    }

    #[test]
    fn lines_are_there_the_next_time() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("history");
        let (file, lines) = HistoryFile::open(path.clone()).expect("an empty one");
        assert!(lines.is_empty());
        file.append("GET a").expect("it is written");
        file.append("SET a \"1\n2\"").expect("it is written");
        let (_, lines) = HistoryFile::open(path).expect("it is read");
        assert_eq!(lines, ["GET a", "SET a \"1\\n2\""]);
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
        let path = folder.path().join("history");
        let all: String = (0..2 * LONGEST + 1)
            .map(|number| format!("GET {number}\n"))
            .collect();
        fs::write(&path, all).expect("it is written");
        let (_, lines) = HistoryFile::open(path.clone()).expect("it is read");
        assert_eq!(lines.len(), LONGEST);
        assert_eq!(lines[0], format!("GET {}", LONGEST + 1));
        assert_eq!(read(&path).expect("it is read").len(), LONGEST);
    }
}
