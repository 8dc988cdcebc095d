//! What each part of a half-typed text is, to be shown in colour. Pure.
//!
//! Everything comes from the table that is handed in, so a module's commands are shown as well as any.
//!
//! The rules:
//!
//! 1. A command's name shows whether the line could be sent: it is [`Unfinished`](Kind::Unfinished) as long as arguments
//!    are missing or do not fit. So too few of them are seen without anything being red that is only half-typed.
//! 2. [`Wrong`](Kind::Wrong) is the first word that does not fit the grammar and, where a command takes a certain number of
//!    words, each beyond that. The word that is being typed is not, as long as it can become one that fits.
//! 3. Where nothing is known of a command's grammar, only the number of words can be wrong.
//! 4. Secrets are shown as such, whatever else they are.
//! 5. In a text that is longer than any screen nothing is looked for but secrets.

mod arguments;
mod escape_filter;
mod paint;

use std::ops::Range;

use redsh_engine::cluster::NodeWord;
use redsh_engine::command::{CommandSpec, CommandTable};

use super::secret;
use crate::input::line;
use crate::input::paste::{self, Line, LineKind};
use crate::input::shell_pipe;
use crate::input::typed_words::{Form, Word};
use crate::words::builtin::{self, Takes};
use crate::words::grammar::may_become;
use crate::words::typed::{self, Typed};
use arguments::Call;

pub(crate) use paint::paint;

/// A part of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Span {
    /// Offsets in bytes, between characters.
    pub(crate) range: Range<usize>,
    /// What it is.
    pub(crate) kind: Kind,
}

/// What a part of the text is. Values that are nothing in particular are in no span.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The name of a command; nothing is missing.
    Command,
    /// The second word of one: GET of CONFIG GET.
    Subcommand,
    /// Any word of a command's name, but more is needed, or something does not fit.
    Unfinished,
    /// A name that no command has.
    Unknown,
    /// A word of the shell's own.
    Shell,
    /// How often the command is to run.
    Repeat,
    /// For which nodes it is.
    Node,
    /// A word of the grammar: `EX`.
    Token,
    /// A key.
    Key,
    /// A number, where the grammar has one.
    Number,
    /// A value in quotes.
    Text,
    /// One whose quote is not closed.
    OpenQuote,
    /// What does not fit, or is too much.
    Wrong,
    /// To be masked.
    Secret,
    /// What goes to the system's shell, bar and all.
    Pipe,
    /// What is not run: a comment, a prompt that was pasted.
    Comment,
}

/// The parts of the text that are something, in order and apart from each other.
pub(crate) fn highlight(table: &CommandTable, text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    if text.len() <= typed::LONGEST {
        paste::lines(text).for_each(|line| of_line(table, text, line, &mut spans));
    }
    with_secrets(spans, secret::spans(text))
}

fn with_secrets(mut spans: Vec<Span>, secrets: Vec<Range<usize>>) -> Vec<Span> {
    let apart = |span: &Span, secret: &Range<usize>| {
        span.range.end <= secret.start || secret.end <= span.range.start
    };
    spans.retain(|span| secrets.iter().all(|secret| apart(span, secret)));
    spans.extend(secrets.into_iter().map(|range| Span {
        range,
        kind: Kind::Secret,
    }));
    spans.sort_by_key(|span| span.range.start);
    spans
}

fn of_line(table: &CommandTable, text: &str, line: Line, spans: &mut Vec<Span>) {
    push(spans, line.prompt, Kind::Comment);
    match line.kind {
        LineKind::Blank => {}
        LineKind::Comment => push(spans, line.text, Kind::Comment),
        LineKind::Command => {
            let pipe = shell_pipe::find(text, line.text.clone());
            let end = pipe.map_or(line.text.end, |pipe| pipe.start);
            of_typed(table, &Typed::read(text, line.text.start..end), spans);
            push(spans, end..line.text.end, Kind::Pipe);
        }
    }
}

