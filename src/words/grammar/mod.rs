//! The arguments of a command, read word by word.
//!
//! A word can often be read in several ways: `id` in `CLIENT KILL id` is an option or an address, the words after STREAMS
//! are keys or ids. All readings are carried on side by side, the likelier first; one that a later word does not fit is
//! dropped. So nothing is ever gone back over.
//!
//! What makes a reading likelier: that it takes the last word as a token, and then, that it stands earlier in the grammar.

pub(crate) mod part;
mod reading;
#[cfg(test)]
pub(crate) mod spell;
mod value;
mod word;

use redsh_engine::command::{Argument, ArgumentFlag, ArgumentKind};

use part::Part;
use reading::Link;
pub(crate) use reading::Reading;
use word::Word;
pub(crate) use word::{begins, may_become};

/// How many readings are carried on. The built-in commands get by with three; a grammar from a server may be anything.
const READINGS: usize = 16;

/// What may still come, after the words so far.
pub(crate) struct Grammar<'a> {
    /// What is left by each reading, the likeliest first; none where the words do not fit.
    readings: Vec<Vec<Part<'a>>>,
}

/// What a word is read as.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum WordRole<'a> {
    /// This token, or the beginning of it.
    Token(&'a str),
    /// The value of this argument.
    Value(&'a Argument),
}

/// One way to read one word.
#[derive(Debug)]
pub(crate) struct Step<'a> {
    /// What it is read as.
    pub(crate) role: WordRole<'a>,
    /// What may come after it.
    pub(crate) rest: Vec<Part<'a>>,
}

impl<'a> Grammar<'a> {
    /// Before the first word.
    pub(crate) fn new(arguments: &'a [Argument]) -> Self {
        Grammar {
            readings: vec![part::sequence(arguments)],
        }
    }

    /// After one more word.
    pub(crate) fn after(&self, word: &[u8]) -> Self {
        self.read(word).0
    }

    /// After one more word, and how that is read by each of the readings that are left.
    fn read(&self, word: &[u8]) -> (Self, Vec<Link<'a>>) {
        let (mut readings, mut links) = (Vec::new(), Vec::new());
        for (from, Step { role, rest }) in self.steps(Word::Typed(word)) {
            if readings.len() < READINGS && !readings.contains(&rest) {
                readings.push(rest);
                links.push(Link { from, role });
            }
        }
        (Grammar { readings }, links)
    }

    /// What is left by the likeliest reading; `None` where the words do not fit.
    pub(crate) fn preferred(&self) -> Option<&[Part<'a>]> {
        self.readings.first().map(Vec::as_slice)
    }

    /// Whether nothing more has to be typed, by any reading.
    pub(crate) fn is_complete(&self) -> bool {
        self.complete().is_some()
    }

    /// The likeliest reading by which nothing more has to be typed.
    fn complete(&self) -> Option<usize> {
        let mut readings = self.readings.iter();
        readings.position(|parts| parts.iter().all(Part::may_be_left_out))
    }

    /// The tokens that begin with the word and may stand here.
    pub(crate) fn begun(&self, word: &[u8]) -> Vec<Step<'a>> {
        let steps = self.steps(Word::Begun(word)).into_iter();
        steps.map(|(_, step)| step).collect()
    }

    /// What a word may be that stands here, begins so and may not be all there yet.
    pub(crate) fn roles(&self, word: &[u8]) -> Vec<WordRole<'a>> {
        let steps = self.steps(Word::Unfinished(word)).into_iter();
        steps.map(|(_, step)| step.role).collect()
    }

    /// The ways to read the word, each with the reading that it carries on.
    fn steps(&self, word: Word) -> Vec<(usize, Step<'a>)> {
        let readings = self.readings.iter().enumerate();
        let mut steps: Vec<_> = readings
            .flat_map(|(from, parts)| steps(parts, word).into_iter().map(move |step| (from, step)))
            .collect();
        steps.sort_by_key(|(_, step)| step.token().is_none());
        steps
    }
}

impl<'a> Step<'a> {
    pub(crate) fn of_token(token: &'a str, rest: Vec<Part<'a>>) -> Self {
        let role = WordRole::Token(token);
        Step { role, rest }
    }

    fn of_value(argument: &'a Argument) -> Self {
        Step {
            role: WordRole::Value(argument),
            rest: Vec::new(),
        }
    }

    /// The token that the word is, or begins; `None` where it is a value.
    pub(crate) fn token(&self) -> Option<&'a str> {
        match self.role {
            WordRole::Token(token) => Some(token),
            WordRole::Value(_) => None,
        }
    }

    fn then(mut self, parts: impl IntoIterator<Item = Part<'a>>) -> Self {
        self.rest.extend(parts);
        self
    }
}

