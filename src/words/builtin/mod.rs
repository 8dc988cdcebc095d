//! The shell words: what a line can say to the shell and not to the server. Pure: it says what is asked for, and does
//! nothing.

mod words;

pub(crate) use self::words::{Takes, WORDS, Word};

use std::borrow::Cow;
use std::path::PathBuf;
use std::time::Duration;

use redsh_engine::net::Address;

/// What a line asks of the shell.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Builtin<'w> {
    /// `quit`, `exit`: the script or the session ends.
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

/// What a line at a prompt asks of the shell.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum ShellCommand<'w> {
    /// What a script can ask too.
    Common(Builtin<'w>),
    /// `:set`
    Set(&'w [Vec<u8>]),
    /// `:get`
    Get(&'w [Vec<u8>]),
    /// `:peek KEY`
    Peek(&'w [u8]),
    /// `:time [COUNT] COMMAND`
    Time(u64, &'w [Vec<u8>]),
    /// `:watch SECONDS COMMAND`
    Watch(Duration, &'w [Vec<u8>]),
    /// `:source FILE`
    Source(PathBuf),
    /// `:edit`; what stands behind it is meant as it was typed.
    Edit,
    /// `:use [PROFILE]`
    Use(Option<&'w str>),
}

/// The word that is named so, in letters of any case.
pub(crate) fn named(name: &[u8]) -> Option<&'static Word> {
    WORDS
        .iter()
        .find(|word| word.name.as_bytes().eq_ignore_ascii_case(name))
}

/// What a line at a prompt asks of the shell; `None` where it is the server's.
pub(crate) fn at_prompt(words: &[Vec<u8>]) -> Option<ShellCommand<'_>> {
    let (name, arguments) = words.split_first()?;
    let name = std::str::from_utf8(name).ok()?.to_ascii_lowercase();
    let say = |text: String| Some(ShellCommand::Common(Builtin::Say(text.into())));
    let word = WORDS.iter().find(|word| word.name == name);
    match word.map(|word| (word, (word.read)(arguments))) {
        Some((_, Some(wish))) => Some(wish),
        Some((word, None)) if is_shells(&name) => say(format!("{name} takes {}\n", word.arguments)),
        None if is_shells(&name) => say(format!(
            "there is no '{name}'; help lists the shell's own words\n"
        )),
        _ => None,
    }
}

/// What a line of a script asks of the shell; `None` where it is the server's. In redis-cli's words, where it has any.
pub(crate) fn find(words: &[Vec<u8>]) -> Option<Builtin<'_>> {
    let (name, arguments) = words.split_first()?;
    let name = std::str::from_utf8(name).ok()?.to_ascii_lowercase();
    match (name.as_str(), arguments) {
        ("restart", _) => return Some(Builtin::Restart),
        (":set", [preference, ..]) => return Some(set(preference)),
        (name, _) if is_shells(name) => {
            let told = format!("unknown redis-cli internal command '{name}'\n");
            return Some(Builtin::Say(told.into()));
        }
        _ => {}
    }
    let word = WORDS.iter().find(|word| word.name == name)?;
    match (word.read)(arguments)? {
        ShellCommand::Common(builtin) => Some(builtin),
        _ => None,
    }
}

/// No command of a server begins so.
fn is_shells(name: &str) -> bool {
    name.starts_with(':')
}

/// What a command on the command line asks help about, if it does.
pub(crate) fn help_topic(words: &[Vec<u8>]) -> Option<&[Vec<u8>]> {
    match find(words) {
        Some(Builtin::Help(topic)) => Some(topic),
        _ => None,
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn words_of(line: &str) -> Vec<Vec<u8>> {
        line.split(' ').map(|word| word.into()).collect()
    }

    #[test]
    fn words_are_the_shells_where_they_take_what_stands_behind_them() {
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
    fn what_is_for_a_terminal_only_is_redis_clis_in_a_script() {
        for line in [":peek a", ":time GET a", ":nosuch"] {
            let words = words_of(line);
            let name = line.split(' ').next().expect("a name");
            let told = format!("unknown redis-cli internal command '{name}'\n");
            assert_eq!(find(&words), Some(Builtin::Say(told.into())), "{line}");
        }
        let peek = words_of(":peek a");
        assert_eq!(at_prompt(&peek), Some(ShellCommand::Peek(b"a")));
    }

    #[test]
    fn a_word_without_what_it_takes_says_so() {
        for (line, told) in [
            (":peek", ":peek takes KEY\n"),
            (":time 3", ":time takes [COUNT] COMMAND\n"),
            (":watch x GET a", ":watch takes SECONDS COMMAND\n"),
            (
                ":nosuch",
                "there is no ':nosuch'; help lists the shell's own words\n",
            ),
        ] {
            let words = words_of(line);
            let told = ShellCommand::Common(Builtin::Say(told.into()));
            assert_eq!(at_prompt(&words), Some(told), "{line}");
        }
    }

    #[test]
    fn commands_are_timed_ten_times_or_as_often_as_is_said() {
        let (ten, three) = (words_of(":time GET a"), words_of(":time 3 GET a"));
        assert_eq!(at_prompt(&ten), Some(ShellCommand::Time(10, &ten[1..])));
        assert_eq!(at_prompt(&three), Some(ShellCommand::Time(3, &three[2..])));
    }
}
