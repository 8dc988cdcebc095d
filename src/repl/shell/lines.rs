//! What was read: each line of it is remembered, and is a wish to the shell, or a command and what its reply is for.

use super::{Next, Shell};
use crate::input::{line, paste, shell_pipe};
use crate::process::stderr;
use crate::repl::editor::secret;
use crate::words::builtin;

impl Shell<'_> {
    /// What was typed, or pasted: a line, or several.
    ///
    /// # Errors
    /// Stdout's.
    pub(super) fn lines(&mut self, text: &str) -> anyhow::Result<Next> {
        self.run_lines(text, Self::remember)
    }

    /// Runs lines, each of which is noted first. Those behind one that is given up are not run.
    ///
    /// # Errors
    /// Stdout's.
    pub(super) fn run_lines(
        &mut self,
        text: &str,
        note: fn(&mut Self, &str),
    ) -> anyhow::Result<Next> {
        for line in paste::commands(text) {
            note(self, line);
            if self.line(line.as_bytes())? == Next::End {
                return Ok(Next::End);
            }
            if self.session.is_given_up() {
                break;
            }
        }
        Ok(Next::Line)
    }

    /// One line, which is not remembered.
    ///
    /// # Errors
    /// Stdout's.
    pub(super) fn line(&mut self, text: &[u8]) -> anyhow::Result<Next> {
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
                redsh_engine::error::reason(&error)
            ));
            self.history = None;
        }
    }

    /// A command, and the line of the system's shell that its reply is for, if any. The shell's own words have no reply.
    fn split_pipe<'t>(&self, text: &'t [u8]) -> (&'t [u8], Option<&'t str>) {
        let line = std::str::from_utf8(text).ok();
        let line = line.filter(|_| self.preferences.pipe);
        let Some((command, program)) = line.and_then(shell_pipe::split_pipe) else {
            return (text, None);
        };
        let words = line::split(command.as_bytes()).unwrap_or_default();
        match builtin::at_prompt(&words) {
            Some(_) => (text, None),
            None => (command.as_bytes(), Some(program)),
        }
    }
}
