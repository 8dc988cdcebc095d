//! Keys pressed at a prompt, and how long each takes to be on the screen: redsh and the other client in turn, each in one
//! session that has a full history, and has seen as many keys as redsh remembers.

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

/// Lines of sessions before: as many as redsh keeps.
pub(crate) const LINES: u32 = 100_000;

/// Keys that begin with `user:`: as many as redsh remembers. There are a million others in the server.
const KEYS: &[&str] = &[
    "EVAL",
    "for n = 1, 9999 do redis.call('SET', string.format('user:%04d', n), '') end
     redis.call('SET', 'user:one', '')
     for n = 1, 1000000 do redis.call('SET', 'other:' .. n, '') end",
    "0",
];

/// One row: keys that are pressed one after the other, again and again.
pub(crate) struct Press {
    /// Its name in the table and for `cargo bench -- NAME`.
    pub(crate) name: &'static str,
    /// What is typed first in each round; it is not timed.
    pub(crate) before: &'static str,
    /// The keys of the n-th round, from 0.
    pub(crate) keys: fn(u32) -> Vec<Key>,
    /// What the terminal sends for the keys that take all of it away again.
    pub(crate) clear: &'static str,
    /// How many rounds there are.
    pub(crate) rounds: u32,
    /// Whether the other client has such a thing.
    pub(crate) alike: bool,
    /// The most that 99 of 100 keys may take.
    pub(crate) limit: Duration,
}

/// A key.
pub(crate) struct Key {
    /// What the terminal sends for it.
    pub(crate) sends: String,
    /// What is to be seen then.
    pub(crate) shown: Shown,
}

/// What came of a row.
struct Pressed {
    redsh: Latencies,
    /// `None` where there is no such thing.
    against: Option<Latencies>,
}

/// Measures and prints each of these rows.
///
/// # Errors
/// A client does not start, ends, or does not show what it should: there are no figures for what was not done.
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
