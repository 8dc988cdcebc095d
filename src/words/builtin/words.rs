//! The table of the shell words: names, what each takes, its line of help, and how what stands behind it is read.

use std::time::Duration;

use redsh_engine::net::Address;

use super::{Builtin, ShellCommand};

/// A shell word.
pub(crate) struct Word {
    /// As it is typed.
    pub(crate) name: &'static str,
    /// What stands behind it, for the help.
    pub(crate) arguments: &'static str,
    /// And for whoever completes or colours a half-typed line.
    pub(crate) takes: Takes,
    /// What it does, in a line.
    pub(crate) help: &'static str,
    /// `None` where what stands behind it is not what it takes: then it is the server's, or is said to be wrong.
    pub(super) read: for<'w> fn(&'w [Vec<u8>]) -> Option<ShellCommand<'w>>,
}

/// What follows a shell word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Takes {
    /// Nothing, or what is known to nobody but the word itself.
    Anything,
    /// The name of a command, or of a group of them behind an `@`.
    CommandName,
    /// A whole command, perhaps behind a number.
    Command,
    /// A key.
    Key,
    /// The name of a file.
    File,
    /// The name of a preference.
    Preference,
    /// The name of a profile.
    Profile,
}

/// All of them, in the order in which the help lists them.
pub(crate) static WORDS: [Word; 14] = [
    Word {
        name: "help",
        arguments: "[COMMAND | @GROUP]",
        takes: Takes::CommandName,
        help: "what a command takes, or what is in a group",
        read: |words| Some(ShellCommand::Common(Builtin::Help(words))),
    },
    Word {
        name: "?",
        arguments: "[COMMAND | @GROUP]",
        takes: Takes::CommandName,
        help: "the same",
        read: |words| Some(ShellCommand::Common(Builtin::Help(words))),
    },
    Word {
        name: "connect",
        arguments: "HOST PORT",
        takes: Takes::Anything,
        help: "go on with another server",
        read: connect,
    },
    Word {
        name: "clear",
        arguments: "",
        takes: Takes::Anything,
        help: "empty the screen",
        read: |words| {
            words
                .is_empty()
                .then_some(ShellCommand::Common(Builtin::Say(CLEAR.into())))
        },
    },
    Word {
        name: "quit",
        arguments: "",
        takes: Takes::Anything,
        help: "end; so does Ctrl-D",
        read: |_| Some(ShellCommand::Common(Builtin::Quit)),
    },
    Word {
        name: "exit",
        arguments: "",
        takes: Takes::Anything,
        help: "the same",
        read: |_| Some(ShellCommand::Common(Builtin::Quit)),
    },
    Word {
        name: ":set",
        arguments: "[NAME [VALUE]]",
        takes: Takes::Preference,
        help: "prefer something, or see what can be preferred",
        read: |words| Some(ShellCommand::Set(words)),
    },
    Word {
        name: ":get",
        arguments: "[NAME]",
        takes: Takes::Preference,
        help: "see what is preferred",
        read: |words| Some(ShellCommand::Get(words)),
    },
    Word {
        name: ":use",
        arguments: "[PROFILE]",
        takes: Takes::Profile,
        help: "go on with a profile's server, or see which there are",
        read: |words| match words {
            [] => Some(ShellCommand::Use(None)),
            [name] => Some(ShellCommand::Use(Some(std::str::from_utf8(name).ok()?))),
            _ => None,
        },
    },
    Word {
        name: ":peek",
        arguments: "KEY",
        takes: Takes::Key,
        help: "type, encoding, expiry, memory and length of a key, and the beginning of what is in it",
        read: |words| match words {
            [key] => Some(ShellCommand::Peek(key)),
            _ => None,
        },
    },
    Word {
        name: ":time",
        arguments: "[COUNT] COMMAND",
        takes: Takes::Command,
        help: "how long a command takes, over 10 runs or COUNT",
        read: time,
    },
    Word {
        name: ":watch",
        arguments: "SECONDS COMMAND",
        takes: Takes::Command,
        help: "run a command again and again, until Ctrl-C",
        read: watch,
    },
    Word {
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
    Word {
        name: ":edit",
        arguments: "[COMMAND]",
        takes: Takes::Command,
        help: "edit a command, or the last one, in $VISUAL or $EDITOR; Ctrl-X Ctrl-E does so with what is typed",
        read: |_| Some(ShellCommand::Edit),
    },
];

/// The escape sequence that `clear` is: cursor home, screen empty.
const CLEAR: &str = "\x1b[H\x1b[2J";

/// How often `:time` runs a command where nothing else is said.
const TIMES: u64 = 10;

fn connect(words: &[Vec<u8>]) -> Option<ShellCommand<'_>> {
    let [host, port] = words else {
        return None;
    };
    let host = std::str::from_utf8(host).ok()?;
    let port = std::str::from_utf8(port).ok()?.parse().ok()?;
    Some(ShellCommand::Common(Builtin::Connect(Address::tcp(
        host, port,
    ))))
}

fn time(words: &[Vec<u8>]) -> Option<ShellCommand<'_>> {
    let (first, rest) = words.split_first()?;
    let count = std::str::from_utf8(first)
        .ok()
        .and_then(|word| word.parse().ok());
    match count {
        Some(count) if count > 0 && !rest.is_empty() => Some(ShellCommand::Time(count, rest)),
        Some(_) => None,
        None => Some(ShellCommand::Time(TIMES, words)),
    }
}

fn watch(words: &[Vec<u8>]) -> Option<ShellCommand<'_>> {
    let (seconds, command) = words.split_first()?;
    let seconds: f64 = std::str::from_utf8(seconds).ok()?.parse().ok()?;
    let every = Duration::try_from_secs_f64(seconds).ok()?;
    (!command.is_empty()).then_some(ShellCommand::Watch(every, command))
}
