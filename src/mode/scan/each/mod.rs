//! `--each`: a command for each key, sent while the scan goes on.
//!
//! Commands are pipelined and routed as those of a script are, and their replies printed in their order. What fails is told
//! with its key: a scan has no lines to go by.
//!
//! `UNLINK {}` and the few like it go out for many keys at once, since a server has half the work with that: it answers with
//! the sum of their replies, each of which is 1 or 0. They are printed in that order, which may not be the keys', whose order
//! nobody is told. If one of the keys has the command refused, it is sent again for each by itself.

mod consent;
mod dry_run;
mod outcomes;
mod template;

use std::io::Write;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Instant;

use redsh_engine::Error;
use redsh_engine::client::{Client, Pacer, Until};
use redsh_engine::scan::KeyPage;

use self::outcomes::Outcomes;
use self::template::Template;
use super::connections::Connections;
use crate::cli::Each;
use crate::process::exit::Exit;
use crate::render::Printer;

pub(crate) use self::consent::consents;
pub(crate) use self::dry_run::DryRun;

/// Keys that go with one command, where it takes several: more would save little.
const KEYS_AT_ONCE: usize = 64;

/// Runs a command for each key.
pub(crate) struct Runner<W: Write> {
    /// The tickets are the keys that a command is for.
    client: Client<KeyPage>,
    template: Template,
    outcomes: Outcomes<W>,
    pacer: Option<Pacer>,
    /// How far replies are waited for at the end of a page.
    until: Until,
    /// The words of a command, whose memory is used again.
    words: Vec<Vec<u8>>,
}

impl<W: Write> Runner<W> {
    /// One that sends over the client's connections. With [`Until::Sent`] the last replies to a page's commands come with the next page, so that servers have always something to
    /// do.
    ///
    /// # Errors
    /// The command is none that can be run for one key and then for the next.
    pub(crate) fn new(
        each: &Each,
        client: Client<KeyPage>,
        connections: Connections,
        until: Until,
        printer: Printer<W>,
    ) -> anyhow::Result<Self> {
        Ok(Runner {
            client,
            template: Template::new(&each.template)?,
            outcomes: Outcomes::new(each, connections, printer),
            pacer: each.rate.map(|rate| Pacer::new(rate, Instant::now())),
            until,
            words: Vec::new(),
        })
    }

    /// Sends the commands for the keys of a page. `Break` where `stop` was set meanwhile, and not all were sent.
    ///
    /// # Errors
    /// A server is not to be had; stdout takes no more.
    pub(super) fn take(
        &mut self,
        page: &KeyPage,
        stop: &AtomicBool,
    ) -> anyhow::Result<ControlFlow<()>> {
        let most = self.keys_at_once()?;
        let mut keys = page.keys().peekable();
        while keys.peek().is_some() {
            self.pace()?;
            if stop.load(Ordering::Relaxed) {
                return Ok(ControlFlow::Break(()));
            }
            let keys: KeyPage = keys.by_ref().take(most).collect();
            self.outcomes.counts.keys += keys.len() as u64;
            self.submit(keys)?;
        }
        self.run(self.until)?;
        self.outcomes.flush()?;
        Ok(ControlFlow::Continue(()))
    }

    /// How many keys go with one command. In a cluster they are seldom in one slot.
    fn keys_at_once(&mut self) -> Result<usize, Error> {
        let joins = self.template.takes_several() && self.pacer.is_none();
        match joins && !self.client.has_slots(&mut self.outcomes)? {
            true => Ok(KEYS_AT_ONCE),
            false => Ok(1),
        }
    }

    /// Waits until the next command may go out, if it has to; all before it are answered then.
    fn pace(&mut self) -> Result<(), Error> {
        let pacer = self.pacer.as_mut();
        if let Some(wait) = pacer.and_then(|pacer| pacer.next(Instant::now())) {
            let since = Instant::now();
            self.settle()?;
            thread::sleep(wait.saturating_sub(since.elapsed()));
        }
        Ok(())
    }

    fn submit(&mut self, keys: KeyPage) -> Result<(), Error> {
        self.template.fill_all(&keys, &mut self.words);
        let words = &self.words;
        self.client.submit(words, keys, &mut self.outcomes)?;
        match self.client.is_full() {
            true => self.client.run(Until::Sent, &mut self.outcomes),
            false => Ok(()),
        }
    }

    /// Has replies received. What was refused for several keys at once is sent for each by itself.
    fn run(&mut self, until: Until) -> Result<(), Error> {
        self.client.run(until, &mut self.outcomes)?;
        for keys in self.outcomes.take_refused() {
            for key in keys.keys() {
                self.submit([key].into_iter().collect())?;
            }
        }
        Ok(())
    }

    /// Waits until all commands are answered, and shows all replies.
    fn settle(&mut self) -> Result<(), Error> {
        self.run(Until::Replied)?;
        self.client.run(Until::Replied, &mut self.outcomes)?;
        self.outcomes.flush()
    }

    /// There are no more keys: says what has come of all of them, where that was asked for or something failed.
    ///
    /// # Errors
    /// As [`take`](Self::take).
    pub(super) fn finish(mut self) -> anyhow::Result<Exit> {
        let settled = self.settle();
        // Whoever has closed stdout has all that was wanted.
        if !matches!(settled, Err(Error::Output(_))) {
            self.outcomes.sum_up()?;
        }
        settled?;
        Ok(Exit::of_errors(self.outcomes.counts.failures() > 0))
    }
}
