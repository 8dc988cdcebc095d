//! The time from a key press at a prompt to its effect on the screen. redsh and the other client take turns, each in one
//! session that has a full history and has seen as many keys as redsh remembers.

mod latencies;
mod session;
mod table;

use std::process::Stdio;
use std::time::Duration;

use anyhow::Result;

use crate::case::Place;
use crate::client::Client;
use crate::pane::Shown;
use crate::versus::Versus;
use latencies::Latencies;
use session::Session;
use table::Table;

/// The lines of the history: as many as redsh keeps.
pub(crate) const LINES: u32 = 100_000;

/// As many keys with the prefix `user:` as redsh remembers, and a million others.
const KEYS: &[&str] = &[
    "EVAL",
    "for n = 1, 9999 do redis.call('SET', string.format('user:%04d', n), '') end
     redis.call('SET', 'user:one', '')
     for n = 1, 1000000 do redis.call('SET', 'other:' .. n, '') end",
    "0",
];

/// A row: keys that are pressed one after the other, in several rounds.
pub(crate) struct Press {
    /// The name in the table and for `cargo bench -- NAME`.
    pub(crate) name: &'static str,
    /// The text that is typed first in each round, without being timed.
    pub(crate) before: &'static str,
    /// The keys of the n-th round, from 0.
    pub(crate) keys: fn(u32) -> Vec<Key>,
    /// The bytes of the keys that delete the line.
    pub(crate) clear: &'static str,
    /// The number of rounds.
    pub(crate) rounds: u32,
    /// Whether the other client has the same function.
    pub(crate) alike: bool,
    /// The limit for the 99th percentile.
    pub(crate) limit: Duration,
}

/// A key.
pub(crate) struct Key {
    /// The bytes that the terminal sends.
    pub(crate) sends: String,
    /// The expected screen.
    pub(crate) shown: Shown,
}

/// The outcome of a row.
struct Pressed {
    redsh: Latencies,
    /// `None` if the other client lacks the function.
    against: Option<Latencies>,
}

/// Measures and prints each of these rows.
///
/// # Errors
/// A client does not start, exits, or does not show the expected screen.
pub(crate) fn measure(presses: &[Press], versus: &Versus) -> Result<()> {
    let server = &versus.servers.at(Place::Server)[0];
    for words in [&["FLUSHALL"][..], KEYS] {
        versus.against.ask(server, words, Stdio::null())?;
    }
    let start = |client: &Client| Session::start(client, server);
    let (mut redsh, mut against) = (start(versus.redsh)?, start(versus.against)?);
    let table = Table::new(presses);
    print!("{}", table.head(versus.redsh, versus.against));
    for press in presses {
        let pressed = in_turn(press, &mut redsh, &mut against)?;
        print!("{}", table.row(press, &pressed));
    }
    let peaks = [redsh.end()?, against.end()?];
    print!("{}", table::foot(versus, peaks));
    Ok(())
}

fn in_turn(press: &Press, redsh: &mut Session, against: &mut Session) -> Result<Pressed> {
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for round in 0..press.rounds {
        ours.extend(redsh.round(press, round)?);
        if press.alike {
            theirs.extend(against.round(press, round)?);
        }
    }
    Ok(Pressed {
        redsh: Latencies::of(ours),
        against: press.alike.then(|| Latencies::of(theirs)),
    })
}
