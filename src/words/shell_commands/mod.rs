//! The shell's own commands, parsed but not run. Pure.

mod words;

pub(crate) use self::words::{ShellWord, Takes, WORDS};

use std::borrow::Cow;
use std::path::PathBuf;
use std::time::Duration;

use redsh_engine::net::Address;

/// A command of the shell. Those up to [`Nothing`](Self::Nothing) run in scripts too.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum ShellCommand<'w> {
    /// `quit`, `exit`
    Quit,
    /// `connect HOST PORT`
    Connect(Address),
    /// `help [TOPIC]`, `? [TOPIC]`
    Help(&'w [Vec<u8>]),
    /// `restart`: debugs the Lua script again.
    Restart,
    /// Prints a text.
    Say(Cow<'static, [u8]>),
    /// Has no effect in a script: the preferences of a prompt.
    Nothing,
    /// `:set [NAME [VALUE]]`
    Set(&'w [Vec<u8>]),
    /// `:get [NAME]`
    Get(&'w [Vec<u8>]),
    /// `:peek KEY`
    Peek(&'w [u8]),
    /// `:time [COUNT] COMMAND`
    Time(u64, &'w [Vec<u8>]),
    /// `:watch SECONDS COMMAND`
    Watch(Duration, &'w [Vec<u8>]),
    /// `:source FILE`
    Source(PathBuf),
    /// `:edit [COMMAND]`; the caller takes the command from the line as typed.
    Edit,
    /// `:bigkeys [PATTERN]` and others
    Analyse(ShellAnalysis, Option<&'w [u8]>),
    /// `:use [PROFILE]`
    Use(Option<&'w str>),
}

/// An analysis of the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ShellAnalysis {
    BigKeys,
    KeyStats,
    HotKeys,
    Prefixes,
}

pub(crate) fn named(name: &[u8]) -> Option<&'static ShellWord> {
    WORDS
        .iter()
        .find(|word| word.name.as_bytes().eq_ignore_ascii_case(name))
}

/// Returns the shell command of a line at a prompt, or `None` if the line is for the server.
pub(crate) fn at_prompt(words: &[Vec<u8>]) -> Option<ShellCommand<'_>> {
    let (name, arguments) = words.split_first()?;
    let word = named(name);
    if let Some(command) = word.and_then(|word| (word.read)(arguments)) {
        return Some(command);
    }
    let name = std::str::from_utf8(name).ok()?.to_ascii_lowercase();
    let text = match word {
        Some(word) => format!("usage: {name} {}\n", word.arguments),
        None => format!("unknown command '{name}'; try help\n"),
    };
    // No server has a command that starts with a colon.
    name.starts_with(':')
        .then(|| ShellCommand::Say(text.into_bytes().into()))
}

/// Returns the shell command of a line in a script, or `None` if the line is for the server. Texts are redis-cli's.
pub(crate) fn find(words: &[Vec<u8>]) -> Option<ShellCommand<'_>> {
    let (name, arguments) = words.split_first()?;
    // A script asks this for every line, so the common case allocates nothing.
    if name.first() == Some(&b':') {
        return Some(internal(name, arguments));
    }
    match name.eq_ignore_ascii_case(b"restart") {
        true => Some(ShellCommand::Restart),
        false => (named(name)?.read)(arguments),
    }
}

/// Returns the shell command of a name with a colon in a script. A text quotes the bytes of the line unchanged.
fn internal(name: &[u8], arguments: &[Vec<u8>]) -> ShellCommand<'static> {
    let is_set = name.eq_ignore_ascii_case(b":set");
    let (kind, word) = match arguments.first().filter(|_| is_set) {
        Some(preference) if is_known_preference(preference) => return ShellCommand::Nothing,
        Some(preference) => ("preference", preference.as_slice()),
        None => ("internal command", name),
    };
    let before = format!("unknown redis-cli {kind} '");
    ShellCommand::Say([before.as_bytes(), word, b"'\n"].concat().into())
}

fn is_known_preference(word: &[u8]) -> bool {
    ["hints", "nohints"]
        .iter()
        .any(|known| word.eq_ignore_ascii_case(known.as_bytes()))
}

/// Returns the topic of a `help` command.
pub(crate) fn help_topic(words: &[Vec<u8>]) -> Option<&[Vec<u8>]> {
    match find(words) {
        Some(ShellCommand::Help(topic)) => Some(topic),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words_of(line: &str) -> Vec<Vec<u8>> {
        line.split(' ').map(|word| word.into()).collect()
    }

    #[test]
    fn a_shell_command_needs_valid_arguments() {
        for (line, is_shells) in [
            ("help", true),
            ("QUIT now", true),
            ("connect a 1", true),
            ("connect a", false),
            ("clear", true),
            ("clear x", false),
            ("GET a", false),
        ] {
            let words = words_of(line);
            assert_eq!(find(&words).is_some(), is_shells, "{line}");
            assert_eq!(at_prompt(&words).is_some(), is_shells, "{line}");
        }
    }

    #[test]
    fn commands_for_a_terminal_are_unknown_in_a_script() {
        for line in [":peek a", ":time GET a", ":nosuch"] {
            let words = words_of(line);
            let name = line.split(' ').next().expect("a name");
            let text = format!("unknown redis-cli internal command '{name}'\n");
            let text = ShellCommand::Say(text.into_bytes().into());
            assert_eq!(find(&words), Some(text), "{line}");
        }
        let peek = words_of(":peek a");
        assert_eq!(at_prompt(&peek), Some(ShellCommand::Peek(b"a")));
    }

    #[test]
    fn an_unknown_command_is_quoted_byte_for_byte() {
        for (words, text) in [
            (vec![b":Foo".to_vec()], &b"internal command ':Foo'"[..]),
            (vec![b":\xff".to_vec()], b"internal command ':\xff'"),
            (
                vec![b":SET".to_vec(), b"No\xff".to_vec()],
                b"preference 'No\xff'",
            ),
        ] {
            let text = [b"unknown redis-cli ", text, b"\n"].concat();
            assert_eq!(find(&words), Some(ShellCommand::Say(text.into())));
        }
    }

    #[test]
    fn the_port_of_connect_is_its_leading_digits() {
        for (port, expected) in [
            ("abc", 0),
            ("12x", 12),
            ("-1", 0),
            ("99999999", 0),
            ("7", 7),
        ] {
            let words = words_of(&format!("connect h {port}"));
            let address = ShellCommand::Connect(Address::tcp("h", expected));
            assert_eq!(find(&words), Some(address), "{port}");
        }
    }

    #[test]
    fn invalid_arguments_show_the_usage() {
        for (line, text) in [
            (":peek", "usage: :peek KEY\n"),
            (":time 3", "usage: :time [COUNT] COMMAND\n"),
            (":watch x GET a", "usage: :watch SECONDS COMMAND\n"),
            (":bigkeys a* b*", "usage: :bigkeys [PATTERN]\n"),
            (":nosuch", "unknown command ':nosuch'; try help\n"),
        ] {
            let words = words_of(line);
            let text = ShellCommand::Say(text.as_bytes().into());
            assert_eq!(at_prompt(&words), Some(text), "{line}");
        }
    }

    #[test]
    fn an_analysis_takes_a_pattern() {
        let (all, some) = (words_of(":prefixes"), words_of(":KEYSTATS a*"));
        let expected = ShellCommand::Analyse(ShellAnalysis::Prefixes, None);
        assert_eq!(at_prompt(&all), Some(expected));
        let expected = ShellCommand::Analyse(ShellAnalysis::KeyStats, Some(b"a*"));
        assert_eq!(at_prompt(&some), Some(expected));
    }

    #[test]
    fn time_runs_a_command_ten_times_by_default() {
        let (ten, three) = (words_of(":time GET a"), words_of(":time 3 GET a"));
        assert_eq!(at_prompt(&ten), Some(ShellCommand::Time(10, &ten[1..])));
        assert_eq!(at_prompt(&three), Some(ShellCommand::Time(3, &three[2..])));
    }
}
