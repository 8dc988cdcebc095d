//! Reads lines from the terminal: the line editor, its history, and the user's text editor.

use std::path::PathBuf;

use anyhow::Context;
use redsh_engine::error::reason;
use rustyline::history::{History, SearchDirection};
use rustyline::{ColorMode, CompletionType, Config, Editor};
use unicode_width::UnicodeWidthStr;

use crate::input::line;
use crate::process::stdout::Sink;
use crate::process::{stderr, stdin};
use crate::repl::command_docs::KnownCommands;
use crate::repl::editor::keys::{self, KeyState};
use crate::repl::editor::line_helper::LineHelper;
use crate::repl::editor::output_above_prompt::OutputAbovePrompt;
use crate::repl::history::{HistoryFile, HistoryLines};
use crate::repl::idle_worker::IdleWorker;
use crate::repl::plain_lines::{LineInterrupt, PlainLines};
use crate::repl::server_lookup::ServerLookup;
use crate::repl::shell::ShellSettings;
use crate::repl::signals::Signals;
use crate::session::Session;
use crate::terminal::modes::Tty;
use crate::words::secrets;
use crate::words::shell_commands::{self, ShellCommand};

const HAS_SECRET: &str = "edit this line here: its password must not be written to a file";

pub(super) struct LineReader {
    editor: Editor<LineHelper, HistoryLines>,
    history: Option<HistoryFile>,
    pub(super) keys: KeyState,
    idle_worker: IdleWorker,
    pub(super) tty: Tty,
    pub(super) above: OutputAbovePrompt,
    /// Reads lines in place of the editor, on a terminal without one.
    plain: Option<PlainLines>,
    text_editor: Vec<String>,
    initial: String,
}

impl LineReader {
    /// Takes over the terminal.
    pub(super) fn new(
        settings: &ShellSettings<'_>,
        commands: KnownCommands,
        lookup: ServerLookup,
    ) -> anyhow::Result<Self> {
        let config = Config::builder()
            .completion_type(CompletionType::List)
            // The helper masks passwords while it colours the line, so it must always run; its palette may be plain.
            .color_mode(ColorMode::Forced)
            .build();
        let history = settings.history.clone();
        let (history, lines) = history.map(open_history).unwrap_or_default();
        let editor = Editor::with_history(config, lines);
        let mut editor = editor.context("could not use the terminal")?;
        // The editor has a printer only if stdout is a terminal that it supports.
        let printer = editor.create_external_printer().ok();
        let above = OutputAbovePrompt::new(printer.map(|printer| Box::new(printer) as _));
        let keys = KeyState::default();
        keys::bind(&mut editor, &keys);
        editor.set_helper(Some(LineHelper {
            commands,
            lookup,
            keys: keys.clone(),
            above: above.clone(),
            hints: true,
            prompt_width: 0,
            palette: settings.palette,
            prompt_color: None,
        }));
        Ok(LineReader {
            editor,
            history,
            keys,
            idle_worker: IdleWorker::new(above.clone()).context("could not wait for messages")?,
            tty: Tty::new(),
            above,
            plain: settings.is_dumb.then(PlainLines::new),
            text_editor: settings.text_editor.clone(),
            initial: String::new(),
        })
    }

    /// Reads a line, or several lines that are pasted at once. Meanwhile the session handles messages.
    ///
    /// # Errors
    /// Stdout cannot be written to. The inner result is the line editor's.
    pub(super) fn read(
        &mut self,
        session: &mut Session<Sink>,
        prompt: &str,
    ) -> anyhow::Result<rustyline::Result<Vec<u8>>> {
        if let Some(plain) = &mut self.plain {
            return self.idle_worker.during(session, || plain.read(prompt));
        }
        self.helper().prompt_width = prompt.width();
        let initial = std::mem::take(&mut self.initial);
        let read = || self.editor.readline_with_initial(prompt, (&initial, ""));
        let line = self.idle_worker.during(session, || self.tty.edit(read))?;
        Ok(line.map(String::into_bytes))
    }

    /// Whether the terminal has no line editor.
    pub(super) fn is_dumb(&self) -> bool {
        self.plain.is_some()
    }

