//! The shell at a terminal: a prompt, a line, its reply, and again.

use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::Context;
use engine::command::Verb;
use rustyline::error::ReadlineError;
use rustyline::{CompletionType, Config, Editor};
use unicode_width::UnicodeWidthStr;

use super::assistant::Assistant;
use super::browser::Browser;
use super::builtin::{self, Builtin, Wish};
use super::history::{HistoryFile, Lines};
use super::keys::Browsing;
use super::lessons::Lessons;
use super::outlet::Outlet;
use super::preferences::Preferences;
use super::prompt::prompt;
use super::signals::Signals;
use super::tty::Tty;
use super::{danger, keys, paste, peek, pipe, secret, timing};
use crate::exit::{self, Exit};
use crate::key_names::KeyNames;
use crate::render::Screen;
use crate::session::Session;
use crate::stdout::Sink;
use crate::{line, stderr};

/// What is said of bytes that a terminal has sent.
const NO_TEXT: &str =
    r#"what was typed is no UTF-8, and the line is gone; bytes are written as "\xff""#;

/// How a shell is to be.
#[derive(Debug, Default)]
pub(crate) struct Settings {
    /// Where lines are kept, if anywhere.
    pub(crate) history: Option<PathBuf>,
    /// What stands in the prompt in place of an address.
    pub(crate) name: Option<String>,
    /// Colours may be used.
    pub(crate) colour: bool,
    /// What is preferred from the beginning.
    pub(crate) preferences: Preferences,
    /// The program that shows what is longer than the screen, and its arguments.
    pub(crate) pager: Vec<String>,
}

/// Runs lines that are typed, until the user leaves.
///
/// # Errors
/// The terminal cannot be used; stdout cannot be written to.
pub(crate) fn run(session: &mut Session<Sink>, settings: Settings) -> anyhow::Result<Exit> {
    let mut shell = Shell::new(session, settings)?;
    shell.greet()?;
    shell.run()
}

