//! The route of a command through a cluster, by its keys.

use super::Slot;
use crate::command::Keys;

/// The route of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route {
    /// The command has no keys: the current node, or the one that the user selects.
    Any,
    /// The owner of this slot.
    Slot(Slot),
    /// The keys are in several slots, of which this is the first. Servers refuse the command unless it is split.
    CrossSlot(Slot),
    /// COMMAND GETKEYS must return the keys.
    AskServer,
}

impl Route {
    /// Returns the route of a call. `args` begins with the command's name; `keys` are its
    /// [`slot_words`](crate::command::CommandSpec::slot_words).
    pub fn of<A: AsRef<[u8]>>(keys: &Keys, args: &[A]) -> Self {
        match keys {
            Keys::None => Route::Any,
            Keys::At(positions) => Route::of_keys(positions.iter().filter_map(|at| args.get(*at))),
            Keys::AskServer => Route::AskServer,
        }
    }

    /// Returns the route for these keys, which COMMAND GETKEYS may have returned.
    pub fn of_keys<K: AsRef<[u8]>>(keys: impl IntoIterator<Item = K>) -> Self {
        let mut slots = keys.into_iter().map(|key| Slot::of(key.as_ref()));
        match slots.next() {
            None => Route::Any,
            Some(first) if slots.all(|slot| slot == first) => Route::Slot(first),
            Some(first) => Route::CrossSlot(first),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::CommandTable;

    #[test]
    fn commands_are_routed_by_their_keys() {
        let table = CommandTable::builtin();
        let slot = |key: &str| Slot::of(key.as_bytes());
        let cases = [
            ("PING", Route::Any),
            ("SET foo 1", Route::Slot(slot("foo"))),
            ("MSET {a}1 x {a}2 y", Route::Slot(slot("a"))),
            ("MSET a x b y", Route::CrossSlot(slot("a"))),
            ("EVAL s 0 a", Route::Any),
            ("EVAL s 2 a a", Route::Slot(slot("a"))),
            ("SPUBLISH c m", Route::Slot(slot("c"))),
            ("PUBLISH c m", Route::Any),
            ("XREAD STREAMS {a}1 {a}2 0 0", Route::Slot(slot("a"))),
            ("SORT a STORE b", Route::CrossSlot(slot("a"))),
        ];
        for (call, expected) in cases {
            let args: Vec<_> = call.split(' ').collect();
            let keys = table.find(&args).unwrap().slot_words(&args);
            assert_eq!(Route::of(&keys, &args), expected, "{call}");
        }
    }
}
