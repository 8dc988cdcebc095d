//! Completes the word at the cursor. Pure: names on the server come from a [`CompletionSource`].
//!
//! 1. Only the text before the cursor counts. A candidate replaces the word from its start to the cursor.
//! 2. Names of commands, subcommands and tokens continue in the case of the word, or else of the command.
//! 3. Keys are completed where the key specifications have them, fields and members where an argument has such a name.
//! 4. Values are quoted if they must be, or if the word starts with a quote.
//! 5. After a word that does not fit only keys are completed. Comments, and text for the system's shell, are not completed.

mod call;
mod spelling;

use redsh_engine::command::{CommandSpec, CommandTable};

use crate::input::paste::{self, LineKind};
use crate::input::shell_pipe;
use crate::input::typed_words::{TypedWord, WordForm};
use crate::render;
use crate::words::grammar::may_become;
use crate::words::shell_commands::{self, Takes};
use crate::words::typed::{self, Typed};
use crate::words::{help, preferences};
use spelling::{cased, quoted};

const MOST_CANDIDATES: usize = 1000;

/// The names that only the session and the server know. Prefixes are unquoted.
pub(crate) trait CompletionSource {
    fn keys(&self, prefix: &[u8]) -> Vec<Vec<u8>>;
    /// Returns fields of a hash, or members of a set or sorted set.
    fn parts(&self, key: &[u8], prefix: &[u8]) -> Vec<Vec<u8>>;
    /// Returns the nodes of the cluster, as `HOST:PORT`.
    fn nodes(&self) -> Vec<String>;
    /// Returns paths; folders end with a `/`.
    fn files(&self, prefix: &str) -> Vec<String>;
    fn profiles(&self) -> Vec<String>;
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Completion {
    /// The start of the word, as a byte offset up to the cursor.
    pub(crate) start: usize,
    /// Sorted, without duplicates.
    pub(crate) candidates: Vec<Candidate>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Candidate {
    /// The replacement of the word up to the cursor.
    pub(crate) insert: String,
    /// The text in the list, without control characters.
    pub(crate) show: String,
}

/// Completes the word before the cursor, which is a byte offset at a character boundary.
pub(crate) fn complete(
    table: &CommandTable,
    text: &str,
    cursor: usize,
    source: &impl CompletionSource,
) -> Completion {
    let Some((start, place)) = text.get(..cursor).and_then(place) else {
        return Completion {
            start: cursor,
            candidates: Vec::new(),
        };
    };
    Completion {
        start,
        candidates: bounded(candidates(table, &place, source)),
    }
}

/// The word to complete.
enum CompletedWord {
    /// A node word, after an `@`.
    Node(TypedWord),
    /// The last word of a command.
    Command(Vec<TypedWord>),
}

/// Returns the word at the end of the text and its start, or `None` if it cannot be completed.
fn place(text: &str) -> Option<(usize, CompletedWord)> {
    let line = paste::lines(text).last()?;
    let is_command =
        matches!(line.kind, LineKind::Blank | LineKind::Command) && text.len() <= typed::LONGEST;
    if !is_command || shell_pipe::find(text, line.text.clone()).is_some() {
        return None;
    }
    let place = in_command(innermost(Typed::read(text, line.text)), text.len())?;
    let word = match &place {
        CompletedWord::Node(word) => word,
        CompletedWord::Command(words) => words.last()?,
    };
    let is_readable = !matches!(word.form, WordForm::Spoiled(_));
    is_readable.then_some((word.range.start, place))
}

/// Returns the command inside a shell command, once more than the name of that is typed.
fn innermost(typed: Typed) -> Typed {
    match typed.inner() {
        Some((start, inner)) if typed.command.len() > start || typed.is_ended => inner,
        _ => typed,
    }
}

fn in_command(mut typed: Typed, cursor: usize) -> Option<CompletedWord> {
    let is_blank = typed.repeat.is_none() && typed.node.is_none() && typed.command.is_empty();
    if typed.is_ended || is_blank {
        typed.command.push(TypedWord {
            value: Vec::new(),
            range: cursor..cursor,
            form: WordForm::Bare,
        });
    }
    match typed.node {
        _ if !typed.command.is_empty() => Some(CompletedWord::Command(typed.command)),
        Some(word) => Some(CompletedWord::Node(word)),
        // An incomplete repeat count.
        None => None,
    }
}

fn candidates(
    table: &CommandTable,
    place: &CompletedWord,
    source: &impl CompletionSource,
) -> Vec<Candidate> {
    match place {
        CompletedWord::Node(word) => nodes(&word.value, source),
        CompletedWord::Command(words) => match words.as_slice() {
            [] => Vec::new(),
            [name] => names(table, name),
            [name, between @ .., last] => match shell_commands::named(&name.value) {
                Some(word) if between.is_empty() => of_shell_word(table, word.takes, last, source),
                Some(word) if word.takes == Takes::CommandName => second_name(table, between, last),
                Some(_) => Vec::new(),
                None => call::candidates(table, words, source),
            },
        },
    }
}

fn nodes(word: &[u8], source: &impl CompletionSource) -> Vec<Candidate> {
    let groups = ["primaries", "replicas", "all"].map(str::to_owned);
    let nodes = groups.into_iter().chain(source.nodes());
    starting_with(word, nodes.map(|node| format!("@{node}")))
}

/// Returns the names that start with the word, in any case.
fn starting_with(word: &[u8], names: impl Iterator<Item = String>) -> Vec<Candidate> {
    let names = names.filter(|name| may_become(name, word));
    names.map(Candidate::plain).collect()
}

fn names(table: &CommandTable, word: &TypedWord) -> Vec<Candidate> {
    // The shell's own commands keep their lower case, which sets them apart from the server's.
    let shell_words = shell_commands::WORDS
        .iter()
        .map(|word| word.name.to_owned());
    let mut names = starting_with(&word.value, shell_words);
    names.extend(command_names(table, word, &word.value));
    names
}

fn command_names<'t>(
    table: &'t CommandTable,
    word: &'t TypedWord,
    like: &'t [u8],
) -> impl Iterator<Item = Candidate> + 't {
    let names = table.iter().map(|spec| spec.name.as_str());
    let names = names.filter(|name| !name.contains('|') && may_become(name, &word.value));
    names.map(|name| Candidate::plain(cased(name, &word.value, like)))
}

