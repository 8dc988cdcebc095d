//! Signals that end a run in good order: the run cleans up, and then dies of the signal, so that a shell loop around it ends
//! too.

use std::os::raw::c_int;
use std::process::exit;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Context;
use signal_hook::consts::SIGINT;
use signal_hook::flag;
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

use crate::process::stderr;

/// How often a sleep looks for a signal.
const CHECK_INTERVAL: Duration = Duration::from_millis(50);

/// A run that goes on for this long after Ctrl-C reports that it waits for replies.
const PATIENCE: Duration = Duration::from_millis(100);

/// The signal that ended the run.
static ENDED_BY: AtomicI32 = AtomicI32::new(SIGINT);

/// Returns a flag that the first SIGINT sets. The second SIGINT ends the process at once.
pub(crate) fn flag() -> anyhow::Result<Arc<AtomicBool>> {
    let flag = Arc::new(AtomicBool::new(false));
    let again = flag::register_conditional_default(SIGINT, Arc::clone(&flag));
    again
        .and_then(|_| flag::register(SIGINT, Arc::clone(&flag)))
        .context("could not listen for Ctrl-C")?;
    Ok(flag)
}

/// Calls `end` at the first SIGINT, SIGTERM or SIGHUP, except for those that the process was started to ignore. The signal after
/// it ends the process. Returns a flag that is set before the call.
pub(crate) fn at_first_signal(
    end: impl FnOnce() + Send + 'static,
) -> anyhow::Result<Arc<AtomicBool>> {
    let mut signals = Signals::new(wanted()).context("could not listen for signals")?;
    let flag = Arc::new(AtomicBool::new(false));
    let raised = Arc::clone(&flag);
    thread::spawn(move || {
        let mut signals = signals.forever();
        if signals.next().is_some() {
            raised.store(true, Ordering::Relaxed);
            end();
        }
        signals.for_each(die_of);
    });
    Ok(flag)
}

/// The requests of signals to a run that waits for replies.
#[derive(Debug, Clone, Default)]
pub(crate) struct Interrupts {
    /// Set by the first signal: nothing more begins.
    pub(crate) stop: Arc<AtomicBool>,
    /// Set by the run once it waits no longer.
    pub(crate) is_ending: Arc<AtomicBool>,
}

impl Interrupts {
    /// Listens for SIGINT, SIGTERM and SIGHUP, except for those that the process was started to ignore. `hurry` ends all
    /// waiting; it is called for the second SIGINT, and for the others at once. The signal after it ends the process.
    pub(crate) fn watch(hurry: impl Fn() + Send + 'static) -> anyhow::Result<Self> {
        let interrupts = Interrupts::default();
        let signals = Signals::new(wanted()).context("could not listen for signals")?;
        let own = interrupts.clone();
        thread::spawn(move || own.serve(signals, hurry));
        Ok(interrupts)
    }

    pub(crate) fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Sleeps, but not beyond a signal.
    pub(crate) fn sleep(&self, time: Duration) {
        let end = Instant::now() + time;
        while !self.is_stopped() && Instant::now() < end {
            thread::sleep(CHECK_INTERVAL.min(end.saturating_duration_since(Instant::now())));
        }
    }

    fn serve(&self, mut signals: Signals, hurry: impl Fn()) {
        let mut has_hurried = false;
        for signal in signals.forever() {
            ENDED_BY.store(signal, Ordering::Relaxed);
            let is_first = !self.stop.swap(true, Ordering::Relaxed);
            if has_hurried {
                die_of(signal);
            } else if is_first && signal == SIGINT {
                self.report_waiting();
            } else {
                has_hurried = true;
                hurry();
            }
        }
    }

    fn report_waiting(&self) {
        thread::sleep(PATIENCE);
        if !self.is_ending.load(Ordering::Relaxed) {
            stderr::tell(
                "interrupted; waiting for the last replies, until Ctrl-C is pressed again",
            );
        }
    }
}

/// Ends the process by the signal that ended the run. Returns if the system does not let it.
pub(crate) fn die() {
    die_of(ENDED_BY.load(Ordering::Relaxed));
}

/// Ends the process by a signal. Process 1 of a container cannot die of one: it exits with the status that a shell would
/// report.
pub(crate) fn die_of(signal: c_int) {
    if is_first_process() {
        exit(128 + signal);
    }
    let _ = emulate_default_handler(signal);
}

/// Lets signals end process 1 of a container, for which the system ignores their default action. For runs that handle no
/// signals.
pub(crate) fn end_first_process() -> anyhow::Result<()> {
    if !is_first_process() {
        return Ok(());
    }
    let mut signals = Signals::new(wanted()).context("could not listen for signals")?;
    thread::spawn(move || signals.forever().for_each(die_of));
    Ok(())
}

fn is_first_process() -> bool {
    std::process::id() == 1
}

#[cfg(unix)]
fn wanted() -> Vec<c_int> {
    use signal_hook::consts::{SIGHUP, SIGTERM};
    let ignored = ignored();
    let is_ignored = |signal: &c_int| ignored & (1 << (signal - 1)) != 0;
    let signals = [SIGINT, SIGTERM, SIGHUP];
    signals
        .into_iter()
        .filter(|signal| !is_ignored(signal))
        .collect()
}

#[cfg(not(unix))]
fn wanted() -> Vec<c_int> {
    vec![SIGINT]
}

/// The set of signals that the process ignores, as bits: `nohup` ignores SIGHUP, and a shell SIGINT in the background. Empty
/// where the system does not show it in `/proc`.
#[cfg(unix)]
fn ignored() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mut lines = status.lines();
    let mask = lines.find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok())
        .unwrap_or_default()
}
