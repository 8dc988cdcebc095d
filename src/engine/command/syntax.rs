//! The syntax of a command's arguments as a tree, from COMMAND DOCS.
//!
//! It serves hints and completion. Key specifications locate the keys.

use enumset::{EnumSet, EnumSetType};

use super::word::words;

/// An argument, or a group of arguments.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ArgumentSpec {
    /// The argument's name in the manual.
    pub name: String,
    /// The type of its value.
    pub kind: ArgumentKind,
    /// The keyword before the value, or in its place: `EX`.
    pub token: Option<String>,
    /// The name to display instead, from servers since 7.2.
    pub display: Option<String>,
    /// Whether the argument is optional or repeatable.
    pub flags: EnumSet<ArgumentFlag>,
    /// The members of a group: alternatives, or a sequence.
    pub arguments: Vec<ArgumentSpec>,
}

words! {
    /// The type of an argument.
    #[derive(Default)]
    pub enum ArgumentKind {
        #[default]
        String = "string",
        Integer = "integer",
        Double = "double",
        Key = "key",
        Pattern = "pattern",
        /// A time in seconds or milliseconds since 1970.
        UnixTime = "unix-time",
        /// Only the token, without a value.
        PureToken = "pure-token",
        /// One of its members.
        OneOf = "oneof",
        /// All of its members, in order.
        Block = "block",
    }
}

words! {
    /// How often an argument may occur.
    #[derive(EnumSetType)]
    #[enumset(no_super_impls)]
    pub enum ArgumentFlag {
        Optional = "optional",
        Multiple = "multiple",
        /// The token is repeated along with the value.
        MultipleToken = "multiple_token",
    }
}

impl ArgumentSpec {
    /// Returns whether the argument may be omitted.
    pub fn is_optional(&self) -> bool {
        self.flags.contains(ArgumentFlag::Optional)
    }

    /// Returns whether the argument may be repeated.
    pub fn is_multiple(&self) -> bool {
        self.flags.contains(ArgumentFlag::Multiple)
    }
}
