//! Completes the last word of a call.

use redsh_engine::command::{ArgumentSpec, CommandSpec, CommandTable, KeyFlag};

use super::spelling::{cased, quoted};
use super::{Candidate, CompletionSource, command_names, subcommands, values};
use crate::input::typed_words::{TypedWord, WordForm};
use crate::words::grammar::{CallReading, WordRole};
use crate::words::key_words;

/// A call up to the word to complete.
struct CallPrefix<'t> {
    table: &'t CommandTable,
    spec: &'t CommandSpec,
    /// The unquoted words, including the last one.
    words: Vec<&'t [u8]>,
    last: &'t TypedWord,
}

/// Returns the candidates for the last of these words, which include the name of the command.
pub(super) fn candidates(
    table: &CommandTable,
    words: &[TypedWord],
    source: &impl CompletionSource,
) -> Vec<Candidate> {
    let Some(call) = CallPrefix::new(table, words) else {
        return Vec::new();
    };
    let mut candidates = call.subcommands();
    candidates.extend(call.keys(source));
    for role in call.roles() {
        candidates.extend(match role {
            WordRole::Token(token) => call.token(token).into_iter().collect(),
            WordRole::Value(argument) => call.values(argument, source),
        });
    }
    candidates
}

impl<'t> CallPrefix<'t> {
    fn new(table: &'t CommandTable, words: &'t [TypedWord]) -> Option<Self> {
        let (last, before) = words.split_last()?;
        let mut values: Vec<_> = before.iter().map(|word| word.value.as_slice()).collect();
        let spec = table.find(&values)?;
        values.push(&last.value);
        Some(CallPrefix {
            table,
            spec,
            words: values,
            last,
        })
    }

    fn subcommands(&self) -> Vec<Candidate> {
        match self.spec.has_subcommands && self.words.len() == 2 {
            true => subcommands(self.table, self.spec, &self.words),
            false => Vec::new(),
        }
    }

    fn keys(&self, source: &impl CompletionSource) -> Vec<Candidate> {
        match key_words::may_be_last(self.spec, &self.words) {
            true => values(source.keys(&self.last.value).into_iter(), self.last),
            false => Vec::new(),
        }
    }

    /// Returns the roles that the last word may have.
    fn roles(&self) -> Vec<WordRole<'t>> {
        let name = self.spec.name_words();
        let before = self.words.get(name..self.words.len() - 1);
        let before = before.unwrap_or_default();
        let reading = CallReading::new(&self.spec.arguments, before);
        match reading.roles.len() == before.len() {
            true => reading.rest.roles(&self.last.value),
            false => Vec::new(),
        }
    }

    fn token(&self, token: &str) -> Option<Candidate> {
        if token.is_empty() {
            return Some(Candidate::plain(quoted(b"", WordForm::Bare)));
        }
        let token = cased(token, &self.last.value, self.words[0]);
        (self.last.form == WordForm::Bare).then(|| Candidate::plain(token))
    }

    fn values(&self, argument: &ArgumentSpec, source: &impl CompletionSource) -> Vec<Candidate> {
        match argument.name.as_str() {
            "command-name" => command_names(self.table, self.last, self.words[0]).collect(),
            "pivot" => self.parts(source),
            "field" | "member" | "member1" | "member2" | "element" if !self.only_adds() => {
                self.parts(source)
            }
            _ => Vec::new(),
        }
    }

    /// Whether the command adds elements, such as LPUSH and SADD, so that existing ones are no candidates.
    fn only_adds(&self) -> bool {
        let mut rules = self.spec.keys.iter();
        rules.all(|rule| rule.flags.contains(KeyFlag::Insert))
    }

    /// Returns the elements of the keys before the last word.
    fn parts(&self, source: &impl CompletionSource) -> Vec<Candidate> {
        let before = &self.words[..self.words.len() - 1];
        let keys = key_words::places(self.spec, before).into_iter();
        let parts = keys.flat_map(|place| source.parts(before[place], &self.last.value));
        values(parts, self.last)
    }
}
