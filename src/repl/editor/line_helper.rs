//! What the editor asks while a line is typed: the hint behind it, its colours, whether it goes on, what could complete
//! it. Each answer is a pure function's; here they are only handed on.

use std::borrow::Cow;

use rustyline::completion::{Completer, Pair};
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::{Hint, Hinter};
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{Context, Helper};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::candidate_list::Listing;
use super::highlight::{highlight, paint};
use super::keys::Browsing;
use super::output_above_prompt::OutputAbovePrompt;
use super::server_lookup::ServerLookup;
use super::{complete, secret};
use crate::input::paste;
use crate::render::{self, Palette, TextColour};
use crate::repl::command_docs::Known;
use crate::terminal::modes;
use crate::words::{hint, typed};

/// In bytes: a line that goes on longer gets its colours now and then, and not with each key.
const LONGEST_LINE: usize = 1024;

/// What is known to the editor.
pub(crate) struct LineHelper {
    pub(crate) known: Known,
    /// What is in the server.
    pub(crate) browser: ServerLookup,
    /// Hints are wanted.
    pub(crate) hints: bool,
    /// How many columns the prompt takes.
    pub(crate) prompt: usize,
    /// Whether the arrows go through all of the history.
    pub(crate) browsing: Browsing,
    /// There may be colours.
    pub(crate) colour: bool,
    /// That of the prompt, where it has one.
    pub(crate) tint: Option<TextColour>,
    /// What is to be shown above the line.
    pub(crate) above: OutputAbovePrompt,
    /// The list of what the word can become.
    pub(crate) listing: Listing,
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
        let completion = complete::complete(&self.known.table(), line, pos, &self.browser);
        self.listing.found(completion.candidates.len());
        let pairs = completion.candidates.into_iter().map(|candidate| Pair {
            display: candidate.show,
            replacement: candidate.insert,
        });
        Ok((completion.start, pairs.collect()))
    }
}

/// What may follow: to be read, and not to be taken into the line.
pub(crate) struct Shown(String);

impl Hint for Shown {
    fn display(&self) -> &str {
        &self.0
    }

    fn completion(&self) -> Option<&str> {
        None
    }
}

impl Hinter for LineHelper {
    type Hint = Shown;

    fn hint(&self, line: &str, pos: usize, _: &Context<'_>) -> Option<Shown> {
        self.browsing.note(line);
        if pos < line.len() || !self.hints || line.len() > typed::LONGEST {
            return None;
        }
        let command = paste::last_command(line)?;
        let hint = hint::hint(&self.known.table(), command.as_bytes());
        // Some of it is the server's word.
        let hint = render::harmless(hint.as_bytes());
        let hint = String::from_utf8_lossy(&hint);
        let shown = fitting(&hint, self.room_behind(line));
        (!shown.is_empty()).then(|| Shown(shown.to_owned()))
    }
}

impl LineHelper {
    /// What may be coloured, and how.
    pub(crate) fn palette(&self) -> Palette {
        if self.colour {
            Palette::Colour
        } else {
            Palette::Plain
        }
    }

    /// The prompt in its colour. A search has one of the editor's own.
    fn tinted<'p>(&self, prompt: &'p str, is_own: bool) -> Cow<'p, str> {
        match self.tint.filter(|_| self.colour && is_own) {
            Some(tint) => tint.paint(prompt).into(),
            None => prompt.into(),
        }
    }

    /// How many columns are left behind the line, on its last row.
    fn room_behind(&self, line: &str) -> usize {
        let columns = modes::columns().unwrap_or(usize::MAX);
        let before = match line.rsplit_once('\n') {
            Some((_, last)) => last.width(),
            None => self.prompt + line.width(),
        };
        columns - 1 - before % columns
    }
}

/// What of a hint there is room for: one that wraps would move the line about, and stay on the screen with a line that is
/// given up.
fn fitting(hint: &str, room: usize) -> &str {
    let mut used = 0;
    let end = hint.char_indices().find(|(_, letter)| {
        used += letter.width().unwrap_or_default();
        used > room
    });
    end.map_or(hint, |(end, _)| &hint[..end])
}

impl Highlighter for LineHelper {
    /// The prompt, and before it what is to appear above: the editor is about to write on the rows that the prompt begins
    /// on, which are empty.
    fn highlight_prompt<'b, 's: 'b, 'p: 'b>(
        &'s self,
        prompt: &'p str,
        default: bool,
    ) -> Cow<'b, str> {
        let prompt = self.tinted(prompt, default);
        match self.above.take() {
            Some(text) => (text + &prompt).into(),
            None => prompt,
        }
    }

    fn highlight<'l>(&self, line: &'l str, _: usize) -> Cow<'l, str> {
        self.listing.line_is_shown();
        let spans = highlight(&self.known.table(), line);
        paint(line, &spans, self.palette()).into()
    }

    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        if self.colour {
            format!("\x1b[0;90m{hint}\x1b[0m").into()
        } else {
            hint.into()
        }
    }

    /// What a word is depends on those before it and behind it. That the cursor moves changes nothing. A long line is not
    /// written anew with each key, unless there is something to hide.
    fn highlight_char(&self, line: &str, _: usize, kind: CmdKind) -> bool {
        let is_worth_it = line.len() <= LONGEST_LINE || secret::is_secret(line);
        is_worth_it && kind != CmdKind::MoveCursor
    }
}

impl Validator for LineHelper {
    /// A line with an open quote goes on on the next one.
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
    fn a_hint_is_cut_where_the_row_ends() {
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
