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
use crate::input::typed_words;
use crate::process::called_as::CalledAs;
use crate::process::private::{open_private, private_file, replace_file};
use crate::render::quoted;

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
    dotfile::path(env, CalledAs::of_process(), "HISTFILE", "_history")
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
        let mut file = open_private(private_file().append(true).create(true), &self.path)?;
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

/// Returns the command on one line: a word with a line break is in double quotes, where that is `\n`.
fn one_line(line: &str) -> String {
    let mut one_line = String::new();
    let mut at = 0;
    for word in typed_words::words(line, 0..line.len()) {
        if !line[word.range.clone()].contains(['\n', '\r']) {
            continue;
        }
        one_line += &line[at..word.range.start];
        one_line += &double_quoted(&word.value);
        at = word.range.end;
    }
    one_line += &line[at..];
    // Outside of quotes a carriage return separates words.
    one_line.replace(['\r', '\n'], " ")
}

/// Quotes a word. Text beyond ASCII stays readable.
fn double_quoted(word: &[u8]) -> String {
    let is_line_end = |letter: char| matches!(letter, '\n' | '\r');
    match std::str::from_utf8(word) {
        Ok(text) if !text.contains(|letter: char| letter.is_control() && !is_line_end(letter)) => {
            let text = text.replace('\\', r"\\").replace('"', r#"\""#);
            let text = text.replace('\n', r"\n").replace('\r', r"\r");
            format!("\"{text}\"")
        }
        _ => String::from_utf8_lossy(&quoted(word)).into_owned(),
    }
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

    #[test]
    fn a_line_break_in_quotes_is_kept_as_an_escape_of_the_same_byte() {
        for (line, kept) in [
            ("SET a 'b\nc'", r#"SET a "b\nc""#),
            ("SET a 'b\r\n\\'c\"\\d' e", r#"SET a "b\r\n'c\"\\d" e"#),
            ("SET a \"b\nc\"", r#"SET a "b\nc""#),
            ("SET a \"b\\\nc\\x41\"", r#"SET a "b\ncA""#),
            ("EVAL x'return\n1' 'k\\n'", r#"EVAL "xreturn\n1" 'k\n'"#),
            ("SET a 'é\n1'", r#"SET a "é\n1""#),
            ("SET a \"\\x00\\xff\n\"", r#"SET a "\x00\xff\n""#),
            ("SET a b\r", "SET a b "),
            ("SET a 'b' | grep it's", "SET a 'b' | grep it's"),
        ] {
            assert_eq!(one_line(line), kept, "{line:?}");
            let words = |text: &str| crate::input::line::split(text.as_bytes());
            assert_eq!(words(&one_line(line)), words(line), "{line:?}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_can_read_the_file() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a temporary folder");
        let old = folder.path().join("old");
        fs::write(&old, "GET a\n").expect("the file is written");
        fs::set_permissions(&old, fs::Permissions::from_mode(0o644)).expect("it is the user's");
        for path in [folder.path().join("new"), old] {
            let (file, _) = HistoryFile::open(path.clone()).expect("the file is read");
            file.append("GET a").expect("the file is written");
            let mode = fs::metadata(path)
                .expect("the file exists")
                .permissions()
                .mode();
            assert_eq!(mode & 0o777, 0o600);
        }
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
