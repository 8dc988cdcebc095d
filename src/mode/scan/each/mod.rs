//! `--each`: runs a command for each key while the scan goes on.
//!
//! Commands are pipelined and routed as those of a script, and their replies are printed in order. Errors are reported with
//! their keys.
//!
//! `UNLINK {}` and similar commands are sent for many keys at once, which halves the work of the server. It replies with the
//! sum of the replies, each of which is 1 or 0. The ones are printed first: the order of the keys of a page has no meaning.
//! If such a command is refused, it is sent again for each of its keys.

mod confirm;
mod dry_run;
mod finished_keys;
mod key_template;
mod replies;

use std::io::Write;
use std::mem;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Instant;

use redsh_engine::Error;
use redsh_engine::client::{Client, Pacer, Until};
use redsh_engine::scan::KeyPage;

use self::finished_keys::{FinishedKeys, MOST};
use self::key_template::KeyTemplate;
use self::replies::EachReplies;
use crate::cli::Each;
use crate::mode::progress::ProgressLog;
use crate::process::exit::Exit;
use crate::process::stderr;
use crate::render::Printer;

pub(crate) use self::confirm::confirm;
pub(crate) use self::dry_run::DryRun;

const FORGETS: &str = "from here on, the command may run twice for a key whose slot moves or whose \
                       primary fails over";

/// Keys of one command that takes several. More would save little.
const KEYS_AT_ONCE: usize = 64;

pub(crate) struct EachRunner<W: Write> {
    /// The ticket of a command is its keys.
    client: Client<KeyPage>,
    template: KeyTemplate,
    replies: EachReplies<W>,
    pacer: Option<Pacer>,
    /// Which replies are awaited at the end of a page.
    until: Until,
    /// The words of a command. The memory is used again.
    words: Vec<Vec<u8>>,
    /// Of a cluster, where slots move and primaries fail over.
    finished: FinishedKeys,
}

impl<W: Write> EachRunner<W> {
    /// Prepares the command. With [`Until::Sent`], the last replies of a page are read with the next page, so that the
    /// servers always have work.
    pub(crate) fn new(
        each: &Each,
        client: Client<KeyPage>,
        log: ProgressLog,
        until: Until,
        printer: Printer<W>,
    ) -> anyhow::Result<Self> {
        Ok(EachRunner {
            client,
            template: KeyTemplate::new(&each.template)?,
            replies: EachReplies::new(each, log, printer),
            pacer: each.rate.map(|rate| Pacer::new(rate, Instant::now())),
            until,
            words: Vec::new(),
            finished: FinishedKeys::new(),
        })
    }

    /// Sends the commands for the keys of a page. Breaks if `stop` was set before all were sent.
    pub(super) fn run_all(
        &mut self,
        page: &KeyPage,
        stop: &AtomicBool,
    ) -> anyhow::Result<ControlFlow<()>> {
        let new = self.new_keys(page)?;
        let page = new.as_ref().unwrap_or(page);
        let most = self.keys_at_once()?;
        let mut keys = page.keys().peekable();
        while keys.peek().is_some() {
            self.pace()?;
            if stop.load(Ordering::Relaxed) {
                return Ok(ControlFlow::Break(()));
            }
            let keys: KeyPage = keys.by_ref().take(most).collect();
            self.replies.counts.keys += keys.len() as u64;
            self.submit(keys)?;
        }
        self.run(self.until)?;
        self.replies.flush()?;
        Ok(ControlFlow::Continue(()))
    }

    /// The keys of a page of a cluster that the command was not sent for; `None` for a page of a single server.
    fn new_keys(&mut self, page: &KeyPage) -> Result<Option<KeyPage>, Error> {
        if !self.client.has_slots(&mut self.replies)? {
            return Ok(None);
        }
        let was_full = self.finished.is_full();
        let new = page.keys().filter(|key| self.finished.add(key)).collect();
        if self.finished.is_full() && !was_full {
            stderr::tell(format!("more than {MOST} keys: {FORGETS}"));
        }
        Ok(Some(new))
    }

    /// The number of keys of one command. In a cluster, keys are seldom in the same slot.
    fn keys_at_once(&mut self) -> Result<usize, Error> {
        let joins = self.template.takes_several && self.pacer.is_none();
        match joins && !self.client.has_slots(&mut self.replies)? {
            true => Ok(KEYS_AT_ONCE),
            false => Ok(1),
        }
    }

    /// Waits until the next command may be sent. All earlier replies are printed first.
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
        self.template.fill(keys.keys(), &mut self.words);
        let words = &self.words;
        self.client.submit(words, keys, &mut self.replies)?;
        match self.client.is_full() {
            true => self.client.run(Until::Sent, &mut self.replies),
            false => Ok(()),
        }
    }

    /// Receives replies. A command that was refused for several keys is sent again for each of them.
    fn run(&mut self, until: Until) -> Result<(), Error> {
        self.client.run(until, &mut self.replies)?;
        for keys in mem::take(&mut self.replies.refused) {
            for key in keys.keys() {
                self.submit([key].into_iter().collect())?;
            }
        }
        Ok(())
    }

    /// Waits for the replies to all commands, and prints them.
    fn settle(&mut self) -> Result<(), Error> {
        self.run(Until::Replied)?;
        self.client.run(Until::Replied, &mut self.replies)?;
        self.replies.flush()
    }

    /// Prints the remaining replies and, if requested or if a command failed, the counts.
    pub(super) fn finish(mut self) -> anyhow::Result<Exit> {
        let settled = self.settle();
        // A reader that has closed stdout wants no more.
        if !matches!(settled, Err(Error::Output(_))) {
            self.replies.sum_up()?;
        }
        settled?;
        Ok(Exit::of_errors(self.replies.counts.failures() > 0))
    }
}