fn push(spans: &mut Vec<Span>, range: Range<usize>, kind: Kind) {
    if !range.is_empty() {
        spans.push(Span { range, kind });
    }
}

fn of_typed(table: &CommandTable, typed: &Typed, spans: &mut Vec<Span>) {
    if let Some(word) = &typed.repeat {
        push_word(spans, word, Some(repeat(typed, word)));
    }
    if let Some(word) = &typed.node {
        push_word(spans, word, Some(node(typed, word)));
    }
    let Some((name, arguments)) = typed.command.split_first() else {
        return;
    };
    if let Some(shell_word) = typed.shell_word() {
        push_word(spans, name, Some(Kind::Shell));
        return of_shell_word(table, shell_word.takes, typed, spans);
    }
    match table.find(&typed.values()) {
        Some(spec) => of_call(table, spec, typed, spans),
        None => {
            let begins =
                arguments.is_empty() && !typed.is_ended && begins_a_name(table, &name.value);
            push_word(spans, name, (!begins).then_some(Kind::Unknown));
            arguments
                .iter()
                .for_each(|word| push_word(spans, word, None));
        }
    }
}

fn repeat(typed: &Typed, word: &Word) -> Kind {
    let is_alone = typed.node.is_none() && typed.command.is_empty() && !typed.is_ended;
    let line = [word.value.clone(), b"command".to_vec()];
    match line::repeat(&line) {
        Err(_) if !is_alone => Kind::Wrong,
        _ => Kind::Repeat,
    }
}

fn node(typed: &Typed, word: &Word) -> Kind {
    let is_being_typed = typed.command.is_empty() && !typed.is_ended;
    if is_being_typed || NodeWord::parse(&word.value).is_ok() {
        Kind::Node
    } else {
        Kind::Wrong
    }
}

/// A word that is of this kind, unless its quotes say otherwise.
fn push_word(spans: &mut Vec<Span>, word: &Word, kind: Option<Kind>) {
    let Range { start, end } = word.range;
    match (word.form, kind) {
        (Form::Open, _) => push(spans, start..end, Kind::OpenQuote),
        (Form::Spoiled(from), _) => {
            push(spans, start..from, Kind::Text);
            push(spans, from..end, Kind::Wrong);
        }
        (_, Some(kind)) => push(spans, start..end, kind),
        (Form::Quoted, None) => push(spans, start..end, Kind::Text),
        (Form::Bare, None) => {}
    }
}

fn begins_a_name(table: &CommandTable, word: &[u8]) -> bool {
    let shell_words = builtin::WORDS.iter().map(|word| word.name);
    let mut names = table
        .iter()
        .map(|spec| spec.name.as_str())
        .chain(shell_words);
    names.any(|name| may_become(name, word))
}

fn of_shell_word(table: &CommandTable, takes: Takes, typed: &Typed, spans: &mut Vec<Span>) {
    if let Some((start, inner)) = typed.inner() {
        typed.command[1..start]
            .iter()
            .for_each(|word| push_word(spans, word, Some(Kind::Number)));
        // A shell word does not run another one.
        if inner.shell_word().is_none() {
            of_typed(table, &inner, spans);
        }
        return;
    }
    let kind = (takes == Takes::Key).then_some(Kind::Key);
    let arguments = typed.command[1..].iter();
    arguments.for_each(|word| push_word(spans, word, kind));
}

fn of_call(table: &CommandTable, spec: &CommandSpec, typed: &Typed, spans: &mut Vec<Span>) {
    let call = Call::new(table, spec, typed);
    let is_complete = call.is_complete();
    for (place, word) in typed.command.iter().enumerate() {
        let kind = match place {
            _ if place >= call.name => call.kind(place),
            _ if !is_complete => Some(Kind::Unfinished),
            0 => Some(Kind::Command),
            _ => Some(Kind::Subcommand),
        };
        push_word(spans, word, kind);
    }
}

#[cfg(test)]
mod tests;
