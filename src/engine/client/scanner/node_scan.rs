//! The thread that scans one primary, and leaves out the keys of slots that the primary does not own.

use std::sync::mpsc::{Receiver, SyncSender};

use super::ScanContext;
use super::cluster_control::is_passing;
use super::walk::{Walk, WalkStep, prepare};
use crate::Error;
use crate::client::pool::Pool;
use crate::cluster::{Slot, SlotSet};
use crate::keys::Inquiry;
use crate::net::Endpoint;
use crate::scan::{KeyPage, ListedKeys, ScannedNode};

pub(super) struct NodeScan<'a> {
    /// The position of the node in [`Cursors`](super::cursors::Cursors).
    pub(super) number: usize,
    pub(super) pool: &'a Pool,
    pub(super) endpoint: Endpoint,
    pub(super) cursor: u64,
    pub(super) context: ScanContext<'a>,
    pub(super) tally: &'a ListedKeys,
    pub(super) slots: &'a SlotSet,
    /// Sends pages to the thread that processes them.
    pub(super) pages: SyncSender<NodePage<'a>>,
    /// Returns their memory.
    pub(super) empties: Receiver<KeyPage>,
}

pub(super) struct NodePage<'a> {
    pub(super) node: usize,
    pub(super) keys: KeyPage,
    /// The facts about the keys, if the scan wants any.
    pub(super) inquiry: Option<Inquiry<'a>>,
    /// The cursor of the node's next page; 0 after the last.
    pub(super) next: u64,
}

impl NodeScan<'_> {
    /// Scans to the end, or until the node is lost.
    ///
    /// # Errors
    /// Errors for which another node cannot take the place of this one. They end the scans of the other nodes too.
    pub(super) fn run(self) -> Result<ScannedNode, Error> {
        let mut walked = ScannedNode {
            slots: self.slots.clone(),
            foreign: SlotSet::default(),
            is_complete: false,
        };
        match self.walk(&mut walked.foreign) {
            Ok(is_complete) => walked.is_complete = is_complete,
            Err(error) if is_passing(&error) => {}
            Err(error) => {
                self.context.stop.set();
                return Err(error);
            }
        }
        Ok(walked)
    }

    /// Returns whether all pages were read.
    fn walk(&self, foreign: &mut SlotSet) -> Result<bool, Error> {
        let mut lease = self.pool.take(&self.endpoint)?;
        prepare(&mut lease, self.context.options)?;
        let mut walk = Walk::new(lease, self.context, self.cursor);
        // The slot of each key of a page.
        let mut slots = Vec::new();
        loop {
            let mut keys = self.empties.try_recv().unwrap_or_default();
            let step = walk.step(&mut keys, |keys| self.sift(keys, &mut slots, foreign))?;
            let inquiry = match step {
                WalkStep::Page(inquiry) => inquiry,
                WalkStep::End => return Ok(true),
                WalkStep::Stopped => return Ok(false),
            };
            // Not before the facts are known: without them the page is not listed.
            for (slot, key) in slots.drain(..).zip(keys.keys()) {
                self.tally.note(slot, key);
            }
            let page = NodePage {
                node: self.number,
                keys,
                inquiry,
                next: walk.cursor,
            };
            if self.pages.send(page).is_err() {
                return Ok(false);
            }
        }
    }

    /// Removes the keys of other nodes, and notes their slots. Adds the slots of the keys that stay to `slots`.
    fn sift(&self, keys: &mut KeyPage, slots: &mut Vec<Slot>, foreign: &mut SlotSet) {
        keys.retain(|key| {
            let slot = Slot::of(key);
            let is_own = self.slots.contains(slot);
            match is_own {
                true => slots.push(slot),
                false => foreign.insert(slot),
            }
            is_own
        });
    }
}
