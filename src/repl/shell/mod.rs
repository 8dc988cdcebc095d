//! The shell at a terminal: reads a line, runs it, shows its reply, and starts over.
//!
//! [`Shell`] sends a line to the server, or runs it itself if it is a shell command. The [`LineReader`] reads lines, and
//! the [`ActiveSession`] knows the server.

mod active_session;
mod command_run;
mod line_reader;
mod settings;

use std::io;
use std::ops::ControlFlow::{self, Break, Continue};
use std::path::Path;

use anyhow::Context;
use redsh_engine::net::Address;
use rustyline::error::ReadlineError;

use self::active_session::ActiveSession;
use self::line_reader::LineReader;
use self::settings::AnalyseKeys;
use super::command_docs::CommandDocs;
use super::peek;
use super::server_lookup::ServerLookup;
use super::signals::Signals;
use crate::input::{line, paste, shell_pipe, typed_words};
use crate::process::exit::{self, Exit};
use crate::process::stderr;
use crate::process::stdout::{self, Sink};
use crate::session::Session;
use crate::terminal::size;
use crate::terminal::waiting_line::WaitingLine;
use crate::words::preferences::{PreferenceLayer, Preferences};
use crate::words::shell_commands::{self, ShellAnalysis, ShellCommand};
use crate::words::{help, prompt};

pub(crate) use self::settings::{AnalysisRequest, NamedServer, Profiles, ShellSettings};

const NOT_UTF8: &str = r#"not valid UTF-8, line discarded; write bytes as "\xff""#;
const CANNOT_EDIT: &str = ":edit is not available on this type of terminal\n";
const RESTART: &str = "Use 'restart' only in Lua debugging mode.\n";

/// How many files `:source` may nest.
const MOST_SOURCES: usize = 8;

/// Runs lines that the user types, until the user leaves.
pub(crate) fn run(
    session: &mut Session<Sink>,
    settings: ShellSettings<'_>,
) -> anyhow::Result<Exit> {
    let mut shell = Shell::new(session, settings)?;
    shell.apply_preferences();
    shell.active.connect()?;
    shell.run()
}

struct Shell<'s> {
    active: ActiveSession<'s>,
    reader: LineReader,
    /// The preferences in force: the base, overridden by the profile in use.
    preferences: Preferences,
    base_preferences: Preferences,
    /// The preferences of the command line, which override those of every server.
    overrides: PreferenceLayer,
    signals: Signals,
    docs: CommandDocs,
    lookup: ServerLookup,
    pager: Vec<String>,
    /// Names the server while a reply has not begun; `None` where lines cannot be erased.
    waiting_line: Option<WaitingLine>,
    analyse: Box<AnalyseKeys<'s>>,
    /// The number of nested files that `:source` is running.
    sources: usize,
}

impl<'s> Shell<'s> {
    fn new(session: &'s mut Session<Sink>, settings: ShellSettings<'s>) -> anyhow::Result<Self> {
        let lookup = ServerLookup::new(settings.profiles.names.clone());
        let docs = CommandDocs::new(session.table().clone(), settings.cache.clone());
        let reader = LineReader::new(&settings, docs.known().clone(), lookup.clone())?;
        let canceller = session.client().canceller();
        let signals = Signals::watch(
            canceller,
            reader.tty.clone(),
            reader.above.clone(),
            reader.interrupt(),
        )?;
        let erases = !reader.is_dumb() && size::of_stdout().is_some();
        Ok(Shell {
            active: ActiveSession {
                session,
                profiles: settings.profiles,
                primary: settings.primary,
                profile: settings.profile,
            },
            reader,
            preferences: settings.preferences.overridden_by(&settings.layer),
            base_preferences: settings.preferences,
            overrides: settings.overrides,
            signals,
            docs,
            lookup,
            pager: settings.pager,
            waiting_line: erases.then(|| WaitingLine::new(stdout::open())).flatten(),
            analyse: settings.analyse,
            sources: 0,
        })
    }

    fn run(&mut self) -> anyhow::Result<Exit> {
        loop {
            match self.read()? {
                Ok(line) => {
                    if self.run_typed(line)?.is_break() {
                        return Ok(Exit::Success);
                    }
                }
                Err(ReadlineError::Interrupted) => self.on_interrupt()?,
                Err(ReadlineError::Eof) => return Ok(Exit::Success),
                // The window was resized while Ctrl-V waited for a key. The editor drops the line.
                Err(ReadlineError::Signal(_)) => {}
                Err(ReadlineError::Io(error)) if error.kind() == io::ErrorKind::InvalidData => {
                    stderr::tell(NOT_UTF8);
                }
                Err(error) => return Err(error).context("could not read from the terminal"),
            }
        }
    }

