//! What a program did, and what a test says about it. Every failed assertion prints all there is.

use std::fmt;

/// Output and exit code of a program that has ended.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// The command line.
    pub(crate) told: String,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: Vec<u8>,
    /// As a shell gives it: 128 and the signal's number for what a signal ended.
    pub(crate) code: i32,
}

impl Outcome {
    /// It ended with 0.
    #[track_caller]
    pub(crate) fn assert_success(&self) -> &Self {
        self.assert_code(0)
    }

    /// It ended with this.
    #[track_caller]
    pub(crate) fn assert_code(&self, code: i32) -> &Self {
        assert!(self.code == code, "expected exit code {code}\n{self:?}");
        self
    }

    /// Byte for byte.
    #[track_caller]
    pub(crate) fn assert_stdout(&self, expected: impl AsRef<[u8]>) -> &Self {
        let expected = expected.as_ref();
        assert!(
            self.stdout == expected,
            "expected on stdout: {}\n{self:?}",
            expected.escape_ascii()
        );
        self
    }

    /// Byte for byte.
    #[track_caller]
    pub(crate) fn assert_stderr(&self, expected: impl AsRef<[u8]>) -> &Self {
        let expected = expected.as_ref();
        assert!(
            self.stderr == expected,
            "expected on stderr: {}\n{self:?}",
            expected.escape_ascii()
        );
        self
    }

    /// Somewhere in it.
    #[track_caller]
    pub(crate) fn assert_stdout_has(&self, part: &str) -> &Self {
        assert!(
            has(&self.stdout, part),
            "expected somewhere on stdout: {part}\n{self:?}"
        );
        self
    }

    /// Somewhere in it.
    #[track_caller]
    pub(crate) fn assert_stderr_has(&self, part: &str) -> &Self {
        assert!(
            has(&self.stderr, part),
            "expected somewhere on stderr: {part}\n{self:?}"
        );
        self
    }

    /// A complaint is one line, no more and no less, and nothing else is printed.
    #[track_caller]
    pub(crate) fn assert_complaint(&self, part: &str) -> &Self {
        self.assert_told(part).assert_stdout("")
    }

    /// Stderr is one line, no more and no less, with this in it.
    #[track_caller]
    pub(crate) fn assert_told(&self, part: &str) -> &Self {
        let lines = self.stderr.iter().filter(|&&byte| byte == b'\n').count();
        assert!(
            lines == 1 && self.stderr.ends_with(b"\n"),
            "expected one line on stderr\n{self:?}"
        );
        self.assert_stderr_has(part)
    }

    /// The same stdout and exit code as another's.
    #[track_caller]
    pub(crate) fn assert_same(&self, other: &Outcome) -> &Self {
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
        writeln!(f, "{}\n  exit code {}", self.told, self.code)?;
        writeln!(f, "  stdout: {}", shown(&self.stdout))?;
        write!(f, "  stderr: {}", shown(&self.stderr))
    }
}

/// A megabyte in a failure's message helps nobody.
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
