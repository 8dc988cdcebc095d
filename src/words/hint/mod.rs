//! The hint for a half-typed line: what may follow it, as the grammar of its command says. Pure.
//!
//! Everything comes from the table that is handed in, so a module's commands have hints as soon as the server has told of
//! them. Nothing here knows the terminal; the caller makes harmless what a server said before it shows it.
//!
//! The rules:
//!
//! 1. The hint is what can stand at the cursor: it begins with a space where the line does not end with a blank.
//! 2. What is typed must fit, up to and including the last word; where it does not, there is no hint. Option words fit in
//!    any case of letters, numbers must be numbers, options that follow each other may come in any order.
//! 3. A last word that fits as it stands is complete: `set k v` goes on with SET's options. Where it does not fit but begins
//!    an option word or a subcommand, the hint is the rest of that, in the case of letters that is being typed; where it
//!    begins several, they are listed.
//! 4. Before the command may stand how often it is to run, and for which nodes.
//! 5. A command with subcommands is followed by their names.
//! 6. No hint for a name that is no command, for an open quote, and for a line that is longer than any screen.

use redsh_engine::cluster::NodeWord;
use redsh_engine::command::{Argument, CommandSpec, CommandTable};

use super::grammar::part::{self, Part};
use super::grammar::{self, Grammar, Step};
use super::typed;
use crate::input::line;

/// What may follow the line, or nothing.
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

/// The command without the node word before it.
fn command(words: &[Vec<u8>]) -> Option<&[Vec<u8>]> {
    match words.split_first() {
        Some((word, command)) if NodeWord::is_meant(words) => {
            NodeWord::parse(word).ok().map(|_| command)
        }
        _ => Some(words),
    }
}

/// What may follow these words, the last of which is ended by a blank or not. It begins with a space, unless it is the rest
/// of the last word.
fn after(table: &CommandTable, words: &[Vec<u8>], ended: bool) -> Option<String> {
    let spec = table.find(words)?;
    let name = spec.name.split('|').count();
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

/// What may follow the last word of a command's arguments.
fn argument(syntax: &[Argument], before: &[Vec<u8>], last: &[u8], ended: bool) -> Option<String> {
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

/// Whether a second word is to say what is meant, and none that is known has been typed.
fn wants_subcommand(spec: &CommandSpec) -> bool {
    spec.has_subcommands && spec.arguments.is_empty()
}

fn subcommands(table: &CommandTable, container: &CommandSpec) -> String {
    let names: Vec<_> = table
        .subcommands(container)
        .map(CommandSpec::last_word)
        .collect();
    let names = names.join("|").to_ascii_uppercase();
    // COMMAND is a command by itself.
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
) -> Vec<Step<'t>> {
    table
        .subcommands(container)
        .filter(|spec| grammar::begins(spec.last_word(), word))
        .map(|spec| Step::of_token(spec.last_word(), part::sequence(&spec.arguments)))
        .collect()
}

/// What follows a word that begins the tokens of these steps.
fn begun(word: &[u8], steps: &[Step]) -> Option<String> {
    let mut tokens = Vec::new();
    for token in steps.iter().filter_map(Step::token) {
        if !tokens.contains(&token) {
            tokens.push(token);
        }
    }
    match tokens.as_slice() {
        [token] => Some(remainder(token, word)? + &shown(&steps.first()?.rest)),
        [] => None,
        several => Some(spaced(&several.join("|").to_ascii_uppercase())),
    }
}

/// The rest of a token, in the case of the letters that are typed.
fn remainder(token: &str, word: &[u8]) -> Option<String> {
    let rest = token.get(word.len()..)?;
    let last_letter = word.iter().rfind(|byte| byte.is_ascii_alphabetic());
    Some(if last_letter.is_some_and(u8::is_ascii_lowercase) {
        rest.to_ascii_lowercase()
    } else {
        rest.to_ascii_uppercase()
    })
}

fn shown(parts: &[Part]) -> String {
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
