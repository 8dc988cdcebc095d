//! `--bigkeys`, `--memkeys`, `--keystats`, `--hotkeys` and `--prefixes`: a walk through the keys of a server or of a whole
//! cluster, and a summary.
//!
//! The [`Scanner`] passes pages of keys with their facts to a [`KeyAnalysis`], which adds them up in a
//! [`KeyFold`](data_report::KeyFold). The text of `--bigkeys`, `--memkeys` and `--hotkeys` is redis-cli's, byte for byte,
//! except for the percentages: redsh reads larger pages. CSV and JSON have exact figures. Only `--keystats --top 0` needs
//! memory that grows with the number of keys.

mod data_report;
mod hot_key_fold;
mod hot_key_report;
mod hottest_keys;
mod key_stats;
mod live_display;
mod prefixes;
mod report;
mod report_lines;
mod siphash;
mod size_fold;
mod size_report;
mod totals;
mod type_table;
mod unknown_facts;

use std::io::Write;
use std::ops::ControlFlow;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use redsh_engine::Error;
use redsh_engine::client::{ScanEnd, ScannedPage, Scanner};
use redsh_engine::keys::KeyQuery;
use redsh_engine::scan::{ScanOptions, ScanPosition};

use super::progress::{Progress, ProgressLog};
use super::scan;
use crate::cli::AnalysisRun;
use crate::process::exit::Exit;
use crate::process::stderr;
use crate::session::login_check::report_notices;

pub(crate) use self::report::ReportStyle;

/// The keys that redis-cli examines per SCAN.
const KEYS_PER_SCAN: u64 = 10;

/// With `-i`, redis-cli pauses after this many SCANs.
const SCANS_PER_PAUSE: u32 = 100;

/// Returns the keys to analyse, and the pace. With a pause, the pace is that of redis-cli, in fewer and larger pages.
pub(crate) fn options(run: &AnalysisRun, pause: Duration) -> ScanOptions {
    let mut options = scan::options(&run.keys, pause);
    options.is_unobtrusive = true;
    options.client_name = Some(format!("redsh-{}", run.kind.name()));
    match options.count {
        Some(_) => options.steps_per_pause = SCANS_PER_PAUSE,
        None if options.pause.is_zero() => {}
        None => options.count = Some(KEYS_PER_SCAN * u64::from(SCANS_PER_PAUSE)),
    }
    options
}

/// The facts to request about keys, and the report about them.
trait KeyAnalysis {
    fn query(&self) -> KeyQuery;

    /// Prints the head.
    fn begin(&mut self) -> std::io::Result<()>;

    /// Adds the keys of a page, and prints the news.
    fn add(&mut self, page: &ScannedPage) -> anyhow::Result<()>;

    /// The number of keys so far.
    fn keys(&self) -> u64;

    /// Prints the summary. If the walk was stopped early, `rest` is the position to resume it from.
    fn end(&mut self, rest: Option<&ScanPosition>) -> std::io::Result<()>;
}

/// Analyses the keys until the end or until `stop` is set, and prints the summary in both cases.
pub(crate) fn run(
    run: &AnalysisRun,
    mut scanner: Scanner,
    from: ScanPosition,
    style: ReportStyle,
    stop: &AtomicBool,
    out: impl Write,
) -> anyhow::Result<Exit> {
    // As in redis-cli, a failed login is an error: the keys that the default user may see are not the ones that were meant.
    let notices = scanner.take_notices();
    report_notices(notices.iter().flat_map(|(_, notices)| notices))?;
    let total = key_count(&mut scanner);
    let progress = Progress::of_keys(|| total);
    let log = progress.log(false);
    let report = report::new(run.kind.clone(), style, total, log, out);
    walk(scanner, from, progress, stop, report)
}

/// Returns the number of keys, for the percentages. `None` if a server does not report it: the walk itself waits for the
/// replacement of a primary that is lost.
fn key_count(scanner: &mut Scanner) -> Option<u64> {
    let count = scanner.count_all();
    if let Err(error) = &count {
        stderr::tell(format!("the percentages are not known: {error}"));
    }
    count.ok()
}

fn walk(
    scanner: Scanner,
    from: ScanPosition,
    mut progress: Progress,
    stop: &AtomicBool,
    mut analysis: Box<dyn KeyAnalysis + '_>,
) -> anyhow::Result<Exit> {
    let log: ProgressLog = progress.log(false);
    let scanner = scanner.with_retry_observer(move |notice| log.tell(notice.to_string()));
    analysis.begin().map_err(Error::Output)?;
    let query = analysis.query();
    let mut failure = None;
    let outcome = scanner.run(from, Some(&query), stop, &mut |page| {
        if let Err(error) = analysis.add(page) {
            failure = Some(error);
            return Ok(ControlFlow::Break(()));
        }
        if progress.is_due() {
            let keys = analysis.keys();
            progress.set(keys, format!("{} keys/s", progress.per_second(keys)));
        }
        Ok(ControlFlow::Continue(()))
    });
    drop(progress);
    if let Some(error) = failure {
        return Err(error);
    }
    let was_stopped = match outcome.end {
        ScanEnd::Failed(error) => return Err(error.into()),
        ScanEnd::Stopped => true,
        ScanEnd::Done | ScanEnd::Left => false,
    };
    let rest = was_stopped.then_some(&outcome.position);
    analysis.end(rest).map_err(Error::Output)?;
    if was_stopped {
        stderr::tell(format!("interrupted; {}", scan::rest(&outcome.position)));
    }
    Ok(Exit::Success)
}
