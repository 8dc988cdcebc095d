//! Encoded commands that are sent in one write, and where each comes from. Pure.

use std::ops::Range;

use crate::cluster::Slot;

/// Commands that are sent together, in order. A transaction is in one batch from MULTI to EXEC.
#[derive(Debug, Default)]
pub(super) struct Batch {
    wire: Vec<u8>,
    entries: Vec<Entry>,
    /// The end of each entry's bytes.
    ends: Vec<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    /// Its number in the input, from 1.
    pub(super) number: u64,
    /// Its offset in the input, in bytes.
    pub(super) offset: u64,
    /// The database that the input has selected.
    pub(super) db: u32,
    /// The slot of its keys, in a cluster.
    pub(super) slot: Option<Slot>,
    /// Whether later commands of its slot wait for its reply.
    pub(super) holds: bool,
    pub(super) part: UnitPart,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum UnitPart {
    /// It is a unit.
    Alone,
    /// It is a unit that is sent to other nodes too, and counts once.
    Copy {
        is_first: bool,
    },
    /// It opens a transaction, or is inside of one: the next command belongs to the same unit.
    Joined,
    Last,
}

/// A command or a transaction of a batch: its entries, and its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unit {
    pub(super) entries: Range<usize>,
    pub(super) span: Range<usize>,
}

/// A command or a transaction that is to be sent.
#[derive(Debug, Clone, Copy)]
pub(super) enum Parcel<'a> {
    /// A command that is not in a batch.
    Command(&'a [u8], Entry),
    Unit(&'a Batch, &'a Unit),
}

impl Parcel<'_> {
    /// Sets the slot of a command, and whether later commands of the slot wait. A transaction has both already.
    pub(super) fn in_slot(mut self, slot: Slot, holds: bool) -> Self {
        if let Parcel::Command(_, entry) = &mut self {
            (entry.slot, entry.holds) = (Some(slot), holds);
        }
        self
    }

    /// Sets the position of a command that is sent to several nodes.
    pub(super) fn as_part(mut self, part: UnitPart) -> Self {
        if let Parcel::Command(_, entry) = &mut self {
            entry.part = part;
        }
        self
    }
}

impl Batch {
    pub(super) fn add(&mut self, parcel: &Parcel<'_>) {
        match parcel {
            Parcel::Command(wire, entry) => self.push(wire, *entry),
            Parcel::Unit(batch, unit) => self.append(batch, unit),
        }
    }

    pub(super) fn push(&mut self, wire: &[u8], entry: Entry) {
        self.wire.extend_from_slice(wire);
        self.entries.push(entry);
        self.ends.push(self.wire.len());
    }

    pub(super) fn append(&mut self, other: &Batch, unit: &Unit) {
        for index in unit.entries.clone() {
            self.push(other.bytes(index), other.entries[index]);
        }
    }

    pub(super) fn append_all(&mut self, other: &Batch) {
        other.units(0).for_each(|unit| self.append(other, &unit));
    }

    /// Sets the slot of all commands, and has later commands of the slot wait.
    pub(super) fn fencing(mut self, slot: Option<Slot>) -> Self {
        for entry in &mut self.entries {
            (entry.slot, entry.holds) = (slot, true);
        }
        self
    }

    pub(super) fn wire(&self) -> &[u8] {
        &self.wire
    }

    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub(super) fn bytes(&self, index: usize) -> &[u8] {
        &self.wire[self.begin(index)..self.ends[index]]
    }

    pub(super) fn unit_at(&self, first: usize) -> Unit {
        let joined = self.entries[first..]
            .iter()
            .take_while(|entry| entry.part == UnitPart::Joined)
            .count();
        let end = (first + joined + 1).min(self.entries.len());
        Unit {
            entries: first..end,
            span: self.begin(first)..self.ends[end - 1],
        }
    }

    pub(super) fn units(&self, first: usize) -> impl Iterator<Item = Unit> {
        let mut next = first;
        std::iter::from_fn(move || {
            let unit = (next < self.entries.len()).then(|| self.unit_at(next))?;
            next = unit.entries.end;
            Some(unit)
        })
    }

    /// Returns all units in the order of the input.
    pub(super) fn sorted_units(&self) -> Vec<Unit> {
        let mut units: Vec<Unit> = self.units(0).collect();
        units.sort_by_key(|unit| self.entries[unit.entries.start].number);
        units
    }

    /// The number of a unit's replies that count.
    pub(super) fn counting(&self, unit: &Unit) -> u64 {
        match self.entries[unit.entries.start].part {
            UnitPart::Copy { is_first: false } => 0,
            _ => unit.entries.len() as u64,
        }
    }

    pub(super) fn single(&self, index: usize) -> Unit {
        Unit {
            entries: index..index + 1,
            span: self.begin(index)..self.ends[index],
        }
    }

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

    fn entry(number: u64, part: UnitPart) -> Entry {
        Entry {
            number,
            offset: 10 * number,
            db: 0,
            slot: None,
            holds: false,
            part,
        }
    }

    fn batch(parts: &[UnitPart]) -> Batch {
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
        use UnitPart::{Alone, Joined, Last};
        let batch = batch(&[Alone, Joined, Joined, Last, Alone]);
        let units: Vec<_> = batch.units(0).collect();
        let wires: Vec<_> = units.iter().map(|unit| batch.unit_wire(unit)).collect();
        assert_eq!(wires, [&b"<0>"[..], b"<1><2><3>", b"<4>"]);
        assert_eq!(batch.units(4).count(), 1);
    }

    #[test]
    fn a_unit_keeps_its_entries_in_another_batch() {
        use UnitPart::{Alone, Joined, Last};
        let from = batch(&[Alone, Joined, Last]);
        let mut to = batch(&[Alone]);
        to.append(&from, &from.unit_at(1));
        assert_eq!(to.wire(), b"<0><1><2>");
        assert_eq!(to.entries()[1..], from.entries()[1..]);
        assert_eq!(to.bytes(2), b"<2>");
    }
}
