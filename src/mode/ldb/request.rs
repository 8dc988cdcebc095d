//! What a line asks for while a script is being debugged: the program itself, or the debugger in the server.
//!
//! Pure. Unlike a line for the server, the code behind `eval` goes as it was typed, quotes and all: it is Lua.

use std::borrow::Cow;

use crate::input::line::{self, LineError};
use crate::words::builtin::{self, Builtin};

/// What a line asks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Request {
    /// `quit`: the program ends, and the connection with it.
    Quit,
    /// `restart`: the script from its beginning.
    Restart,
    /// An answer of the program's own.
    Say(Cow<'static, str>),
    /// A blank line, or a word without consequence.
    Nothing,
    /// A command for the debugger, so many times.
    Send(u64, Vec<Vec<u8>>),
}

impl Request {
    /// What a line, with or without its line end, asks for.
    pub(super) fn of(line: &[u8]) -> Request {
        match words(line) {
            Ok(words) if words.is_empty() => Request::Nothing,
            Ok(words) => Request::of_words(words),
            Err(error) => Request::refused(error),
        }
    }

    fn of_words(words: Vec<Vec<u8>>) -> Request {
        match builtin::find(&words) {
            Some(Builtin::Quit) => Request::Quit,
            Some(Builtin::Restart) => Request::Restart,
            Some(Builtin::Say(text)) => Request::Say(text),
            Some(Builtin::Nothing) => Request::Nothing,
            // `help` is the debugger's too, and to connect elsewhere would be to leave it without a word.
            Some(Builtin::Help(_) | Builtin::Connect(_)) | None => Request::sent(words),
        }
    }

    fn sent(words: Vec<Vec<u8>>) -> Request {
        match line::repeat(&words) {
            Ok((times, command)) => Request::Send(times, command.to_vec()),
            Err(error) => Request::refused(error),
        }
    }

    fn refused(error: LineError) -> Request {
        Request::Say(format!("{error}\n").into())
    }
}

fn words(line: &[u8]) -> Result<Vec<Vec<u8>>, LineError> {
    match code(line) {
        Some(code) => Ok(vec![b"eval".to_vec(), code.to_vec()]),
        None => line::split(line),
    }
}

/// The Lua on a line that begins with `eval` or `e`, so spelled, and a space; none where there is no Lua, for the server
/// takes an empty argument for an error in the protocol.
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

    fn sent(times: u64, words: &[&str]) -> Request {
        let words = words.iter().map(|word| word.as_bytes().to_vec());
        Request::Send(times, words.collect())
    }

    #[test]
    fn code_goes_as_it_was_typed() {
        for (line, code) in [
            ("e return {1,   \"a\"}", "return {1,   \"a\"}"),
            ("eval  \"a\\nb\r\n", "\"a\\nb"),
            ("e 'x", "'x"),
        ] {
            assert_eq!(Request::of(line.as_bytes()), sent(1, &["eval", code]));
        }
    }

    #[test]
    fn other_commands_are_split_as_everywhere() {
        assert_eq!(
            Request::of(b"redis set \"a b\" 'c'\n"),
            sent(1, &["redis", "set", "a b", "c"])
        );
        assert_eq!(Request::of(b"EVAL \"a\""), sent(1, &["EVAL", "a"]));
        assert_eq!(Request::of(b" e \"a\""), sent(1, &["e", "a"]));
        assert_eq!(Request::of(b"3 s"), sent(3, &["s"]));
        assert_eq!(Request::of(b"help"), sent(1, &["help"]));
        assert_eq!(Request::of(b"connect a 1"), sent(1, &["connect", "a", "1"]));
        assert_eq!(
            Request::of(b"p \"x"),
            Request::Say("Invalid argument(s)\n".into())
        );
    }

    #[test]
    fn the_programs_own_words_stay_here() {
        assert_eq!(Request::of(b"Quit now"), Request::Quit);
        assert_eq!(Request::of(b"exit"), Request::Quit);
        assert_eq!(Request::of(b"restart"), Request::Restart);
        assert_eq!(Request::of(b":set hints"), Request::Nothing);
        assert_eq!(Request::of(b" \r\n"), Request::Nothing);
    }
}
