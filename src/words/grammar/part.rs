//! What is still to come of a command's arguments, and how that is shown.

use redsh_engine::command::{Argument, ArgumentKind};

/// One piece of what is still to come.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Part<'a> {
    /// An argument, token and all.
    Whole(&'a Argument),
    /// One whose token has been typed.
    Value(&'a Argument),
    /// One that has been typed and may come again, any number of times.
    More(&'a Argument),
    /// One that is to come so many times more: a number before it said so.
    Counted(&'a Argument, usize),
    /// Optional ones, in any order.
    Options(Vec<Part<'a>>),
}

/// All of these arguments; those that may be left out and stand side by side, in any order.
pub(crate) fn sequence(arguments: &[Argument]) -> Vec<Part<'_>> {
    let side_by_side = |a: &Argument, b: &Argument| a.is_optional() && b.is_optional();
    arguments
        .chunk_by(side_by_side)
        .map(|run| match run {
            [only] => Part::Whole(only),
            options => Part::Options(options.iter().map(Part::Whole).collect()),
        })
        .collect()
}

/// In the notation of the servers' documentation.
pub(crate) fn texts(parts: &[Part]) -> String {
    let texts: Vec<_> = parts.iter().map(Part::text).collect();
    let texts = texts.iter().map(String::as_str);
    texts
        .filter(|text| !text.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

impl Part<'_> {
    /// Whether what follows it can be typed without it.
    pub(crate) fn may_be_left_out(&self) -> bool {
        match self {
            Part::Whole(argument) => {
                argument.is_optional() || argument.token.is_none() && all_optional(argument)
            }
            Part::Value(argument) => all_optional(argument),
            Part::Counted(_, times) => *times == 0,
            Part::More(_) | Part::Options(_) => true,
        }
    }

    fn text(&self) -> String {
        match self {
            Part::Whole(argument) => argument.usage(),
            Part::Value(argument) => argument.value_usage(),
            Part::More(argument) => format!("[{} ...]", argument.next_usage()),
            Part::Counted(_, 0) => String::new(),
            Part::Counted(argument, 1) => argument.value_usage(),
            Part::Counted(argument, _) => {
                let value = argument.value_usage();
                format!("{value} [{value} ...]")
            }
            Part::Options(options) => texts(options),
        }
    }
}

/// Whether it is a group all of whose members may be left out. What says so of the members of a choice is not taken at its
/// word: CLIENT KILL has such, and wants one of them.
fn all_optional(group: &Argument) -> bool {
    group.kind == ArgumentKind::Block && group.arguments.iter().all(Argument::is_optional)
}
