//! `--scan`: the keys of a server or of a whole cluster.
//!
//! The [`Scanner`] passes pages to the [`KeyPipeline`]. The output never ends inside of a key; if a scan ends early, stderr
//! has the cursor to resume from.

mod columns;
mod each;
mod exporter;
mod filter;
mod key_pipeline;
mod lister;

use std::ffi::OsString;
use std::io::Write;
use std::num::NonZeroU64;
use std::sync::atomic::Ordering;
use std::time::Duration;

use redsh_engine::Error;
use redsh_engine::client::{ScanEnd, ScanOutcome, Scanner};
use redsh_engine::keys::KeyQuery;
use redsh_engine::scan::{ScanOptions, ScanPosition};

use crate::cli::ScanRun;
use crate::mode::progress::Progress;
use crate::process::exit::{Exit, message};
use crate::process::{interrupt, stderr};
use crate::session::login_check::report_notices;

pub(crate) use columns::Columns;
pub(crate) use each::{DryRun, EachRunner, confirm};
pub(crate) use exporter::Exporter;
pub(crate) use filter::{RefusedFacts, key_query};
pub(crate) use key_pipeline::{KeyPipeline, KeySink};
pub(crate) use lister::Lister;

/// The keys of a page whose values are in memory at once, unless the user chooses a number.
const EXPORTED_KEYS: u64 = 100;

/// Returns the keys to scan for, and the pace.
pub(crate) fn options(scan: &ScanRun, pause: Duration) -> ScanOptions {
    let is_export = scan.export.is_some();
    let count = scan.count.map(NonZeroU64::get);
    ScanOptions {
        pattern: scan.pattern.clone(),
        kind: scan.kind.clone().map(OsString::into_encoded_bytes),
        count: count.or(is_export.then_some(EXPORTED_KEYS)),
        pause,
        is_shared: scan.each.is_some(),
        is_unobtrusive: is_export,
        client_name: is_export.then(|| "redsh-export".to_owned()),
        ..ScanOptions::default()
    }
}

pub(crate) fn position(scan: &ScanRun) -> anyhow::Result<ScanPosition> {
    let position = scan.cursor.as_deref().map(str::parse).transpose()?;
    Ok(position.unwrap_or(ScanPosition::START))
}

/// Warns that `--each` runs for the keys of one node of a cluster.
pub(crate) fn warn_of_partial(scan: &ScanRun, scanner: &mut Scanner, place: &str) {
    if scan.each.is_some() && scanner.is_partial() {
        stderr::tell(format!(
            "{place} is one node of a cluster: --each runs for the keys of this node; add -c for all"
        ));
    }
}

pub(crate) fn progress(scanner: &mut Scanner, from: &ScanPosition) -> Progress {
    Progress::of_keys(|| match *from {
        ScanPosition::START => scanner.count(),
        _ => None,
    })
}

pub(crate) fn run<W: Write>(
    scanner: Scanner,
    from: ScanPosition,
    query: Option<&KeyQuery>,
    mut progress: Progress,
    mut pipeline: KeyPipeline<W>,
) -> anyhow::Result<Exit> {
    let log = progress.log(false);
    let mut scanner = scanner.with_retry_observer(move |notice| log.tell(notice.to_string()));
    // As in redis-cli, a failed login is an error: the keys that the default user may see are not the ones that were meant.
    let notices = scanner.take_notices();
    report_notices(notices.iter().flat_map(|(_, notices)| notices))?;
    let interrupted = interrupt::flag()?;
    let mut seen = 0;
    let outcome = scanner.run(from, query, &interrupted, &mut |page| {
        seen += page.keys.len() as u64;
        if progress.is_due() {
            progress.set(seen, format!("{} keys/s", progress.per_second(seen)));
        }
        Ok(pipeline.process(page, &interrupted))
    });
    drop(progress);
    let was_interrupted = interrupted.load(Ordering::Relaxed);
    conclude(outcome, pipeline.end(), was_interrupted)
}

fn conclude(
    outcome: ScanOutcome,
    consumed: anyhow::Result<Exit>,
    was_interrupted: bool,
) -> anyhow::Result<Exit> {
    match (outcome.end, consumed) {
        (_, Err(error)) => fail(error, &outcome.position),
        (ScanEnd::Failed(error), Ok(_)) => fail(error.into(), &outcome.position),
        (ScanEnd::Stopped, Ok(_)) => Ok(interrupted(&outcome.position)),
        (ScanEnd::Left, Ok(_)) if was_interrupted => Ok(interrupted(&outcome.position)),
        (ScanEnd::Done | ScanEnd::Left, Ok(exit)) => Ok(exit),
    }
}

fn interrupted(position: &ScanPosition) -> Exit {
    stderr::tell(format!("interrupted; {}", rest(position)));
    Exit::Interrupted
}

/// A scan can be resumed after a lost connection, if a page was listed before.
fn fail(error: anyhow::Error, position: &ScanPosition) -> anyhow::Result<Exit> {
    let lost = error.downcast_ref().is_some_and(Error::is_disconnect);
    if !lost || *position == ScanPosition::START {
        return Err(error);
    }
    stderr::tell(format!("{}; {}", message(&error), rest(position)));
    Ok(Exit::Failure)
}

/// Returns advice about the error of one key's command. Without `-c`, a node may be asked for keys that it replicates, or
/// that have moved away.
fn advice(error: &[u8]) -> &'static [u8] {
    match error.starts_with(b"MOVED ") {
        true => b"; add -c, and each command goes to the node of its key",
        false => b"",
    }
}

/// Returns advice how to complete a scan that ended early.
pub(super) fn rest(position: &ScanPosition) -> String {
    match position {
        ScanPosition::Nodes(nodes) if nodes.is_empty() => {
            "all nodes were scanned, but not the slots that moved meanwhile; scan again for these"
                .to_owned()
        }
        position => format!("resume with --cursor {position}"),
    }
}