    /// Returns the interrupt of a line on a terminal without an editor. The editor reads Ctrl-C as a key.
    pub(super) fn interrupt(&self) -> LineInterrupt {
        let plain = self.plain.as_ref();
        plain.map(PlainLines::interrupt).unwrap_or_default()
    }

    /// Asks a question, and returns whether the user confirms it. A line that is no answer, or that was typed before the
    /// question, is kept for the next prompt.
    pub(super) fn confirm(&mut self, question: &str) -> rustyline::Result<bool> {
        loop {
            let typed_before = stdin::is_ready();
            let line = self.tty.edit(|| self.editor.readline(question))?;
            if self.keys.take_opened_editor() {
                return Ok(false);
            }
            let answer = answer(&line);
            if typed_before || answer.is_none() {
                self.keep(&line);
            }
            if !typed_before {
                return Ok(answer.unwrap_or(false));
            }
        }
    }

    /// Adds a line to the text with which the next prompt starts.
    fn keep(&mut self, line: &str) {
        if !self.initial.is_empty() {
            self.initial.push('\n');
        }
        self.initial.push_str(line);
    }

    pub(super) fn helper(&mut self) -> &mut LineHelper {
        let helper = self.editor.helper_mut();
        helper.expect("new() sets the helper")
    }

    /// Adds a line to the history. A line with secrets is kept in memory only.
    pub(super) fn remember(&mut self, text: &str) {
        let is_new = self.editor.add_history_entry(text).unwrap_or_default();
        let is_kept = is_new && !secrets::is_secret(text);
        let (Some(file), true) = (&self.history, is_kept) else {
            return;
        };
        if let Err(error) = file.append(text) {
            stderr::tell(format!("could not write the history: {}", reason(&error)));
            self.history = None;
        }
    }

    /// Opens a text in the text editor. The next line starts with the saved text, or with the old one if that fails.
    pub(super) fn edit(&mut self, text: &str, signals: &Signals) {
        self.initial = self.edited(text, signals).unwrap_or_else(|why| {
            stderr::tell(why);
            text.to_owned()
        });
    }

    fn edited(&self, text: &str, signals: &Signals) -> Result<String, String> {
        if secrets::is_secret(text) {
            return Err(HAS_SECRET.to_owned());
        }
        signals.owner.lend();
        let file = &signals.editor_file;
        let edited = self.tty.lend(|| file.edit(&self.text_editor, text));
        signals.forget();
        edited
    }

    /// Returns the last line of the history that is not `:edit`, or an empty one.
    pub(super) fn last_command(&self) -> String {
        let lines = self.editor.history();
        let line = |index| lines.get(index, SearchDirection::Reverse).ok().flatten();
        let entries = (0..lines.len()).rev().filter_map(line);
        let mut commands = entries.map(|line| line.entry).filter(|line| !is_edit(line));
        commands.next().map_or_else(String::new, Into::into)
    }
}

/// Reads an answer to a question; `None` for a line that is no answer.
fn answer(line: &str) -> Option<bool> {
    match line.trim().to_ascii_lowercase().as_str() {
        "y" | "yes" => Some(true),
        "" | "n" | "no" => Some(false),
        _ => None,
    }
}

fn is_edit(text: &str) -> bool {
    let words = line::split(text.as_bytes()).unwrap_or_default();
    shell_commands::at_prompt(&words) == Some(ShellCommand::Edit)
}

/// Opens the history file. If it cannot be read, the shell reports that and works without one.
fn open_history(path: PathBuf) -> (Option<HistoryFile>, HistoryLines) {
    let shown = path.display().to_string();
    match HistoryFile::open(path) {
        Ok((file, lines)) => (Some(file), lines),
        Err(error) => {
            let why = reason(&error);
            stderr::tell(format!("could not read the history in {shown}: {why}"));
            Default::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_takes_only_an_answer() {
        for (line, expected) in [
            ("y", Some(true)),
            (" Yes ", Some(true)),
            ("", Some(false)),
            ("NO", Some(false)),
            ("yesterday", None),
            ("GET y", None),
        ] {
            assert_eq!(answer(line), expected, "{line}");
        }
    }

    #[test]
    fn only_edit_itself_is_no_command_to_edit() {
        assert!(is_edit(":edit") && is_edit(" :EDIT GET a"));
        assert!(!is_edit("GET a") && !is_edit(":time GET a"));
    }
}
