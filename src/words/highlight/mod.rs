//! Classifies the parts of a half-typed text for colouring, by a table of commands. Pure.
//!
//! 1. The name of a command is [`Unfinished`](SyntaxRole::Unfinished) while arguments are missing or do not fit. This shows
//!    missing arguments without marking a half-typed line as wrong.
//! 2. The first word that does not fit the grammar is [`Wrong`](SyntaxRole::Wrong), and so is each word beyond the fixed
//!    number of a command. The word at the end is not, while it is a prefix of one that fits.
//! 3. Without a grammar, only the number of words can be wrong.
//! 4. Secrets take precedence.
//! 5. In a text longer than any screen only secrets are classified.

mod arguments;
mod escape_filter;
mod paint;

use std::ops::Range;

use redsh_engine::cluster::NodeWord;
use redsh_engine::command::{CommandSpec, CommandTable};

use super::secrets;
use crate::input::line;
use crate::input::paste::{self, InputLine, LineKind};
use crate::input::shell_pipe;
use crate::input::typed_words::{TypedWord, WordForm};
use crate::render::SyntaxRole;
use crate::words::grammar::may_become;
use crate::words::shell_commands::{self, Takes};
use crate::words::typed::{self, Typed};
use arguments::CallHighlights;

pub(crate) use paint::paint;

/// A classified part of the text. Plain values are in no span.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HighlightSpan {
    pub(crate) range: Range<usize>,
    pub(crate) role: SyntaxRole,
}

/// Returns the classified parts of a text, in order and without overlap.
pub(crate) fn highlight(table: &CommandTable, text: &str) -> Vec<HighlightSpan> {
    let mut spans = Vec::new();
    if text.len() <= typed::LONGEST {
        paste::lines(text).for_each(|line| of_line(table, text, line, &mut spans));
    }
    with_secrets(spans, secrets::spans(text))
}

fn with_secrets(mut spans: Vec<HighlightSpan>, secrets: Vec<Range<usize>>) -> Vec<HighlightSpan> {
    let apart = |span: &HighlightSpan, secret: &Range<usize>| {
        span.range.end <= secret.start || secret.end <= span.range.start
    };
    spans.retain(|span| secrets.iter().all(|secret| apart(span, secret)));
    spans.extend(secrets.into_iter().map(|range| HighlightSpan {
        range,
        role: SyntaxRole::Secret,
    }));
    spans.sort_by_key(|span| span.range.start);
    spans
}

fn of_line(table: &CommandTable, text: &str, line: InputLine, spans: &mut Vec<HighlightSpan>) {
    push(spans, line.prompt, SyntaxRole::Comment);
    match line.kind {
        LineKind::Blank => {}
        LineKind::Comment | LineKind::Output => push(spans, line.text, SyntaxRole::Comment),
        LineKind::Command => {
            let pipe = shell_pipe::find(text, line.text.clone());
            let end = pipe.map_or(line.text.end, |pipe| pipe.start);
            of_typed(table, &Typed::read(text, line.text.start..end), spans);
            push(spans, end..line.text.end, SyntaxRole::Pipe);
        }
    }
}

fn push(spans: &mut Vec<HighlightSpan>, range: Range<usize>, role: SyntaxRole) {
    if !range.is_empty() {
        spans.push(HighlightSpan { range, role });
    }
}

fn of_typed(table: &CommandTable, typed: &Typed, spans: &mut Vec<HighlightSpan>) {
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
        push_word(spans, name, Some(SyntaxRole::Shell));
        return of_shell_word(table, shell_word.takes, typed, spans);
    }
    match table.find(&typed.values()) {
        Some(spec) => of_call(table, spec, typed, spans),
        None => {
            let is_prefix =
                arguments.is_empty() && !typed.is_ended && is_prefix_of_name(table, &name.value);
            push_word(spans, name, (!is_prefix).then_some(SyntaxRole::Unknown));
            arguments
                .iter()
                .for_each(|word| push_word(spans, word, None));
        }
    }
}

fn repeat(typed: &Typed, word: &TypedWord) -> SyntaxRole {
    let is_alone = typed.node.is_none() && typed.command.is_empty() && !typed.is_ended;
    match line::repeat_count(&word.value) {
        Err(_) if !is_alone => SyntaxRole::Wrong,
        _ => SyntaxRole::Repeat,
    }
}

fn node(typed: &Typed, word: &TypedWord) -> SyntaxRole {
    let is_being_typed = typed.command.is_empty() && !typed.is_ended;
    if is_being_typed || NodeWord::parse(&word.value).is_ok() {
        SyntaxRole::Node
    } else {
        SyntaxRole::Wrong
    }
}

/// Adds a word of this kind. Unbalanced quotes take precedence.
fn push_word(spans: &mut Vec<HighlightSpan>, word: &TypedWord, kind: Option<SyntaxRole>) {
    let Range { start, end } = word.range;
    match (word.form, kind) {
        (WordForm::Open, _) => push(spans, start..end, SyntaxRole::OpenQuote),
        (WordForm::Spoiled(from), _) => {
            push(spans, start..from, SyntaxRole::Text);
            push(spans, from..end, SyntaxRole::Wrong);
        }
        (_, Some(kind)) => push(spans, start..end, kind),
        (WordForm::Quoted, None) => push(spans, start..end, SyntaxRole::Text),
        (WordForm::Bare, None) => {}
    }
}

fn is_prefix_of_name(table: &CommandTable, word: &[u8]) -> bool {
    let shell_words = shell_commands::WORDS.iter().map(|word| word.name);
    let mut names = table
        .iter()
        .map(|spec| spec.name.as_str())
        .chain(shell_words);
    names.any(|name| may_become(name, word))
}

fn of_shell_word(
    table: &CommandTable,
    takes: Takes,
    typed: &Typed,
    spans: &mut Vec<HighlightSpan>,
) {
    if let Some((start, inner)) = typed.inner() {
        typed.command[1..start]
            .iter()
            .for_each(|word| push_word(spans, word, Some(SyntaxRole::Number)));
        // A shell command does not run another one.
        if inner.shell_word().is_none() {
            of_typed(table, &inner, spans);
        }
        return;
    }
    let kind = (takes == Takes::Key).then_some(SyntaxRole::Key);
    let arguments = typed.command[1..].iter();
    arguments.for_each(|word| push_word(spans, word, kind));
}

fn of_call(
    table: &CommandTable,
    spec: &CommandSpec,
    typed: &Typed,
    spans: &mut Vec<HighlightSpan>,
) {
    let call = CallHighlights::new(table, spec, typed);
    let is_complete = call.is_complete();
    for (place, word) in typed.command.iter().enumerate() {
        let kind = match place {
            _ if place >= call.name => call.kind(place),
            _ if !is_complete => Some(SyntaxRole::Unfinished),
            0 => Some(SyntaxRole::Command),
            _ => Some(SyntaxRole::Subcommand),
        };
        push_word(spans, word, kind);
    }
}

#[cfg(test)]
mod tests;
