//! The shell at a terminal: a prompt, a line, its reply, and again.

mod command;
mod draft;
mod server;
mod wishes;

use std::io;
use std::path::PathBuf;

use anyhow::Context;
use rustyline::error::ReadlineError;
use rustyline::{CompletionType, Config, Editor};
use unicode_width::UnicodeWidthStr;

use self::draft::Drafts;
use super::above::Above;
use super::assistant::Assistant;
use super::attendant::Attendant;
use super::bell::Bell;
use super::browser::Browser;
use super::builtin;
use super::history::{HistoryFile, Lines};
use super::keys::{Browsing, Cleared, HandedOver};
use super::lessons::Lessons;
use super::listing::Listing;
use super::preferences::{Layer, Preferences};
use super::prompt::prompt;
use super::servers::Servers;
use super::signals::Signals;
use super::tty::Tty;
use super::{keys, paste, pipe, secret};
use crate::exit::{self, Exit};
use crate::session::Session;
use crate::stdout::Sink;
use crate::{line, stderr};

/// What is said of bytes that a terminal has sent.
const NO_TEXT: &str =
    r#"what was typed is no UTF-8, and the line is gone; bytes are written as "\xff""#;

/// What is said of lines that may belong to a transaction that is lost: none of them may run outside of it.
const SEVERED: &str = "nothing is run before EXEC or DISCARD, which end the transaction";

/// How a shell is to be.
pub(crate) struct Settings<'e> {
    /// Where lines are kept, if anywhere.
    pub(crate) history: Option<PathBuf>,
    /// Where it is kept what servers say of their commands, if anywhere.
    pub(crate) cache: Option<PathBuf>,
    /// What stands in the prompt in place of an address: a primary's name.
    pub(crate) primary: Option<String>,
    /// The profile that is used.
    pub(crate) profile: Option<String>,
    /// Colours may be used.
    pub(crate) colour: bool,
    /// What is preferred from the beginning.
    pub(crate) preferences: Preferences,
    /// What is preferred with this server.
    pub(crate) layer: Layer,
    /// The program that shows what is longer than the screen, and its arguments.
    pub(crate) pager: Vec<String>,
    /// The program that edits a text, and its arguments.
    pub(crate) editor: Vec<String>,
    /// The servers that can be gone on with by their names.
    pub(crate) servers: Servers<'e>,
}

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
    editor: Editor<Assistant, Lines>,
    history: Option<HistoryFile>,
    primary: Option<String>,
    profile: Option<String>,
    servers: Servers<'s>,
    /// What is preferred wherever nothing else is.
    usual: Preferences,
    /// What is preferred with this server.
    preferences: Preferences,
    pager: Vec<String>,
    lessons: Lessons,
    browser: Browser,
    tty: Tty,
    signals: Signals,
    attendant: Attendant,
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

