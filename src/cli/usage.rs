//! The outcome of a command line that starts no run: help, version, generated text, or a usage error.

use std::ffi::OsStr;
use std::fmt::Display;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command};

use super::{spelling, unknown};
use crate::process::exit::Exit;

/// Output to print instead of a run, and the exit status.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", stderr.trim_end())]
pub(crate) struct Usage {
    /// Text for stdout, with line ends.
    pub(crate) stdout: String,
    /// Text for stderr, with a line end.
    pub(crate) stderr: String,
    /// Success for requested text such as the help, failure for a usage error.
    pub(crate) exit: Exit,
}

impl Usage {
    /// A usage error with a message of one line.
    pub(super) fn wrong(line: impl Display) -> Self {
        Usage {
            stdout: String::new(),
            stderr: format!("{line}\n"),
            exit: Exit::Failure,
        }
    }

    /// An option without the option that it depends on.
    pub(super) fn requires(option: &str, other: &str) -> Self {
        Usage::wrong(format_args!("{option} requires {other}"))
    }

    pub(super) fn unknown_option(definition: &Command, word: &OsStr) -> Self {
        Usage::wrong(unknown::advice(definition, &word.to_string_lossy()))
    }

    /// A value glued to its option, as in `-p6379`. The message omits it, since after `-a` it is a password.
    pub(super) fn glued_value(option: &Arg) -> Self {
        let name = spelling::first(option);
        Usage::wrong(format_args!(
            "{name} takes its value as a separate argument; see redsh --help"
        ))
    }

    pub(super) fn missing_value(option: &Arg) -> Self {
        let names = option.get_value_names().unwrap_or_default();
        let name = names.first().map_or("VALUE", |name| name.as_str());
        Usage::wrong(format_args!(
            "{} requires a value: {name}",
            spelling::first(option)
        ))
    }

    /// A text that the user requested, such as the help.
    pub(super) fn asked_for(text: String) -> Self {
        Usage {
            stdout: text,
            stderr: String::new(),
            exit: Exit::Success,
        }
    }
}

impl From<clap::Error> for Usage {
    /// Shortens clap's message to one line, and replaces its exit status 2 by 1.
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
        return format!("{option} must not be empty");
    }
    format!("{option} must be one of {valid}, not '{value}'")
}

/// Returns the options that an error names, without their value names.
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
