//! `--stat`: a line with the main figures of the server, each second.

mod columns;
mod line;
mod sample;
mod table;
pub(crate) mod tabular;

use std::io::Write;
use std::num::NonZeroU64;
use std::thread;
use std::time::Duration;

use anyhow::bail;
use redsh_engine::net::Endpoint;
use redsh_engine::resp::Value;

use self::line::StatLine;
use super::interval_or;
use super::reconnecting::{ReconnectingConnection, print};
use crate::process::exit::Exit;

const SECOND: Duration = Duration::from_secs(1);

/// The lines below each header.
const LINES_PER_HEADER: u64 = 20;

/// Prints `count` lines, or until it is interrupted.
pub(crate) fn run(
    endpoint: Endpoint,
    count: Option<NonZeroU64>,
    interval: Duration,
    out: &mut impl Write,
) -> anyhow::Result<Exit> {
    let interval = interval_or(interval, SECOND);
    let mut connection = ReconnectingConnection::open(endpoint)?;
    let mut last = None;
    for number in 0.. {
        let info = info(&connection.call(&["INFO"], out)?.value)?;
        let line = StatLine::new(&info);
        if number % LINES_PER_HEADER == 0 {
            print(out, line::HEADER)?;
        }
        print(out, &line.text(last))?;
        if count.is_some_and(|count| number + 1 == count.get()) {
            break;
        }
        last = Some(line.commands);
        thread::sleep(interval);
    }
    Ok(Exit::Success)
}

fn info(reply: &Value) -> anyhow::Result<String> {
    match (reply.as_error(), reply.as_bytes()) {
        (Some(error), _) => bail!("INFO was refused: {}", String::from_utf8_lossy(error)),
        (None, Some(info)) => Ok(String::from_utf8_lossy(info).into_owned()),
        (None, None) => bail!("INFO was refused: its reply is not a text"),
    }
}
