//! The faults of one connection through a fault proxy, and when each strikes. Pure.

use std::collections::VecDeque;
use std::time::Duration;

use crate::dice::Dice;

/// A direction of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    ToServer,
    ToClient,
}

/// A fault on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WireFault {
    /// Both directions end in order. Bytes that still come are recorded, and not passed on.
    Cut,
    /// The client's connection is reset.
    Reset,
    /// This direction ends in order, and the other one goes on.
    HalfClose,
    /// The next bytes of this direction wait.
    Delay(Duration),
    /// The next `bytes` of this direction are passed on in pieces of `size`.
    Fragment { bytes: usize, size: usize },
}

/// A fault that strikes after this many bytes of a direction were passed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlannedFault {
    pub direction: Direction,
    pub after: usize,
    pub fault: WireFault,
}

/// Random faults for one connection: some that only disturb it, and one that ends it. Their distance is up to `gap` bytes of
/// commands, and fewer of replies, which are shorter.
pub fn random_faults(dice: &mut Dice, gap: usize) -> Vec<PlannedFault> {
    let mut after = [dice.below(gap), dice.below(gap) / REPLIES_SHORTER];
    let count = 1 + dice.below(MOST_FAULTS);
    let faults = (1..=count).map(|number| {
        let (direction, gap) = match dice.below(2) {
            0 => (Direction::ToServer, gap),
            _ => (Direction::ToClient, gap / REPLIES_SHORTER),
        };
        let after = &mut after[direction as usize];
        *after += dice.below(gap);
        let fault = match number == count {
            true => ending(dice),
            false => disturbing(dice),
        };
        PlannedFault {
            direction,
            after: *after,
            fault,
        }
    });
    faults.collect()
}

const MOST_FAULTS: usize = 4;
const REPLIES_SHORTER: usize = 8;

fn ending(dice: &mut Dice) -> WireFault {
    match dice.below(3) {
        0 => WireFault::Cut,
        1 => WireFault::Reset,
        _ => WireFault::HalfClose,
    }
}

fn disturbing(dice: &mut Dice) -> WireFault {
    match dice.below(2) {
        0 => WireFault::Delay(Duration::from_millis(dice.below(20) as u64)),
        _ => WireFault::Fragment {
            bytes: 1 + dice.below(400),
            size: 1 + dice.below(3),
        },
    }
}

/// The faults of one direction that are to come.
pub(super) struct Schedule {
    faults: VecDeque<PlannedFault>,
    passed_on: usize,
    /// The size of the pieces, and the bytes that are passed on in such pieces.
    fragment: Option<(usize, usize)>,
}

impl Schedule {
    pub(super) fn new(planned: &[PlannedFault], direction: Direction) -> Self {
        let own = planned.iter().filter(|fault| fault.direction == direction);
        let mut faults: Vec<PlannedFault> = own.copied().collect();
        faults.sort_by_key(|fault| fault.after);
        Schedule {
            faults: faults.into(),
            passed_on: 0,
            fragment: None,
        }
    }

    /// The next fault, if it is time for it.
    pub(super) fn due(&mut self) -> Option<WireFault> {
        let is_due = |fault: &&PlannedFault| fault.after <= self.passed_on;
        let due = *self.faults.front().filter(is_due)?;
        self.faults.pop_front();
        if let WireFault::Fragment { bytes, size } = due.fault {
            self.fragment = Some((size, bytes));
        }
        Some(due.fault)
    }

    /// How many of this many bytes may be passed on in one write.
    pub(super) fn piece(&self, available: usize) -> usize {
        let next = self.faults.front().map(|next| next.after - self.passed_on);
        let size = self.fragment.map(|(size, _)| size);
        let limits = next.into_iter().chain(size);
        limits.fold(available, usize::min)
    }

    pub(super) fn pass_on(&mut self, bytes: usize) {
        self.passed_on += bytes;
        self.fragment = self.fragment.and_then(|(size, left)| {
            let left = left.checked_sub(bytes).filter(|left| *left > 0)?;
            Some((size, left))
        });
    }
}
