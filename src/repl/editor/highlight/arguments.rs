//! What the words of a call are, by what is known of its command.

use redsh_engine::command::{ArgumentKind, CommandSpec, CommandTable};

use super::Kind;
use crate::input::typed_words::Form;
use crate::words::grammar::{Reading, WordRole, may_become};
use crate::words::key_words;
use crate::words::typed::Typed;

/// A call of a known command.
pub(super) struct Call<'t> {
    /// How many words the command's name has.
    pub(super) name: usize,
    spec: &'t CommandSpec,
    /// How many words there are.
    words: usize,
    /// The last quote is closed, and nothing follows it.
    is_whole: bool,
    reading: Option<Reading<'t>>,
    /// The places of its keys, in order.
    keys: Vec<usize>,
    /// The first word that does not fit, and whether it can still become one that does.
    misfit: Option<(usize, bool)>,
}

impl<'t> Call<'t> {
    pub(super) fn new(table: &CommandTable, spec: &'t CommandSpec, typed: &Typed) -> Self {
        let values = typed.values();
        let name = spec.name.split('|').count();
        let has_grammar = !spec.arguments.is_empty();
        let reading = has_grammar.then(|| Reading::new(&spec.arguments, &values[name..]));
        let last = typed.command.last().map(|word| word.form);
        let mut call = Call {
            name,
            spec,
            words: values.len(),
            is_whole: matches!(last, Some(Form::Bare | Form::Quoted)),
            reading,
            keys: key_words::places(spec, &values),
            misfit: None,
        };
        call.misfit = call.first_misfit(&values).map(|place| {
            let is_being_typed = place + 1 == values.len() && !typed.is_ended;
            (place, is_being_typed && call.may_fit(table, values[place]))
        });
        call
    }

    /// Whether the server would take the call, as far as can be told.
    pub(super) fn is_complete(&self) -> bool {
        let mut reading = self.reading.iter();
        self.is_whole
            && self.misfit.is_none()
            && self.spec.accepts(self.words)
            && reading.all(|reading| reading.rest.is_complete())
    }

    /// What a word of the arguments is.
    pub(super) fn kind(&self, place: usize) -> Option<Kind> {
        match self.misfit {
            Some((misfit, false)) if place == misfit => return Some(Kind::Wrong),
            _ if self.is_beyond(place) => return Some(Kind::Wrong),
            _ if self.keys.binary_search(&place).is_ok() => return Some(Kind::Key),
            _ => {}
        }
        match self.reading.as_ref()?.roles.get(place - self.name)? {
            WordRole::Token(_) => Some(Kind::Token),
            WordRole::Value(argument) => match argument.kind {
                ArgumentKind::Key if self.keys.is_empty() => Some(Kind::Key),
                ArgumentKind::Integer | ArgumentKind::Double | ArgumentKind::UnixTime => {
                    Some(Kind::Number)
                }
                _ => None,
            },
        }
    }

    fn first_misfit(&self, values: &[&[u8]]) -> Option<usize> {
        let fit = match &self.reading {
            Some(reading) => self.name + reading.roles.len(),
            None if self.lacks_subcommand() => self.name,
            None => usize::try_from(self.spec.arity)
                .ok()
                .filter(|arity| *arity > 0)?,
        };
        (fit < values.len()).then_some(fit)
    }

    fn may_fit(&self, table: &CommandTable, word: &[u8]) -> bool {
        match &self.reading {
            Some(reading) => !reading.rest.roles(word).is_empty(),
            None => {
                self.lacks_subcommand()
                    && table
                        .subcommands(self.spec)
                        .any(|spec| may_become(spec.last_word(), word))
            }
        }
    }

    /// Whether a second word is to say what is meant, and none that is known does.
    fn lacks_subcommand(&self) -> bool {
        self.spec.has_subcommands
    }

    /// Whether the command never has so many words.
    fn is_beyond(&self, place: usize) -> bool {
        usize::try_from(self.spec.arity).is_ok_and(|arity| 0 < arity && arity <= place)
    }
}
