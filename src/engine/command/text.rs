//! The table as text, one fact per line, so that the diff of a server version is readable.
//!
//! ```text
//! getex -2 write fast
//!  docs group=string since=6.2.0
//!  complexity O(1)
//!  key index 1 range 0 1 0 RW access update
//!  arg key key
//!  arg expiration oneof flags=optional
//!   arg seconds integer token=EX
//! ```
//!
//! The server's words hold no spaces; that of "Valkey 9.1.0" is written as `_`. The complexity may, so it has its own line.
//! Summaries are left out: the program contains no prose of the servers.

use std::sync::LazyLock;

use super::{
    ArgumentKind, ArgumentSpec, BeginSearch, CommandFlag, CommandSpec, CommandTable, FindKeys,
    KeyFlag, KeySpec, ServerWord, word,
};

/// The table of several servers. `tests/commands` generates it and reports when it is outdated.
const BUILTIN: &str = include_str!("builtin.txt");

impl CommandTable {
    /// Returns the built-in commands: those of Redis 7.0.15, and those that Redis 8.2 and Valkey 9.1 add. The first call
    /// parses them, which takes some tenths of a millisecond.
    pub fn builtin() -> Self {
        static READ: LazyLock<CommandTable> = LazyLock::new(|| {
            CommandTable::from_text(BUILTIN).expect("a test reads the built-in table")
        });
        READ.clone()
    }

    /// Parses a table. The error is the number of the first invalid line.
    fn from_text(text: &str) -> Result<Self, usize> {
        let mut table = CommandTable::default();
        let mut current = 0;
        for (number, line) in (1usize..).zip(split(text.trim_end(), b'\n')) {
            read_line(&mut table, &mut current, line).ok_or(number)?;
        }
        Ok(table)
    }
}

/// Parses one line. `current` is the index of the command that indented lines belong to. Returns `None` for an
/// invalid line.
fn read_line(table: &mut CommandTable, current: &mut usize, line: &str) -> Option<()> {
    let fact = line.trim_start_matches(' ');
    match line.len() - fact.len() {
        0 if line.starts_with('#') => Some(()),
        0 => read_command(line).map(|spec| *current = table.put(spec)),
        depth => read_fact(table.at(*current)?, fact, depth),
    }
}

/// Splits a text at each separator, an ASCII character. The words are so short that the search of the standard library
/// costs more than the bytes in them.
fn split(text: &str, separator: u8) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || match split_once(rest?, separator) {
        Some((word, after)) => {
            rest = Some(after);
            Some(word)
        }
        None => rest.take(),
    })
}

/// Splits a text at the first separator, an ASCII character.
fn split_once(text: &str, separator: u8) -> Option<(&str, &str)> {
    let at = text.bytes().position(|byte| byte == separator)?;
    Some((&text[..at], &text[at + 1..]))
}

fn read_command(line: &str) -> Option<CommandSpec> {
    let mut words = split(line, b' ');
    let name = words.next()?.to_owned();
    let arity = words.next()?.parse().ok()?;
    let flags = words.map(CommandFlag::from_word).collect::<Option<_>>()?;
    Some(CommandSpec {
        name,
        arity,
        flags,
        ..CommandSpec::default()
    })
}

fn read_fact(spec: &mut CommandSpec, fact: &str, depth: usize) -> Option<()> {
    let (label, rest) = split_once(fact, b' ').unwrap_or((fact, ""));
    match label {
        "docs" => read_docs(spec, rest)?,
        "complexity" => spec.complexity = Some(rest.to_owned()),
        "tips" => spec.tips = split(rest, b' ').collect(),
        "key" => spec.keys.push(read_key(rest)?),
        "arg" => group(&mut spec.arguments, depth)?.push(read_argument(rest)?),
        _ => return None,
    }
    Some(())
}