/// The ways to read the word as the next of these parts.
fn steps<'a>(parts: &[Part<'a>], word: Word) -> Vec<Step<'a>> {
    let mut steps = Vec::new();
    for (place, part) in parts.iter().enumerate() {
        let rest = rest(part, word, &parts[place + 1..]);
        let here = enter(part, word).into_iter();
        steps.extend(here.map(|step| step.then(rest.iter().cloned())));
        if !part.may_be_left_out() {
            break;
        }
    }
    steps
}

/// What follows the part once the word has been read as it: a number of keys (`numkeys`, `numfields`) says how often the
/// argument behind it comes.
fn rest<'a>(part: &Part<'a>, word: Word, parts: &[Part<'a>]) -> Vec<Part<'a>> {
    let counts = matches!(part, Part::Whole(argument) if counts_the_next(argument));
    match (word.number().filter(|_| counts), parts.split_first()) {
        (Some(times), Some((Part::Whole(next), after))) if is_list(next) => {
            [&[Part::Counted(next, times)], after].concat()
        }
        (Some(times), Some((Part::Options(options), after))) => match options.split_first() {
            Some((Part::Whole(next), others)) if is_list(next) => {
                let head = [Part::Counted(next, times), Part::Options(others.to_vec())];
                [&head, after].concat()
            }
            _ => parts.to_vec(),
        },
        _ => parts.to_vec(),
    }
}

fn counts_the_next(argument: &Argument) -> bool {
    argument.kind == ArgumentKind::Integer
        && argument.token.is_none()
        && argument.name.starts_with("num")
}

fn is_list(argument: &Argument) -> bool {
    argument.is_multiple() && argument.token.is_none()
}

/// The ways to read the word as the first of this part.
fn enter<'a>(part: &Part<'a>, word: Word) -> Vec<Step<'a>> {
    match part {
        Part::Whole(argument) => first(argument, word)
            .into_iter()
            .map(|step| step.then(argument.is_multiple().then_some(Part::More(argument))))
            .collect(),
        Part::Value(argument) => in_value(argument, word),
        Part::More(argument) => again(argument, word),
        Part::Counted(_, 0) => Vec::new(),
        Part::Counted(argument, times) => in_value(argument, word)
            .into_iter()
            .map(|step| step.then([Part::Counted(argument, times - 1)]))
            .collect(),
        Part::Options(options) => in_options(options, word),
    }
}

/// An argument for the first time: its token, or where it has none, its value.
fn first<'a>(argument: &'a Argument, word: Word) -> Vec<Step<'a>> {
    match &argument.token {
        Some(token) if argument.kind != ArgumentKind::PureToken => {
            let fits = word.is_token(token);
            let step = fits.then(|| Step::of_token(token, vec![Part::Value(argument)]));
            step.into_iter().collect()
        }
        _ => in_value(argument, word),
    }
}

fn again<'a>(argument: &'a Argument, word: Word) -> Vec<Step<'a>> {
    let steps = if argument.flags.contains(ArgumentFlag::MultipleToken) {
        first(argument, word)
    } else {
        in_value(argument, word)
    };
    let more = |step: Step<'a>| step.then([Part::More(argument)]);
    steps.into_iter().map(more).collect()
}

fn in_value<'a>(argument: &'a Argument, word: Word) -> Vec<Step<'a>> {
    let members = argument.arguments.iter();
    match argument.kind {
        ArgumentKind::OneOf => members
            .flat_map(|member| enter(&Part::Whole(member), word))
            .collect(),
        ArgumentKind::Block => steps(&part::sequence(&argument.arguments), word),
        ArgumentKind::PureToken => {
            let token = argument.token.as_deref().unwrap_or_default();
            let fits = word.is_token(token);
            fits.then(|| Step::of_token(token, Vec::new()))
                .into_iter()
                .collect()
        }
        kind => word
            .is_value(kind)
            .then(|| Step::of_value(argument))
            .into_iter()
            .collect(),
    }
}

/// One of the options, and then the others, still in any order. One whose token is repeated stays among them.
fn in_options<'a>(options: &[Part<'a>], word: Word) -> Vec<Step<'a>> {
    let mut steps = Vec::new();
    for (place, option) in options.iter().enumerate() {
        let mut others = options.to_vec();
        others.remove(place);
        let entered = match option {
            Part::Whole(argument) | Part::More(argument) if repeats_its_token(argument) => {
                others.insert(place, Part::More(argument));
                first(argument, word)
            }
            option => enter(option, word),
        };
        let others = Part::Options(others);
        steps.extend(entered.into_iter().map(|step| step.then([others.clone()])));
    }
    steps
}

fn repeats_its_token(argument: &Argument) -> bool {
    argument.is_multiple() && argument.flags.contains(ArgumentFlag::MultipleToken)
}
