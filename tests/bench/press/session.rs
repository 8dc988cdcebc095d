//! A client's session at a prompt, with a full history and known keys.

use std::io;
use std::process::Child;
use std::time::Duration;

use anyhow::{Context, Result};
use tempfile::TempDir;
use wait4::Wait4;

use super::{LINES, Press};
use crate::client::Client;
use crate::history;
use crate::pane::{Pane, Shown};
use crate::servers::Address;
use crate::talk;

/// The limit for one expected output.
const LIMIT: Duration = Duration::from_secs(60);

/// The command with which the client sees keys.
const SEE_KEYS: &str = "KEYS user:*";

const ENTER: &str = "\r";

/// A client at its prompt.
pub(super) struct Session {
    name: String,
    pane: Pane,
    child: Child,
    _home: TempDir,
}

impl Session {
    /// Starts the client, and shows it the keys.
    pub(super) fn start(client: &Client, server: &Address) -> Result<Self> {
        let home = tempfile::tempdir().context("could not make a temporary folder")?;
        // A file for each client: redis-cli rewrites the whole file, and shorter.
        let lines = home.path().join("history");
        history::write(&lines, LINES)?;
        let (pane, child) = Pane::start(client.at_terminal(server, &lines))?;
        let mut session = Session {
            name: client.name.clone(),
            pane,
            child,
            _home: home,
        };
        session.talk(|pane| {
            pane.wait_for(&Shown::Prompt)?;
            pane.press(SEE_KEYS, &Shown::Line(SEE_KEYS.to_owned()))?;
            pane.press(ENTER, &Shown::Prompt)
        })?;
        Ok(session)
    }

    /// Types the keys of a round and deletes the line. Returns the time of each key.
    pub(super) fn round(&mut self, press: &Press, round: u32) -> Result<Vec<Duration>> {
        let keys = (press.keys)(round);
        let before = Shown::Line(press.before.to_owned());
        self.talk(|pane| {
            pane.press(press.before, &before)?;
            let times = keys.iter().map(|key| pane.press(&key.sends, &key.shown));
            let times = times.collect();
            pane.press(press.clear, &Shown::Prompt)?;
            times
        })
    }

    /// Ends the client, and returns its peak memory, in bytes.
    pub(super) fn end(mut self) -> Result<f64> {
        self.pane.leave()?;
        Ok(self.child.wait4()?.rusage.maxrss as f64)
    }

    fn talk<T>(&mut self, talk: impl FnOnce(&mut Pane) -> io::Result<T>) -> Result<T> {
        let pane = &mut self.pane;
        let said = talk::within(LIMIT, &mut self.child, || talk(pane));
        said.and_then(io::Result::ok).with_context(|| {
            format!(
                "{} does not show what it should:\n{}",
                self.name,
                self.pane.text()
            )
        })
    }
}
