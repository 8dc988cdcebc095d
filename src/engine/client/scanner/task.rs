//! What the thread of one primary does: it scans, and leaves out what is not the primary's own.

use std::sync::mpsc::{Receiver, SyncSender};

use super::cluster_control::is_passing;
use super::stop::Stop;
use super::walk::{Step, Walk};
use crate::Error;
use crate::cluster::{Slot, SlotSet};
use crate::net::{Connection, Endpoint};
use crate::scan::{KeyPage, ListedKeys, ScanOptions, ScannedNode};

/// The scan of one primary.
pub(super) struct Task<'a> {
    /// Which of the nodes it is.
    pub(super) number: usize,
    /// How it is reached.
    pub(super) endpoint: Endpoint,
    /// Where it begins.
    pub(super) cursor: u64,
    /// What is looked for.
    pub(super) options: &'a ScanOptions,
    /// When to end.
    pub(super) stop: &'a Stop<'a>,
    /// Where what is listed is noted.
    pub(super) tally: &'a ListedKeys,
    /// The slots that are its own.
    pub(super) slots: &'a SlotSet,
    /// To the one who takes them.
    pub(super) pages: SyncSender<Parcel>,
    /// From there, to be used again.
    pub(super) empties: Receiver<KeyPage>,
}

/// A page, on its way to the taker.
pub(super) struct Parcel {
    /// Which of the nodes it is of.
    pub(super) node: usize,
    /// Its own keys.
    pub(super) page: KeyPage,
    /// Where the node's next page begins; 0 behind the last one.
    pub(super) next: u64,
}

impl Task<'_> {
    /// Scans to the end, or as far as the node is to be had.
    ///
    /// # Errors
    /// What another node in its place would not help against; all others are then to end too.
    pub(super) fn run(self) -> Result<ScannedNode, Error> {
        let mut walked = ScannedNode {
            slots: self.slots.clone(),
            foreign: SlotSet::new(),
            is_complete: false,
        };
        match self.walk(&mut walked.foreign) {
            Ok(is_complete) => walked.is_complete = is_complete,
            Err(error) if is_passing(&error) => {}
            Err(error) => {
                self.stop.set();
                return Err(error);
            }
        }
        Ok(walked)
    }

    /// Whether it came to the end.
    fn walk(&self, foreign: &mut SlotSet) -> Result<bool, Error> {
        let connection = Connection::open(&self.endpoint, &[])?.connection;
        let mut walk = Walk::new(connection, self.options, self.cursor, self.stop);
        loop {
            let mut page = self.empties.try_recv().unwrap_or_default();
            match walk.step(&mut page)? {
                Step::Page => {}
                Step::End => return Ok(true),
                Step::Stopped => return Ok(false),
            }
            self.sift(&mut page, foreign);
            let parcel = Parcel {
                node: self.number,
                page,
                next: walk.cursor(),
            };
            if self.pages.send(parcel).is_err() {
                return Ok(false);
            }
        }
    }

    /// Leaves out the keys that are another node's, and notes the others.
    fn sift(&self, page: &mut KeyPage, foreign: &mut SlotSet) {
        page.retain(|key| {
            let slot = Slot::of(key);
            let is_own = self.slots.contains(slot);
            match is_own {
                true => self.tally.note(slot, key),
                false => foreign.insert(slot),
            }
            is_own
        });
    }
}
