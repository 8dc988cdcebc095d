//! A command at the prompt: whether it may go out, and what its reply goes through.

use anyhow::Context;
use redsh_engine::command::Verb;
use rustyline::error::ReadlineError;

use super::{Next, Sent, Shell};
use crate::process::stderr;
use crate::process::stdout::Sink;
use crate::render::Screen;
use crate::repl::danger::{self, Scope};
use crate::repl::output::destination::ReplyDestination;
use crate::session::Session;
use crate::session::key_names::KeyNames;

impl Shell<'_> {
    /// Runs a command as often as is said, unless the user is asked and will not have it.
    pub(super) fn command(
        &mut self,
        times: u64,
        words: &[Vec<u8>],
        program: Option<&str>,
    ) -> anyhow::Result<Next> {
        if !self.is_allowed(words)? {
            return Ok(Next::Line);
        }
        self.browser.seen().see_call(self.session.table(), words);
        self.session.replies().listen_for_keys(KeyNames::of(words));
        match self.outlet(words, program) {
            Ok(outlet) => {
                let outcome = self.send_through(outlet, times, words)?;
                self.see_names();
                self.tell(outcome)?;
            }
            Err(told) => stderr::tell(told),
        }
        Ok(Next::Line)
    }

    fn send_through(
        &mut self,
        outlet: Option<ReplyDestination>,
        times: u64,
        words: &[Vec<u8>],
    ) -> anyhow::Result<Sent> {
        let screen = self.screen();
        self.session.replies().printer.set_screen(screen);
        let run = |session: &mut Session<Sink>| send(session, times, words);
        match outlet {
            Some(outlet) => {
                let outcome = outlet.during(self.session, run);
                // Another line may follow, of those that were pasted: Ctrl-C is for that then.
                self.signals.take_back();
                outcome.context("could not write to stdout")?
            }
            None => run(self.session),
        }
    }

    /// What the reply to a command goes through: the program that is named, else the pager, where that is wanted.
    fn outlet(
        &mut self,
        words: &[Vec<u8>],
        program: Option<&str>,
    ) -> Result<Option<ReplyDestination>, String> {
        match program {
            Some(line) => ReplyDestination::line(line).map(Some),
            None => Ok(self.pager(words)),
        }
    }

    /// The pager, where that is wanted. What goes on for ever is for no pager.
    fn pager(&mut self, words: &[Vec<u8>]) -> Option<ReplyDestination> {
        let (columns, rows) = self.editor.dimensions()?;
        let size = (usize::from(columns), usize::from(rows));
        let owner = self.signals.owner();
        let is_wanted = self.preferences.pager && Verb::of(words).is_plain();
        is_wanted.then(|| ReplyDestination::pager(self.pager.clone(), size, owner))
    }

    /// Takes in the keys that were in a reply.
    fn see_names(&mut self) {
        if let Some(names) = self.session.replies().listen_for_keys(None) {
            let mut seen = self.browser.seen();
            names.into_keys().iter().for_each(|key| seen.see(key));
        }
    }

    /// What views are shown on, as wide as it is now; `None` where they are not wanted.
    pub(super) fn screen(&mut self) -> Option<Screen> {
        let columns = self.columns()?;
        self.preferences.view.then(|| Screen {
            columns,
            ..Screen::default()
        })
    }

    /// Of the terminal, as it is now.
    pub(super) fn columns(&mut self) -> Option<usize> {
        let (columns, _) = self.editor.dimensions()?;
        Some(columns.into())
    }

    /// Whether a command may go out: not where only reading is allowed and it writes, nor where the user says no.
    pub(super) fn is_allowed(&mut self, words: &[Vec<u8>]) -> anyhow::Result<bool> {
        if let Some(why) = self.session.refusal(words) {
            self.session.refuse(why, 0)?;
            self.session.flush()?;
            return Ok(false);
        }
        match danger::scope(words) {
            Some(scope) if self.preferences.confirm => self.is_confirmed(words, scope),
            _ => Ok(true),
        }
    }

    /// Whether the user wants it, now that it is said what is at stake; not where Ctrl-C has come before that.
    fn is_confirmed(&mut self, words: &[Vec<u8>], scope: Scope) -> anyhow::Result<bool> {
        let keys = self.keys(scope);
        if self.session.is_given_up() {
            self.session.give_up()?;
            return Ok(false);
        }
        let place = self.place_of(scope);
        let question = danger::question(words, place.as_deref(), keys);
        let answer = self.tty.edit(|| self.editor.readline(&question));
        if matches!(answer, Err(ReadlineError::Interrupted)) {
            // Nor are lines behind it run.
            self.session.interrupter().interrupt();
        }
        let answer = answer.unwrap_or_default();
        let is_yes = matches!(answer.trim(), "y" | "Y" | "yes" | "Yes");
        // What is handed over to be edited is no answer.
        Ok(!self.drafts.handed_over() && is_yes)
    }

    /// How many keys there are, where that can be asked: an open transaction would take the question in.
    fn keys(&mut self, scope: Scope) -> Option<i64> {
        let census = scope.census()?;
        if self.session.status().in_transaction {
            return None;
        }
        let replies = self.session.ask(&[census]).ok()?;
        danger::counted(replies.first()?)
    }

    /// Where a command runs, as the prompt tells it.
    fn place_of(&mut self, scope: Scope) -> Option<String> {
        let mut place = self.place();
        match scope {
            Scope::Nodes => return None,
            Scope::Server => place.status.db = 0,
            Scope::Database => {}
        }
        Some(place.told())
    }
}

/// Runs a command as often as is said, or until a server is lost, or the user has had enough.
pub(super) fn send(
    session: &mut Session<Sink>,
    times: u64,
    words: &[Vec<u8>],
) -> anyhow::Result<Sent> {
    for _ in 0..times {
        let outcome = session.submit(words, 0);
        let outcome = outcome.and_then(|()| session.finish());
        session.flush()?;
        if outcome.is_err() || session.is_given_up() {
            return Ok(outcome);
        }
    }
    Ok(Ok(()))
}
