//! The thread that reads the replies of one connection of a load.

use parking_lot::Mutex;

use super::batch::{Batch, Parcel, Unit};
use super::flow::StreamFlow;
use super::stats::{LoadStats, RefusedUnit};
use crate::Error;
use crate::client::order::Refusals;
use crate::client::reply_errors::{ReplyErrorSink, ReplyErrors};
use crate::net::Reader;

/// Reads replies until there are no more batches or the connection is lost.
pub(super) fn run(reader: &Mutex<Reader>, flow: &StreamFlow, stats: &LoadStats) {
    let mut refusals = Refusals::default();
    while let Some(batch) = flow.first() {
        let reader = &mut *reader.lock();
        match read_batch(reader, flow, stats, &mut refusals, &batch) {
            Ok(()) => {
                if flow.answered() {
                    refusals.clear();
                }
            }
            Err((error, first)) => {
                // Ends a blocked write.
                reader.shutdown();
                // Before the loss is announced: the loading thread checks for trouble next.
                stats.note_trouble();
                return flow.lose(error, first);
            }
        }
    }
}

/// Reads the replies to a batch. An error comes with the first entry of the first unit without a reply.
fn read_batch(
    reader: &mut Reader,
    flow: &StreamFlow,
    stats: &LoadStats,
    refusals: &mut Refusals<RefusedUnit>,
    batch: &Batch,
) -> Result<(), (Error, usize)> {
    let mut tally = ReplyErrorSink::default();
    let mut replies = 0;
    for unit in batch.units(0) {
        match read(reader, flow, &mut tally, &unit) {
            Ok(None) => replies += batch.counting(&unit),
            Ok(Some(outcomes)) => match stats.settle(batch, &unit, &outcomes) {
                Some(count) => replies += count,
                None => {
                    stats.note_refused(refusals, batch, &unit);
                    stats.hold(&Parcel::Unit(batch, &unit));
                    continue;
                }
            },
            Err(error) => {
                stats.count(replies);
                return Err((error, unit.entries.start));
            }
        }
        if !refusals.is_empty() {
            stats.report_overtaken(refusals, batch, &unit);
        }
    }
    stats.count(replies);
    Ok(())
}

/// Reads the replies to a unit. `None` is a single reply without an error.
fn read(
    reader: &mut Reader,
    flow: &StreamFlow,
    tally: &mut ReplyErrorSink,
    unit: &Unit,
) -> Result<Option<Vec<ReplyErrors>>, Error> {
    if unit.entries.len() == 1 {
        let outcome = next(reader, flow, tally)?;
        return Ok(outcome.error.is_some().then(|| vec![outcome]));
    }
    let replies = unit.entries.clone().map(|_| next(reader, flow, tally));
    replies.collect::<Result<_, _>>().map(Some)
}

/// Reads the next reply. Skips pushes.
fn next(
    reader: &mut Reader,
    flow: &StreamFlow,
    tally: &mut ReplyErrorSink,
) -> Result<ReplyErrors, Error> {
    loop {
        match reader.read(tally) {
            Ok(()) => {
                if let Some(outcome) = tally.take() {
                    return Ok(outcome);
                }
            }
            // The timeout applies only once all commands were sent.
            Err(Error::Timeout { .. }) if !flow.is_complete() => {}
            Err(error) => return Err(error),
        }
    }
}
