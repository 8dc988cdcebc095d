//! What was typed or pasted → the lines to run. Pure.
//!
//! 1. A line ends at a line feed. One inside quotes belongs to the argument, and the line goes on.
//! 2. Blank lines are skipped, and those whose first character is `#`: no command begins so.
//! 3. A prompt at the beginning of a line is taken away, so that what stands on a screen or in a manual can be pasted:
//!    `redis> `, `127.0.0.1:6379[3]> `, `/run/redis.sock(TX)> `, `not connected> ` and their kin.
//! 4. Behind a `|` that stands alone nothing is read: that is for the system's shell, and ends with the line.
//! 5. Text that follows a closing quote at once makes a line invalid, but not those after it.

use std::ops::Range;

use crate::input::shell_pipe;
use crate::input::typed_words::{self, Form};

/// What stands between two line ends that are not in quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    /// The prompt before it; empty where there is none.
    pub(crate) prompt: Range<usize>,
    /// All after that, without the line end.
    pub(crate) text: Range<usize>,
    /// What it is.
    pub(crate) kind: LineKind,
    /// Whether it ends inside of quotes. Only the last one can.
    pub(crate) is_open: bool,
}

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LineKind {
    /// Nothing.
    Blank,
    /// `# …`
    Comment,
    /// A command or a shell word.
    Command,
}

/// The lines of a text, in order.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = Line> {
    let mut from = Some(0);
    std::iter::from_fn(move || {
        let line = line(text, from?);
        let end = line.text.end;
        from = text[end..].starts_with('\n').then_some(end + 1);
        Some(line)
    })
}

/// The lines that are to be run, in order.
pub(crate) fn commands(text: &str) -> impl Iterator<Item = &str> {
    lines(text)
        .filter(|line| line.kind == LineKind::Command)
        .map(|line| &text[line.text])
}

/// The command that is being typed: the last line, where it is one. Behind a pipe none is.
pub(crate) fn last_command(text: &str) -> Option<&str> {
    let last = lines(text).last()?;
    let is_command = last.kind == LineKind::Command;
    let goes_on = || shell_pipe::find(text, last.text.clone()).is_some();
    (is_command && !goes_on()).then(|| &text[last.text.clone()])
}

/// Whether the text is not to be run yet, since a quote is open at its end.
pub(crate) fn is_open(text: &str) -> bool {
    lines(text).any(|line| line.is_open)
}

fn line(text: &str, start: usize) -> Line {
    let end = typed_words::line_end(text, start);
    let prompt = prompt(&text[start..end]);
    let from = start + prompt;
    let kind = match text[from..end].trim_start().chars().next() {
        None => LineKind::Blank,
        Some('#') => LineKind::Comment,
        Some(_) => LineKind::Command,
    };
    let (end, is_open) = match kind {
        LineKind::Command => command_end(text, from),
        _ => (end, false),
    };
    Line {
        prompt: start..from,
        text: from..end,
        kind,
        is_open,
    }
}

/// Where the command that begins there ends, and whether in quotes.
fn command_end(text: &str, start: usize) -> (usize, bool) {
    let (mut at, mut value) = (start, Vec::new());
    loop {
        let word_start = at + typed_words::blanks(&text[at..]);
        if text[at..word_start].contains('\n') {
            return (typed_words::line_end(text, at), false);
        }
        match typed_words::read(text, at, &mut value) {
            None => return (text.len(), false),
            Some((_, Form::Open)) => return (text.len(), true),
            Some((word, Form::Spoiled(_))) => return (word.end, false),
            Some((word, _)) if at > start && shell_pipe::is_pipe(text, &word) => {
                return (typed_words::line_end(text, at), false);
            }
            Some((word, _)) => at = word.end,
        }
    }
}

/// The length of the prompt that a line begins with, blanks and all.
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

/// Only what a prompt certainly is: a command must not run because what stood before it was taken for one.
fn is_prompt(name: &str) -> bool {
    let place = without_state(name);
    let place = place.strip_prefix("redis ").unwrap_or(place);
    matches!(place, "redis" | "redsh" | "valkey" | "not connected")
        || is_one_word(place)
            && (place != name || place.starts_with('/') || is_host_and_port(place))
}

/// Without the database, and what else a prompt says of a connection.
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
