//! `--scan`: the keys of a server or of a whole cluster, as they come.
//!
//! Pages come in from the engine and go through what is done with each key, at last to the [`Lister`]. However a scan ends,
//! what was printed is whole; where it ends too early, stderr says where to go on.

mod lister;

use std::io::Write;

use anyhow::bail;
use engine::Error;
use engine::client::{End, Outcome, Scanner};
use engine::net::{Address, Notice};
use engine::scan::{Position, ScanOptions};

use crate::cli::{Input, ScanRun};
use crate::exit::Exit;
use crate::mode::progress::Progress;
use crate::{interrupt, stderr};

pub(crate) use lister::Lister;

/// What the engine is to find.
pub(crate) fn options(scan: &ScanRun, input: &Input) -> ScanOptions {
    ScanOptions {
        pattern: scan.pattern.clone(),
        kind: scan.kind.clone(),
        count: scan.count,
        pause: input.interval,
    }
}

/// Where it is to begin.
///
/// # Errors
/// What the user gave is no position.
pub(crate) fn position(scan: &ScanRun) -> anyhow::Result<Position> {
    let position = scan.cursor.as_deref().map(str::parse).transpose()?;
    Ok(position.unwrap_or(Position::START))
}

/// Lists the keys, from a position on.
///
/// # Errors
/// The scan cannot begin; stdout takes nothing.
pub(crate) fn run<W: Write>(
    mut scanner: Scanner,
    from: Position,
    mut lister: Lister<W>,
) -> anyhow::Result<Exit> {
    heed(&scanner.take_notices())?;
    let interrupted = interrupt::flag()?;
    let mut progress = Progress::of_keys(|| match from {
        Position::START => scanner.count(),
        _ => None,
    });
    let mut seen = 0;
    let outcome = scanner.run(from, &interrupted, &mut |page| {
        seen += page.len() as u64;
        if progress.is_due() {
            progress.set(seen, format!("{} keys/s", progress.per_second(seen)));
        }
        lister.take(page)
    });
    drop(progress);
    conclude(outcome, lister)
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

fn conclude<W: Write>(outcome: Outcome, lister: Lister<W>) -> anyhow::Result<Exit> {
    match outcome.end {
        End::Done | End::Left => {
            lister.end()?;
            Ok(Exit::Success)
        }
        End::Stopped => {
            lister.end()?;
            stderr::tell(format!("interrupted; {}", rest(&outcome.position)));
            Ok(Exit::Interrupted)
        }
        End::Failed(error @ Error::Output(_)) => Err(error.into()),
        End::Failed(error) => {
            lister.end()?;
            stderr::tell(failure(&error, &outcome.position));
            Ok(Exit::Failure)
        }
    }
}

/// Going on makes sense where the server has been lost, and something of it was listed.
fn failure(error: &Error, position: &Position) -> String {
    match error.is_disconnect() && *position != Position::START {
        true => format!("{error}; {}", rest(position)),
        false => error.to_string(),
    }
}

fn rest(position: &Position) -> String {
    match position {
        Position::Nodes(nodes) if nodes.is_empty() => {
            "all nodes were listed, but not the slots that moved meanwhile: scan again for those"
                .to_owned()
        }
        position => format!("to go on from there: --cursor {position}"),
    }
}
