//! What the editor asks while a line is typed: the hint behind it, its colours, whether it goes on, what could complete
//! it. Each answer is a pure function's; here they are only handed on.

use std::borrow::Cow;

use engine::command::CommandTable;
use rustyline::completion::Completer;
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::Hinter;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{Context, Helper};

use super::hint;
use crate::line;

/// What is known to the editor.
pub(super) struct Assistant {
    pub(super) table: CommandTable,
    /// Hints are wanted.
    pub(super) hints: bool,
    /// The hint may have a colour.
    pub(super) colour: bool,
}

impl Helper for Assistant {}

impl Completer for Assistant {
    type Candidate = String;
}

impl Hinter for Assistant {
    type Hint = String;

    fn hint(&self, line: &str, pos: usize, _: &Context<'_>) -> Option<String> {
        if pos < line.len() || !self.hints {
            return None;
        }
        Some(hint::hint(&self.table, line.as_bytes())).filter(|hint| !hint.is_empty())
    }
}

impl Highlighter for Assistant {
    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        if self.colour {
            format!("\x1b[0;90m{hint}\x1b[0m").into()
        } else {
            hint.into()
        }
    }

    fn highlight_char(&self, _: &str, _: usize, _: CmdKind) -> bool {
        false
    }
}

impl Validator for Assistant {
    /// A line with an open quote goes on on the next one.
    fn validate(&self, context: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        Ok(match line::split(context.input().as_bytes()) {
            Err(_) => ValidationResult::Incomplete,
            Ok(_) => ValidationResult::Valid(None),
        })
    }
}
