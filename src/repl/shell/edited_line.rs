//! A line in the user's editor: Ctrl-X Ctrl-E and `:edit`. What is saved comes back to the prompt, and is not run unseen.

use rustyline::history::{History, SearchDirection};

use super::{Next, Shell};
use crate::input::{line, typed_words};
use crate::process::stderr;
use crate::repl::editor::keys::HandedOver;
use crate::repl::editor::secret;
use crate::words::builtin::{self, ShellCommand};

const SECRET: &str = "a line with a password in it is not written to a file: edit it here";
const NO_DRAFT: &str =
    "what is saved could not be shown on this terminal, for lines are only read here\n";

/// What there is to edit, and by what.
pub(super) struct Drafts {
    /// The user's editor and its arguments.
    program: Vec<String>,
    handed_over: HandedOver,
    /// The terminal is one on which a line can be there before anything is typed.
    are_shown: bool,
    /// The line that is read next, as it is then.
    next: String,
}

impl Drafts {
    /// Nothing yet, for this editor.
    pub(super) fn new(program: Vec<String>, handed_over: HandedOver, are_shown: bool) -> Self {
        Drafts {
            program,
            handed_over,
            are_shown,
            next: String::new(),
        }
    }

    /// What the next line is before anything is typed; then that is over.
    pub(super) fn take(&mut self) -> String {
        std::mem::take(&mut self.next)
    }

    /// Whether the last line that was read is to be edited; then that is over.
    pub(super) fn handed_over(&self) -> bool {
        self.handed_over.take()
    }
}

impl Shell<'_> {
    /// Has a text edited. It is the line that is read next, or what it was if that goes wrong.
    pub(super) fn edit(&mut self, text: &str) {
        self.drafts.next = self.edited(text).unwrap_or_else(|told| {
            stderr::tell(told);
            text.to_owned()
        });
    }

    /// Has edited what stands behind `:edit` in a line, or the last command where that is nothing.
    ///
    /// # Errors
    /// Stdout's.
    pub(super) fn edit_behind(&mut self, line: &[u8]) -> anyhow::Result<Next> {
        if !self.drafts.are_shown {
            return self.show(NO_DRAFT);
        }
        let line = String::from_utf8_lossy(line);
        match behind_name(&line) {
            Some(text) => self.edit(text),
            None => self.edit(&self.last_command()),
        }
        Ok(Next::Line)
    }

    fn edited(&self, text: &str) -> Result<String, String> {
        if secret::is_secret(text) {
            return Err(SECRET.to_owned());
        }
        self.signals.owner().lend();
        let edited = self
            .tty
            .lend(|| self.signals.desk().edit(&self.drafts.program, text));
        self.signals.forget();
        edited
    }

    /// The last line that asked for something else than to be edited; empty where there is none.
    fn last_command(&self) -> String {
        let lines = self.editor.history();
        let line = |index| lines.get(index, SearchDirection::Reverse).ok().flatten();
        let entries = (0..lines.len()).rev().filter_map(line);
        let mut commands = entries.map(|line| line.entry).filter(|line| !is_edit(line));
        commands.next().map_or_else(String::new, Into::into)
    }
}

fn is_edit(text: &str) -> bool {
    let words = line::split(text.as_bytes()).unwrap_or_default();
    builtin::at_prompt(&words) == Some(ShellCommand::Edit)
}

/// All behind the first word of a line, as it was typed.
fn behind_name(line: &str) -> Option<&str> {
    let mut words = typed_words::words(line, 0..line.len()).skip(1);
    words.next().map(|word| line[word.range.start..].trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_edited_is_as_it_was_typed() {
        for (line, text) in [
            (":edit GET a", Some("GET a")),
            (" :EDIT  SET a \"1 2\" | cat ", Some("SET a \"1 2\" | cat")),
            (":edit SET a \"open", Some("SET a \"open")),
            (":edit", None),
            (":edit  ", None),
        ] {
            assert_eq!(behind_name(line), text, "{line}");
        }
    }

    #[test]
    fn what_asks_to_be_edited_is_no_command() {
        assert!(is_edit(":edit") && is_edit(" :EDIT GET a"));
        assert!(!is_edit("GET a") && !is_edit(":time GET a"));
    }
}
