//! The hint for a half-typed line: the remaining arguments by the grammar of its command. Pure.
//!
//! The grammar comes from a table of commands, so that the commands of modules have hints once the server has described them.
//! The caller escapes the text, which may come from a server.
//!
//! 1. The hint can be typed at the cursor as it is: it starts with a space unless the line ends with a blank.
//! 2. All words must fit the grammar; otherwise there is no hint. Tokens fit in any case, numbers must be numbers, and adjacent
//!    options may come in any order.
//! 3. A last word that fits is complete: `set k v` continues with the options of SET. A last word that only starts a token or a
//!    subcommand is continued in its own case, or all of these are listed if there are several.
//! 4. A repeat count and a node word may precede the command.
//! 5. A container continues with the names of its subcommands.
//! 6. Unknown commands, open quotes and lines longer than any screen have no hint.

use redsh_engine::cluster::NodeWord;
use redsh_engine::command::{ArgumentSpec, CommandSpec, CommandTable};

use super::grammar::part::{self, GrammarPart};
use super::grammar::{self, Grammar, GrammarStep};
use super::typed;
use crate::input::line;

/// Returns the hint for a line, or an empty text.
pub(crate) fn hint(table: &CommandTable, line: &[u8]) -> String {
    let ended = matches!(line.last(), Some(b' ' | b'\t' | b'\n' | b'\r'));
    let hint = after_line(table, line, ended).unwrap_or_default();
    match hint.strip_prefix(' ') {
        Some(hint) if ended => hint.to_owned(),
        _ => hint,
    }
}

fn after_line(table: &CommandTable, line: &[u8], ended: bool) -> Option<String> {
    if line.len() > typed::LONGEST {
        return None;
    }
    let words = line::split(line).ok()?;
    let (_, words) = line::repeat(&words).ok()?;
    after(table, command(words)?, ended)
}

/// Removes a valid node word before the command.
fn command(words: &[Vec<u8>]) -> Option<&[Vec<u8>]> {
    match words.split_first() {
        Some((word, command)) if NodeWord::is_meant(words) => {
            NodeWord::parse(word).ok().map(|_| command)
        }
        _ => Some(words),
    }
}

/// Returns the hint after these words. It starts with a space, unless it continues the last word.
fn after(table: &CommandTable, words: &[Vec<u8>], ended: bool) -> Option<String> {
    let spec = table.find(words)?;
    let name = spec.name_words();
    let rest = words.get(name..)?;
    match rest.split_last() {
        None if wants_subcommand(spec) => Some(spaced(&subcommands(table, spec))),
        None => Some(shown(&part::sequence(&spec.arguments))),
        Some((word, [])) if wants_subcommand(spec) => {
            (!ended).then(|| begun(word, &begun_subcommands(table, spec, word)))?
        }
        Some((word, before)) => argument(&spec.arguments, before, word, ended),
    }
}

fn argument(
    syntax: &[ArgumentSpec],
    before: &[Vec<u8>],
    last: &[u8],
    ended: bool,
) -> Option<String> {
    let start = Grammar::new(syntax);
    let grammar = before
        .iter()
        .fold(start, |grammar, word| grammar.after(word));
    match grammar.after(last).preferred() {
        Some(parts) => Some(shown(parts)),
        None if ended => None,
        None => begun(last, &grammar.begun(last)),
    }
}

fn wants_subcommand(spec: &CommandSpec) -> bool {
    spec.has_subcommands && spec.arguments.is_empty()
}

fn subcommands(table: &CommandTable, container: &CommandSpec) -> String {
    let names: Vec<_> = table
        .subcommands(container)
        .map(CommandSpec::last_word)
        .collect();
    let names = names.join("|").to_ascii_uppercase();
    // COMMAND also works without a subcommand.
    if container.accepts(1) {
        format!("[{names}]")
    } else {
        names
    }
}

fn begun_subcommands<'t>(
    table: &'t CommandTable,
    container: &CommandSpec,
    word: &[u8],
) -> Vec<GrammarStep<'t>> {
    table
        .subcommands(container)
        .filter(|spec| grammar::begins(spec.last_word(), word))
        .map(|spec| GrammarStep::of_token(spec.last_word(), part::sequence(&spec.arguments)))
        .collect()
}

/// Returns the hint after a word that starts the tokens of these steps.
fn begun(word: &[u8], steps: &[GrammarStep]) -> Option<String> {
    let mut tokens = Vec::new();
    for token in steps.iter().filter_map(GrammarStep::token) {
        if !tokens.contains(&token) {
            tokens.push(token);
        }
    }
    match tokens.as_slice() {
        [token] => {
            let rest = grammar::in_case_of(token.get(word.len()..)?, word);
            Some(rest + &shown(&steps.first()?.rest))
        }
        [] => None,
        several => Some(spaced(&several.join("|").to_ascii_uppercase())),
    }
}

fn shown(parts: &[GrammarPart]) -> String {
    spaced(&part::texts(parts))
}

fn spaced(text: &str) -> String {
    if text.is_empty() {
        String::new()
    } else {
        format!(" {text}")
    }
}

#[cfg(test)]
mod tests;
