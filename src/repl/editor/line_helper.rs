//! Answers the line editor's questions while the user types: hint, colours, completion, and whether the line continues.
//!
//! The answers come from pure functions; this file connects them to rustyline's traits.

use std::borrow::Cow;

use rustyline::completion::{Completer, Pair};
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::{Hint, Hinter};
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{Context, Helper};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::keys::KeyState;
use super::output_above_prompt::OutputAbovePrompt;
use crate::input::paste;
use crate::render::{self, Palette, TextColour};
use crate::repl::command_docs::KnownCommands;
use crate::repl::server_lookup::ServerLookup;
use crate::terminal::size;
use crate::words::highlight::{highlight, paint};
use crate::words::{complete, hint, secrets, typed};

/// Longer lines, in bytes, are not recoloured at every key press.
const LONGEST_LINE: usize = 1024;

pub(crate) struct LineHelper {
    pub(crate) commands: KnownCommands,
    pub(crate) lookup: ServerLookup,
    pub(crate) keys: KeyState,
    pub(crate) above: OutputAbovePrompt,
    pub(crate) hints: bool,
    pub(crate) prompt_width: usize,
    pub(crate) palette: Palette,
    pub(crate) prompt_color: Option<TextColour>,
}

impl Helper for LineHelper {}

impl Completer for LineHelper {
    type Candidate = Pair;

    fn complete(
        &self,
        line: &str,
        pos: usize,
        _: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<Pair>)> {
        let completion = complete::complete(&self.commands.table(), line, pos, &self.lookup);
        self.keys.candidates.found(completion.candidates.len());
        let pairs = completion.candidates.into_iter().map(|candidate| Pair {
            display: candidate.show,
            replacement: candidate.insert,
        });
        Ok((completion.start, pairs.collect()))
    }
}

/// A hint that is displayed, and never inserted into the line.
pub(crate) struct DisplayHint(String);

impl Hint for DisplayHint {
    fn display(&self) -> &str {
        &self.0
    }

    fn completion(&self) -> Option<&str> {
        None
    }
}

impl Hinter for LineHelper {
    type Hint = DisplayHint;

    fn hint(&self, line: &str, pos: usize, _: &Context<'_>) -> Option<DisplayHint> {
        self.keys.on_line(line);
        if let Some(quote) = continued_quote(line).filter(|_| pos == line.len()) {
            let shown = format!(" ({quote} is open)");
            return Some(DisplayHint(
                fitting(&shown, self.room_after(line)).to_owned(),
            ));
        }
        if pos < line.len() || !self.hints || line.len() > typed::LONGEST {
            return None;
        }
        let command = paste::last_command(line)?;
        let hint = hint::hint(&self.commands.table(), command.as_bytes());
        // Parts of a hint come from the server.
        let hint = render::harmless(hint.as_bytes());
        let hint = String::from_utf8_lossy(&hint);
        let shown = fitting(&hint, self.room_after(line));
        (!shown.is_empty()).then(|| DisplayHint(shown.to_owned()))
    }
}

impl LineHelper {
    /// Returns the number of free columns after the line, on its last row.
    fn room_after(&self, line: &str) -> usize {
        let columns = size::of_editor();
        let used = match line.rsplit_once('\n') {
            Some((_, last)) => last.width(),
            None => self.prompt_width + line.width(),
        };
        columns - 1 - used % columns
    }
}

/// Returns the open quote of a line that continues on another row. The editor has no prompt there, so a hint names the quote.
fn continued_quote(line: &str) -> Option<char> {
    let is_continued = line.contains('\n') && line.len() <= typed::LONGEST;
    is_continued.then(|| paste::open_quote(line))?
}

/// Cuts a hint to the room after the line. A hint that wraps would scroll the line, and stay on the screen after Ctrl-C.
fn fitting(hint: &str, room: usize) -> &str {
    let mut used = 0;
    let end = hint.char_indices().find(|(_, letter)| {
        used += letter.width().unwrap_or_default();
        used > room
    });
    end.map_or(hint, |(end, _)| &hint[..end])
}

impl Highlighter for LineHelper {
    /// Returns the coloured prompt, preceded by the pending output above it: the editor is about to redraw these rows, which
    /// are empty. A prompt that is not the default one belongs to a history search.
    fn highlight_prompt<'b, 's: 'b, 'p: 'b>(
        &'s self,
        prompt: &'p str,
        default: bool,
    ) -> Cow<'b, str> {
        let is_coloured = default && self.palette == Palette::Colour;
        let prompt: Cow<'b, str> = match self.prompt_color.filter(|_| is_coloured) {
            Some(color) => color.paint(prompt).into(),
            None => prompt.into(),
        };
        match self.above.take() {
            Some(text) => (text + &prompt).into(),
            None => prompt,
        }
    }

    fn highlight<'l>(&self, line: &'l str, _: usize) -> Cow<'l, str> {
        self.keys.candidates.on_line_drawn();
        let spans = highlight(&self.commands.table(), line);
        paint(line, &spans, self.palette).into()
    }

    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        match self.palette {
            Palette::Colour => format!("\x1b[0;90m{hint}\x1b[0m").into(),
            Palette::Plain => hint.into(),
        }
    }

    /// Recolours at every key that changes the line, since the colour of a word depends on its neighbours. Long lines are
    /// skipped, unless they have a secret to mask.
    fn highlight_char(&self, line: &str, _: usize, kind: CmdKind) -> bool {
        let is_recoloured = line.len() <= LONGEST_LINE || secrets::is_secret(line);
        is_recoloured && kind != CmdKind::MoveCursor
    }
}

impl Validator for LineHelper {
    /// A line with an open quote at the beginning of a word continues on the next row.
    fn validate(&self, context: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        Ok(if paste::is_open(context.input()) {
            ValidationResult::Incomplete
        } else {
            ValidationResult::Valid(None)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_continued_line_names_its_open_quote() {
        for (line, quote) in [
            ("SET k 'a\nb", Some('\'')),
            ("SET k \"a\n", Some('"')),
            ("SET k 'a", None),
            ("SET k 'a\nb'", None),
            ("SET k it's\n", None),
        ] {
            assert_eq!(continued_quote(line), quote, "{line}");
        }
    }

    #[test]
    fn a_hint_is_cut_at_the_end_of_the_row() {
        for (hint, room, shown) in [
            (" key value", 20, " key value"),
            (" key value", 10, " key value"),
            (" key value", 4, " key"),
            (" 鍵 value", 2, " "),
            (" key", 0, ""),
        ] {
            assert_eq!(fitting(hint, room), shown, "{room}");
        }
    }
}
