//! The thread that reads the replies of one connection of a load.

use super::batch::{Batch, Parcel, Unit};
use super::observer::LoadObserver;
use super::stats::LoadStats;
use super::stream::StreamFlow;
use super::tally::{Outcome, Tally};
use crate::Error;
use crate::net::Reader;

/// Reads replies until there are no more batches, or the connection is lost.
pub(super) fn run<L: LoadObserver>(reader: &mut Reader, flow: &StreamFlow, account: &LoadStats<L>) {
    while let Some(batch) = flow.first() {
        match answer(reader, flow, account, &batch) {
            Ok(()) => flow.answered(),
            Err((error, first)) => {
                // Whoever writes is not to wait for a server that is given up.
                reader.shutdown();
                // Whoever waits for the loss looks for trouble at once, and must find it.
                account.trouble();
                return flow.lose(error, first);
            }
        }
    }
}

/// Has a batch answered. The error comes with the place of the first command of what is not.
fn answer<L: LoadObserver>(
    reader: &mut Reader,
    flow: &StreamFlow,
    account: &LoadStats<L>,
    batch: &Batch,
) -> Result<(), (Error, usize)> {
    let mut tally = Tally::default();
    let mut replies = 0;
    for unit in batch.units(0) {
        match read(reader, flow, &mut tally, &unit) {
            Ok(None) => replies += batch.counting(&unit),
            Ok(Some(outcomes)) => match account.settle(batch, &unit, &outcomes) {
                Some(count) => replies += count,
                None => account.hold(&Parcel::Unit(batch, &unit)),
            },
            Err(error) => {
                account.count(replies);
                return Err((error, unit.entries.start));
            }
        }
    }
    account.count(replies);
    Ok(())
}

/// Reads the replies to a unit; `None` is one reply with nothing to be said of it.
fn read(
    reader: &mut Reader,
    flow: &StreamFlow,
    tally: &mut Tally,
    unit: &Unit,
) -> Result<Option<Vec<Outcome>>, Error> {
    if unit.entries.len() == 1 {
        let outcome = next(reader, flow, tally)?;
        return Ok(outcome.error.is_some().then(|| vec![outcome]));
    }
    let replies = unit.entries.clone().map(|_| next(reader, flow, tally));
    replies.collect::<Result<_, _>>().map(Some)
}

/// The next reply. Messages out of band are none.
fn next(reader: &mut Reader, flow: &StreamFlow, tally: &mut Tally) -> Result<Outcome, Error> {
    loop {
        match reader.read(tally) {
            Ok(()) => {
                if let Some(outcome) = tally.take() {
                    return Ok(outcome);
                }
            }
            // What is to be answered may be long in coming, as long as there is more to be sent.
            Err(Error::Timeout { .. }) if !flow.is_complete() => {}
            Err(error) => return Err(error),
        }
    }
}