impl<'s> Shell<'s> {
    fn new(session: &'s mut Session<Sink>, settings: Settings<'s>) -> anyhow::Result<Self> {
        let config = Config::builder()
            .completion_type(CompletionType::List)
            .build();
        let (history, lines) = settings.history.map(recall).unwrap_or_default();
        let editor = Editor::with_history(config, lines);
        let mut editor = editor.context("could not use the terminal")?;
        let browsing = Browsing::default();
        let browser = Browser::new(settings.servers.names.clone());
        // There is none on a terminal that the editor does not know, where a line is only read.
        let printer = editor.create_external_printer();
        let is_edited = printer.is_ok();
        let bell = printer.map_or_else(|_| Bell::silent(), Bell::new);
        let above = Above::new(bell.clone());
        let listing = Listing::default();
        let lessons = Lessons::new(session.receiver().table().clone(), settings.cache);
        editor.set_helper(Some(Assistant {
            known: lessons.known().clone(),
            browser: browser.clone(),
            prompt: 0,
            browsing: browsing.clone(),
            colour: settings.colour,
            tint: None,
            hints: true,
            above: above.clone(),
            listing: listing.clone(),
        }));
        let cleared = Cleared::default();
        let handed_over = HandedOver::default();
        keys::bind(&mut editor, &browsing, &cleared, &handed_over, &listing);
        let tty = Tty::new().context("could not use the terminal")?;
        let signals = Signals::watch(session.canceller(), tty.clone(), bell)?;
        let mut shell = Shell {
            session,
            editor,
            history,
            primary: settings.primary,
            profile: settings.profile,
            servers: settings.servers,
            preferences: settings.preferences.under(&settings.layer),
            usual: settings.preferences,
            pager: settings.pager,
            lessons,
            browser,
            tty,
            signals,
            attendant: Attendant::new(above),
            cleared,
            drafts: Drafts::new(settings.editor, handed_over, is_edited),
            sources: 0,
        };
        shell.follow_preferences();
        Ok(shell)
    }

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
        self.tell(outcome.map(|_| ())).map(|_| ())
    }

    fn read(&mut self) -> anyhow::Result<rustyline::Result<String>> {
        let template = self.preferences.prompt.clone();
        let place = self.place();
        let prompt = prompt(&template, &place);
        if place.standing.is_connected {
            let server = self.session.endpoint();
            self.browser.look_at(server.clone());
            self.lessons.begin(server);
        }
        self.browser.look_at_nodes(&self.session.node_addresses());
        if let Some(assistant) = self.editor.helper_mut() {
            assistant.prompt = prompt.width();
        }
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

    /// A line that cannot be kept, or has secrets in it, is still there in this session.
    fn remember(&mut self, text: &str) {
        // In memory there is room.
        let is_new = self.editor.add_history_entry(text).unwrap_or_default();
        let is_kept = is_new && !secret::is_secret(text);
        let (Some(file), true) = (&self.history, is_kept) else {
            return;
        };
        if let Err(error) = file.append(text) {
            stderr::tell(format!(
                "could not keep the history: {}",
                engine::error::reason(&error)
            ));
            self.history = None;
        }
    }

    /// What was typed, or pasted: a line, or several. Those behind one that is given up are not run.
    fn lines(&mut self, text: &str) -> anyhow::Result<Next> {
        for line in paste::commands(text) {
            self.remember(line);
            if self.line(line.as_bytes())? == Next::End {
                return Ok(Next::End);
            }
            if self.session.is_given_up() {
                break;
            }
        }
        Ok(Next::Line)
    }

    fn line(&mut self, text: &[u8]) -> anyhow::Result<Next> {
        let (text, program) = self.split_pipe(text);
        let words = match line::split(text) {
            Ok(words) if words.is_empty() => return Ok(Next::Line),
            Ok(words) => words,
            Err(error) => return self.show(&format!("{error}\n")),
        };
        if let Some(wish) = builtin::at_prompt(&words) {
            return self.wish(wish, text);
        }
        match line::repeat(&words) {
            Ok((times, command)) => self.command(times, command, program),
            Err(error) => self.show(&format!("{error}\n")),
        }
    }

    /// A command, and the line of the system's shell that its reply is for, if any. The shell's own words have no reply.
    fn split_pipe<'t>(&self, text: &'t [u8]) -> (&'t [u8], Option<&'t str>) {
        let line = std::str::from_utf8(text).ok();
        let line = line.filter(|_| self.preferences.pipe);
        let Some((command, program)) = line.and_then(pipe::split_pipe) else {
            return (text, None);
        };
        let words = line::split(command.as_bytes()).unwrap_or_default();
        match builtin::at_prompt(&words) {
            Some(_) => (text, None),
            None => (command.as_bytes(), Some(program)),
        }
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
        if self.session.tell_losses() && self.session.receiver().has_severed() {
            stderr::tell(SEVERED);
        }
    }

    /// Tells why a command has no reply. Where it was the user who gave it up, the terminal has written `^C`, and the
    /// connection is made again with the next command: a server that is busy would keep the prompt away.
    fn complain(&mut self, error: &anyhow::Error) -> anyhow::Result<()> {
        if matches!(error.downcast_ref(), Some(engine::Error::Interrupted)) {
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

/// Lines of sessions before this one, and where this one's go. That there are none to be had is said, and no more.
fn recall(path: PathBuf) -> (Option<HistoryFile>, Lines) {
    let told = path.display().to_string();
    match HistoryFile::open(path) {
        Ok((file, lines)) => (Some(file), lines),
        Err(error) => {
            let why = engine::error::reason(&error);
            stderr::tell(format!("could not read the history in {told}: {why}"));
            (None, Lines::default())
        }
    }
}
