//! `--pipe`: the commands on stdin are loaded, as fast as the server takes them, and their replies counted.
//!
//! What is said on stdout, and the exit status, are redis-cli's. What it does not say is on stderr: which commands were
//! refused and why, and what became of those that a lost connection has left without a reply.

mod csv;
mod journal;
mod refusals;
mod rejects;
mod rows;
mod summary;

use std::io::{Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Instant;

use anyhow::Context;
use redsh_engine::Error;
use redsh_engine::client::load::{self, Command, LoadOptions, Loader};
use redsh_engine::client::{Client, Pacer};
use redsh_engine::resp::split::SplitFault;
use redsh_engine::resp::{SplitError, Splitter};

use self::journal::Journal;
use self::rejects::Rejects;
use super::progress::Progress;
use crate::cli::PipeRun;
use crate::process::exit::{self, Exit};
use crate::process::{interrupt, stderr};

/// Loads all of `input`, and says on `out` what redis-cli would. Where the server is not to be had, or does not have the
/// user, nothing is sent. `verbose` has each connection told.
///
/// # Errors
/// The file for what is rejected cannot be made; stdout cannot be written to. What happens
/// later is told here, and makes the exit status.
pub(crate) fn run(
    run: &PipeRun,
    client: Client<load::LoadTicket>,
    verbose: bool,
    input: impl Read,
    out: &mut impl Write,
) -> anyhow::Result<Exit> {
    let db = client.login().db;
    let rejects = run.rejects.as_deref().map(|path| Rejects::create(path, db));
    let progress = Progress::of_stdin();
    let voice = progress.voice();
    let journal = Journal::new(rejects.transpose()?, client.is_cluster(), verbose, voice);
    let options = LoadOptions {
        keyless: run.keyless,
        patience: run.timeout,
    };
    let loader = match Loader::open(client, options, journal) {
        Ok(loader) if !loader.ledger().is_locked_out() => loader,
        outcome => {
            let error = outcome.err().map(anyhow::Error::from);
            return keep_all(run, error, db, input);
        }
    };
    let mut pipe = Pipe {
        loader,
        pacer: run.rate.map(|rate| Pacer::new(rate, Instant::now())),
        keeps_all: run.rejects.is_some(),
        progress,
        stop: interrupt::flag()?,
        last: (0, 0),
    };
    let fed = match &run.csv {
        None => pipe.feed(input),
        Some(template) => pipe.feed_rows(input, template),
    };
    pipe.finish(fed, out)
}

/// Nothing can be sent, with an `error` that is still to be told or without: where there is a file for it, the input goes
/// there, since an empty one says that all is in.
fn keep_all(
    run: &PipeRun,
    error: Option<anyhow::Error>,
    db: u32,
    input: impl Read,
) -> anyhow::Result<Exit> {
    if let Some(error) = error {
        stderr::tell(exit::message(&error));
    }
    if let Some(path) = &run.rejects {
        let path = path.as_path();
        let copied = Rejects::create(path, db)?.copy(db, input);
        copied.with_context(|| format!("could not write to {}", path.display()))?;
        stderr::tell(format!(
            "nothing was sent: all of the input is in {}",
            path.display()
        ));
    }
    Ok(Exit::Failure)
}

/// A load, and how fast it may be.
struct Pipe {
    loader: Loader<Journal>,
    pacer: Option<Pacer>,
    /// What is not sent is kept too, so that all of the input is to be read.
    keeps_all: bool,
    progress: Progress,
    /// Ctrl-C: no more is to be read.
    stop: Arc<AtomicBool>,
    /// The last command that was taken in: its number, and where it begins.
    last: (u64, u64),
}

impl Pipe {
    /// Loads what there is, until it ends, or is wrong, or the user has enough, or nothing can be sent or kept any more.
    /// Whether all of it was read.
    fn feed(&mut self, mut input: impl Read) -> anyhow::Result<bool> {
        let (mut splitter, mut come) = (Splitter::new(), 0);
        loop {
            let count = read(&mut input, splitter.space())?;
            come += count as u64;
            if count == 0 {
                splitter.end();
            }
            splitter.filled(count);
            let split = self.split(&mut splitter);
            self.loader.flush();
            self.show(come);
            if let Err(error) = split {
                self.keep_rest(&error.fault, splitter.rest(), input);
                return Err(error.into());
            }
            self.loader.ledger().flush();
            if count == 0 || self.is_over() {
                return Ok(count == 0);
            }
        }
    }

    /// Loads the commands that the splitter has.
    fn split(&mut self, splitter: &mut Splitter) -> Result<(), SplitError> {
        while let Some(request) = splitter.next()? {
            self.pace(request.offset);
            self.last = (request.number, request.offset);
            let words: Vec<&[u8]> = request.words().collect();
            self.loader.push(&Command {
                number: request.number,
                offset: request.offset,
                wire: request.wire,
                words: &words,
            });
        }
        Ok(())
    }

    /// Waits until the next command, which begins at this byte, may go out, if it has to.
    fn pace(&mut self, offset: u64) {
        let wait = self
            .pacer
            .as_mut()
            .and_then(|pacer| pacer.next(Instant::now()));
        if let Some(wait) = wait {
            self.loader.flush();
            self.show(offset);
            thread::sleep(wait);
        }
    }

    /// Shows how far the load has come in its input, where people look on and it is time.
    fn show(&mut self, bytes: u64) {
        if self.progress.is_due() {
            let totals = self.loader.totals();
            let commands = self.progress.per_second(totals.replies);
            let note = format!("{commands} commands/s, errors: {}", totals.errors);
            self.progress.set(bytes, note);
        }
    }

    /// Whether no more is to be read, or nothing that is read can be sent or kept.
    fn is_over(&self) -> bool {
        if self.stop.load(Ordering::Relaxed) {
            return true;
        }
        let lost = self.loader.fault().is_some() && !self.keeps_all;
        lost || self.loader.ledger().has_failed()
    }

    /// Keeps what is not understood, and all behind it, as it came: its first command is where the error is. What holds no
    /// commands at all is not kept.
    fn keep_rest(&mut self, fault: &SplitFault, rest: &[u8], input: impl Read) {
        let db = self.loader.db();
        // What is under way comes before it.
        self.loader.finish();
        if !matches!(fault, SplitFault::Foreign(_)) {
            self.loader.ledger().keep_rest(db, rest.chain(input));
        }
    }

    /// Waits for the last replies, and says what it all came to.
    fn finish(mut self, fed: anyhow::Result<bool>, out: &mut impl Write) -> anyhow::Result<Exit> {
        drop(self.progress);
        if !matches!(fed, Ok(false)) {
            out.write_all(b"All data transferred. Waiting for the last reply...\n")?;
        }
        self.loader.finish();
        match self.loader.fault() {
            None => out.write_all(b"Last reply received from server.\n")?,
            Some(Error::Timeout { after, .. }) => {
                stderr::tell(format!(
                    "No replies for {} seconds: exiting.",
                    after.as_secs()
                ));
            }
            Some(_) => {}
        }
        let totals = self.loader.totals();
        let (errors, replies) = (totals.errors, totals.replies);
        out.write_all(format!("errors: {errors}, replies: {replies}\n").as_bytes())?;
        let fault = self.loader.fault().map(Error::to_string);
        let mut journal = self.loader.into_ledger();
        journal.close(&totals, fault.as_deref());
        let is_whole = fed.is_ok() && !journal.has_failed();
        if let Err(error) = fed {
            stderr::tell(exit::message(&error));
        }
        if self.stop.load(Ordering::Relaxed) {
            let (number, offset) = self.last;
            stderr::tell(format!(
                "interrupted behind command {number} at byte {offset}: what follows was not read"
            ));
            return Ok(Exit::Interrupted);
        }
        Ok(Exit::of_errors(!is_whole || !summary::is_all_in(&totals)))
    }
}

/// As much as there is at once.
fn read(input: &mut impl Read, space: &mut [u8]) -> anyhow::Result<usize> {
    loop {
        match input.read(space) {
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            outcome => return outcome.context("could not read stdin"),
        }
    }
}
