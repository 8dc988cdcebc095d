//! The positions of a call's keys, by its command's key specifications.
//!
//! Arguments come from users: a number of keys may be wrong, words may be missing. A rule that does not fit finds no
//! keys; the server refuses such a call on any node.

use super::{BeginSearch, CommandSpec, FindKeys, KeyFlag, KeySpec, irregular};

/// The positions of a call's keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Keys {
    /// The call has no keys, so any node can run it.
    None,
    /// Positions among the words, in the order of the server's rules; never empty. Position 0 is the command's name.
    At(Vec<usize>),
    /// The rules are incomplete. COMMAND GETKEYS returns the keys.
    AskServer,
}

impl CommandSpec {
    /// Returns the positions of the keys. `args` begins with the command's name.
    pub fn keys<A: AsRef<[u8]>>(&self, args: &[A]) -> Keys {
        self.find(args, |spec| !spec.flags.contains(KeyFlag::NotKey))
    }

    /// Returns the positions of the words that determine the slot: keys, or the channels of SSUBSCRIBE, SUNSUBSCRIBE
    /// and SPUBLISH.
    pub fn slot_words<A: AsRef<[u8]>>(&self, args: &[A]) -> Keys {
        self.find(args, |_| true)
    }

    fn find<A: AsRef<[u8]>>(&self, args: &[A], wanted: impl Fn(&KeySpec) -> bool) -> Keys {
        if let Some(positions) = irregular::positions(&self.name, args) {
            return Keys::from(positions);
        }
        if self.keys.iter().any(KeySpec::is_incomplete) {
            return Keys::AskServer;
        }
        let wanted = self.keys.iter().filter(|spec| wanted(spec));
        let found = wanted.filter_map(|spec| spec.run(args)).flatten();
        Keys::from(found.collect::<Vec<_>>())
    }
}

impl From<Vec<usize>> for Keys {
    fn from(positions: Vec<usize>) -> Self {
        match positions.is_empty() {
            true => Keys::None,
            false => Keys::At(positions),
        }
    }
}

impl KeySpec {
    /// The positions that the rule finds, all of them within `args`; `None` if the rule does not fit the call.
    fn run<A: AsRef<[u8]>>(&self, args: &[A]) -> Option<impl Iterator<Item = usize> + use<A>> {
        let begin = self.begin.place(args)?;
        let (first, last, step) = self.find.bounds(begin, args)?;
        let fits = 0 < first && first <= last && last < count(args) && 0 < step;
        let [first, last, step] = [first, last, step].map(|number| usize::try_from(number).ok());
        let (first, last, step) = fits.then_some((first?, last?, step?))?;
        Some((first..=last).step_by(step))
    }
}

impl BeginSearch {
    fn place<A: AsRef<[u8]>>(&self, args: &[A]) -> Option<i64> {
        match self {
            BeginSearch::Index(index) => Some(*index),
            BeginSearch::Keyword {
                keyword,
                start_from,
            } => after_keyword(keyword, *start_from, args),
            BeginSearch::Unknown => None,
        }
    }
}

fn after_keyword<A: AsRef<[u8]>>(keyword: &str, start_from: i64, args: &[A]) -> Option<i64> {
    let is_keyword = |at: &usize| args[*at].as_ref().eq_ignore_ascii_case(keyword.as_bytes());
    let found = match usize::try_from(start_from) {
        Ok(start) => (start..args.len()).find(is_keyword),
        Err(_) => {
            let start = usize::try_from(count(args).checked_add(start_from)?).ok()?;
            (1..=start).rev().find(is_keyword)
        }
    };
    i64::try_from(found? + 1).ok()
}

impl FindKeys {
    /// The first key, the last key and the step. They may lie outside of the words.
    fn bounds<A: AsRef<[u8]>>(&self, begin: i64, args: &[A]) -> Option<(i64, i64, i64)> {
        match *self {
            FindKeys::Range {
                last_key,
                step,
                limit,
            } => Some((begin, range_end(begin, last_key, limit, count(args))?, step)),
            FindKeys::KeyNum {
                key_num,
                first_key,
                step,
            } => {
                let keys = number_at(begin.checked_add(key_num)?, args)?;
                let first = begin.checked_add(first_key)?;
                let length = keys.checked_sub(1)?.checked_mul(step)?;
                Some((first, first.checked_add(length)?, step))
            }
            FindKeys::Unknown => None,
        }
    }
}

fn range_end(first: i64, last_key: i64, limit: i64, words: i64) -> Option<i64> {
    if last_key >= 0 {
        return first.checked_add(last_key);
    }
    let end = match limit {
        ..=1 => words,
        _ => first.checked_add(words.checked_sub(first)? / limit)?,
    };
    end.checked_add(last_key)
}

fn number_at<A: AsRef<[u8]>>(place: i64, args: &[A]) -> Option<i64> {
    let word = args.get(usize::try_from(place).ok()?)?;
    std::str::from_utf8(word.as_ref()).ok()?.parse().ok()
}

fn count<A>(args: &[A]) -> i64 {
    i64::try_from(args.len()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests;