    fn read(&mut self) -> anyhow::Result<rustyline::Result<Vec<u8>>> {
        let place = self.active.place();
        let prompt = prompt::prompt(&self.preferences.prompt, &place);
        let is_connected = place.status.is_connected;
        let session = &mut *self.active.session;
        if is_connected {
            let server = session.endpoint();
            self.lookup.set_server(server.clone());
            let connections = session.replies().connections_to(&server.address);
            self.docs.begin(server, connections);
        }
        self.lookup.set_nodes(session.client().node_addresses());
        session.forget_ended();
        // Not after the line: a Ctrl-C that follows at once is for its commands.
        self.signals.forget();
        let line = self.reader.read(session, &prompt)?;
        if let Some(table) = self.docs.learnt() {
            session.learn(table);
        }
        Ok(line)
    }

    /// Runs the typed line, or all lines of a pasted block.
    fn run_typed(&mut self, line: Vec<u8>) -> anyhow::Result<ControlFlow<()>> {
        match String::from_utf8(line) {
            Ok(text) if self.reader.keys.take_opened_editor() => {
                self.reader.edit(&text, &self.signals);
                Ok(Continue(()))
            }
            Ok(text) => self.run_lines(&text, true),
            // The history is UTF-8.
            Err(error) => self.run_line(error.as_bytes()),
        }
    }

    /// Ctrl-C at an empty line ends subscriptions; otherwise it has cleared the line.
    fn on_interrupt(&mut self) -> anyhow::Result<()> {
        if self.reader.keys.cleared_line() {
            return Ok(());
        }
        let outcome = self.active.session.end_channels();
        self.active.report(outcome).map(|_| ())
    }

    /// Runs lines until one ends the shell or the user presses Ctrl-C, and adds them to the history if wanted.
    fn run_lines(&mut self, text: &str, remember: bool) -> anyhow::Result<ControlFlow<()>> {
        let output = paste::output_lines(text);
        if output > 0 {
            stderr::tell(format!(
                "skipped lines without a prompt, the output in a transcript: {output}"
            ));
        }
        for line in paste::commands(text) {
            if remember {
                self.reader.remember(line);
            }
            if self.run_line(line.as_bytes())?.is_break() {
                return Ok(Break(()));
            }
            if self.active.session.is_given_up() {
                break;
            }
        }
        Ok(Continue(()))
    }

    fn run_line(&mut self, text: &[u8]) -> anyhow::Result<ControlFlow<()>> {
        let (text, program) = self.split_pipe(text);
        let words = match line::split(text) {
            Ok(words) if words.is_empty() => return Ok(Continue(())),
            Ok(words) => words,
            Err(error) => {
                self.active.session.show(format!("{error}\n"))?;
                return Ok(Continue(()));
            }
        };
        if let Some(command) = shell_commands::at_prompt(&words) {
            return self.run_shell_command(command, text);
        }
        match line::repeat(&words) {
            Ok((times, command)) => self.run_command(times, command, program)?,
            Err(error) => self.active.session.show(format!("{error}\n"))?,
        }
        Ok(Continue(()))
    }

