//! Key specifications: how a server says where a command's keys are.
//!
//! Source: <https://redis.io/docs/latest/develop/reference/key-specs/>.

use super::word::{WordSet, words};

/// One rule that finds some of a command's keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeySpec {
    /// Where the looking begins.
    pub begin: BeginSearch,
    /// Which words from there on are keys.
    pub find: FindKeys,
    /// What is done to the keys, and how far the rule can be trusted.
    pub flags: WordSet<KeyFlag>,
}

/// Where the looking begins. Words are counted from 0, the command's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BeginSearch {
    /// At this word.
    Index(i64),
    /// After this keyword, in any case of letters.
    Keyword {
        /// `STREAMS`.
        keyword: String,
        /// The first word that may be the keyword; negative: counted from the end, and looked for backwards.
        start_from: i64,
    },
    /// No rule could say.
    Unknown,
}

/// Which words are keys, seen from where the looking begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FindKeys {
    /// A run of words.
    Range {
        /// The last key, from the first; negative: from the last word of all, −1 being that word.
        last_key: i64,
        /// From one key to the next.
        step: i64,
        /// With a `last_key` of −1: keys end after this part (2: half) of the words. 0 and 1: all of them.
        limit: i64,
    },
    /// A run whose length is among the words.
    KeyNum {
        /// Where the number of keys is, from the beginning.
        key_num: i64,
        /// Where the first key is, from the beginning.
        first_key: i64,
        /// From one key to the next.
        step: i64,
    },
    /// No rule could say.
    Unknown,
}

words! {
    /// What is done to keys, and how far a rule can be trusted.
    pub enum KeyFlag {
        /// The value is read, and not changed.
        ReadOnly = "RO",
        /// The value is changed.
        ReadWrite = "RW",
        /// The value is overwritten.
        Overwrite = "OW",
        /// The key is removed.
        Remove = "RM",
        /// The user's data comes back, or is copied.
        Access = "access",
        /// Data is changed.
        Update = "update",
        /// Data is added.
        Insert = "insert",
        /// Data is deleted.
        Delete = "delete",
        /// It is no key, but belongs to a slot as keys do: a sharded channel.
        NotKey = "not_key",
        /// There may be keys that the rule does not find.
        Incomplete = "incomplete",
        /// The flags depend on other arguments.
        VariableFlags = "variable_flags",
    }
}

impl KeySpec {
    /// The rule of servers before 7.0: first key, last key (negative: from the end) and step; `None` without keys.
    pub(super) fn legacy(first: i64, last: i64, step: i64) -> Option<Self> {
        let last_key = if last < 0 {
            last
        } else {
            last.checked_sub(first)?
        };
        let find = FindKeys::Range {
            last_key,
            step,
            limit: 0,
        };
        (first > 0).then(|| KeySpec {
            begin: BeginSearch::Index(first),
            find,
            flags: WordSet::default(),
        })
    }

    /// The rule that says only that there are keys.
    pub(super) fn unknown() -> Self {
        KeySpec {
            begin: BeginSearch::Unknown,
            find: FindKeys::Unknown,
            flags: WordSet::default(),
        }
    }

    /// Whether the keys that the rule finds may not be all.
    pub fn is_incomplete(&self) -> bool {
        self.begin == BeginSearch::Unknown
            || self.find == FindKeys::Unknown
            || self.flags.contains(KeyFlag::Incomplete)
    }
}
