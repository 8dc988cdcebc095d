//! The syntax of a command's arguments, as COMMAND DOCS tells it: a tree, without its prose.
//!
//! For hints and completion; where the keys are is told by key specifications.

use super::word::{WordSet, words};

/// One argument, or a group of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArgumentSpec {
    /// What the manual calls it.
    pub name: String,
    /// What it takes.
    pub kind: ArgumentKind,
    /// The word that is typed before the value, or in place of one: `EX`.
    pub token: Option<String>,
    /// What to show in place of the name, from servers since 7.2.
    pub display: Option<String>,
    /// Which of the command's key specifications finds it.
    pub key_spec: Option<usize>,
    /// Whether it may be left out, or repeated.
    pub flags: WordSet<ArgumentFlag>,
    /// The server version that brought it, where it came after the command.
    pub since: Option<String>,
    /// The server version that advised against it.
    pub deprecated_since: Option<String>,
    /// The members of a group: one of them, or all of them in order.
    pub arguments: Vec<ArgumentSpec>,
}

words! {
    /// What an argument takes.
    pub enum ArgumentKind {
        /// Text.
        String = "string",
        /// A whole number.
        Integer = "integer",
        /// A number.
        Double = "double",
        /// The name of a key.
        Key = "key",
        /// A glob pattern.
        Pattern = "pattern",
        /// A point in time, in seconds or milliseconds since 1970.
        UnixTime = "unix-time",
        /// Nothing: the token is all.
        PureToken = "pure-token",
        /// One of its members.
        OneOf = "oneof",
        /// All of its members, in order.
        Block = "block",
    }
}

words! {
    /// How often an argument is typed.
    pub enum ArgumentFlag {
        /// It may be left out.
        Optional = "optional",
        /// It may be repeated.
        Multiple = "multiple",
        /// Where it is repeated, its token is too.
        MultipleToken = "multiple_token",
    }
}

impl ArgumentSpec {
    /// An argument of which only this is known.
    pub(super) fn new(name: String, kind: ArgumentKind) -> Self {
        ArgumentSpec {
            name,
            kind,
            token: None,
            display: None,
            key_spec: None,
            flags: WordSet::default(),
            since: None,
            deprecated_since: None,
            arguments: Vec::new(),
        }
    }

    /// Whether it may be left out.
    pub fn is_optional(&self) -> bool {
        self.flags.contains(ArgumentFlag::Optional)
    }

    /// Whether it may be repeated.
    pub fn is_multiple(&self) -> bool {
        self.flags.contains(ArgumentFlag::Multiple)
    }
}
