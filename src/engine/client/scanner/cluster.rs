//! A cluster's keys: all primaries at the same time, then the slots that were not at one place all the time.
//!
//! 1. All primaries are asked which slots they own, and which of these are on their way.
//! 2. Each is scanned, on a thread of its own. A key whose slot the node did not own then is left out.
//! 3. When all have come to their end, or are gone, all primaries are asked again.
//! 4. What is in doubt by these answers ([`slots_to_rescan`] says why that is all) is looked at slot by slot (`recheck.rs`).
//!
//! The threads hand their pages to the one that takes them through a bounded channel, and get the memory back.

use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, Sender, channel, sync_channel};
use std::thread::{self, ScopedJoinHandle};

use super::cluster_control::ClusterControl;
use super::cursors::Cursors;
use super::recheck::Recheck;
use super::stop::Stop;
use super::task::{Parcel, Task};
use super::{End, Outcome, Take};
use crate::Error;
use crate::cluster::SlotSet;
use crate::scan::{
    KeyPage, ListedKeys, ScanOptions, ScanPosition, ScannedNode, Snapshot, slots_to_rescan,
};

/// Pages that wait for the taker, for each node.
const WAITING: usize = 2;

/// Scans a cluster.
pub(super) fn scan(
    guide: ClusterControl,
    options: &ScanOptions,
    from: ScanPosition,
    stop: &Stop<'_>,
    take: &mut Take<'_>,
) -> Outcome {
    let mut scan = ClusterScan {
        guide,
        options,
        stop,
        tally: ListedKeys::new(),
        position: from,
    };
    let end = scan.run(take).unwrap_or_else(End::Failed);
    Outcome {
        end,
        position: scan.position,
    }
}

struct ClusterScan<'a> {
    guide: ClusterControl,
    options: &'a ScanOptions,
    stop: &'a Stop<'a>,
    /// What has been listed.
    tally: ListedKeys,
    position: ScanPosition,
}

impl ClusterScan<'_> {
    fn run(&mut self, take: &mut Take<'_>) -> Result<End, Error> {
        let Some(before) = self.guide.snapshot(self.stop, None)? else {
            return Ok(End::Stopped);
        };
        let walks = match self.walk(&before, take)? {
            ControlFlow::Continue(walks) => walks,
            ControlFlow::Break(end) => return Ok(end),
        };
        let mut wanted = SlotSet::new();
        walks.iter().for_each(|walked| wanted.add(&walked.slots));
        let Some(after) = self.guide.snapshot(self.stop, Some(&wanted))? else {
            return Ok(End::Stopped);
        };
        let doubt = slots_to_rescan(&before, &after, &walks);
        let mut recheck = Recheck {
            guide: &mut self.guide,
            options: self.options,
            stop: self.stop,
            tally: &self.tally,
            wanted: &wanted,
        };
        recheck.run(after, &doubt, take)
    }

    /// Scans the nodes, and has every page taken: what was seen, or why that is all.
    fn walk(
        &mut self,
        before: &Snapshot,
        take: &mut Take<'_>,
    ) -> Result<ControlFlow<End, Vec<ScannedNode>>, Error> {
        let mut cursors =
            Cursors::new(before, &self.position, |address| self.guide.mapped(address))?;
        let nodes = cursors.nodes();
        let endpoints = nodes.map(|(node, _)| self.guide.endpoint(&node.address));
        let endpoints: Vec<_> = endpoints.collect();
        let (pages, parcels) = sync_channel(endpoints.len() * WAITING);
        let (taken, walks) = thread::scope(|scope| {
            let tasks = cursors.nodes().zip(endpoints).enumerate();
            let tasks = tasks.map(|(number, ((node, cursor), endpoint))| {
                let (back, empties) = channel();
                let task = Task {
                    number,
                    endpoint,
                    cursor,
                    options: self.options,
                    stop: self.stop,
                    tally: &self.tally,
                    slots: &node.view.slots,
                    pages: pages.clone(),
                    empties,
                };
                (back, scope.spawn(move || task.run()))
            });
            let (backs, threads): (Vec<_>, Vec<_>) = tasks.unzip();
            drop(pages);
            let taken = self.consume(parcels, &backs, &mut cursors, take);
            if !matches!(taken, Ok(ControlFlow::Continue(()))) {
                self.stop.set();
            }
            (taken, join(threads))
        });
        self.position = cursors.position();
        Ok(match (taken?, walks?) {
            (ControlFlow::Break(()), _) => ControlFlow::Break(End::Left),
            _ if self.stop.was_asked() => ControlFlow::Break(End::Stopped),
            (ControlFlow::Continue(()), walks) => ControlFlow::Continue(walks),
        })
    }

    /// Has the pages taken until there are no more, or it is to end.
    fn consume(
        &self,
        parcels: Receiver<Parcel>,
        backs: &[Sender<KeyPage>],
        cursors: &mut Cursors<'_>,
        take: &mut Take<'_>,
    ) -> Result<ControlFlow<()>, Error> {
        for mut parcel in parcels {
            if self.stop.was_asked() {
                break;
            }
            if take(&mut parcel.page)?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
            cursors.advance(parcel.node, parcel.next);
            // A thread that has ended does not want it.
            let _ = backs[parcel.node].send(parcel.page);
        }
        Ok(ControlFlow::Continue(()))
    }
}

fn join(
    threads: Vec<ScopedJoinHandle<'_, Result<ScannedNode, Error>>>,
) -> Result<Vec<ScannedNode>, Error> {
    let ends = threads.into_iter().map(ScopedJoinHandle::join);
    ends.map(|end| end.unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
        .collect()
}
