//! What the last word of a call can become.

use redsh_engine::command::{Argument, CommandSpec, CommandTable, KeyFlag};

use super::spelling::{cased, quoted};
use super::{Candidate, Known, command_names, subcommands, values};
use crate::input::typed_words::{Form, Word};
use crate::words::grammar::{Reading, WordRole};
use crate::words::key_words;

/// A call up to its last word.
struct Call<'t> {
    table: &'t CommandTable,
    spec: &'t CommandSpec,
    /// Without their quotes, the last one too.
    words: Vec<&'t [u8]>,
    last: &'t Word,
}

/// `words` are those of the call, its name and more.
pub(super) fn candidates(
    table: &CommandTable,
    words: &[Word],
    known: &impl Known,
) -> Vec<Candidate> {
    let Some(call) = Call::new(table, words) else {
        return Vec::new();
    };
    let mut candidates = call.subcommands();
    candidates.extend(call.keys(known));
    for role in call.roles() {
        candidates.extend(match role {
            WordRole::Token(token) => call.token(token).into_iter().collect(),
            WordRole::Value(argument) => call.values(argument, known),
        });
    }
    candidates
}

impl<'t> Call<'t> {
    fn new(table: &'t CommandTable, words: &'t [Word]) -> Option<Self> {
        let (last, before) = words.split_last()?;
        let mut values: Vec<_> = before.iter().map(|word| word.value.as_slice()).collect();
        let spec = table.find(&values)?;
        values.push(&last.value);
        Some(Call {
            table,
            spec,
            words: values,
            last,
        })
    }

    fn subcommands(&self) -> Vec<Candidate> {
        if self.spec.has_subcommands && self.words.len() == 2 {
            subcommands(self.table, self.spec, &self.words)
        } else {
            Vec::new()
        }
    }

    fn keys(&self, known: &impl Known) -> Vec<Candidate> {
        if key_words::may_be_last(self.spec, &self.words) {
            values(known.keys(&self.last.value).into_iter(), self.last)
        } else {
            Vec::new()
        }
    }

    /// What the grammar has at the last word's place.
    fn roles(&self) -> Vec<WordRole<'t>> {
        let name = self.spec.name.split('|').count();
        let before = self.words.get(name..self.words.len() - 1);
        let before = before.unwrap_or_default();
        let reading = Reading::new(&self.spec.arguments, before);
        if reading.roles.len() == before.len() {
            reading.rest.roles(&self.last.value)
        } else {
            Vec::new()
        }
    }

    fn token(&self, token: &str) -> Option<Candidate> {
        if token.is_empty() {
            return Some(Candidate::plain(quoted(b"", Form::Bare)));
        }
        let token = cased(token, &self.last.value, self.words[0]);
        (self.last.form == Form::Bare).then(|| Candidate::plain(token))
    }

    fn values(&self, argument: &Argument, known: &impl Known) -> Vec<Candidate> {
        match argument.name.as_str() {
            "command-name" => command_names(self.table, self.last, self.words[0]).collect(),
            "pivot" => self.parts(known),
            "field" | "member" | "member1" | "member2" | "element" if !self.only_adds() => {
                self.parts(known)
            }
            _ => Vec::new(),
        }
    }

    /// Whether what a key is given need not be there yet: LPUSH, SADD.
    fn only_adds(&self) -> bool {
        let mut rules = self.spec.keys.iter();
        rules.all(|rule| rule.flags.contains(KeyFlag::Insert))
    }

    /// Of the key at hand; of all, where there are several before.
    fn parts(&self, known: &impl Known) -> Vec<Candidate> {
        let before = &self.words[..self.words.len() - 1];
        let keys = key_words::places(self.spec, before).into_iter();
        let parts = keys.flat_map(|place| known.parts(before[place], &self.last.value));
        values(parts, self.last)
    }
}
