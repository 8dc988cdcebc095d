//! Key specifications: rules that locate the keys among a command's arguments.
//!
//! Source: <https://redis.io/docs/latest/develop/reference/key-specs/>.

use enumset::{EnumSet, EnumSetType};

use super::word::words;

/// A rule that finds some of a command's keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeySpec {
    /// The position where the search begins.
    pub begin: BeginSearch,
    /// The words after that position that are keys.
    pub find: FindKeys,
    /// The access to the keys, and the reliability of the rule.
    pub flags: EnumSet<KeyFlag>,
}

/// The position where the search begins. Position 0 is the command's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BeginSearch {
    /// A fixed position.
    Index(i64),
    /// The position after a keyword, in upper or lower case.
    Keyword {
        /// The keyword, such as `STREAMS`.
        keyword: String,
        /// The first position to look at. A negative one counts from the end, and the search goes backwards.
        start_from: i64,
    },
    /// The server has no rule.
    Unknown,
}

/// The words that are keys, relative to the position where the search begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FindKeys {
    /// A range of words.
    Range {
        /// The last key, relative to the first. A negative one counts from the end: −1 is the last word.
        last_key: i64,
        /// The distance between two keys.
        step: i64,
        /// With a `last_key` of −1, the keys end after this fraction (2: half) of the words. 0 and 1: all of them.
        limit: i64,
    },
    /// A range whose length is one of the words.
    KeyNum {
        /// The position of the number of keys.
        key_num: i64,
        /// The position of the first key.
        first_key: i64,
        /// The distance between two keys.
        step: i64,
    },
    /// The server has no rule.
    Unknown,
}

words! {
    /// The access to keys, and the reliability of a rule.
    #[derive(EnumSetType)]
    #[enumset(no_super_impls)]
    pub enum KeyFlag {
        ReadOnly = "RO",
        ReadWrite = "RW",
        Overwrite = "OW",
        Remove = "RM",
        Access = "access",
        Update = "update",
        Insert = "insert",
        Delete = "delete",
        /// Not a key, but it determines the slot as a key does: a sharded channel.
        NotKey = "not_key",
        /// The rule may miss keys.
        Incomplete = "incomplete",
        /// The flags depend on other arguments.
        VariableFlags = "variable_flags",
    }
}

impl KeySpec {
    /// Converts the rule of servers before 7.0: first key, last key (negative: from the end) and step. Returns `None`
    /// for a command without keys.
    pub(super) fn legacy(first: i64, last: i64, step: i64) -> Option<Self> {
        let last_key = match last {
            ..0 => last,
            _ => last.checked_sub(first)?,
        };
        (first > 0).then(|| KeySpec {
            begin: BeginSearch::Index(first),
            find: FindKeys::Range {
                last_key,
                step,
                limit: 0,
            },
            flags: EnumSet::empty(),
        })
    }

    /// A rule which only states that the command has keys.
    pub(super) fn unknown() -> Self {
        KeySpec {
            begin: BeginSearch::Unknown,
            find: FindKeys::Unknown,
            flags: EnumSet::empty(),
        }
    }

    /// Returns whether the rule may miss keys.
    pub fn is_incomplete(&self) -> bool {
        self.begin == BeginSearch::Unknown
            || self.find == FindKeys::Unknown
            || self.flags.contains(KeyFlag::Incomplete)
    }
}