    /// Splits a line into the command and the program that reads its reply, if any. Shell commands have no reply.
    fn split_pipe<'t>(&self, text: &'t [u8]) -> (&'t [u8], Option<&'t str>) {
        let line = std::str::from_utf8(text).ok();
        let line = line.filter(|_| self.preferences.pipe);
        let Some((command, program)) = line.and_then(shell_pipe::split_pipe) else {
            return (text, None);
        };
        let words = line::split(command.as_bytes()).unwrap_or_default();
        match shell_commands::at_prompt(&words) {
            Some(_) => (text, None),
            None => (command.as_bytes(), Some(program)),
        }
    }

    /// Runs one of the shell's own commands, read from this line.
    fn run_shell_command(
        &mut self,
        command: ShellCommand<'_>,
        line: &[u8],
    ) -> anyhow::Result<ControlFlow<()>> {
        let session = &mut *self.active.session;
        match command {
            ShellCommand::Quit => return Ok(Break(())),
            ShellCommand::Restart => session.show(RESTART)?,
            ShellCommand::Say(text) => session.show(&text)?,
            ShellCommand::Help(topic) => self.help(topic)?,
            ShellCommand::Connect(address) => self.connect_to(address)?,
            ShellCommand::Nothing => {}
            ShellCommand::Set(words) => self.set(words)?,
            ShellCommand::Get(words) => session.show(self.preferences.get(words))?,
            ShellCommand::Peek(key) => {
                let report = peek::report(session, key);
                self.active.show_or_report(report)?;
            }
            ShellCommand::Analyse(analysis, pattern) => self.analyse(analysis, pattern)?,
            ShellCommand::Time(times, command) => self.time(times, command)?,
            ShellCommand::Watch(interval, command) => self.watch(interval, command)?,
            ShellCommand::Source(path) => return self.source(&path),
            ShellCommand::Edit => self.edit(line)?,
            ShellCommand::Use(None) => {
                let list = self.active.profile_list();
                self.active.session.show(&list)?;
            }
            ShellCommand::Use(Some(name)) => self.use_profile(name)?,
        }
        Ok(Continue(()))
    }

    /// Analyses the keys over connections apart from the session, which may be in a transaction. Ctrl-C ends it with the
    /// report of the keys so far.
    fn analyse(&mut self, analysis: ShellAnalysis, pattern: Option<&[u8]>) -> anyhow::Result<()> {
        let session = &mut *self.active.session;
        let endpoint = session.endpoint();
        let is_cluster = session.client().is_cluster();
        let natmap = session.client().natmap();
        let outcome = (self.analyse)(AnalysisRequest {
            analysis,
            pattern,
            endpoint,
            cluster: is_cluster.then_some(natmap),
            format: session.replies().printer.format(),
            stop: &self.signals.stop,
        });
        outcome.or_else(|error| self.active.report_error(&error))
    }

    fn help(&mut self, topic: &[Vec<u8>]) -> anyhow::Result<()> {
        let palette = self.reader.helper().palette;
        let text = help::help(&self.docs.known().table(), topic, palette);
        self.active.session.show(&text)
    }

    fn set(&mut self, words: &[Vec<u8>]) -> anyhow::Result<()> {
        let outcome = self.preferences.set(words);
        if outcome.is_ok() {
            // Profiles that do not mention the preference keep the new value.
            let _ = self.base_preferences.set(words);
        }
        self.apply_preferences();
        let text = outcome.unwrap_or_else(|why| why + "\n");
        self.active.session.show(&text)
    }

    fn apply_preferences(&mut self) {
        let (preferences, session) = (&self.preferences, &mut self.active.session);
        session.set_read_only(preferences.read_only);
        session.cross_slot = preferences.cross_slot;
        let monitor = preferences.monitor.clone();
        session.replies().set_monitor_filter(monitor);
        let helper = self.reader.helper();
        helper.hints = preferences.hints;
        helper.prompt_color = preferences.prompt_color;
    }

    /// Switches to the server of a profile. If that fails, the shell stays with the current server.
    fn use_profile(&mut self, profile: &str) -> anyhow::Result<()> {
        let opened = (self.active.profiles.open)(profile);
        let switched = opened.and_then(|server| {
            let layer = server.layer.clone();
            self.active.switch_to(profile, server).map(|()| layer)
        });
        match switched {
            Ok(layer) => self.use_preferences(&layer),
            Err(error) => {
                if self.signals.was_interrupted() {
                    // Ends the line on which the terminal printed `^C`.
                    self.active.session.show("\n")?;
                }
                stderr::tell(exit::message(&error));
                return Ok(());
            }
        }
        self.active.connect()
    }

    /// Switches to the server at an address, to which the preferences of the profile in use do not apply.
    fn connect_to(&mut self, address: Address) -> anyhow::Result<()> {
        if self.active.profile.is_some() {
            let layer = self.overrides.clone();
            self.use_preferences(&layer);
        }
        self.active.connect_to(address)
    }

    fn use_preferences(&mut self, layer: &PreferenceLayer) {
        self.preferences = self.base_preferences.overridden_by(layer);
        self.apply_preferences();
    }

    /// Runs the lines of a file. A file may name another one, or by mistake itself.
    fn source(&mut self, path: &Path) -> anyhow::Result<ControlFlow<()>> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) => {
                let why = redsh_engine::error::reason(&error);
                stderr::tell(format!("could not read {}: {why}", path.display()));
                return Ok(Continue(()));
            }
        };
        if self.sources == MOST_SOURCES {
            let path = path.display();
            stderr::tell(format!(
                "not run: {path} is nested more than {MOST_SOURCES} files deep"
            ));
            return Ok(Continue(()));
        }
        self.sources += 1;
        let next = self.run_lines(&text, false);
        self.sources -= 1;
        next
    }

    /// Opens the text after `:edit`, or else the last command, in the text editor.
    fn edit(&mut self, line: &[u8]) -> anyhow::Result<()> {
        // Without an editor the next line cannot start with a text.
        if self.reader.is_dumb() {
            return self.active.session.show(CANNOT_EDIT);
        }
        let line = String::from_utf8_lossy(line);
        match after_name(&line) {
            Some(text) => self.reader.edit(text, &self.signals),
            None => self.reader.edit(&self.reader.last_command(), &self.signals),
        }
        Ok(())
    }
}

/// Returns the text after the first word of a line, as typed.
fn after_name(line: &str) -> Option<&str> {
    let mut words = typed_words::words(line, 0..line.len()).skip(1);
    words.next().map(|word| line[word.range.start..].trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_after_edit_is_edited_as_typed() {
        for (line, text) in [
            (":edit GET a", Some("GET a")),
            (" :EDIT  SET a \"1 2\" | cat ", Some("SET a \"1 2\" | cat")),
            (":edit SET a \"open", Some("SET a \"open")),
            (":edit", None),
            (":edit  ", None),
        ] {
            assert_eq!(after_name(line), text, "{line}");
        }
    }
}
