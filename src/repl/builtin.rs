//! The shell words: what a line can say to the shell and not to the server. Pure: it says what is asked for, and does
//! nothing.

use std::borrow::Cow;
use std::path::PathBuf;
use std::time::Duration;

use engine::net::Address;

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
pub(crate) enum Wish<'w> {
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
    read: for<'w> fn(&'w [Vec<u8>]) -> Option<Wish<'w>>,
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
        read: |words| Some(Wish::Common(Builtin::Help(words))),
    },
    Word {
        name: "?",
        arguments: "[COMMAND | @GROUP]",
        takes: Takes::CommandName,
        help: "the same",
        read: |words| Some(Wish::Common(Builtin::Help(words))),
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
                .then_some(Wish::Common(Builtin::Say(CLEAR.into())))
        },
    },
    Word {
        name: "quit",
        arguments: "",
        takes: Takes::Anything,
        help: "end; so does Ctrl-D",
        read: |_| Some(Wish::Common(Builtin::Quit)),
    },
    Word {
        name: "exit",
        arguments: "",
        takes: Takes::Anything,
        help: "the same",
        read: |_| Some(Wish::Common(Builtin::Quit)),
    },
    Word {
        name: ":set",
        arguments: "[NAME [VALUE]]",
        takes: Takes::Preference,
        help: "prefer something, or see what can be preferred",
        read: |words| Some(Wish::Set(words)),
    },
    Word {
        name: ":get",
        arguments: "[NAME]",
        takes: Takes::Preference,
        help: "see what is preferred",
        read: |words| Some(Wish::Get(words)),
    },
    Word {
        name: ":use",
        arguments: "[PROFILE]",
        takes: Takes::Profile,
        help: "go on with a profile's server, or see which there are",
        read: |words| match words {
            [] => Some(Wish::Use(None)),
            [name] => Some(Wish::Use(Some(std::str::from_utf8(name).ok()?))),
            _ => None,
        },
    },
    Word {
        name: ":peek",
        arguments: "KEY",
        takes: Takes::Key,
        help: "type, encoding, expiry, memory and length of a key, and the beginning of what is in it",
        read: |words| match words {
            [key] => Some(Wish::Peek(key)),
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
            [path] => Some(Wish::Source(String::from_utf8(path.clone()).ok()?.into())),
            _ => None,
        },
    },
    Word {
        name: ":edit",
        arguments: "[COMMAND]",
        takes: Takes::Command,
        help: "edit a command, or the last one, in $VISUAL or $EDITOR; Ctrl-X Ctrl-E does so with what is typed",
        read: |_| Some(Wish::Edit),
    },
];

/// The escape sequence that `clear` is: cursor home, screen empty.
const CLEAR: &str = "\x1b[H\x1b[2J";

/// How often `:time` runs a command where nothing else is said.
const TIMES: u64 = 10;

/// The word that is named so, in letters of any case.
pub(crate) fn named(name: &[u8]) -> Option<&'static Word> {
    WORDS
        .iter()
        .find(|word| word.name.as_bytes().eq_ignore_ascii_case(name))
}

/// What a line at a prompt asks of the shell; `None` where it is the server's.
pub(crate) fn at_prompt(words: &[Vec<u8>]) -> Option<Wish<'_>> {
    let (name, arguments) = words.split_first()?;
    let name = std::str::from_utf8(name).ok()?.to_ascii_lowercase();
    let say = |text: String| Some(Wish::Common(Builtin::Say(text.into())));
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
        Wish::Common(builtin) => Some(builtin),
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

fn connect(words: &[Vec<u8>]) -> Option<Wish<'_>> {
    let [host, port] = words else {
        return None;
    };
    let host = std::str::from_utf8(host).ok()?;
    let port = std::str::from_utf8(port).ok()?.parse().ok()?;
    Some(Wish::Common(Builtin::Connect(Address::tcp(host, port))))
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

fn time(words: &[Vec<u8>]) -> Option<Wish<'_>> {
    let (first, rest) = words.split_first()?;
    let count = std::str::from_utf8(first)
        .ok()
        .and_then(|word| word.parse().ok());
    match count {
        Some(count) if count > 0 && !rest.is_empty() => Some(Wish::Time(count, rest)),
        Some(_) => None,
        None => Some(Wish::Time(TIMES, words)),
    }
}

fn watch(words: &[Vec<u8>]) -> Option<Wish<'_>> {
    let (seconds, command) = words.split_first()?;
    let seconds: f64 = std::str::from_utf8(seconds).ok()?.parse().ok()?;
    let every = Duration::try_from_secs_f64(seconds).ok()?;
    (!command.is_empty()).then_some(Wish::Watch(every, command))
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
        assert_eq!(at_prompt(&peek), Some(Wish::Peek(b"a")));
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
            let told = Wish::Common(Builtin::Say(told.into()));
            assert_eq!(at_prompt(&words), Some(told), "{line}");
        }
    }

    #[test]
    fn commands_are_timed_ten_times_or_as_often_as_is_said() {
        let (ten, three) = (words_of(":time GET a"), words_of(":time 3 GET a"));
        assert_eq!(at_prompt(&ten), Some(Wish::Time(10, &ten[1..])));
        assert_eq!(at_prompt(&three), Some(Wish::Time(3, &three[2..])));
    }
}