fn subcommands(table: &CommandTable, container: &CommandSpec, words: &[&[u8]]) -> Vec<Candidate> {
    let (name, word) = (words[0], words[words.len() - 1]);
    let names = table.subcommands(container).map(CommandSpec::last_word);
    names
        .filter(|subcommand| may_become(subcommand, word))
        .map(|subcommand| Candidate::plain(cased(subcommand, word, name)))
        .collect()
}

fn of_shell_word(
    table: &CommandTable,
    takes: Takes,
    word: &TypedWord,
    source: &impl CompletionSource,
) -> Vec<Candidate> {
    match takes {
        Takes::Key => values(source.keys(&word.value).into_iter(), word),
        Takes::File => files(word, source),
        Takes::CommandName if word.value.starts_with(b"@") => {
            let groups = help::groups(table).into_iter();
            starting_with(&word.value, groups.map(|group| format!("@{group}")))
        }
        Takes::CommandName => command_names(table, word, &word.value).collect(),
        Takes::Preference => starting_with(&word.value, preferences::names().map(str::to_owned)),
        Takes::Profile => {
            let names = source.profiles().into_iter().map(String::into_bytes);
            values(names, word)
        }
        Takes::Anything | Takes::Command => Vec::new(),
    }
}

fn second_name(table: &CommandTable, between: &[TypedWord], last: &TypedWord) -> Vec<Candidate> {
    let [container] = between else {
        return Vec::new();
    };
    let words = [container, last].map(|word| word.value.as_slice());
    let container = table.find(&words[..1]);
    container.map_or(Vec::new(), |spec| subcommands(table, spec, &words))
}

fn files(word: &TypedWord, source: &impl CompletionSource) -> Vec<Candidate> {
    let Ok(prefix) = std::str::from_utf8(&word.value) else {
        return Vec::new();
    };
    let files = source.files(prefix).into_iter();
    files
        .filter(|file| file.starts_with(prefix))
        .map(|file| {
            let folder = file.trim_end_matches('/').rfind('/').map_or(0, |at| at + 1);
            Candidate {
                insert: quoted(file.as_bytes(), word.form),
                show: quoted(&file.as_bytes()[folder..], WordForm::Bare),
            }
        })
        .collect()
}

/// Returns the values that start with the word.
fn values(values: impl Iterator<Item = Vec<u8>>, word: &TypedWord) -> Vec<Candidate> {
    values
        .filter(|value| value.starts_with(&word.value))
        .map(|value| Candidate::plain(quoted(&value, word.form)))
        .collect()
}

/// Sorts and limits the candidates. The last one stays, since it determines the common prefix together with the first.
fn bounded(mut candidates: Vec<Candidate>) -> Vec<Candidate> {
    candidates.retain(|candidate| is_harmless(&candidate.insert));
    candidates.sort_unstable();
    candidates.dedup();
    if candidates.len() > MOST_CANDIDATES {
        candidates.drain(MOST_CANDIDATES - 1..candidates.len() - 1);
    }
    candidates
}

/// Whether a candidate has no control characters. Names of commands and nodes come from a server, unquoted.
fn is_harmless(insert: &str) -> bool {
    !insert.contains(['\n', '\t']) && render::harmless(insert.as_bytes()) == insert.as_bytes()
}

impl Candidate {
    /// Returns a candidate that is listed as it is inserted.
    fn plain(insert: String) -> Self {
        Candidate {
            show: insert.clone(),
            insert,
        }
    }
}

#[cfg(test)]
mod tests;
