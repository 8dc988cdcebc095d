//! Classifies the words of a call by the grammar of its command.

use redsh_engine::command::{ArgumentKind, CommandSpec, CommandTable};

use crate::input::typed_words::WordForm;
use crate::render::SyntaxRole;
use crate::words::grammar::{CallReading, WordRole, may_become};
use crate::words::key_words;
use crate::words::typed::Typed;

pub(super) struct CallHighlights<'t> {
    /// The number of words in the name of the command.
    pub(super) name: usize,
    spec: &'t CommandSpec,
    words: usize,
    is_readable: bool,
    reading: Option<CallReading<'t>>,
    /// The indexes of the keys, in order.
    keys: Vec<usize>,
    /// The first word that does not fit, and whether it is a prefix of one that does.
    misfit: Option<(usize, bool)>,
}

impl<'t> CallHighlights<'t> {
    pub(super) fn new(table: &CommandTable, spec: &'t CommandSpec, typed: &Typed) -> Self {
        let values = typed.values();
        let name = spec.name_words();
        let has_grammar = !spec.arguments.is_empty();
        let reading = has_grammar.then(|| CallReading::new(&spec.arguments, &values[name..]));
        let last = typed.command.last().map(|word| word.form);
        let mut call = CallHighlights {
            name,
            spec,
            words: values.len(),
            is_readable: matches!(last, Some(WordForm::Bare | WordForm::Quoted)),
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

    /// Whether the server would accept the call, as far as the grammar tells.
    pub(super) fn is_complete(&self) -> bool {
        let mut reading = self.reading.iter();
        self.is_readable
            && self.misfit.is_none()
            && self.spec.accepts(self.words)
            && reading.all(|reading| reading.rest.is_complete())
    }

    pub(super) fn kind(&self, place: usize) -> Option<SyntaxRole> {
        match self.misfit {
            Some((misfit, false)) if place == misfit => return Some(SyntaxRole::Wrong),
            _ if self.is_beyond(place) => return Some(SyntaxRole::Wrong),
            _ if self.keys.binary_search(&place).is_ok() => return Some(SyntaxRole::Key),
            _ => {}
        }
        match self.reading.as_ref()?.roles.get(place - self.name)? {
            WordRole::Token(_) => Some(SyntaxRole::Token),
            WordRole::Value(argument) => match argument.kind {
                ArgumentKind::Key if self.keys.is_empty() => Some(SyntaxRole::Key),
                ArgumentKind::Integer | ArgumentKind::Double | ArgumentKind::UnixTime => {
                    Some(SyntaxRole::Number)
                }
                _ => None,
            },
        }
    }

    fn first_misfit(&self, values: &[&[u8]]) -> Option<usize> {
        let fit = match &self.reading {
            Some(reading) => self.name + reading.roles.len(),
            None if self.spec.has_subcommands => self.name,
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
                self.spec.has_subcommands
                    && table
                        .subcommands(self.spec)
                        .any(|spec| may_become(spec.last_word(), word))
            }
        }
    }

    /// Whether the command has a fixed number of words, and this is one too many.
    fn is_beyond(&self, place: usize) -> bool {
        usize::try_from(self.spec.arity).is_ok_and(|arity| 0 < arity && arity <= place)
    }
}
