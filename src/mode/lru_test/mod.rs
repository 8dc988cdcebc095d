//! `--lru-test`: the hit rate of a cache in which a fifth of the keys gets four fifths of the requests.
//!
//! Sets and gets keys `lru:N` in turn, as fast as the server replies, and prints the hits each second.

mod cycle;
mod workload;

use std::io::Write;
use std::num::NonZeroU64;
use std::time::{Duration, Instant};

use redsh_engine::client::Client;

use self::cycle::LruCycle;
use self::workload::Workload;
use super::reconnecting::print;
use crate::process::exit::Exit;
use crate::process::stderr;

/// The commands of one kind that are sent together.
const PIPELINE: usize = 250;

const CYCLE: Duration = Duration::from_secs(1);

/// Runs until it is interrupted, with this number of keys.
///
/// # Errors
/// The server is lost; `out` cannot be written to.
pub(crate) fn run(
    keys: NonZeroU64,
    mut client: Client,
    out: &mut impl Write,
) -> anyhow::Result<Exit> {
    let mut workload = Workload::new(keys);
    loop {
        let started = Instant::now();
        let mut cycle = LruCycle::default();
        while started.elapsed() < CYCLE {
            let sets: Vec<_> = (0..PIPELINE).map(|_| workload.set()).collect();
            client
                .call_all(&sets)?
                .iter()
                .for_each(|reply| cycle.set(reply));
            let gets: Vec<_> = (0..PIPELINE).map(|_| workload.get()).collect();
            client
                .call_all(&gets)?
                .iter()
                .for_each(|reply| cycle.got(reply));
        }
        cycle.refusals().for_each(stderr::tell);
        print(out, &cycle.line())?;
    }
}
