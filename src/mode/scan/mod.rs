//! `--scan`: the keys of a server or of a whole cluster, as they come.
//!
//! Pages come in from the engine and go to the [`KeyPipeline`]. However a scan ends, what was printed is whole; where it ends too
//! early, stderr says where to go on.

mod checker;
mod columns;
mod connections;
mod each;
mod facts;
mod key_pipeline;
mod lister;

use std::io::Write;
use std::sync::atomic::Ordering;

use anyhow::bail;
use redsh_engine::Error;
use redsh_engine::client::{End, Outcome, Scanner};
use redsh_engine::net::{Address, Notice};
use redsh_engine::scan::{ScanOptions, ScanPosition};

use crate::cli::{Input, ScanRun};
use crate::mode::progress::Progress;
use crate::process::exit::{Exit, message};
use crate::process::{interrupt, stderr};

pub(crate) use checker::Checker;
pub(crate) use columns::Columns;
pub(crate) use connections::Connections;
pub(crate) use each::{DryRun, Runner, consents};
pub(crate) use key_pipeline::{KeyPipeline, Sink};
pub(crate) use lister::Lister;

/// What the engine is to find.
pub(crate) fn options(scan: &ScanRun, input: &Input) -> ScanOptions {
    ScanOptions {
        pattern: scan.pattern.clone(),
        kind: scan.kind.clone(),
        count: scan.count,
        pause: input.interval,
        is_shared: scan.each.is_some(),
    }
}

/// Where it is to begin.
///
/// # Errors
/// What the user gave is no position.
pub(crate) fn position(scan: &ScanRun) -> anyhow::Result<ScanPosition> {
    let position = scan.cursor.as_deref().map(str::parse).transpose()?;
    Ok(position.unwrap_or(ScanPosition::START))
}

/// How far it has come, where that is shown.
pub(crate) fn progress(scanner: &mut Scanner, from: &ScanPosition) -> Progress {
    Progress::of_keys(|| match *from {
        ScanPosition::START => scanner.count(),
        _ => None,
    })
}

/// Goes through the keys, from a position on.
///
/// # Errors
/// The scan cannot begin; a server is not to be had; stdout takes nothing.
pub(crate) fn run<W: Write>(
    mut scanner: Scanner,
    from: ScanPosition,
    mut progress: Progress,
    mut consumer: KeyPipeline<W>,
) -> anyhow::Result<Exit> {
    heed(&scanner.take_notices())?;
    let interrupted = interrupt::flag()?;
    let mut seen = 0;
    let outcome = scanner.run(from, &interrupted, &mut |page| {
        seen += page.len() as u64;
        if progress.is_due() {
            progress.set(seen, format!("{} keys/s", progress.per_second(seen)));
        }
        Ok(consumer.take(page, &interrupted))
    });
    drop(progress);
    let was_interrupted = interrupted.load(Ordering::Relaxed);
    conclude(outcome, consumer.end(), was_interrupted)
}

/// Who could not log in lists nothing, as in redis-cli: keys that anybody may see are not those that were meant.
fn heed(notices: &[(Address, Vec<Notice>)]) -> anyhow::Result<()> {
    for notice in notices.iter().flat_map(|(_, notices)| notices) {
        match notice {
            Notice::NotAuthenticated(_) => bail!(notice.to_string()),
            Notice::NoProtocol(_) | Notice::NotNamed(_) => stderr::tell(notice.to_string()),
        }
    }
    Ok(())
}

fn conclude(
    outcome: Outcome,
    consumed: anyhow::Result<Exit>,
    was_interrupted: bool,
) -> anyhow::Result<Exit> {
    match (outcome.end, consumed) {
        (_, Err(error)) => fail(error, &outcome.position),
        (End::Failed(error), Ok(_)) => fail(error.into(), &outcome.position),
        (End::Stopped, Ok(_)) => Ok(interrupted(&outcome.position)),
        (End::Left, Ok(_)) if was_interrupted => Ok(interrupted(&outcome.position)),
        (End::Done | End::Left, Ok(exit)) => Ok(exit),
    }
}

fn interrupted(position: &ScanPosition) -> Exit {
    stderr::tell(format!("interrupted; {}", rest(position)));
    Exit::Interrupted
}

/// Going on makes sense where the server has been lost, and something of it was listed.
fn fail(error: anyhow::Error, position: &ScanPosition) -> anyhow::Result<Exit> {
    let lost = error.downcast_ref().is_some_and(Error::is_disconnect);
    if !lost || *position == ScanPosition::START {
        return Err(error);
    }
    stderr::tell(format!("{}; {}", message(&error), rest(position)));
    Ok(Exit::Failure)
}

/// What to do about an error of one key's command. Without `-c` a node is asked for keys that it has only a copy of, or has
/// given away.
fn advice(error: &[u8]) -> &'static [u8] {
    match error.starts_with(b"MOVED ") {
        true => b"; add -c, and each command goes to the node of its key",
        false => b"",
    }
}

fn rest(position: &ScanPosition) -> String {
    match position {
        ScanPosition::Nodes(nodes) if nodes.is_empty() => {
            "all nodes were listed, but not the slots that moved meanwhile: scan again for those"
                .to_owned()
        }
        position => format!("to go on from there: --cursor {position}"),
    }
}
