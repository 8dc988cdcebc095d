//! Runs the command of a line: asks before a destructive one, and routes its reply to the terminal, the pager or a program.

use std::time::Duration;

use anyhow::Context;
use redsh_engine::command::Verb;
use rustyline::error::ReadlineError;

use super::Shell;
use super::active_session::Sent;
use crate::process::stderr;
use crate::process::stdout::Sink;
use crate::render::Screen;
use crate::repl::danger::{self, DangerScope};
use crate::repl::output::destination::ReplyDestination;
use crate::repl::timing;
use crate::session::Session;
use crate::session::key_names::KeyNames;
use crate::terminal::size;
use crate::terminal::waiting_line::WaitingLine;

impl Shell<'_> {
    /// Runs a command several times; its reply goes to `program` if one is given.
    pub(super) fn run_command(
        &mut self,
        times: u64,
        words: &[Vec<u8>],
        program: Option<&str>,
    ) -> anyhow::Result<()> {
        if !self.is_allowed(words)? {
            return Ok(());
        }
        let session = &mut *self.active.session;
        self.lookup.seen().add_keys_of(session.table(), words);
        session.replies().listen_for_keys(KeyNames::of(words));
        let destination = match program.map(ReplyDestination::program).transpose() {
            Ok(destination) => destination.or_else(|| self.pager_for(words)),
            Err(why) => {
                stderr::tell(why);
                return Ok(());
            }
        };
        let outcome = self.send(destination, times, words)?;
        if changes_commands(words) {
            self.docs.expire();
        }
        if let Some(names) = self.active.session.replies().listen_for_keys(None) {
            let mut seen = self.lookup.seen();
            names.keys.iter().for_each(|key| seen.add(key));
        }
        self.active.report(outcome).map(|_| ())
    }

    /// `:watch`: runs a command periodically until Ctrl-C.
    pub(super) fn watch(&mut self, interval: Duration, words: &[Vec<u8>]) -> anyhow::Result<()> {
        if !self.is_allowed(words)? {
            return Ok(());
        }
        self.set_screen();
        self.signals.forget();
        loop {
            let outcome = send(self.active.session, 1, words, self.waiting_line.clone())?;
            if !self.active.report(outcome)? || self.signals.wait(interval) {
                return Ok(());
            }
        }
    }

    /// `:time`: runs a command several times without showing its replies.
    pub(super) fn time(&mut self, times: u64, words: &[Vec<u8>]) -> anyhow::Result<()> {
        if let Some(why) = timing::refusal(self.active.session, words) {
            return self.active.session.show(why);
        }
        if !self.is_allowed(words)? {
            return Ok(());
        }
        let report = timing::measure(self.active.session, times, words, size::columns());
        self.active.show_or_report(report)
    }

    fn send(
        &mut self,
        destination: Option<ReplyDestination>,
        times: u64,
        words: &[Vec<u8>],
    ) -> anyhow::Result<Sent> {
        self.set_screen();
        // A program may draw on the terminal itself.
        let waits = match destination {
            Some(ReplyDestination::Program(..)) => None,
            _ => self.waiting_line.clone(),
        };
        let run = |session: &mut Session<Sink>| send(session, times, words, waits);
        match destination {
            Some(destination) => {
                let outcome = destination.during(self.active.session, run);
                // Ctrl-C is for the remaining lines of a pasted block from here on.
                self.signals.take_back();
                outcome.context("could not write to stdout")?
            }
            None => run(self.active.session),
        }
    }

    /// Returns the pager, if it is preferred and the command ends by itself.
    fn pager_for(&self, words: &[Vec<u8>]) -> Option<ReplyDestination> {
        let size = size::of_stdout()?;
        let is_paged = self.preferences.pager && Verb::of(words).is_plain();
        is_paged
            .then(|| ReplyDestination::pager(self.pager.clone(), size, self.signals.owner.clone()))
    }

    /// Tells the printer the width for views, or to print none.
    fn set_screen(&mut self) {
        let size = size::of_stdout().filter(|_| self.preferences.view);
        let screen = size.map(|size| Screen {
            columns: size.columns,
            ..Screen::default()
        });
        self.active.session.replies().printer.set_screen(screen);
    }

    /// Whether a command may be sent: in read-only mode it must not write, and the user must confirm a destructive one.
    fn is_allowed(&mut self, words: &[Vec<u8>]) -> anyhow::Result<bool> {
        let session = &mut self.active.session;
        if let Some(why) = session.refusal(words) {
            session.refuse(why, 0)?;
            session.flush()?;
            return Ok(false);
        }
        // redis-cli's scripts run at a terminal without an editor, and answer no question.
        let asks = self.preferences.confirm && !self.reader.is_dumb();
        match danger::scope(words) {
            Some(scope) if asks => self.is_confirmed(words, scope),
            _ => Ok(true),
        }
    }

    /// Asks the user, unless Ctrl-C arrives before the question.
    fn is_confirmed(&mut self, words: &[Vec<u8>], scope: DangerScope) -> anyhow::Result<bool> {
        let keys = self.count_keys(scope);
        if self.active.session.is_given_up() {
            self.active.session.give_up()?;
            return Ok(false);
        }
        if keys == Some(0) && danger::deletes_only_keys(words) {
            return Ok(true);
        }
        let place = self.place(scope);
        let question = danger::question(words, place.as_deref(), keys);
        let answer = self.reader.confirm(&question);
        if matches!(answer, Err(ReadlineError::Interrupted)) {
            // Skips the remaining lines of a pasted block too.
            self.active.session.client().interrupter().interrupt();
        }
        Ok(answer.unwrap_or(false))
    }

    /// Returns the number of keys at stake, or `None` if it is unknown. In a transaction the question would be queued.
    fn count_keys(&mut self, scope: DangerScope) -> Option<i64> {
        let count = scope.count_command()?;
        if self.active.session.status().in_transaction {
            return None;
        }
        let replies = self.active.session.ask(&[count]).ok()?;
        danger::key_count(replies.first()?)
    }

    /// Returns the place that a command affects, as the prompt shows it.
    fn place(&mut self, scope: DangerScope) -> Option<String> {
        let mut place = self.active.place();
        match scope {
            DangerScope::Nodes => return None,
            DangerScope::Server => place.status.db = 0,
            DangerScope::Database => {}
        }
        Some(place.text())
    }
}

/// Whether the server has other commands after this one.
fn changes_commands(words: &[Vec<u8>]) -> bool {
    let is = |at: usize, name: &str| {
        let word = words.get(at).map(Vec::as_slice).unwrap_or_default();
        word.eq_ignore_ascii_case(name.as_bytes())
    };
    is(0, "MODULE") && ["LOAD", "LOADEX", "UNLOAD"].iter().any(|name| is(1, name))
}

/// Sends a command several times, until the connection is lost or the user presses Ctrl-C. Long waits are shown on `waits`.
fn send(
    session: &mut Session<Sink>,
    times: u64,
    words: &[Vec<u8>],
    waits: Option<WaitingLine>,
) -> anyhow::Result<Sent> {
    session.replies().show_waits(waits)?;
    let mut outcome = Ok(());
    for _ in 0..times {
        outcome = session.submit(words, 0);
        outcome = outcome.and_then(|()| session.finish());
        session.flush()?;
        if outcome.is_err() || session.is_given_up() {
            break;
        }
    }
    session.replies().show_waits(None)?;
    Ok(outcome)
}
