//! The names of the shell words, and what each takes: for completing, highlighting and masking a half-typed line.

/// One word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ShellWord {
    /// In lower case.
    pub(crate) name: &'static str,
    /// What follows it.
    pub(crate) takes: Takes,
}

/// What follows a shell word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Takes {
    /// Nothing, or what is known to nobody but the word itself.
    Anything,
    /// The name of a command.
    CommandName,
    /// A whole command, perhaps behind a number.
    Command,
    /// A key.
    Key,
    /// The name of a file.
    File,
    /// One of these, and then anything.
    OneOf(&'static [&'static str]),
}

/// What `:set` and `:get` know.
const PREFERENCES: &[&str] = &[
    "confirm",
    "cross-slot",
    "hints",
    "monitor",
    "nohints",
    "pipe",
    "view",
];

const WORDS: &[ShellWord] = &[
    word("?", Takes::CommandName),
    word(":edit", Takes::Anything),
    word(":get", Takes::OneOf(PREFERENCES)),
    word(":peek", Takes::Key),
    word(":set", Takes::OneOf(PREFERENCES)),
    word(":source", Takes::File),
    word(":time", Takes::Command),
    word(":use", Takes::Anything),
    word(":watch", Takes::Command),
    word("clear", Takes::Anything),
    word("connect", Takes::Anything),
    word("exit", Takes::Anything),
    word("help", Takes::CommandName),
    word("quit", Takes::Anything),
];

const fn word(name: &'static str, takes: Takes) -> ShellWord {
    ShellWord { name, takes }
}

/// All of them.
pub(crate) fn all() -> impl Iterator<Item = &'static ShellWord> {
    WORDS.iter()
}

/// The one that is named so, in letters of any case.
pub(crate) fn find(name: &[u8]) -> Option<&'static ShellWord> {
    all().find(|word| word.name.as_bytes().eq_ignore_ascii_case(name))
}