fn read_docs(spec: &mut CommandSpec, fields: &str) -> Option<()> {
    for field in split(fields, b' ') {
        match split_once(field, b'=')? {
            ("group", group) => spec.group = Some(group.to_owned()),
            ("since", version) => spec.since = Some(version.replace('_', " ")),
            ("deprecated", version) => spec.deprecated_since = Some(version.to_owned()),
            _ => return None,
        }
    }
    Some(())
}

fn read_key(rule: &str) -> Option<KeySpec> {
    let number = |word: &str| word.parse().ok();
    let words: Vec<&str> = split(rule, b' ').collect();
    let (begin, rest) = match words.as_slice() {
        ["index", index, rest @ ..] => (BeginSearch::Index(number(index)?), rest),
        ["keyword", keyword, start, rest @ ..] => {
            let (keyword, start_from) = ((*keyword).to_owned(), number(start)?);
            let begin = BeginSearch::Keyword {
                keyword,
                start_from,
            };
            (begin, rest)
        }
        ["unknown", rest @ ..] => (BeginSearch::Unknown, rest),
        _ => return None,
    };
    let (find, flags) = match rest {
        ["range", last_key, step, limit, flags @ ..] => {
            let find = FindKeys::Range {
                last_key: number(last_key)?,
                step: number(step)?,
                limit: number(limit)?,
            };
            (find, flags)
        }
        ["keynum", key_num, first_key, step, flags @ ..] => {
            let find = FindKeys::KeyNum {
                key_num: number(key_num)?,
                first_key: number(first_key)?,
                step: number(step)?,
            };
            (find, flags)
        }
        ["unknown", flags @ ..] => (FindKeys::Unknown, flags),
        _ => return None,
    };
    let flags = flags.iter().map(|word| KeyFlag::from_word(word));
    let flags = flags.collect::<Option<_>>()?;
    Some(KeySpec { begin, find, flags })
}

/// The list for arguments of this depth, inside the last argument of each depth above.
fn group(arguments: &mut Vec<ArgumentSpec>, depth: usize) -> Option<&mut Vec<ArgumentSpec>> {
    (1..depth).try_fold(arguments, |group, _| Some(&mut group.last_mut()?.arguments))
}

fn read_argument(text: &str) -> Option<ArgumentSpec> {
    let mut words = split(text, b' ');
    let mut argument = ArgumentSpec {
        name: words.next()?.to_owned(),
        kind: ArgumentKind::from_word(words.next()?)?,
        ..ArgumentSpec::default()
    };
    for field in words {
        let (label, value) = split_once(field, b'=')?;
        match label {
            "token" => argument.token = Some(value.to_owned()),
            "display" => argument.display = Some(value.to_owned()),
            "flags" => argument.flags = word::known(split(value, b',')),
            _ => return None,
        }
    }
    Some(argument)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_of_arguments_keep_their_members() {
        let table = CommandTable::builtin();
        let set = table.find(&["set"]).unwrap();
        let names: Vec<_> = set
            .arguments
            .iter()
            .map(|argument| argument.name.as_str())
            .collect();
        assert_eq!(names, ["key", "value", "condition", "get", "expiration"]);
        let tokens: Vec<_> = set.arguments[4]
            .arguments
            .iter()
            .map(|member| member.token.as_deref())
            .collect();
        assert_eq!(
            tokens,
            [
                Some("EX"),
                Some("PX"),
                Some("EXAT"),
                Some("PXAT"),
                Some("KEEPTTL")
            ]
        );
    }

    #[test]
    fn an_invalid_line_is_reported() {
        let lines = [
            "get",
            "get x",
            "get 2 nope",
            "get 2\n what",
            "get 2\n key index x",
            "get 2\n key index 1 range 1 2",
        ];
        let bad = [
            "get 2\n  arg deep key",
            "get 2\n arg k nope",
            "get 2\n arg k key x=y",
            "get 2\n docs when=now",
        ];
        for text in lines.into_iter().chain(bad) {
            let line = CommandTable::from_text(text).unwrap_err();
            assert_eq!(line, text.lines().count(), "{text}");
        }
    }
}
