//! Parses the arguments of a command word by word.
//!
//! A word often has several readings: `id` in `CLIENT KILL id` is an option or an address, and the words after STREAMS are keys
//! or ids. All readings are kept in parallel, likelier ones first, and dropped when a later word does not fit. The parser
//! never backtracks.
//!
//! A reading is likelier if it takes the last word as a token, and then if it comes earlier in the grammar.

pub(crate) mod part;
mod reading;
#[cfg(test)]
pub(crate) mod spell;
mod word;

use redsh_engine::command::{ArgumentFlag, ArgumentKind, ArgumentSpec};

use part::GrammarPart;
pub(crate) use reading::CallReading;
use reading::ReadingLink;
use word::CallWord;
pub(crate) use word::{begins, in_case_of, may_become};

/// The number of parallel readings. The built-in commands need three; the grammar of a server is untrusted.
const MOST_READINGS: usize = 16;

/// The arguments that may follow the words so far.
pub(crate) struct Grammar<'a> {
    /// The remaining parts of each reading, likeliest first; empty if the words do not fit.
    readings: Vec<Vec<GrammarPart<'a>>>,
}

/// The role of a word.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum WordRole<'a> {
    /// A token, or a prefix of it.
    Token(&'a str),
    /// The value of an argument.
    Value(&'a ArgumentSpec),
}

/// One reading of one word.
#[derive(Debug)]
pub(crate) struct GrammarStep<'a> {
    pub(crate) role: WordRole<'a>,
    /// The parts that may follow.
    pub(crate) rest: Vec<GrammarPart<'a>>,
}

impl<'a> Grammar<'a> {
    /// Returns the grammar before the first word.
    pub(crate) fn new(arguments: &'a [ArgumentSpec]) -> Self {
        Grammar {
            readings: vec![part::sequence(arguments)],
        }
    }

    /// Returns the grammar after another word.
    pub(crate) fn after(&self, word: &[u8]) -> Self {
        self.read(word).0
    }

    /// Returns the grammar after another word, and how each remaining reading reads that.
    fn read(&self, word: &[u8]) -> (Self, Vec<ReadingLink<'a>>) {
        let (mut readings, mut links) = (Vec::new(), Vec::new());
        for (from, GrammarStep { role, rest }) in self.steps(CallWord::Complete(word)) {
            if readings.len() < MOST_READINGS && !readings.contains(&rest) {
                readings.push(rest);
                links.push(ReadingLink { from, role });
            }
        }
        (Grammar { readings }, links)
    }

    /// Returns the remaining parts of the likeliest reading, or `None` if the words do not fit.
    pub(crate) fn preferred(&self) -> Option<&[GrammarPart<'a>]> {
        self.readings.first().map(Vec::as_slice)
    }

    /// Whether some reading requires no more words.
    pub(crate) fn is_complete(&self) -> bool {
        self.complete().is_some()
    }

    /// Returns the likeliest reading that requires no more words.
    fn complete(&self) -> Option<usize> {
        let mut readings = self.readings.iter();
        readings.position(|parts| parts.iter().all(GrammarPart::is_optional))
    }

    /// Returns the steps to tokens that start with the word.
    pub(crate) fn begun(&self, word: &[u8]) -> Vec<GrammarStep<'a>> {
        let steps = self.steps(CallWord::Unfinished(word)).into_iter();
        let is_begun = |step: &GrammarStep| step.token().is_some_and(|token| begins(token, word));
        steps.map(|(_, step)| step).filter(is_begun).collect()
    }

    /// Returns the possible roles of a word that may be incomplete.
    pub(crate) fn roles(&self, word: &[u8]) -> Vec<WordRole<'a>> {
        let steps = self.steps(CallWord::Unfinished(word)).into_iter();
        steps.map(|(_, step)| step.role).collect()
    }

    /// Returns the readings of the word, each with the index of the reading that it continues.
    fn steps(&self, word: CallWord) -> Vec<(usize, GrammarStep<'a>)> {
        let readings = self.readings.iter().enumerate();
        let mut steps: Vec<_> = readings
            .flat_map(|(from, parts)| steps(parts, word).into_iter().map(move |step| (from, step)))
            .collect();
        steps.sort_by_key(|(_, step)| step.token().is_none());
        steps
    }
}

impl<'a> GrammarStep<'a> {
    pub(crate) fn of_token(token: &'a str, rest: Vec<GrammarPart<'a>>) -> Self {
        let role = WordRole::Token(token);
        GrammarStep { role, rest }
    }

    pub(crate) fn token(&self) -> Option<&'a str> {
        match self.role {
            WordRole::Token(token) => Some(token),
            WordRole::Value(_) => None,
        }
    }
}

/// Returns the readings of the word as the next of these parts.
fn steps<'a>(parts: &[GrammarPart<'a>], word: CallWord) -> Vec<GrammarStep<'a>> {
    let mut steps = Vec::new();
    for (place, part) in parts.iter().enumerate() {
        let rest = rest(part, word, &parts[place + 1..]);
        for mut step in enter(part, word) {
            step.rest.extend_from_slice(&rest);
            steps.push(step);
        }
        if !part.is_optional() {
            break;
        }
    }
    steps
}

