//! Splits the arguments into options and command, by redis-cli's rules.
//!
//! clap would parse `-help` as a host named `elp`, `-p6379` as a port, and an unknown option as the first word of the command.
//! redis-cli does none of this, so the arguments are split before clap sees them. `--` ends the options; redis-cli refuses it.

use std::ffi::{OsStr, OsString};

use clap::{Arg, Command};

use super::spelling;
use super::usage::Usage;

/// Returns the arguments for clap: the program's name, the options, and `--` before the command.
pub(super) fn split(
    args: impl IntoIterator<Item = OsString>,
    definition: &Command,
) -> Result<Vec<OsString>, Usage> {
    let mut args = args.into_iter().peekable();
    let mut marked = vec![OsString::from(definition.get_name())];
    while let Some(word) = args.next_if(|word| word.as_encoded_bytes().starts_with(b"-")) {
        if word == "--" {
            break;
        }
        if word == "-h" && args.peek().is_none() {
            marked.push("--help".into());
            break;
        }
        let option = option(definition, &word)?;
        let value = match wants_next(option, &word) {
            true => Some(
                args.next()
                    .ok_or_else(|| Usage::missing_value(option, &word))?,
            ),
            false => None,
        };
        marked.push(word);
        marked.extend(value);
    }
    marked.push("--".into());
    marked.extend(args);
    Ok(marked)
}

/// Finds the option that a word spells: `-x`, `--name` or `--name=value`.
fn option<'a>(definition: &'a Command, word: &OsStr) -> Result<&'a Arg, Usage> {
    let text = word.to_string_lossy();
    let name = match text.split_once('=') {
        Some((name, _)) if name.starts_with("--") => name,
        _ => &text,
    };
    spelled(definition, name).ok_or_else(|| {
        match text.get(..2).and_then(|short| spelled(definition, short)) {
            Some(option) if option.get_action().takes_values() => Usage::glued_value(option, word),
            _ => Usage::unknown_option(definition, word),
        }
    })
}

fn spelled<'a>(definition: &'a Command, name: &str) -> Option<&'a Arg> {
    definition
        .get_arguments()
        .find(|arg| spelling::all(arg).any(|spelling| spelling == name))
}

fn wants_next(option: &Arg, word: &OsStr) -> bool {
    let holds_value = word.len() > 2 && word.as_encoded_bytes().contains(&b'=');
    option.get_action().takes_values() && !option.is_require_equals_set() && !holds_value
}
