//! Why there is nothing to run: the help, the version, what `--generate` makes, or an option that was not understood.

use std::ffi::OsStr;
use std::fmt::Display;

use clap::Arg;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::spelling;
use crate::process::exit::Exit;

/// What is to be printed in place of a run, and the exit code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Usage {
    /// For stdout, with its line ends.
    pub(crate) stdout: String,
    /// For stderr, with its line end.
    pub(crate) stderr: String,
    /// Success for what was asked for, as the help was.
    pub(crate) exit: Exit,
}

impl Usage {
    /// Wrong use, in one line.
    pub(super) fn wrong(line: impl Display) -> Self {
        Usage {
            stdout: String::new(),
            stderr: format!("{line}\n"),
            exit: Exit::Failure,
        }
    }

    /// An option that means nothing without another one.
    pub(super) fn wants_with(option: &str, other: &str) -> Self {
        Usage::wrong(format_args!("{option} wants {other} with it"))
    }

    pub(super) fn unknown_option(word: &OsStr) -> Self {
        Usage::wrong(format_args!(
            "unknown option '{}'; see redsh --help",
            word.display()
        ))
    }

    /// `-p6379`. What is glued on is not shown: after `-a` it is a password.
    pub(super) fn glued_value(option: &Arg) -> Self {
        let name = spelling::first(option);
        Usage::wrong(format_args!(
            "{name} wants its value as an argument of its own; see redsh --help"
        ))
    }

    pub(super) fn missing_value(option: &Arg) -> Self {
        let names = option.get_value_names().unwrap_or_default();
        let name = names.first().map_or("VALUE", |name| name.as_str());
        Usage::wrong(format_args!(
            "{} wants a value: {name}",
            spelling::first(option)
        ))
    }

    /// The help, or another text that is made from the options.
    pub(super) fn asked_for(text: String) -> Self {
        Usage {
            stdout: text,
            stderr: String::new(),
            exit: Exit::Success,
        }
    }
}

impl From<clap::Error> for Usage {
    /// clap's several lines and exit code 2 become one line and 1.
    fn from(error: clap::Error) -> Self {
        match error.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
                Usage::asked_for(error.to_string())
            }
            ErrorKind::ArgumentConflict => Usage::wrong(conflict(&error)),
            ErrorKind::InvalidValue => Usage::wrong(not_one_of(&error)),
            ErrorKind::TooManyValues => Usage::wrong(format_args!(
                "{} takes no value",
                named(&error, ContextKind::InvalidArg)
            )),
            _ => Usage::wrong(first_line(&error)),
        }
    }
}

fn conflict(error: &clap::Error) -> String {
    let (one, other) = (
        named(error, ContextKind::InvalidArg),
        named(error, ContextKind::PriorArg),
    );
    format!("{one} cannot be used together with {other}")
}

fn not_one_of(error: &clap::Error) -> String {
    let option = named(error, ContextKind::InvalidArg);
    let valid = texts(error, ContextKind::ValidValue).join(", ");
    let value = texts(error, ContextKind::InvalidValue).concat();
    if valid.is_empty() {
        return format!("{option} wants a value that is not empty");
    }
    format!("{option} wants one of {valid}, not '{value}'")
}

/// The options that an error is about, without the names of their values.
fn named(error: &clap::Error, kind: ContextKind) -> String {
    let options = texts(error, kind);
    let options: Vec<&str> = options
        .iter()
        .filter_map(|text| text.split([' ', '[', '=']).next())
        .collect();
    options.join(" and ")
}

fn texts(error: &clap::Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(texts)) => texts.clone(),
        _ => Vec::new(),
    }
}

fn first_line(error: &clap::Error) -> String {
    let text = error.to_string();
    let line = text.lines().next().unwrap_or_default();
    line.strip_prefix("error: ").unwrap_or(line).to_owned()
}
