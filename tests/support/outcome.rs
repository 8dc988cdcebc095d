//! The outcome of a program, and assertions about it. A failed assertion prints the whole outcome.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::RangeInclusive;

/// Output and exit code of a program that has ended.
#[derive(Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The command line.
    pub command_line: String,
    pub stdout: Vec<u8>,
    pub stderr: Vec<u8>,
    /// The exit code of a shell: 128 and the signal's number after a signal.
    pub code: i32,
}

impl Outcome {
    /// Asserts exit code 0.
    #[track_caller]
    pub fn assert_success(&self) -> &Self {
        self.assert_code(0)
    }

    /// Asserts this exit code.
    #[track_caller]
    pub fn assert_code(&self, code: i32) -> &Self {
        assert!(self.code == code, "expected exit code {code}\n{self:?}");
        self
    }

    /// Asserts these bytes on stdout.
    #[track_caller]
    pub fn assert_stdout(&self, expected: impl AsRef<[u8]>) -> &Self {
        let expected = expected.as_ref();
        assert!(
            self.stdout == expected,
            "expected on stdout: {}\n{self:?}",
            expected.escape_ascii()
        );
        self
    }

    /// Asserts these bytes on stderr, without lines about waiting for a cluster.
    #[track_caller]
    pub fn assert_stderr(&self, expected: impl AsRef<[u8]>) -> &Self {
        let expected = expected.as_ref();
        assert!(
            self.told() == expected,
            "expected on stderr: {}\n{self:?}",
            expected.escape_ascii()
        );
        self
    }

    /// Stderr without the lines `waiting: …`, which a slow machine adds.
    fn told(&self) -> Vec<u8> {
        let lines = self.stderr.split_inclusive(|&byte| byte == b'\n');
        let lines = lines.filter(|line| !line.starts_with(b"waiting: "));
        lines.flatten().copied().collect()
    }

    /// Asserts these bytes on stderr, with lines about waiting.
    #[track_caller]
    pub fn assert_whole_stderr(&self, expected: impl AsRef<[u8]>) -> &Self {
        let expected = expected.as_ref();
        assert!(
            self.stderr == expected,
            "expected on stderr: {}\n{self:?}",
            expected.escape_ascii()
        );
        self
    }

    /// Asserts that stdout contains this.
    #[track_caller]
    pub fn assert_stdout_has(&self, part: &str) -> &Self {
        assert!(
            has(&self.stdout, part),
            "expected somewhere on stdout: {part}\n{self:?}"
        );
        self
    }

    /// Asserts that stderr contains this.
    #[track_caller]
    pub fn assert_stderr_has(&self, part: &str) -> &Self {
        assert!(
            has(&self.stderr, part),
            "expected somewhere on stderr: {part}\n{self:?}"
        );
        self
    }

    /// Asserts that stderr is one line that contains this, and that stdout is empty.
    #[track_caller]
    pub fn assert_complaint(&self, part: &str) -> &Self {
        self.assert_told(part).assert_stdout("")
    }

    /// Asserts that stderr is one line that contains this.
    #[track_caller]
    pub fn assert_told(&self, part: &str) -> &Self {
        let told = self.told();
        let lines = told.iter().filter(|&&byte| byte == b'\n').count();
        assert!(
            lines == 1 && told.ends_with(b"\n"),
            "expected one line on stderr\n{self:?}"
        );
        self.assert_stderr_has(part)
    }

    /// The lines of a script that may or may not have run: `whether lines 3-5, 9 ran is not known`.
    pub fn unknown_lines(&self) -> Vec<usize> {
        self.lines_between("whether line", " ran is not known")
    }

    /// The lines of a script whose replies broke off: `the reply to line 2 broke off`.
    pub fn broken_off_lines(&self) -> Vec<usize> {
        self.lines_between("the reply to line", " broke off")
    }

    /// The number of lines, of a script of `lines` lines, that are reported to have no reply, or half of one.
    pub fn lines_without_reply(&self, lines: usize) -> usize {
        let starts = ["nothing from line ", "nothing else from line "];
        let ends = starts
            .iter()
            .flat_map(|start| self.between(start, " on was run"));
        let not_run = ends.flat_map(|end| number(&end)..=lines);
        let reported = self.unknown_lines().into_iter();
        let reported = reported.chain(self.broken_off_lines());
        reported.chain(not_run).collect::<BTreeSet<usize>>().len()
    }

    fn lines_between(&self, before: &str, behind: &str) -> Vec<usize> {
        let lists = self.between(before, behind);
        let lists = lists.iter().map(|list| list.trim_start_matches('s').trim());
        lists
            .flat_map(|list| list.split(", "))
            .flat_map(range)
            .collect()
    }

    /// The texts between these two, in parts of lines on stderr that are separated by semicolons.
    fn between(&self, before: &str, behind: &str) -> Vec<String> {
        let stderr = String::from_utf8_lossy(&self.stderr);
        let parts = stderr.lines().flat_map(|line| line.split("; "));
        let lists = parts.filter_map(|part| part.strip_prefix(before)?.strip_suffix(behind));
        lists.map(str::to_owned).collect()
    }

    /// Asserts the same stdout and exit code as the other's.
    #[track_caller]
    pub fn assert_same(&self, other: &Outcome) -> &Self {
        let same = self.stdout == other.stdout && self.code == other.code;
        assert!(
            same,
            "expected the same stdout and exit code\n{self:?}\n{other:?}"
        );
        self
    }
}

impl fmt::Debug for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n  exit code {}", self.command_line, self.code)?;
        writeln!(f, "  stdout: {}", shown(&self.stdout))?;
        write!(f, "  stderr: {}", shown(&self.stderr))
    }
}

/// `3-5`, or `9`.
fn range(range: &str) -> RangeInclusive<usize> {
    let (first, last) = range.split_once('-').unwrap_or((range, range));
    number(first)..=number(last)
}

fn number(text: &str) -> usize {
    text.parse()
        .unwrap_or_else(|_| panic!("not a number: {text:?}"))
}

/// The number of bytes that a failure's message shows.
const SHOWN: usize = 8 * 1024;

fn shown(bytes: &[u8]) -> String {
    let end = bytes.len().min(SHOWN);
    let rest = bytes.len() - end;
    let text = bytes[..end].escape_ascii();
    if rest == 0 {
        text.to_string()
    } else {
        format!("{text} … and {rest} bytes more")
    }
}

fn has(bytes: &[u8], part: &str) -> bool {
    bytes
        .windows(part.len().max(1))
        .any(|window| window == part.as_bytes())
}
