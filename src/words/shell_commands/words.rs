//! The table of the shell's own commands: name, arguments, help, and parser.

use std::time::Duration;

use redsh_engine::net::Address;

use super::{ShellAnalysis, ShellCommand};
use crate::input::line;

pub(crate) struct ShellWord {
    pub(crate) name: &'static str,
    /// The arguments, as the help shows them.
    pub(crate) arguments: &'static str,
    /// The arguments, for completion and colours.
    pub(crate) takes: Takes,
    pub(crate) help: &'static str,
    /// Parses the arguments, and returns `None` if they are invalid.
    pub(super) read: for<'w> fn(&'w [Vec<u8>]) -> Option<ShellCommand<'w>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Takes {
    /// Nothing, or arguments without completion.
    Anything,
    /// The name of a command, or of a group with an `@`.
    CommandName,
    /// A command, after an optional number.
    Command,
    Key,
    File,
    Preference,
    Profile,
}

/// The commands, in the order of the help.
pub(crate) static WORDS: [ShellWord; 18] = [
    ShellWord {
        name: "help",
        arguments: "[COMMAND | @GROUP]",
        takes: Takes::CommandName,
        help: "show the arguments of a command, or the commands of a group",
        read: |words| Some(ShellCommand::Help(words)),
    },
    ShellWord {
        name: "?",
        arguments: "[COMMAND | @GROUP]",
        takes: Takes::CommandName,
        help: "same as help",
        read: |words| Some(ShellCommand::Help(words)),
    },
    ShellWord {
        name: "connect",
        arguments: "HOST PORT",
        takes: Takes::Anything,
        help: "switch to another server",
        read: connect,
    },
    ShellWord {
        name: "clear",
        arguments: "",
        takes: Takes::Anything,
        help: "clear the screen",
        read: |words| {
            words
                .is_empty()
                .then_some(ShellCommand::Say(CLEAR.as_bytes().into()))
        },
    },
    ShellWord {
        name: "quit",
        arguments: "",
        takes: Takes::Anything,
        help: "leave the shell, as Ctrl-D does",
        read: |_| Some(ShellCommand::Quit),
    },
    ShellWord {
        name: "exit",
        arguments: "",
        takes: Takes::Anything,
        help: "same as quit",
        read: |_| Some(ShellCommand::Quit),
    },
    ShellWord {
        name: ":set",
        arguments: "[NAME [VALUE]]",
        takes: Takes::Preference,
        help: "set a preference, or list them all",
        read: |words| Some(ShellCommand::Set(words)),
    },
    ShellWord {
        name: ":get",
        arguments: "[NAME]",
        takes: Takes::Preference,
        help: "show a preference, or list them all",
        read: |words| Some(ShellCommand::Get(words)),
    },
    ShellWord {
        name: ":use",
        arguments: "[PROFILE]",
        takes: Takes::Profile,
        help: "switch to a profile, or list profiles",
        read: |words| match words {
            [] => Some(ShellCommand::Use(None)),
            [name] => Some(ShellCommand::Use(Some(std::str::from_utf8(name).ok()?))),
            _ => None,
        },
    },
    ShellWord {
        name: ":peek",
        arguments: "KEY",
        takes: Takes::Key,
        help: "show type, encoding, expiry, memory and length of a key, and its first elements",
        read: |words| match words {
            [key] => Some(ShellCommand::Peek(key)),
            _ => None,
        },
    },
    ShellWord {
        name: ":time",
        arguments: "[COUNT] COMMAND",
        takes: Takes::Command,
        help: "measure a command, over COUNT runs [default: 10]",
        read: time,
    },
    ShellWord {
        name: ":watch",
        arguments: "SECONDS COMMAND",
        takes: Takes::Command,
        help: "run a command every SECONDS until Ctrl-C",
        read: watch,
    },
    ShellWord {
        name: ":bigkeys",
        arguments: "[PATTERN]",
        takes: Takes::Anything,
        help: "find the keys with the most elements",
        read: |words| analysis(ShellAnalysis::BigKeys, words),
    },
    ShellWord {
        name: ":keystats",
        arguments: "[PATTERN]",
        takes: Takes::Anything,
        help: "report memory and lengths of keys, with distributions",
        read: |words| analysis(ShellAnalysis::KeyStats, words),
    },
    ShellWord {
        name: ":prefixes",
        arguments: "[PATTERN]",
        takes: Takes::Anything,
        help: "report memory, TTLs and idle times by prefix",
        read: |words| analysis(ShellAnalysis::Prefixes, words),
    },
    ShellWord {
        name: ":hotkeys",
        arguments: "[PATTERN]",
        takes: Takes::Anything,
        help: "find the keys that are used most",
        read: |words| analysis(ShellAnalysis::HotKeys, words),
    },
    ShellWord {
        name: ":source",
        arguments: "FILE",
        takes: Takes::File,
        help: "run the lines of a file",
        read: |words| match words {
            [path] => Some(ShellCommand::Source(
                String::from_utf8(path.clone()).ok()?.into(),
            )),
            _ => None,
        },
    },
    ShellWord {
        name: ":edit",
        arguments: "[COMMAND]",
        takes: Takes::Command,
        help: "edit a command, or the last one, in $VISUAL or $EDITOR; Ctrl-X Ctrl-E edits the current line",
        read: |_| Some(ShellCommand::Edit),
    },
];

/// Moves the cursor home, and clears the screen.
const CLEAR: &str = "\x1b[H\x1b[2J";

/// The default number of runs of `:time`.
const DEFAULT_RUNS: u64 = 10;

fn connect(words: &[Vec<u8>]) -> Option<ShellCommand<'_>> {
    let [host, port] = words else {
        return None;
    };
    let host = std::str::from_utf8(host).ok()?;
    Some(ShellCommand::Connect(Address::tcp(
        host,
        leading_port(port),
    )))
}

/// Returns the number that a word begins with, and 0 without one, as redis-cli reads a port. The connection to port 0 fails.
fn leading_port(word: &[u8]) -> u16 {
    let end = word.iter().position(|byte| !byte.is_ascii_digit());
    line::parse(&word[..end.unwrap_or(word.len())]).unwrap_or(0)
}

fn time(words: &[Vec<u8>]) -> Option<ShellCommand<'_>> {
    let (first, rest) = words.split_first()?;
    let (count, command) = match line::parse(first) {
        Some(count) => (count, rest),
        None => (DEFAULT_RUNS, words),
    };
    (count > 0 && is_for_a_server(command)).then_some(ShellCommand::Time(count, command))
}

fn watch(words: &[Vec<u8>]) -> Option<ShellCommand<'_>> {
    let (seconds, command) = words.split_first()?;
    let every = Duration::try_from_secs_f64(line::parse(seconds)?).ok()?;
    is_for_a_server(command).then_some(ShellCommand::Watch(every, command))
}

fn analysis(kind: ShellAnalysis, words: &[Vec<u8>]) -> Option<ShellCommand<'_>> {
    match words {
        [] => Some(ShellCommand::Analyse(kind, None)),
        [pattern] => Some(ShellCommand::Analyse(kind, Some(pattern))),
        _ => None,
    }
}

/// Whether these words are a command, and not another one of the shell's.
fn is_for_a_server(command: &[Vec<u8>]) -> bool {
    command.first().is_some_and(|name| !name.starts_with(b":"))
}
