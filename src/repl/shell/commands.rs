//! What each of the shell's own words does.

use std::path::Path;
use std::time::{Duration, Instant};

use redsh_engine::client::changes_connection;
use redsh_engine::cluster::NodeWord;
use redsh_engine::command::Verb;
use redsh_engine::resp::Value;

use super::command::send;
use super::{Next, Shell};
use crate::process::stderr;
use crate::render::Palette;
use crate::repl::editor::line_helper::LineHelper;
use crate::repl::{peek, timing};
use crate::words::builtin::{Builtin, ShellCommand};
use crate::words::help;

/// How many files of lines may be run out of each other.
const DEEPEST: usize = 8;

/// What is said where a command is to be timed that the session would have to follow.
const NOT_TIMED: &str = ":time is for commands that leave the connection as it is\n";

/// What is said where the shell would ask a server something of its own.
const IN_TRANSACTION: &str = "a transaction is open: nothing can be asked before EXEC or DISCARD\n";

impl Shell<'_> {
    /// Does what a line asks of the shell, which is this wish.
    ///
    /// # Errors
    /// Stdout's.
    pub(super) fn wish(&mut self, wish: ShellCommand<'_>, line: &[u8]) -> anyhow::Result<Next> {
        match wish {
            ShellCommand::Common(builtin) => self.builtin(builtin),
            ShellCommand::Set(words) => self.set(words),
            ShellCommand::Get(words) => self.show(&self.preferences.get(words)),
            ShellCommand::Peek(key) => self.peek(key),
            ShellCommand::Time(times, command) => self.time(times, command),
            ShellCommand::Watch(every, command) => self.watch(every, command),
            ShellCommand::Source(path) => self.source(&path),
            ShellCommand::Edit => self.edit_behind(line),
            ShellCommand::Use(None) => self.show(&self.servers.list(self.profile.as_deref())),
            ShellCommand::Use(Some(name)) => self.use_profile(name),
        }
    }

    fn builtin(&mut self, builtin: Builtin<'_>) -> anyhow::Result<Next> {
        match builtin {
            Builtin::Quit => return Ok(Next::End),
            Builtin::Restart => return self.show("Use 'restart' only in Lua debugging mode.\n"),
            Builtin::Say(text) => return self.show(&text),
            Builtin::Help(topic) => return self.help(topic),
            Builtin::Nothing => {}
            Builtin::Connect(address) => self.connect(address)?,
        }
        Ok(Next::Line)
    }

    /// By what the server has told of its commands, as far as it has.
    fn help(&mut self, topic: &[Vec<u8>]) -> anyhow::Result<Next> {
        let assistant = self.editor.helper();
        let palette = assistant.map_or(Palette::Plain, LineHelper::palette);
        let told = help::help(&self.lessons.known().table(), topic, palette);
        self.show(&told)
    }

    fn set(&mut self, words: &[Vec<u8>]) -> anyhow::Result<Next> {
        let told = self.preferences.set(words);
        if told.is_ok() {
            // So that it holds with servers whose profiles say nothing of it.
            let _ = self.usual.set(words);
        }
        self.follow_preferences();
        self.show(&told.unwrap_or_else(|why| why + "\n"))
    }

    /// Has all do as is preferred who do not look for themselves.
    pub(super) fn follow_preferences(&mut self) {
        self.session.set_read_only(self.preferences.read_only);
        self.session.set_cross_slot(self.preferences.cross_slot);
        let filter = self.preferences.monitor.clone();
        self.session.replies().set_monitor_filter(filter);
        if let Some(assistant) = self.editor.helper_mut() {
            assistant.hints = self.preferences.hints;
            assistant.tint = self.preferences.prompt_color;
        }
    }

    fn peek(&mut self, key: &[u8]) -> anyhow::Result<Next> {
        let told = self.look_into(key);
        self.show_or_tell(told)
    }

    fn look_into(&mut self, key: &[u8]) -> anyhow::Result<String> {
        if self.session.status().in_transaction {
            return Ok(IN_TRANSACTION.to_owned());
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
        if self.session.status().in_transaction {
            return self.show(IN_TRANSACTION);
        }
        let verb = Verb::of(words);
        let leaves_it = verb.is_plain() && !changes_connection(words);
        if !leaves_it || NodeWord::is_meant(words) {
            return self.show(NOT_TIMED);
        }
        if !self.is_allowed(words)? {
            return Ok(Next::Line);
        }
        let (mut took, mut errors) = (Vec::new(), 0);
        let outcome = (0..times).try_for_each(|_| {
            let since = Instant::now();
            let replies = self.session.ask(&[words.to_vec()])?;
            took.push(since.elapsed());
            errors += replies.iter().filter_map(Value::as_error).count();
            Ok(())
        });
        let columns = self.columns().unwrap_or(usize::MAX);
        let told = outcome.map(|()| timing::told(&took, errors, columns));
        self.show_or_tell(told)
    }

    /// Runs a command again and again, until it is interrupted.
    fn watch(&mut self, every: Duration, words: &[Vec<u8>]) -> anyhow::Result<Next> {
        if !self.is_allowed(words)? {
            return Ok(Next::Line);
        }
        let screen = self.screen();
        self.session.replies().printer.set_screen(screen);
        self.signals.forget();
        loop {
            let outcome = send(self.session, 1, words)?;
            if !self.tell(outcome)? || self.signals.wait(every) {
                return Ok(Next::Line);
            }
        }
    }

    /// Runs the lines of a file, as if they were pasted. One of them may name another file, or by mistake the same.
    fn source(&mut self, path: &Path) -> anyhow::Result<Next> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) => {
                let why = redsh_engine::error::reason(&error);
                stderr::tell(format!("could not read {}: {why}", path.display()));
                return Ok(Next::Line);
            }
        };
        if self.sources == DEEPEST {
            let path = path.display();
            stderr::tell(format!(
                "not run, since {DEEPEST} files are in each other: {path}"
            ));
            return Ok(Next::Line);
        }
        self.sources += 1;
        let next = self.run_lines(&text, |_, _| {});
        self.sources -= 1;
        next
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
}
