//! `--pipe`: loads the commands on stdin as fast as the server accepts them, and counts the replies.
//!
//! Stdout and the exit status are redis-cli's. Stderr has more: which commands were refused and why, and the fate of
//! commands without a reply after a lost connection.

mod csv;
mod journal;
mod refusals;
mod rejects;
mod rows;
mod summary;

use std::io::{Read, Write};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

use anyhow::Context;
use parking_lot::Mutex;
use redsh_engine::Error;
use redsh_engine::client::load::{LoadCommand, LoadEvent, LoadOptions, LoadTicket, Loader};
use redsh_engine::client::{Client, Pacer, Pool, PoolOptions};
use redsh_engine::resp::split::SplitFault;
use redsh_engine::resp::{SplitError, Splitter};

use self::journal::Journal;
use self::rejects::Rejects;
use super::progress::Progress;
use crate::cli::PipeRun;
use crate::process::exit::{self, Exit};
use crate::process::interrupt::Interrupts;
use crate::process::stderr;
use crate::process::stdin::StoppableStdin;
use crate::process::unread::UnreadInput;

/// Loads all of stdin, and prints redis-cli's messages to `out`. With `verbose`, new connections are reported. If the
/// server cannot be reached, or refuses the login, nothing is sent.
///
/// # Errors
/// The file for rejected commands cannot be created; stdout cannot be written to. Later errors are reported, and set the
/// exit status.
pub(crate) fn run(
    run: &PipeRun,
    client: Client<LoadTicket>,
    verbose: bool,
    out: &mut impl Write,
) -> anyhow::Result<Exit> {
    let interrupter = client.interrupter();
    let interrupts = Interrupts::watch(move || interrupter.close_all())?;
    let input = StoppableStdin::new(Arc::clone(&interrupts.stop));
    let db = client.login().db;
    let rejects = run.rejects.as_deref().map(|path| Rejects::create(path, db));
    let progress = Progress::of_stdin();
    let log = progress.log(verbose);
    let journal = Journal::new(rejects.transpose()?, client.is_cluster(), log);
    let journal = Arc::new(Mutex::new(journal));
    let observer = Arc::clone(&journal);
    let observe = move |event: LoadEvent<'_>| observer.lock().observe(event);
    let options = LoadOptions {
        keyless: run.keyless,
        patience: run.timeout,
    };
    // The first command of the load takes the place of a PING.
    let pool = Pool::new(PoolOptions {
        ping_new: false,
        ..PoolOptions::default()
    });
    let loader = match Loader::open(pool, client, options, observe) {
        Ok(loader) if !journal.lock().is_locked_out => loader,
        outcome => {
            let error = outcome.err().map(anyhow::Error::from);
            return keep_all(run, error, db, input, &interrupts);
        }
    };
    let mut pipe = Pipe {
        loader,
        journal,
        pacer: run.rate.map(|rate| Pacer::new(rate, Instant::now())),
        keeps_all: run.rejects.is_some(),
        progress,
        interrupts,
        last: (0, 0),
    };
    let fed = match &run.csv {
        None => pipe.feed(input),
        Some(template) => pipe.feed_rows(input, template),
    };
    pipe.finish(fed, out)
}

/// Handles a load that cannot begin: reports the error, unless that was done before, and writes the input to the file for
/// rejected commands. If that file is empty, every command was applied.
fn keep_all(
    run: &PipeRun,
    error: Option<anyhow::Error>,
    db: u32,
    input: impl Read,
    interrupts: &Interrupts,
) -> anyhow::Result<Exit> {
    if let Some(error) = error {
        stderr::tell(exit::message(&error));
    }
    if let Some(path) = &run.rejects {
        let mut rejects = Rejects::create(path, db)?;
        let (kept, what) = match rejects.copy(db, input) {
            Err(_) if interrupts.is_stopped() => {
                let remark = "interrupted; the rest of the input was not read";
                (rejects.remark(remark), "not all of the input")
            }
            copied => (copied, "the whole input"),
        };
        let kept = kept.and_then(|()| rejects.flush());
        kept.with_context(|| format!("could not write to {}", path.display()))?;
        let path = path.display();
        stderr::tell(format!("nothing was sent; {what} was written to {path}"));
    }
    match interrupts.is_stopped() {
        true => Ok(Exit::Interrupted),
        false => Ok(Exit::Failure),
    }
}

struct Pipe {
    loader: Loader,
    journal: Arc<Mutex<Journal>>,
    pacer: Option<Pacer>,
    /// Whether there is a file for rejected commands, so that the whole input must be read.
    keeps_all: bool,
    progress: Progress,
    /// A signal ends the reading.
    interrupts: Interrupts,
    /// The number and the offset of the last command that was pushed.
    last: (u64, u64),
}

