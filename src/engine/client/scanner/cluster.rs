//! The keys of a cluster: first all primaries at the same time, then the slots that moved meanwhile.
//!
//! 1. All primaries are asked which slots they own, and which of these are being moved.
//! 2. Each is scanned on a thread of its own. Keys of slots that the node did not own at step 1 are left out.
//! 3. When all scans have ended, or their nodes are lost, all primaries are asked again.
//! 4. The slots that may have been missed ([`slots_to_rescan`] explains why these are all) are listed slot by slot
//!    (`recheck.rs`).
//! 5. A slot without an owner is an error at the end: its keys, if there are any, cannot be listed.
//!
//! The threads send their pages to the calling thread through a bounded channel, and get the memory back.

use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, Sender, channel, sync_channel};
use std::thread::{self, ScopedJoinHandle};

use super::cluster_control::ClusterControl;
use super::cursors::Cursors;
use super::node_scan::{NodePage, NodeScan};
use super::recheck::Recheck;
use super::{ProcessPage, ScanContext, ScanEnd, ScanOutcome, ScannedPage};
use crate::Error;
use crate::cluster::{Slot, SlotSet};
use crate::scan::{KeyPage, ListedKeys, ScanPosition, ScannedNode, Snapshot, slots_to_rescan};

/// Pages of one node that wait to be processed.
const WAITING: usize = 2;

pub(super) fn scan(
    control: ClusterControl,
    context: ScanContext<'_>,
    from: ScanPosition,
    process: &mut ProcessPage<'_>,
) -> ScanOutcome {
    let mut scan = ClusterScan {
        control,
        context,
        tally: ListedKeys::default(),
        position: from,
    };
    let end = scan.run(process).unwrap_or_else(ScanEnd::Failed);
    ScanOutcome {
        end,
        position: scan.position,
    }
}

struct ClusterScan<'a> {
    control: ClusterControl,
    context: ScanContext<'a>,
    tally: ListedKeys,
    position: ScanPosition,
}

impl ClusterScan<'_> {
    fn run(&mut self, process: &mut ProcessPage<'_>) -> Result<ScanEnd, Error> {
        let stop = self.context.stop;
        let Some(before) = self.control.snapshot(stop, None)? else {
            return Ok(ScanEnd::Stopped);
        };
        let walks = match self.walk(&before, process)? {
            ControlFlow::Continue(walks) => walks,
            ControlFlow::Break(end) => return Ok(end),
        };
        let mut wanted = SlotSet::default();
        walks.iter().for_each(|walked| wanted.add(&walked.slots));
        let Some(after) = self.control.snapshot(stop, Some(&wanted))? else {
            return Ok(ScanEnd::Stopped);
        };
        let doubt = slots_to_rescan(&before, &after, &walks);
        let unowned = usize::from(Slot::COUNT) - after.owned().len();
        let mut recheck = Recheck {
            control: &mut self.control,
            context: self.context,
            tally: &self.tally,
            wanted: &wanted,
            snapshot: Some(after),
            connections: None,
        };
        match recheck.run(&doubt, process)? {
            ScanEnd::Done if unowned > 0 => Err(Error::NoOwner {
                slots: unowned,
                lost: None,
            }),
            end => Ok(end),
        }
    }

    /// Scans the nodes, and has their pages processed. Breaks if the scan ends here.
    fn walk(
        &mut self,
        before: &Snapshot,
        process: &mut ProcessPage<'_>,
    ) -> Result<ControlFlow<ScanEnd, Vec<ScannedNode>>, Error> {
        let control = &mut self.control;
        let mut cursors = Cursors::new(before, &self.position, &control.natmap)?;
        let endpoints = cursors.nodes();
        let endpoints = endpoints.map(|(node, _)| control.endpoint(&node.address));
        let endpoints: Vec<_> = endpoints.collect();
        let pool = control.pool.clone();
        let (pages, received) = sync_channel(endpoints.len() * WAITING);
        let (processed, walks) = thread::scope(|scope| {
            let nodes = cursors.nodes().zip(endpoints).enumerate();
            let nodes = nodes.map(|(number, ((node, cursor), endpoint))| {
                let (back, empties) = channel();
                let scan = NodeScan {
                    number,
                    pool: &pool,
                    endpoint,
                    cursor,
                    context: self.context,
                    tally: &self.tally,
                    slots: &node.view.slots,
                    pages: pages.clone(),
                    empties,
                };
                (back, scope.spawn(move || scan.run()))
            });
            let (backs, threads): (Vec<_>, Vec<_>) = nodes.unzip();
            drop(pages);
            let context = self.context;
            // Drops the receiver: a thread that waits to send a page ends when nothing receives it.
            let processed =
                process_pages(received, &backs, &mut cursors, control, context, process);
            if !matches!(processed, Ok(ControlFlow::Continue(()))) {
                context.stop.set();
            }
            (processed, join(threads))
        });
        self.position = cursors.position();
        Ok(match (processed?, walks?) {
            (ControlFlow::Break(()), _) => ControlFlow::Break(ScanEnd::Left),
            _ if self.context.stop.was_requested() => ControlFlow::Break(ScanEnd::Stopped),
            (ControlFlow::Continue(()), walks) => ControlFlow::Continue(walks),
        })
    }
}

/// Has the pages of all nodes processed until there are no more, or the scan is to end. `backs` returns the memory of the
/// pages, by node.
fn process_pages(
    received: Receiver<NodePage<'_>>,
    backs: &[Sender<KeyPage>],
    cursors: &mut Cursors<'_>,
    control: &mut ClusterControl,
    context: ScanContext<'_>,
    process: &mut ProcessPage<'_>,
) -> Result<ControlFlow<()>, Error> {
    for page in received {
        if context.stop.was_requested() {
            break;
        }
        let mut keys = ScannedPage::new(page.keys);
        if let Some(mut inquiry) = page.inquiry {
            control.complete(&mut inquiry, &keys.keys, context)?;
            keys.learn(inquiry);
        }
        if process(&mut keys)?.is_break() {
            return Ok(ControlFlow::Break(()));
        }
        cursors.advance(page.node, page.next);
        // Fails if the node's thread has ended, which needs no memory.
        let _ = backs[page.node].send(keys.keys);
    }
    Ok(ControlFlow::Continue(()))
}

fn join(
    threads: Vec<ScopedJoinHandle<'_, Result<ScannedNode, Error>>>,
) -> Result<Vec<ScannedNode>, Error> {
    let ends = threads.into_iter().map(ScopedJoinHandle::join);
    ends.map(|end| end.unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
        .collect()
}
