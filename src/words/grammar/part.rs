//! The arguments that may still follow in a call, and their notation.

use redsh_engine::command::{ArgumentKind, ArgumentSpec};

/// A part of the arguments that may follow.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum GrammarPart<'a> {
    /// An argument with its token.
    Whole(&'a ArgumentSpec),
    /// The value of an argument whose token is typed.
    Value(&'a ArgumentSpec),
    /// Repetitions of an argument that is typed.
    More(&'a ArgumentSpec),
    /// An argument that a preceding number repeats.
    Counted(&'a ArgumentSpec, usize),
    /// Optional arguments, in any order.
    Options(Vec<GrammarPart<'a>>),
}

/// Returns the parts for a list of arguments. Adjacent optional arguments may come in any order.
pub(crate) fn sequence(arguments: &[ArgumentSpec]) -> Vec<GrammarPart<'_>> {
    let side_by_side = |a: &ArgumentSpec, b: &ArgumentSpec| a.is_optional() && b.is_optional();
    arguments
        .chunk_by(side_by_side)
        .map(|run| match run {
            [only] => GrammarPart::Whole(only),
            options => GrammarPart::Options(options.iter().map(GrammarPart::Whole).collect()),
        })
        .collect()
}

/// Formats parts in the notation of the servers' documentation.
pub(crate) fn texts(parts: &[GrammarPart]) -> String {
    let texts: Vec<_> = parts.iter().map(GrammarPart::text).collect();
    let texts = texts.iter().map(String::as_str);
    texts
        .filter(|text| !text.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

impl GrammarPart<'_> {
    pub(crate) fn is_optional(&self) -> bool {
        match self {
            GrammarPart::Whole(argument) => {
                argument.is_optional() || argument.token.is_none() && all_optional(argument)
            }
            GrammarPart::Value(argument) => all_optional(argument),
            GrammarPart::Counted(_, times) => *times == 0,
            GrammarPart::More(_) | GrammarPart::Options(_) => true,
        }
    }

    fn text(&self) -> String {
        match self {
            GrammarPart::Whole(argument) => argument.usage(),
            GrammarPart::Value(argument) => argument.value_usage(),
            GrammarPart::More(argument) => format!("[{} ...]", argument.next_usage()),
            GrammarPart::Counted(_, 0) => String::new(),
            GrammarPart::Counted(argument, 1) => argument.value_usage(),
            GrammarPart::Counted(argument, _) => {
                let value = argument.value_usage();
                format!("{value} [{value} ...]")
            }
            GrammarPart::Options(options) => texts(options),
        }
    }
}

/// Whether a block has only optional members. The members of a choice do not count: those of CLIENT KILL are marked optional,
/// but one of them is required.
fn all_optional(group: &ArgumentSpec) -> bool {
    group.kind == ArgumentKind::Block && group.arguments.iter().all(ArgumentSpec::is_optional)
}
