//! The shell words: what a line can say to the shell and not to the server. Pure: it says what is asked for, and does
//! nothing.

use std::borrow::Cow;

use engine::command::CommandTable;
use engine::net::Address;

/// What a line asks of the shell.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Builtin<'w> {
    /// `quit`, `exit`: the script ends.
    Quit,
    /// `connect HOST PORT`
    Connect(Address),
    /// `help`, `?`, and what about.
    Help(&'w [Vec<u8>]),
    /// `restart`: a script that was debugged is debugged once more.
    Restart,
    /// An answer.
    Say(Cow<'static, str>),
    /// Understood, and without consequence here: preferences of a prompt.
    Nothing,
}

/// The escape sequence that `clear` is: cursor home, screen empty.
const CLEAR: &str = "\x1b[H\x1b[2J";

/// What a line asks of the shell; `None` where it is the server's.
pub(crate) fn find(words: &[Vec<u8>]) -> Option<Builtin<'_>> {
    let (name, arguments) = words.split_first()?;
    let name = std::str::from_utf8(name).ok()?.to_ascii_lowercase();
    match (name.as_str(), arguments) {
        ("quit" | "exit", _) => Some(Builtin::Quit),
        ("connect", [host, port]) => connect(host, port),
        ("help" | "?", topic) => Some(Builtin::Help(topic)),
        ("clear", []) => Some(Builtin::Say(CLEAR.into())),
        ("restart", _) => Some(Builtin::Restart),
        (":set", [preference, ..]) => Some(set(preference)),
        (name, _) if name.starts_with(':') => Some(Builtin::Say(
            format!("unknown redis-cli internal command '{name}'\n").into(),
        )),
        _ => None,
    }
}

/// What a command on the command line asks help about, if it does.
pub(crate) fn help_topic(words: &[Vec<u8>]) -> Option<&[Vec<u8>]> {
    match find(words) {
        Some(Builtin::Help(topic)) => Some(topic),
        _ => None,
    }
}

fn connect(host: &[u8], port: &[u8]) -> Option<Builtin<'static>> {
    let host = std::str::from_utf8(host).ok()?;
    let port = std::str::from_utf8(port).ok()?.parse().ok()?;
    Some(Builtin::Connect(Address::tcp(host, port)))
}

fn set(preference: &[u8]) -> Builtin<'static> {
    match preference.to_ascii_lowercase().as_slice() {
        b"hints" | b"nohints" => Builtin::Nothing,
        other => {
            let other = String::from_utf8_lossy(other);
            Builtin::Say(format!("unknown redis-cli preference '{other}'\n").into())
        }
    }
}

const HELP: &str = "\
help COMMAND        what a command takes
connect HOST PORT   go on with another server
quit, exit          end
";

/// What there is to say about a command, or about the shell.
pub(crate) fn help(topic: &[Vec<u8>]) -> String {
    if topic.is_empty() {
        return HELP.to_owned();
    }
    let table = CommandTable::builtin();
    let asked = topic.join(&b' ');
    match table.find(topic) {
        Some(spec) => spec.usage() + "\n",
        None => format!("no help for '{}'\n", asked.escape_ascii()),
    }
}
