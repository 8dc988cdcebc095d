//! `--bigkeys` and `--memkeys`: the largest key of each type, and the number and size of all keys, of a server or of a whole
//! cluster.
//!
//! The [`Scanner`] passes pages of keys with their types and sizes to [`KeyTotals`], which is pure. [`Report`] prints the
//! results as redis-cli 7.0 does, byte for byte, except for the percentages: its pages are smaller.

mod report;
mod siphash;
mod totals;
mod type_table;
mod unknown_facts;

use std::io::Write;
use std::ops::ControlFlow;

use redsh_engine::Error;
use redsh_engine::client::{ScanEnd, ScannedPage, Scanner};
use redsh_engine::keys::{KeyFact, KeyQuery};
use redsh_engine::scan::{ScanOptions, ScanPosition};

use self::report::Report;
use self::totals::KeyTotals;
use self::unknown_facts::UnknownFacts;
use super::progress::Progress;
use super::scan;
use crate::cli::{AnalysisRun, Input, KeyMeasure};
use crate::process::exit::Exit;
use crate::process::{interrupt, stderr};
use crate::session::login_check::report_notices;

/// The keys that redis-cli examines per SCAN.
const KEYS_PER_SCAN: u64 = 10;

/// With `-i`, redis-cli pauses after this many SCANs.
const SCANS_PER_PAUSE: u32 = 100;

/// Returns the keys to analyse, and the pace. With a pause, the pace is that of redis-cli, in fewer and larger pages.
pub(crate) fn options(run: &AnalysisRun, input: &Input) -> ScanOptions {
    let mut options = scan::options(&run.keys, input);
    options.is_unobtrusive = true;
    match options.count {
        Some(_) => options.steps_per_pause = SCANS_PER_PAUSE,
        None if options.pause.is_zero() => {}
        None => options.count = Some(KEYS_PER_SCAN * u64::from(SCANS_PER_PAUSE)),
    }
    options
}

/// Analyses the keys, and prints the summary even after Ctrl-C.
pub(crate) fn run<W: Write>(
    run: &AnalysisRun,
    mut scanner: Scanner,
    from: ScanPosition,
    out: W,
) -> anyhow::Result<Exit> {
    // As in redis-cli, a failed login is an error: the keys that the default user may see are not the ones that were meant.
    let notices = scanner.take_notices();
    report_notices(notices.iter().flat_map(|(_, notices)| notices))?;
    let total = key_count(&mut scanner)?;
    let mut progress = Progress::of_keys(|| total);
    let log = progress.log(false);
    let mut analysis = Analysis {
        unknown: UnknownFacts::new(run.measure, log.clone()),
        totals: KeyTotals::default(),
        report: Report::new(run.measure, total, out),
    };
    let scanner = scanner.with_retry_observer(move |notice| log.tell(notice.to_string()));
    let interrupted = interrupt::flag()?;
    analysis.report.begin().map_err(Error::Output)?;
    let query = query(run.measure);
    let outcome = scanner.run(from, Some(&query), &interrupted, &mut |page| {
        analysis.add(page).map_err(Error::Output)?;
        if progress.is_due() {
            let keys = analysis.totals.keys;
            progress.set(keys, format!("{} keys/s", progress.per_second(keys)));
        }
        Ok(ControlFlow::Continue(()))
    });
    drop(progress);
    let was_stopped = match outcome.end {
        ScanEnd::Failed(error) => return Err(error.into()),
        ScanEnd::Stopped => true,
        ScanEnd::Done | ScanEnd::Left => false,
    };
    let ended = analysis.report.end(&analysis.totals, was_stopped);
    ended.map_err(Error::Output)?;
    if was_stopped {
        stderr::tell(format!("interrupted; {}", scan::rest(&outcome.position)));
    }
    Ok(Exit::Success)
}

/// Returns the number of keys, for the percentages. `None` if a server does not report it.
fn key_count(scanner: &mut Scanner) -> anyhow::Result<Option<u64>> {
    match scanner.count_all() {
        Err(error @ Error::Refused { .. }) => {
            stderr::tell(format!("the percentages are not known: {error}"));
            Ok(None)
        }
        count => Ok(Some(count?)),
    }
}

fn query(measure: KeyMeasure) -> KeyQuery {
    match measure {
        KeyMeasure::Length => KeyQuery::by_type(KeyFact::Length),
        KeyMeasure::Memory(None) => KeyQuery::by_type(KeyFact::Size),
        KeyMeasure::Memory(Some(samples)) => KeyQuery::by_type(KeyFact::Size).with_samples(samples),
    }
}

struct Analysis<W> {
    unknown: UnknownFacts,
    totals: KeyTotals,
    report: Report<W>,
}

impl<W: Write> Analysis<W> {
    fn add(&mut self, page: &ScannedPage) -> std::io::Result<()> {
        self.report.begin_page(self.totals.keys);
        self.unknown.refused(&page.refusals);
        self.totals.note_vanished(page.examined - page.keys.len());
        for (key, facts) in page.keys.keys().zip(&page.facts) {
            let size = self.unknown.size(key, facts);
            let biggest = self.totals.add(key, facts.kind.as_deref(), size);
            if let Some(biggest) = biggest {
                self.report.found(biggest);
            }
            self.report.counted(self.totals.keys);
        }
        self.report.flush()
    }
}
