//! The position of a value in its aggregate, for formats that need only the separator before it.

use redsh_engine::resp::Aggregate;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ValuePosition {
    Top,
    /// An element of an array, set or push.
    Element {
        first: bool,
    },
    Key {
        first: bool,
    },
    Value,
}

/// The open aggregates, outermost first.
#[derive(Debug, Default)]
pub(super) struct Nesting {
    /// The position of the next value in each.
    next: Vec<ValuePosition>,
}

impl Nesting {
    /// Returns the position of the current value, and moves to the next.
    pub(super) fn advance(&mut self) -> ValuePosition {
        let Some(next) = self.next.last_mut() else {
            return ValuePosition::Top;
        };
        let now = *next;
        *next = match now {
            ValuePosition::Key { .. } => ValuePosition::Value,
            ValuePosition::Value => ValuePosition::Key { first: false },
            _ => ValuePosition::Element { first: false },
        };
        now
    }

    /// Opens an aggregate, which is the current value.
    pub(super) fn open(&mut self, kind: Aggregate) {
        self.next.push(match kind.is_paired() {
            true => ValuePosition::Key { first: true },
            false => ValuePosition::Element { first: true },
        });
    }

    pub(super) fn close(&mut self) {
        self.next.pop();
    }

    pub(super) fn clear(&mut self) {
        self.next.clear();
    }
}
