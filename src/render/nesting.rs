//! Where in its aggregate a value stands, for the formats that only need to know what goes before it.

use redsh_engine::resp::Aggregate;

/// The place of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// The reply itself.
    Top,
    /// An element of an array, set or push.
    Element { first: bool },
    /// The key of a pair.
    Key { first: bool },
    /// The value of a pair.
    Value,
}

/// The open aggregates, outermost first: a byte or two for each.
#[derive(Debug, Default)]
pub(super) struct Nesting {
    /// Where the next value of each stands.
    next: Vec<Place>,
}

impl Nesting {
    /// The place of the value that comes now; the one after it is next.
    pub(super) fn advance(&mut self) -> Place {
        let Some(next) = self.next.last_mut() else {
            return Place::Top;
        };
        let now = *next;
        *next = match now {
            Place::Key { .. } => Place::Value,
            Place::Value => Place::Key { first: false },
            _ => Place::Element { first: false },
        };
        now
    }

    /// The value that came last is an aggregate: what comes now is in it.
    pub(super) fn open(&mut self, kind: Aggregate) {
        self.next.push(match kind.is_paired() {
            true => Place::Key { first: true },
            false => Place::Element { first: true },
        });
    }

    pub(super) fn close(&mut self) {
        self.next.pop();
    }

    /// Everything is closed.
    pub(super) fn clear(&mut self) {
        self.next.clear();
    }
}
