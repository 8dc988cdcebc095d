//! The outcome of a command line that starts no run: help, version, generated text, or a usage error.

use std::ffi::OsStr;
use std::fmt::Display;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command};

use super::{spelling, unknown};
use crate::process::called_as::CalledAs;
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
    renamed: RenamedText,
}

/// The text that replaces one of this output where redsh is called by the name of redis-cli or valkey-cli.
#[derive(Debug, Clone, PartialEq, Eq)]
enum RenamedText {
    None,
    /// That program's version, on stdout.
    Version,
    /// A text on stdout.
    Stdout(String),
    /// That program's error, on stderr.
    Stderr(String),
}

impl Usage {
    /// A usage error with a message of one line.
    pub(super) fn wrong(line: impl Display) -> Self {
        Usage {
            stdout: String::new(),
            stderr: format!("{line}\n"),
            exit: Exit::Failure,
            renamed: RenamedText::None,
        }
    }

    /// Sets redis-cli's text for stderr, with line ends.
    pub(super) fn redis_cli(self, stderr: impl Into<String>) -> Self {
        Usage {
            renamed: RenamedText::Stderr(stderr.into()),
            ..self
        }
    }

    /// Returns the output of the program with this name.
    pub(crate) fn called(self, name: CalledAs) -> Self {
        let Some(version) = name.version() else {
            return self;
        };
        match self.renamed {
            RenamedText::None => self,
            RenamedText::Version => Usage::asked_for(format!("{version}\n")),
            RenamedText::Stdout(text) => Usage::asked_for(text),
            RenamedText::Stderr(stderr) => Usage {
                stderr,
                renamed: RenamedText::None,
                ..self
            },
        }
    }

    /// An option without the option that it depends on.
    pub(super) fn requires(option: &str, other: &str) -> Self {
        Usage::wrong(format_args!("{option} requires {other}"))
    }

    pub(super) fn unknown_option(definition: &Command, word: &OsStr) -> Self {
        let word = word.to_string_lossy();
        Usage::wrong(unknown::advice(definition, &word)).redis_cli(unrecognized(&word))
    }

    /// A value glued to its option, as in `-p6379`. The message omits it, since after `-a` it is a password.
    pub(super) fn glued_value(option: &Arg, word: &OsStr) -> Self {
        let name = spelling::first(option);
        Usage::wrong(format_args!(
            "{name} takes its value as a separate argument; see redsh --help"
        ))
        .redis_cli(unrecognized(&word.to_string_lossy()))
    }

    pub(super) fn missing_value(option: &Arg, word: &OsStr) -> Self {
        let names = option.get_value_names().unwrap_or_default();
        let name = names.first().map_or("VALUE", |name| name.as_str());
        Usage::wrong(format_args!(
            "{} requires a value: {name}",
            spelling::first(option)
        ))
        .redis_cli(unrecognized(&word.to_string_lossy()))
    }

    /// The help, and the text that the other names print: scripts search redis-cli's for an option such as `--tls`.
    pub(super) fn help(text: String, renamed: String) -> Self {
        Usage {
            renamed: RenamedText::Stdout(renamed),
            ..Usage::asked_for(text)
        }
    }

    /// A text that the user requested, such as the help.
    pub(super) fn asked_for(text: String) -> Self {
        Usage {
            stdout: text,
            stderr: String::new(),
            exit: Exit::Success,
            renamed: RenamedText::None,
        }
    }
}

impl From<clap::Error> for Usage {
    /// Shortens clap's message to one line, and replaces its exit status 2 by 1.
    fn from(error: clap::Error) -> Self {
        match error.kind() {
            ErrorKind::DisplayHelp => Usage::asked_for(error.to_string()),
            ErrorKind::DisplayVersion => Usage {
                renamed: RenamedText::Version,
                ..Usage::asked_for(error.to_string())
            },
            ErrorKind::ArgumentConflict => conflict(&error),
            ErrorKind::InvalidValue => Usage::wrong(not_one_of(&error)),
            ErrorKind::TooManyValues => Usage::wrong(format_args!(
                "{} takes no value",
                named(&error, ContextKind::InvalidArg)
            )),
            _ => Usage::wrong(first_line(&error)),
        }
    }
}

/// The pairs of options that redis-cli refuses too, in the order of its message.
const EXCLUSIVE: [(&str, &str); 2] = [("-x", "-X"), ("-2", "-3")];

fn conflict(error: &clap::Error) -> Usage {
    let (one, other) = (
        named(error, ContextKind::InvalidArg),
        named(error, ContextKind::PriorArg),
    );
    let given = [one.as_str(), other.as_str()];
    let usage = Usage::wrong(format_args!("{one} cannot be used together with {other}"));
    let mut pairs = EXCLUSIVE.iter();
    match pairs.find(|(one, other)| given == [*one, *other] || given == [*other, *one]) {
        Some((one, other)) => usage.redis_cli(format!(
            "Options {one} and {other} are mutually exclusive.\n"
        )),
        None => usage,
    }
}

/// Returns redis-cli's error for an option that is unknown, has no value, or has a value glued to it.
fn unrecognized(word: &str) -> String {
    format!("Unrecognized option or bad number of args for: '{word}'\n")
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
