//! A line for the debugger: handled by the program, or sent to the server. Pure.
//!
//! Unlike in a line for the server, the code after `eval` is sent as it was typed, with its quotes: it is Lua.

use std::borrow::Cow;

use crate::input::line::{self, LineError};
use crate::words::shell_commands::{self, ShellCommand};

#[derive(Debug, PartialEq, Eq)]
pub(super) enum DebuggerLine {
    Quit,
    Restart,
    Say(Cow<'static, [u8]>),
    /// A blank line, or a word without an effect.
    Nothing,
    /// A command for the debugger, and how often it is sent.
    Send(u64, Vec<Vec<u8>>),
}

impl DebuggerLine {
    /// Parses a line, with or without its line end.
    pub(super) fn of(line: &[u8]) -> DebuggerLine {
        let parsed = DebuggerLine::parse(line);
        parsed.unwrap_or_else(|error| DebuggerLine::Say(format!("{error}\n").into_bytes().into()))
    }

    fn parse(line: &[u8]) -> Result<DebuggerLine, LineError> {
        let words = words(line)?;
        Ok(match shell_commands::find(&words) {
            _ if words.is_empty() => DebuggerLine::Nothing,
            Some(ShellCommand::Quit) => DebuggerLine::Quit,
            Some(ShellCommand::Restart) => DebuggerLine::Restart,
            Some(ShellCommand::Say(text)) => DebuggerLine::Say(text),
            Some(ShellCommand::Nothing) => DebuggerLine::Nothing,
            // The debugger has its own `help`, and `connect` would leave it silently.
            _ => {
                let (times, command) = line::repeat(&words)?;
                DebuggerLine::Send(times, command.to_vec())
            }
        })
    }
}

fn words(line: &[u8]) -> Result<Vec<Vec<u8>>, LineError> {
    match code(line) {
        Some(code) => Ok(vec![b"eval".to_vec(), code.to_vec()]),
        None => line::split(line),
    }
}

/// Returns the Lua code after a lower-case `eval` or `e` and a space. `None` without code: the server treats an empty
/// argument as a protocol error.
fn code(line: &[u8]) -> Option<&[u8]> {
    let end = memchr::memchr(0, line).unwrap_or(line.len());
    let code = [b"eval ".as_slice(), b"e "]
        .into_iter()
        .find_map(|word| line[..end].strip_prefix(word))?;
    Some(code.trim_ascii()).filter(|code| !code.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(times: u64, words: &[&str]) -> DebuggerLine {
        let words = words.iter().map(|word| word.as_bytes().to_vec());
        DebuggerLine::Send(times, words.collect())
    }

    #[test]
    fn code_goes_as_it_was_typed() {
        for (line, code) in [
            ("e return {1,   \"a\"}", "return {1,   \"a\"}"),
            ("eval  \"a\\nb\r\n", "\"a\\nb"),
            ("e 'x", "'x"),
        ] {
            assert_eq!(DebuggerLine::of(line.as_bytes()), sent(1, &["eval", code]));
        }
    }

    #[test]
    fn other_commands_are_split_as_everywhere() {
        assert_eq!(
            DebuggerLine::of(b"redis set \"a b\" 'c'\n"),
            sent(1, &["redis", "set", "a b", "c"])
        );
        assert_eq!(DebuggerLine::of(b"EVAL \"a\""), sent(1, &["EVAL", "a"]));
        assert_eq!(DebuggerLine::of(b" e \"a\""), sent(1, &["e", "a"]));
        assert_eq!(DebuggerLine::of(b"3 s"), sent(3, &["s"]));
        assert_eq!(DebuggerLine::of(b"help"), sent(1, &["help"]));
        assert_eq!(
            DebuggerLine::of(b"connect a 1"),
            sent(1, &["connect", "a", "1"])
        );
        assert_eq!(
            DebuggerLine::of(b"p \"x"),
            DebuggerLine::Say(b"Invalid argument(s)\n".into())
        );
    }

    #[test]
    fn the_programs_own_words_stay_here() {
        assert_eq!(DebuggerLine::of(b"Quit now"), DebuggerLine::Quit);
        assert_eq!(DebuggerLine::of(b"exit"), DebuggerLine::Quit);
        assert_eq!(DebuggerLine::of(b"restart"), DebuggerLine::Restart);
        assert_eq!(DebuggerLine::of(b":set hints"), DebuggerLine::Nothing);
        assert_eq!(DebuggerLine::of(b" \r\n"), DebuggerLine::Nothing);
    }
}