/// Returns the parts after the word. A count (`numkeys`, `numfields`) determines the repetitions of the next argument.
fn rest<'a>(
    part: &GrammarPart<'a>,
    word: CallWord,
    parts: &[GrammarPart<'a>],
) -> Vec<GrammarPart<'a>> {
    let counts = matches!(part, GrammarPart::Whole(argument) if counts_the_next(argument));
    match (word.number().filter(|_| counts), parts.split_first()) {
        (Some(times), Some((GrammarPart::Whole(next), after))) if is_list(next) => {
            [&[GrammarPart::Counted(next, times)], after].concat()
        }
        (Some(times), Some((GrammarPart::Options(options), after))) => {
            match options.split_first() {
                Some((GrammarPart::Whole(next), others)) if is_list(next) => {
                    let head = [
                        GrammarPart::Counted(next, times),
                        GrammarPart::Options(others.to_vec()),
                    ];
                    [&head, after].concat()
                }
                _ => parts.to_vec(),
            }
        }
        _ => parts.to_vec(),
    }
}

fn counts_the_next(argument: &ArgumentSpec) -> bool {
    argument.kind == ArgumentKind::Integer
        && argument.token.is_none()
        && argument.name.starts_with("num")
}

fn is_list(argument: &ArgumentSpec) -> bool {
    argument.is_multiple() && argument.token.is_none()
}

/// Returns the readings of the word as the start of this part.
fn enter<'a>(part: &GrammarPart<'a>, word: CallWord) -> Vec<GrammarStep<'a>> {
    match part {
        GrammarPart::Whole(argument) => {
            let more = argument
                .is_multiple()
                .then_some(GrammarPart::More(argument));
            each_then(first(argument, word), more)
        }
        GrammarPart::Value(argument) => in_value(argument, word),
        GrammarPart::More(argument) => {
            let has_token = argument.flags.contains(ArgumentFlag::MultipleToken);
            let read = if has_token { first } else { in_value };
            each_then(read(argument, word), Some(GrammarPart::More(argument)))
        }
        GrammarPart::Counted(_, 0) => Vec::new(),
        GrammarPart::Counted(argument, times) => {
            let rest = GrammarPart::Counted(argument, times - 1);
            each_then(in_value(argument, word), Some(rest))
        }
        GrammarPart::Options(options) => in_options(options, word),
    }
}

/// Appends a part to the rest of each step.
fn each_then<'a>(
    mut steps: Vec<GrammarStep<'a>>,
    part: Option<GrammarPart<'a>>,
) -> Vec<GrammarStep<'a>> {
    steps
        .iter_mut()
        .for_each(|step| step.rest.extend(part.clone()));
    steps
}

/// Starts an argument with its token, or with its value if it has no token.
fn first<'a>(argument: &'a ArgumentSpec, word: CallWord) -> Vec<GrammarStep<'a>> {
    match &argument.token {
        Some(token) if argument.kind != ArgumentKind::PureToken => {
            in_token(token, vec![GrammarPart::Value(argument)], word)
        }
        _ => in_value(argument, word),
    }
}

fn in_token<'a>(
    token: &'a str,
    rest: Vec<GrammarPart<'a>>,
    word: CallWord,
) -> Vec<GrammarStep<'a>> {
    let fits = word.is_token(token);
    Vec::from_iter(fits.then(|| GrammarStep::of_token(token, rest)))
}

fn in_value<'a>(argument: &'a ArgumentSpec, word: CallWord) -> Vec<GrammarStep<'a>> {
    match argument.kind {
        ArgumentKind::OneOf => {
            let members = argument.arguments.iter().map(GrammarPart::Whole);
            members.flat_map(|member| enter(&member, word)).collect()
        }
        ArgumentKind::Block => steps(&part::sequence(&argument.arguments), word),
        ArgumentKind::PureToken => {
            let token = argument.token.as_deref().unwrap_or_default();
            in_token(token, Vec::new(), word)
        }
        kind => Vec::from_iter(word.is_value(kind).then(|| GrammarStep {
            role: WordRole::Value(argument),
            rest: Vec::new(),
        })),
    }
}

/// Reads one of the options; the others may follow in any order. An option with a repeatable token remains among them.
fn in_options<'a>(options: &[GrammarPart<'a>], word: CallWord) -> Vec<GrammarStep<'a>> {
    let mut steps = Vec::new();
    for (place, option) in options.iter().enumerate() {
        let mut others = options.to_vec();
        others.remove(place);
        let entered = match option {
            GrammarPart::Whole(argument) | GrammarPart::More(argument)
                if repeats_its_token(argument) =>
            {
                others.insert(place, GrammarPart::More(argument));
                first(argument, word)
            }
            option => enter(option, word),
        };
        steps.extend(each_then(entered, Some(GrammarPart::Options(others))));
    }
    steps
}

fn repeats_its_token(argument: &ArgumentSpec) -> bool {
    argument.is_multiple() && argument.flags.contains(ArgumentFlag::MultipleToken)
}
