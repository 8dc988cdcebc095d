//! Splits typed or pasted text into the lines to run. Pure.
//!
//! 1. A line ends at a line feed, unless that is inside quotes that begin a word: `it's` has an apostrophe.
//! 2. Blank lines, and lines that start with `#`, are skipped.
//! 3. A prompt at the start of a line is removed, so that users can paste from a screen or a manual: `redis> `,
//!    `127.0.0.1:6379[3]> `, `/run/redis.sock(TX)> `, `not connected> ` and similar ones.
//! 4. If a line of several has a prompt, the text is a transcript: lines without one are the output of commands, and do not
//!    run.
//! 5. The text after a separate `|` is for the system's shell, and ends with the line.
//! 6. Text right after a closing quote invalidates its line only.

use std::ops::Range;

use crate::input::shell_pipe;
use crate::input::typed_words::{self, WordForm};

/// The text between two line ends outside of quotes, as byte ranges.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct InputLine {
    /// The prompt, or an empty range.
    pub(crate) prompt: Range<usize>,
    /// The text after the prompt, without the line end.
    pub(crate) text: Range<usize>,
    pub(crate) kind: LineKind,
    /// Whether it ends inside quotes, which only the last line can.
    pub(crate) is_open: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LineKind {
    Blank,
    /// `# …`
    Comment,
    /// A command for the server or the shell.
    Command,
    /// The output of a command, in a transcript.
    Output,
}

pub(crate) fn lines(text: &str) -> impl Iterator<Item = InputLine> {
    let may_have_output = text.contains('\n') && text.contains('>');
    let is_transcript = may_have_output && read(text, false).any(|line| !line.prompt.is_empty());
    read(text, is_transcript)
}

fn read(text: &str, is_transcript: bool) -> impl Iterator<Item = InputLine> {
    let mut from = Some(0);
    std::iter::from_fn(move || {
        let line = line(text, from?, is_transcript);
        let end = line.text.end;
        from = text[end..].starts_with('\n').then_some(end + 1);
        Some(line)
    })
}

pub(crate) fn commands(text: &str) -> impl Iterator<Item = &str> {
    lines(text)
        .filter(|line| line.kind == LineKind::Command)
        .map(|line| &text[line.text])
}

/// Returns the number of lines that are the output of commands.
pub(crate) fn output_lines(text: &str) -> usize {
    let output = |line: &InputLine| line.kind == LineKind::Output;
    lines(text).filter(output).count()
}

/// Returns the last line if it is a command without a pipe.
pub(crate) fn last_command(text: &str) -> Option<&str> {
    let last = lines(text).last()?;
    let is_command = last.kind == LineKind::Command;
    let has_pipe = || shell_pipe::find(text, last.text.clone()).is_some();
    (is_command && !has_pipe()).then(|| &text[last.text.clone()])
}

/// Whether the text ends inside quotes, so that it is incomplete.
pub(crate) fn is_open(text: &str) -> bool {
    open_quote(text).is_some()
}

/// Returns the quote inside of which the text ends.
pub(crate) fn open_quote(text: &str) -> Option<char> {
    let line = lines(text).find(|line| line.is_open)?;
    let last = typed_words::words(text, line.text).last()?;
    text[last.range].chars().next()
}

fn line(text: &str, start: usize, is_transcript: bool) -> InputLine {
    let end = typed_words::line_end(text, start);
    let prompt = prompt(&text[start..end]);
    let from = start + prompt;
    let kind = match text[from..end].trim_start().chars().next() {
        None => LineKind::Blank,
        Some('#') => LineKind::Comment,
        Some(_) if is_transcript && prompt == 0 => LineKind::Output,
        Some(_) => LineKind::Command,
    };
    let (end, is_open) = match kind {
        LineKind::Command => command_end(text, from),
        _ => (end, false),
    };
    InputLine {
        prompt: start..from,
        text: from..end,
        kind,
        is_open,
    }
}

/// Returns the end of the command at `start`, and whether that is inside quotes.
fn command_end(text: &str, start: usize) -> (usize, bool) {
    let (mut at, mut value) = (start, Vec::new());
    loop {
        let word_start = at + typed_words::blanks(&text[at..]);
        if text[at..word_start].contains('\n') {
            return (typed_words::line_end(text, at), false);
        }
        match typed_words::read(text, at, &mut value) {
            None => return (text.len(), false),
            Some((word, form)) if has_apostrophe(&text[word.clone()], form) => {
                return (typed_words::line_end(text, word.start), false);
            }
            Some((_, WordForm::Open)) => return (text.len(), true),
            Some((word, WordForm::Spoiled(_))) => return (word.end, false),
            Some((word, _)) if at > start && shell_pipe::is_pipe(text, &word) => {
                return (typed_words::line_end(text, at), false);
            }
            Some((word, _)) => at = word.end,
        }
    }
}

/// Whether a word has a quote after its first letter that is not closed on the same line: probably an apostrophe.
fn has_apostrophe(word: &str, form: WordForm) -> bool {
    let is_unclosed = form == WordForm::Open || word.contains('\n');
    is_unclosed && !word.starts_with(['"', '\''])
}

/// Returns the length of the prompt of a line, with its blanks.
fn prompt(line: &str) -> usize {
    let Some((name, rest)) = line.split_once('>') else {
        return 0;
    };
    let blanks = typed_words::blanks(rest);
    if (blanks > 0 || rest.is_empty()) && is_prompt(name.trim_start()) {
        line.len() - rest.len() + blanks
    } else {
        0
    }
}

/// Whether a text is certainly a prompt. A wrong guess would run the rest of the line as a command.
fn is_prompt(name: &str) -> bool {
    let place = without_state(name);
    let place = place.strip_prefix("redis ").unwrap_or(place);
    matches!(place, "redis" | "redsh" | "valkey" | "not connected")
        || is_one_word(place)
            && (place != name || place.starts_with('/') || is_host_and_port(place))
}

/// Removes the database and the state of the connection from a prompt.
fn without_state(name: &str) -> &str {
    let name = ["(TX)", "(subscribed mode)", "(monitor)"]
        .iter()
        .find_map(|state| name.strip_suffix(state))
        .unwrap_or(name);
    match name
        .strip_suffix(']')
        .and_then(|name| name.rsplit_once('['))
    {
        Some((place, db)) if is_number(db) => place,
        _ => name,
    }
}

fn is_one_word(place: &str) -> bool {
    !place.is_empty()
        && !place.contains(|letter: char| letter.is_whitespace() || "\"'".contains(letter))
}

fn is_host_and_port(place: &str) -> bool {
    let parts = place.rsplit_once(':');
    parts.is_some_and(|(host, port)| !host.is_empty() && is_number(port))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests;
