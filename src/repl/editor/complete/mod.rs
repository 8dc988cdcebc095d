//! What the word at the cursor can become, on TAB. Pure: what no table knows is asked of [`Known`].
//!
//! 1. What comes before the cursor decides; the candidates take the place of the word, from its beginning to the cursor.
//! 2. Names of commands, subcommands and tokens go on in the letters that are being typed; where none are, in those of the
//!    command.
//! 3. Keys stand where the key specifications have them, fields and members where an argument is named so.
//! 4. What the shell would not read as one word is put in quotes; so is what was begun with one.
//! 5. Nothing behind a word that does not fit, but keys; nothing in a comment, and nothing for the system's shell.

mod call;
mod spelling;

use redsh_engine::command::{CommandSpec, CommandTable};

use crate::input::paste::{self, LineKind};
use crate::input::shell_pipe;
use crate::input::typed_words::{Form, Word};
use crate::render;
use crate::words::builtin::{self, Takes};
use crate::words::grammar::may_become;
use crate::words::typed::{self, Typed};
use crate::words::{help, preferences};
use spelling::{cased, quoted};

/// How many candidates there are at most.
const MOST: usize = 1000;

/// What only the session and the server know. The prefixes are bytes that what is wanted begins with, without quotes.
pub(crate) trait Known {
    /// Keys of the database at hand.
    fn keys(&self, prefix: &[u8]) -> Vec<Vec<u8>>;
    /// Fields of a hash, members of a set or sorted set, elements of a list.
    fn parts(&self, key: &[u8], prefix: &[u8]) -> Vec<Vec<u8>>;
    /// The nodes of the cluster, as `HOST:PORT`.
    fn nodes(&self) -> Vec<String>;
    /// Paths that begin so, those of folders with a `/` at the end.
    fn files(&self, prefix: &str) -> Vec<String>;
    /// The names of the profiles.
    fn profiles(&self) -> Vec<String>;
}

/// What the word can become.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Completion {
    /// Where the word begins: an offset in bytes, not behind the cursor.
    pub(crate) start: usize,
    /// In order, each but once.
    pub(crate) candidates: Vec<Candidate>,
}

/// One thing that the word can become.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Candidate {
    /// What takes the place of the word up to the cursor.
    pub(crate) insert: String,
    /// What is shown in the list: without escape sequences, whatever it is a name of.
    pub(crate) show: String,
}

/// What the word before the cursor can become. `cursor` is an offset in bytes, between characters.
pub(crate) fn complete(
    table: &CommandTable,
    text: &str,
    cursor: usize,
    known: &impl Known,
) -> Completion {
    let Some((start, place)) = text.get(..cursor).and_then(place) else {
        return Completion {
            start: cursor,
            candidates: Vec::new(),
        };
    };
    Completion {
        start,
        candidates: bounded(candidates(table, &place, known)),
    }
}

/// The word that is to be completed, and what stands before it.
enum Place {
    /// Behind an `@`.
    Node(Word),
    /// In a command, as its last word.
    Command(Vec<Word>),
}

/// The place at the end of the text, and where its word begins; `None` where nothing can be completed.
fn place(text: &str) -> Option<(usize, Place)> {
    let line = paste::lines(text).last()?;
    let is_command = line.kind != LineKind::Comment && text.len() <= typed::LONGEST;
    if !is_command || shell_pipe::find(text, line.text.clone()).is_some() {
        return None;
    }
    let place = in_command(innermost(Typed::read(text, line.text)), text.len())?;
    let word = match &place {
        Place::Node(word) => word,
        Place::Command(words) => words.last()?,
    };
    let is_whole = !matches!(word.form, Form::Spoiled(_));
    is_whole.then_some((word.range.start, place))
}

/// The command that a shell word is to run, once more than that word is typed.
fn innermost(typed: Typed) -> Typed {
    match typed.inner() {
        Some((start, inner)) if typed.command.len() > start || typed.is_ended => inner,
        _ => typed,
    }
}

fn in_command(mut typed: Typed, cursor: usize) -> Option<Place> {
    let is_blank = typed.repeat.is_none() && typed.node.is_none() && typed.command.is_empty();
    if typed.is_ended || is_blank {
        typed.command.push(Word {
            value: Vec::new(),
            range: cursor..cursor,
            form: Form::Bare,
        });
    }
    match typed.node {
        _ if !typed.command.is_empty() => Some(Place::Command(typed.command)),
        Some(word) => Some(Place::Node(word)),
        // A number, that is being typed.
        None => None,
    }
}

fn candidates(table: &CommandTable, place: &Place, known: &impl Known) -> Vec<Candidate> {
    match place {
        Place::Node(word) => nodes(&word.value, known),
        Place::Command(words) => match words.as_slice() {
            [] => Vec::new(),
            [name] => names(table, name),
            [name, between @ .., last] => match builtin::named(&name.value) {
                Some(word) if between.is_empty() => of_shell_word(table, word.takes, last, known),
                Some(word) if word.takes == Takes::CommandName => second_name(table, between, last),
                Some(_) => Vec::new(),
                None => call::candidates(table, words, known),
            },
        },
    }
}

