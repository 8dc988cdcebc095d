//! The shell at a terminal: a prompt, a line, its reply, and again.

mod command;
mod commands;
mod edited_line;
mod lines;
mod server;
mod settings;

use std::io;

use anyhow::Context;
use rustyline::Editor;
use rustyline::error::ReadlineError;
use unicode_width::UnicodeWidthStr;

use self::edited_line::Drafts;
use super::command_docs::CommandDocs;
use super::history::{HistoryFile, Lines};
use super::idle_worker::IdleWorker;
use super::servers::Servers;
use super::signals::Signals;
use crate::process::exit::{self, Exit};
use crate::process::stderr;
use crate::process::stdout::Sink;
use crate::repl::editor::keys::Cleared;
use crate::repl::editor::line_helper::LineHelper;
use crate::repl::editor::server_lookup::ServerLookup;
use crate::session::Session;
use crate::terminal::modes::Tty;
use crate::words::preferences::Preferences;
use crate::words::prompt::prompt;

pub(crate) use self::settings::Settings;

/// What is said of bytes that a terminal has sent.
const NO_TEXT: &str =
    r#"what was typed is no UTF-8, and the line is gone; bytes are written as "\xff""#;

/// What is said of lines that may belong to a transaction that is lost: none of them may run outside of it.
const SEVERED: &str = "nothing is run before EXEC, DISCARD, UNWATCH or RESET: it may belong to it";

/// Runs lines that are typed, until the user leaves.
///
/// # Errors
/// The terminal cannot be used; stdout cannot be written to.
pub(crate) fn run(session: &mut Session<Sink>, settings: Settings<'_>) -> anyhow::Result<Exit> {
    let mut shell = Shell::new(session, settings)?;
    shell.greet()?;
    shell.run()
}

struct Shell<'s> {
    session: &'s mut Session<Sink>,
    editor: Editor<LineHelper, Lines>,
    history: Option<HistoryFile>,
    primary: Option<String>,
    profile: Option<String>,
    servers: Servers<'s>,
    /// What is preferred wherever nothing else is.
    usual: Preferences,
    /// What is preferred with this server.
    preferences: Preferences,
    pager: Vec<String>,
    lessons: CommandDocs,
    browser: ServerLookup,
    tty: Tty,
    signals: Signals,
    attendant: IdleWorker,
    cleared: Cleared,
    drafts: Drafts,
    /// How many files of lines are being run, each out of the one before.
    sources: usize,
}

/// What came of sending a command: an error where a server is lost, not where it replies with one.
type Sent = anyhow::Result<()>;

/// Whether there is a next line.
#[derive(PartialEq, Eq)]
enum Next {
    Line,
    End,
}

impl Shell<'_> {
    fn run(&mut self) -> anyhow::Result<Exit> {
        loop {
            match self.read()? {
                Ok(text) if self.drafts.handed_over() => self.edit(&text),
                Ok(text) => {
                    if self.lines(&text)? == Next::End {
                        return Ok(Exit::Success);
                    }
                }
                Err(ReadlineError::Interrupted) => self.clear()?,
                Err(ReadlineError::Eof) => return Ok(Exit::Success),
                // Another size of the window, where a Ctrl-V waits for a key: the line is gone.
                Err(ReadlineError::Signal(_)) => {}
                Err(ReadlineError::Io(error)) if error.kind() == io::ErrorKind::InvalidData => {
                    stderr::tell(NO_TEXT);
                }
                Err(error) => return Err(error).context("could not read from the terminal"),
            }
        }
    }

    /// Ctrl-C: the line is gone. Where there was none, it is for what goes on without one.
    fn clear(&mut self) -> anyhow::Result<()> {
        if self.cleared.was_line() {
            return Ok(());
        }
        let outcome = self.session.end_channels();
        self.tell(outcome).map(|_| ())
    }

    fn read(&mut self) -> anyhow::Result<rustyline::Result<String>> {
        let template = self.preferences.prompt.clone();
        let place = self.place();
        let prompt = prompt(&template, &place);
        if place.status.is_connected {
            let server = self.session.endpoint();
            self.browser.look_at(server.clone());
            self.lessons.begin(server);
        }
        self.browser.look_at_nodes(self.session.node_addresses());
        if let Some(assistant) = self.editor.helper_mut() {
            assistant.prompt = prompt.width();
        }
        self.session.forget_ended();
        // Not behind it: a Ctrl-C that comes at once is for what the line does.
        self.signals.forget();
        let draft = self.drafts.take();
        let read = || self.editor.readline_with_initial(&prompt, (&draft, ""));
        let edit = || self.tty.edit(read);
        let line = self.attendant.during(self.session, edit)?;
        if let Some(table) = self.lessons.learnt() {
            self.session.learn(table);
        }
        Ok(line)
    }

    /// Tells what has become of a command. That a server is lost is told, and nothing more: false.
    fn tell(&mut self, outcome: Sent) -> anyhow::Result<bool> {
        match &outcome {
            Ok(()) => {
                self.tell_losses();
            }
            Err(error) => self.complain(error)?,
        }
        Ok(outcome.is_ok())
    }

    /// Tells what was lost, and how it goes on behind a transaction that was.
    fn tell_losses(&mut self) {
        if self.session.report_lost() && self.session.has_lost_transaction() {
            stderr::tell(SEVERED);
        }
    }

    /// Tells why a command has no reply. Where it was the user who gave it up, the terminal has written `^C`, and the
    /// connection is made again with the next command: a server that is busy would keep the prompt away.
    fn complain(&mut self, error: &anyhow::Error) -> anyhow::Result<()> {
        if matches!(error.downcast_ref(), Some(redsh_engine::Error::Interrupted)) {
            self.session.give_up()?;
        }
        self.tell_losses();
        stderr::tell(exit::told(error));
        Ok(())
    }

    fn show(&mut self, text: &str) -> anyhow::Result<Next> {
        self.session.show(text)?;
        Ok(Next::Line)
    }
}