struct Shell<'s> {
    session: &'s mut Session<Sink>,
    editor: Editor<Assistant, Lines>,
    history: Option<HistoryFile>,
    name: Option<String>,
    preferences: Preferences,
    pager: Vec<String>,
    lessons: Lessons,
    browser: Browser,
    tty: Tty,
    signals: Signals,
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
    fn new(session: &'s mut Session<Sink>, settings: Settings) -> anyhow::Result<Self> {
        let config = Config::builder()
            .completion_type(CompletionType::List)
            .build();
        let (history, lines) = settings.history.map(recall).unwrap_or_default();
        let editor = Editor::with_history(config, lines);
        let mut editor = editor.context("could not use the terminal")?;
        let browsing = Browsing::default();
        let browser = Browser::default();
        let lessons = Lessons::new(session.receiver().table().clone());
        editor.set_helper(Some(Assistant {
            known: lessons.known().clone(),
            browser: browser.clone(),
            prompt: 0,
            browsing: browsing.clone(),
            colour: settings.colour,
            hints: settings.preferences.hints,
        }));
        keys::bind(&mut editor, &browsing);
        session.set_read_only(settings.preferences.read_only);
        let tty = Tty::new().context("could not use the terminal")?;
        // There is none on a terminal that the editor does not know, where a line is only read.
        let printer = editor.create_external_printer().ok();
        let signals = Signals::watch(session.interrupter(), tty.clone(), printer)?;
        Ok(Shell {
            session,
            editor,
            history,
            name: settings.name,
            preferences: settings.preferences,
            pager: settings.pager,
            lessons,
            browser,
            tty,
            signals,
        })
    }

    /// Connects. That there is no server is no reason not to begin.
    fn greet(&mut self) -> anyhow::Result<()> {
        match self.session.connect() {
            Ok(()) => Ok(()),
            Err(error) => self.complain(&error),
        }
    }

    fn run(&mut self) -> anyhow::Result<Exit> {
        loop {
            match self.read() {
                Ok(text) => {
                    if self.lines(&text)? == Next::End {
                        return Ok(Exit::Success);
                    }
                }
                // Ctrl-C: the line is gone.
                Err(ReadlineError::Interrupted) => {}
                Err(ReadlineError::Eof) => return Ok(Exit::Success),
                Err(ReadlineError::Io(error)) if error.kind() == io::ErrorKind::InvalidData => {
                    stderr::tell(NO_TEXT);
                }
                Err(error) => return Err(error).context("could not read from the terminal"),
            }
        }
    }

    fn read(&mut self) -> rustyline::Result<String> {
        let standing = self.session.standing();
        let prompt = prompt(&standing, self.name.as_deref());
        if standing.is_connected {
            let server = self.session.endpoint();
            self.browser.look_at(server.clone());
            self.lessons.begin(server);
        }
        if let Some(assistant) = self.editor.helper_mut() {
            assistant.prompt = prompt.width();
        }
        // Not behind it: a Ctrl-C that comes at once is for what the line does.
        self.signals.forget();
        let line = self.tty.edit(|| self.editor.readline(&prompt));
        if let Some(table) = self.lessons.learnt() {
            *self.session.receiver().table() = table;
        }
        line
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

    /// What was typed, or pasted: a line, or several.
    fn lines(&mut self, text: &str) -> anyhow::Result<Next> {
        for line in paste::commands(text) {
            self.remember(line);
            if self.line(line.as_bytes())? == Next::End {
                return Ok(Next::End);
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
            return self.wish(wish);
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

    /// Runs a command as often as is said, unless the user is asked and will not have it.
    fn command(
        &mut self,
        times: u64,
        words: &[Vec<u8>],
        program: Option<&str>,
    ) -> anyhow::Result<Next> {
        if !self.is_allowed(words)? {
            return Ok(Next::Line);
        }
        let receiver = self.session.receiver();
        self.browser.seen().see_call(receiver.table(), words);
        receiver.listen_for_keys(KeyNames::of(words));
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
        outlet: Option<Outlet>,
        times: u64,
        words: &[Vec<u8>],
    ) -> anyhow::Result<Sent> {
        let screen = self.screen();
        self.session.receiver().printer.set_screen(screen);
        let run = |session: &mut Session<Sink>| send(session, times, words);
        match outlet {
            Some(outlet) => {
                let outcome = outlet.during(self.session, run);
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
    ) -> Result<Option<Outlet>, String> {
        match program {
            Some(line) => Outlet::line(line).map(Some),
            None => Ok(self.pager(words)),
        }
    }

    /// The pager, where that is wanted. What goes on for ever is for no pager.
    fn pager(&mut self, words: &[Vec<u8>]) -> Option<Outlet> {
        let (columns, rows) = self.editor.dimensions()?;
        let size = (usize::from(columns), usize::from(rows));
        let owner = self.signals.owner();
        let is_wanted = self.preferences.pager && Verb::of(words).is_plain();
        is_wanted.then(|| Outlet::pager(self.pager.clone(), size, owner))
    }

    /// Takes in the keys that were in a reply.
    fn see_names(&mut self) {
        if let Some(names) = self.session.receiver().listen_for_keys(None) {
            let mut seen = self.browser.seen();
            names.into_keys().iter().for_each(|key| seen.see(key));
        }
    }

    /// Tells what has become of a command. That a server is lost is told, and nothing more: false.
    fn tell(&mut self, outcome: Sent) -> anyhow::Result<bool> {
        match &outcome {
            Ok(()) => {
                self.session.tell_losses();
            }
            Err(error) => self.complain(error)?,
        }
        Ok(outcome.is_ok())
    }

    /// What views are shown on, as wide as it is now; `None` where they are not wanted.
    fn screen(&mut self) -> Option<Screen> {
        let (columns, _) = self.editor.dimensions()?;
        self.preferences.view.then(|| Screen {
            columns: usize::from(columns),
            ..Screen::default()
        })
    }

    /// Tells why a command has no reply. Where it was the user who gave it up, the terminal has written `^C`, and the
    /// connection is made again with the next command: a server that is busy would keep the prompt away.
    fn complain(&mut self, error: &anyhow::Error) -> anyhow::Result<()> {
        if matches!(error.downcast_ref(), Some(engine::Error::Interrupted)) {
            self.session.give_up()?;
        }
        self.session.tell_losses();
        stderr::tell(exit::told(error));
        Ok(())
    }

    /// Whether a command may go out: not where only reading is allowed and it writes, nor where the user says no.
    fn is_allowed(&mut self, words: &[Vec<u8>]) -> anyhow::Result<bool> {
        if !self.preferences.confirm || !danger::is_destructive(words) {
            return Ok(true);
        }
        let keys = self.session.ask(&[vec![b"DBSIZE".to_vec()]]).ok();
        let keys = keys.and_then(|replies| replies.first()?.as_integer());
        let place = prompt(&self.session.standing(), self.name.as_deref());
        let question = danger::question(words, place.trim_end_matches("> "), keys);
        let answer = self.tty.edit(|| self.editor.readline(&question));
        let answer = answer.unwrap_or_default();
        Ok(matches!(answer.trim(), "y" | "Y" | "yes" | "Yes"))
    }

    fn wish(&mut self, wish: Wish<'_>) -> anyhow::Result<Next> {
        match wish {
            Wish::Common(builtin) => self.builtin(builtin),
            Wish::Set(words) => self.set(words),
            Wish::Get(words) => self.show(&self.preferences.get(words)),
            Wish::Peek(key) => self.peek(key),
            Wish::Time(times, command) => self.time(times, command),
            Wish::Watch(every, command) => self.watch(every, command),
            Wish::Source(path) => self.source(&path),
        }
    }

    fn builtin(&mut self, builtin: Builtin<'_>) -> anyhow::Result<Next> {
        match builtin {
            Builtin::Quit => return Ok(Next::End),
            Builtin::Restart => return self.show("Use 'restart' only in Lua debugging mode.\n"),
            Builtin::Say(text) => return self.show(&text),
            Builtin::Help(topic) => return self.show(&builtin::help(topic)),
            Builtin::Nothing => {}
            Builtin::Connect(address) => {
                if let Err(error) = self.session.connect_to(address) {
                    self.complain(&error)?;
                }
            }
        }
        Ok(Next::Line)
    }

    fn set(&mut self, words: &[Vec<u8>]) -> anyhow::Result<Next> {
        let told = self.preferences.set(words);
        let hints = self.preferences.hints;
        self.session.set_read_only(self.preferences.read_only);
        if let Some(assistant) = self.editor.helper_mut() {
            assistant.hints = hints;
        }
        self.show(&told)
    }

    fn peek(&mut self, key: &[u8]) -> anyhow::Result<Next> {
        let told = self.look_into(key);
        self.show_or_tell(told)
    }

    fn look_into(&mut self, key: &[u8]) -> anyhow::Result<String> {
        if self.session.standing().in_transaction {
            return Ok(
                "a transaction is open: nothing can be asked before EXEC or DISCARD\n".to_owned(),
            );
        }
        let replies = self.session.ask(&peek::questions(key))?;
        let kind = peek::kind(&replies);
        let inside = self.session.ask(&peek::look(&kind, key))?;
        let mut told = peek::summary(&replies, inside.first());
        told.extend(inside.get(1).map(|reply| peek::beginning(&kind, reply)));
        Ok(told)
    }

    /// Runs a command several times, without its replies being shown.
    fn time(&mut self, times: u64, words: &[Vec<u8>]) -> anyhow::Result<Next> {
        if !self.is_allowed(words)? {
            return Ok(Next::Line);
        }
        let mut took = Vec::new();
        let outcome = (0..times).try_for_each(|_| {
            let since = Instant::now();
            let replies = self.session.ask(&[words.to_vec()]);
            took.push(since.elapsed());
            replies.map(|_| ())
        });
        let told = outcome.map(|()| timing::told(&took));
        self.show_or_tell(told)
    }

    /// Runs a command again and again, until it is interrupted.
    fn watch(&mut self, every: Duration, words: &[Vec<u8>]) -> anyhow::Result<Next> {
        if !self.is_allowed(words)? {
            return Ok(Next::Line);
        }
        let screen = self.screen();
        self.session.receiver().printer.set_screen(screen);
        self.signals.forget();
        loop {
            let outcome = send(self.session, 1, words)?;
            if !self.tell(outcome)? || self.signals.wait(every) {
                return Ok(Next::Line);
            }
        }
    }

    /// Runs the lines of a file, as if they were typed.
    fn source(&mut self, path: &Path) -> anyhow::Result<Next> {
        let text = match std::fs::read(path) {
            Ok(text) => text,
            Err(error) => {
                let why = engine::error::reason(&error);
                stderr::tell(format!("could not read {}: {why}", path.display()));
                return Ok(Next::Line);
            }
        };
        for line in text.split(|byte| *byte == b'\n') {
            if self.line(line)? == Next::End {
                return Ok(Next::End);
            }
        }
        Ok(Next::Line)
    }

    fn show_or_tell(&mut self, told: anyhow::Result<String>) -> anyhow::Result<Next> {
        match told {
            Ok(text) => self.show(&text),
            Err(error) => {
                self.complain(&error)?;
                Ok(Next::Line)
            }
        }
    }

    fn show(&mut self, text: &str) -> anyhow::Result<Next> {
        self.session.show(text)?;
        Ok(Next::Line)
    }
}

/// Runs a command as often as is said, or until a server is lost.
fn send(session: &mut Session<Sink>, times: u64, words: &[Vec<u8>]) -> anyhow::Result<Sent> {
    for _ in 0..times {
        let outcome = session.submit(words, 0);
        let outcome = outcome.and_then(|()| session.finish());
        session.flush()?;
        if outcome.is_err() {
            return Ok(outcome);
        }
    }
    Ok(Ok(()))
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
