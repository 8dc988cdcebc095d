//! The medium that output is for, which decides the bytes that are escaped.

/// The medium of replies. Raw output is the same on all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Medium {
    /// A file or another program: the output is that of redis-cli.
    Program,
    /// A terminal: the output is that of redis-cli, but no control character reaches the terminal.
    AsciiTerminal,
    /// The same, and quoted strings show printable UTF-8.
    Utf8Terminal,
}

impl Medium {
    pub(super) fn is_terminal(self) -> bool {
        self != Medium::Program
    }

    pub(super) fn shows_utf8(self) -> bool {
        self == Medium::Utf8Terminal
    }
}