impl Pipe {
    /// Loads the input until it ends, is invalid, or Ctrl-C, or until nothing can be sent or written any more. Returns
    /// whether the input has ended.
    fn feed(&mut self, mut input: impl Read) -> anyhow::Result<bool> {
        let (mut splitter, mut come) = (Splitter::new(), 0);
        loop {
            let count = match read(&mut input, splitter.space()) {
                Err(_) if self.interrupts.is_stopped() => return Ok(false),
                read => read?,
            };
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
            self.journal.lock().flush();
            if count == 0 || self.is_over() {
                return Ok(count == 0);
            }
        }
    }

    fn split(&mut self, splitter: &mut Splitter) -> Result<(), SplitError> {
        while !self.interrupts.is_stopped()
            && let Some(request) = splitter.next()?
        {
            self.pace(request.offset);
            self.last = (request.number, request.offset);
            let words: Vec<&[u8]> = request.words().collect();
            self.loader.push(&LoadCommand {
                number: request.number,
                offset: request.offset,
                wire: request.wire,
                words: &words,
            });
        }
        Ok(())
    }

    /// Waits until the command at this offset may be sent.
    fn pace(&mut self, offset: u64) {
        let wait = self
            .pacer
            .as_mut()
            .and_then(|pacer| pacer.next(Instant::now()));
        if let Some(wait) = wait {
            self.loader.flush();
            self.show(offset);
            self.interrupts.sleep(wait);
        }
    }

    fn show(&mut self, bytes: u64) {
        if self.progress.is_due() {
            let totals = self.loader.totals();
            let commands = self.progress.per_second(totals.replies);
            let note = format!("{commands} commands/s, errors: {}", totals.errors);
            self.progress.set(bytes, note);
        }
    }

    /// Whether the reading ends: after Ctrl-C, or if nothing can be sent or written any more.
    fn is_over(&self) -> bool {
        if self.interrupts.is_stopped() {
            return true;
        }
        let lost = self.loader.fault().is_some() && !self.keeps_all;
        lost || self.journal.lock().has_failed()
    }

    /// Writes invalid input, and the rest of it, to the file for rejected commands. Input that is not for a server at all
    /// is not written.
    fn keep_rest(&mut self, fault: &SplitFault, rest: &[u8], input: impl Read) {
        let db = self.loader.db();
        // Commands in flight come first.
        self.loader.finish();
        if !matches!(fault, SplitFault::Foreign(_)) {
            self.journal.lock().keep_rest(db, rest.chain(input));
        }
    }

    /// Waits for the last replies, and reports the results.
    fn finish(mut self, fed: anyhow::Result<bool>, out: &mut impl Write) -> anyhow::Result<Exit> {
        drop(self.progress);
        if !matches!(fed, Ok(false)) {
            out.write_all(b"All data transferred. Waiting for the last reply...\n")?;
        }
        self.loader.finish();
        self.interrupts.is_ending.store(true, Ordering::Relaxed);
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
        let (number, offset) = self.last;
        let interrupted = self.interrupts.is_stopped().then(|| {
            format!("interrupted after command {number} at byte {offset}; the rest of the input was not read")
        });
        // Ends the threads that report to the journal.
        drop(self.loader);
        let mut journal = self.journal.lock();
        if let Some(remark) = interrupted.clone().or_else(|| unread(&fed)) {
            journal.remark(&remark);
        }
        journal.close(&totals, fault.as_deref());
        let is_whole = fed.is_ok() && !journal.has_failed();
        if let Err(error) = fed {
            stderr::tell(exit::message(&error));
        }
        if let Some(interrupted) = interrupted {
            stderr::tell(interrupted);
            return Ok(Exit::Interrupted);
        }
        Ok(Exit::of_errors(!is_whole || !summary::is_all_in(&totals)))
    }
}

/// Returns why a part of the input is in no file for rejected commands: it is not in the form of commands.
fn unread(fed: &anyhow::Result<bool>) -> Option<String> {
    let error = fed.as_ref().err()?;
    match error.downcast_ref::<SplitError>() {
        Some(error) if !matches!(error.fault, SplitFault::Foreign(_)) => None,
        _ => Some(exit::message(error)),
    }
}

fn read(input: &mut impl Read, space: &mut [u8]) -> anyhow::Result<usize> {
    loop {
        match input.read(space) {
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            outcome => return Ok(outcome.map_err(UnreadInput::load)?),
        }
    }
}
