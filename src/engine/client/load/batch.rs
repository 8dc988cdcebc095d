//! Commands in the form in which they are sent, and what is known of each: one write, and later its replies. Pure.

use std::ops::Range;

use crate::cluster::Slot;

/// Commands that go out together, in order. A transaction is in one batch from MULTI to EXEC.
#[derive(Debug, Default)]
pub(super) struct Batch {
    wire: Vec<u8>,
    entries: Vec<Entry>,
    /// Where each entry's bytes end.
    ends: Vec<usize>,
}

/// One command of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    /// Which of the input it is, from 1.
    pub(super) number: u64,
    /// Where in the input it begins, in bytes.
    pub(super) offset: u64,
    /// The database that was selected before it.
    pub(super) db: u32,
    /// The slot of its keys, where a cluster has told it apart.
    pub(super) slot: Option<Slot>,
    /// What is behind it in its slot waits until it is answered.
    pub(super) holds: bool,
    pub(super) part: Part,
}

/// Where a command stands in what moves as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// It moves alone.
    Alone,
    /// It is sent to other nodes too, and counts once.
    Copy { is_first: bool },
    /// It opens a transaction, or stands in one: what follows moves with it.
    Joined,
    /// It ends a transaction.
    Last,
}

/// What moves as one, a command or a transaction: which of the batch's entries, and which of its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unit {
    pub(super) entries: Range<usize>,
    pub(super) span: Range<usize>,
}

/// What moves as one, wherever it is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Parcel<'a> {
    /// A command that is in no batch yet.
    Command(&'a [u8], Entry),
    /// A unit of a batch.
    Unit(&'a Batch, &'a Unit),
}

impl Parcel<'_> {
    /// The same, where it is a command: its keys are in this slot, and what is behind it there may have to wait. A
    /// transaction knows that of itself.
    pub(super) fn in_slot(mut self, slot: Slot, holds: bool) -> Self {
        if let Parcel::Command(_, entry) = &mut self {
            (entry.slot, entry.holds) = (Some(slot), holds);
        }
        self
    }

    /// The same, where it is a command that is sent to several nodes.
    pub(super) fn as_part(mut self, part: Part) -> Self {
        if let Parcel::Command(_, entry) = &mut self {
            entry.part = part;
        }
        self
    }
}

impl Batch {
    /// Adds what moves as one.
    pub(super) fn add(&mut self, parcel: &Parcel<'_>) {
        match parcel {
            Parcel::Command(wire, entry) => self.push(wire, *entry),
            Parcel::Unit(batch, unit) => self.append(batch, unit),
        }
    }

    /// Adds a command as it is sent.
    pub(super) fn push(&mut self, wire: &[u8], entry: Entry) {
        self.wire.extend_from_slice(wire);
        self.entries.push(entry);
        self.ends.push(self.wire.len());
    }

    /// Adds what moves as one from another batch.
    pub(super) fn append(&mut self, other: &Batch, unit: &Unit) {
        for index in unit.entries.clone() {
            self.push(other.bytes(index), other.entries[index]);
        }
    }

    /// A batch of one command.
    pub(super) fn of(wire: &[u8], entry: Entry) -> Self {
        let mut batch = Batch::default();
        batch.push(wire, entry);
        batch
    }

    /// The same, with all its keys in this slot, where what is behind it waits.
    pub(super) fn fencing(mut self, slot: Option<Slot>) -> Self {
        for entry in &mut self.entries {
            (entry.slot, entry.holds) = (slot, true);
        }
        self
    }

    /// All commands, as they are sent.
    pub(super) fn wire(&self) -> &[u8] {
        &self.wire
    }

    /// What is known of the commands.
    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// One command, as it is sent.
    pub(super) fn bytes(&self, index: usize) -> &[u8] {
        &self.wire[self.begin(index)..self.ends[index]]
    }

    /// What moves as one from this entry on.
    pub(super) fn unit_at(&self, first: usize) -> Unit {
        let joined = self.entries[first..]
            .iter()
            .take_while(|entry| entry.part == Part::Joined)
            .count();
        let end = (first + joined + 1).min(self.entries.len());
        Unit {
            entries: first..end,
            span: self.begin(first)..self.ends[end - 1],
        }
    }

    /// All that it holds, in units, from this entry on.
    pub(super) fn units(&self, first: usize) -> impl Iterator<Item = Unit> {
        let mut next = first;
        std::iter::from_fn(move || {
            let unit = (next < self.entries.len()).then(|| self.unit_at(next))?;
            next = unit.entries.end;
            Some(unit)
        })
    }

    /// How many of a unit's replies count.
    pub(super) fn counting(&self, unit: &Unit) -> u64 {
        match self.entries[unit.entries.start].part {
            Part::Copy { is_first: false } => 0,
            _ => unit.entries.len() as u64,
        }
    }

    /// One command as a unit of its own.
    pub(super) fn single(&self, index: usize) -> Unit {
        Unit {
            entries: index..index + 1,
            span: self.begin(index)..self.ends[index],
        }
    }

    /// The bytes of a unit.
    pub(super) fn unit_wire(&self, unit: &Unit) -> &[u8] {
        &self.wire[unit.span.clone()]
    }

    fn begin(&self, index: usize) -> usize {
        index.checked_sub(1).map_or(0, |before| self.ends[before])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(number: u64, part: Part) -> Entry {
        Entry {
            number,
            offset: 10 * number,
            db: 0,
            slot: None,
            holds: false,
            part,
        }
    }

    fn batch(parts: &[Part]) -> Batch {
        let mut batch = Batch::default();
        for (number, part) in parts.iter().enumerate() {
            batch.push(
                format!("<{number}>").as_bytes(),
                entry(number as u64, *part),
            );
        }
        batch
    }

    #[test]
    fn a_transaction_is_one_unit() {
        use Part::{Alone, Joined, Last};
        let batch = batch(&[Alone, Joined, Joined, Last, Alone]);
        let units: Vec<_> = batch.units(0).collect();
        let wires: Vec<_> = units.iter().map(|unit| batch.unit_wire(unit)).collect();
        assert_eq!(wires, [&b"<0>"[..], b"<1><2><3>", b"<4>"]);
        assert_eq!(batch.units(4).count(), 1);
    }

    #[test]
    fn a_unit_is_taken_over_with_all_that_is_known_of_it() {
        use Part::{Alone, Joined, Last};
        let from = batch(&[Alone, Joined, Last]);
        let mut to = batch(&[Alone]);
        to.append(&from, &from.unit_at(1));
        assert_eq!(to.wire(), b"<0><1><2>");
        assert_eq!(to.entries()[1..], from.entries()[1..]);
        assert_eq!(to.bytes(2), b"<2>");
    }
}