fn nodes(word: &[u8], known: &impl Known) -> Vec<Candidate> {
    let groups = ["primaries", "replicas", "all"].map(str::to_owned);
    let nodes = groups.into_iter().chain(known.nodes());
    nodes
        .map(|node| format!("@{node}"))
        .filter(|node| may_become(node, word))
        .map(Candidate::plain)
        .collect()
}

fn names(table: &CommandTable, word: &Word) -> Vec<Candidate> {
    let shell_words = builtin::WORDS.iter().map(|word| word.name);
    // Those of the shell are in lower case whatever is typed: nothing else says that they are no commands.
    let shell_words = shell_words
        .filter(|name| may_become(name, &word.value))
        .map(|name| Candidate::plain(name.to_owned()));
    shell_words
        .chain(command_names(table, word, &word.value))
        .collect()
}

/// Commands by their first word.
fn command_names<'t>(
    table: &'t CommandTable,
    word: &'t Word,
    like: &'t [u8],
) -> impl Iterator<Item = Candidate> + 't {
    let names = table.iter().map(|spec| spec.name.as_str());
    let names = names.filter(|name| !name.contains('|') && may_become(name, &word.value));
    names.map(|name| Candidate::plain(cased(name, &word.value, like)))
}

/// The second words of a command.
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
    word: &Word,
    known: &impl Known,
) -> Vec<Candidate> {
    match takes {
        Takes::Key => values(known.keys(&word.value).into_iter(), word),
        Takes::File => files(word, known),
        Takes::CommandName if word.value.starts_with(b"@") => groups(table, word),
        Takes::CommandName => command_names(table, word, &word.value).collect(),
        Takes::Preference => preferences::names()
            .filter(|name| may_become(name, &word.value))
            .map(|name| Candidate::plain(name.to_owned()))
            .collect(),
        Takes::Profile => {
            let names = known.profiles().into_iter().map(String::into_bytes);
            values(names, word)
        }
        Takes::Anything | Takes::Command => Vec::new(),
    }
}

/// The groups of commands, behind an `@`.
fn groups(table: &CommandTable, word: &Word) -> Vec<Candidate> {
    let groups = help::groups(table).into_iter();
    groups
        .map(|group| format!("@{group}"))
        .filter(|group| may_become(group, &word.value))
        .map(Candidate::plain)
        .collect()
}

/// The second word of a command's name, behind a shell word and the first.
fn second_name(table: &CommandTable, between: &[Word], last: &Word) -> Vec<Candidate> {
    let [container] = between else {
        return Vec::new();
    };
    let words = [container, last].map(|word| word.value.as_slice());
    let container = table.find(&words[..1]);
    container.map_or(Vec::new(), |spec| subcommands(table, spec, &words))
}

fn files(word: &Word, known: &impl Known) -> Vec<Candidate> {
    let Ok(prefix) = std::str::from_utf8(&word.value) else {
        return Vec::new();
    };
    let files = known.files(prefix).into_iter();
    files
        .filter(|file| file.starts_with(prefix))
        .map(|file| {
            let folder = file.trim_end_matches('/').rfind('/').map_or(0, |at| at + 1);
            Candidate {
                insert: quoted(file.as_bytes(), word.form),
                show: quoted(&file.as_bytes()[folder..], Form::Bare),
            }
        })
        .collect()
}

/// What a server stores, in place of the word that it begins with.
fn values(values: impl Iterator<Item = Vec<u8>>, word: &Word) -> Vec<Candidate> {
    values
        .filter(|value| value.starts_with(&word.value))
        .map(|value| Candidate::plain(quoted(&value, word.form)))
        .collect()
}

/// Sorted, and not more than are looked through. The last one stays: with the first it says what all begin with.
fn bounded(mut candidates: Vec<Candidate>) -> Vec<Candidate> {
    candidates.retain(|candidate| is_harmless(&candidate.insert));
    candidates.sort_unstable();
    candidates.dedup();
    if candidates.len() > MOST {
        candidates.drain(MOST - 1..candidates.len() - 1);
    }
    candidates
}

/// Values and files are by their quoting. The names of commands and nodes are a server's own, and it may be hostile.
fn is_harmless(insert: &str) -> bool {
    !insert.contains(['\n', '\t']) && render::harmless(insert.as_bytes()) == insert.as_bytes()
}

impl Candidate {
    /// One that is shown as it is inserted.
    fn plain(insert: String) -> Self {
        Candidate {
            show: insert.clone(),
            insert,
        }
    }
}

#[cfg(test)]
mod tests;
