//! The separators between values, for formats that need only those.

use redsh_engine::resp::Aggregate;

/// The separator before a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Separator {
    /// None: the value is the reply itself, or the first one of its aggregate.
    None,
    /// Between elements, or between pairs.
    Element,
    /// Between a key and its value.
    Pair,
}

/// The open aggregates, outermost first.
#[derive(Debug, Default)]
pub(super) struct Nesting {
    levels: Vec<Level>,
}

#[derive(Debug)]
struct Level {
    is_paired: bool,
    /// The separator before the next value.
    next: Separator,
}

impl Nesting {
    /// Returns the separator before the current value, and whether the value is a key.
    pub(super) fn advance(&mut self) -> (Separator, bool) {
        let Some(level) = self.levels.last_mut() else {
            return (Separator::None, false);
        };
        let is_key = level.is_paired && level.next != Separator::Pair;
        let next = if is_key {
            Separator::Pair
        } else {
            Separator::Element
        };
        (std::mem::replace(&mut level.next, next), is_key)
    }

    /// Opens an aggregate, which is the current value.
    pub(super) fn open(&mut self, kind: Aggregate) {
        self.levels.push(Level {
            is_paired: kind.is_paired(),
            next: Separator::None,
        });
    }

    pub(super) fn close(&mut self) {
        self.levels.pop();
    }

    pub(super) fn clear(&mut self) {
        self.levels.clear();
    }
}
