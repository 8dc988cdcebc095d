//! Parses the table's text.

use crate::command::{
    ArgumentKind, ArgumentSpec, BeginSearch, CommandFlag, CommandSpec, CommandTable, FindKeys,
    KeyFlag, KeySpec, ServerWord,
};

/// Parses one line. `current` is the index of the command that indented lines belong to. Returns `None` for an
/// invalid line.
pub(super) fn read_line(table: &mut CommandTable, current: &mut usize, line: &str) -> Option<()> {
    let fact = line.trim_start_matches(' ');
    match line.len() - fact.len() {
        0 if line.starts_with('#') => Some(()),
        0 => read_command(line).map(|spec| *current = table.put(spec)),
        depth => read_fact(table.at(*current)?, fact, depth),
    }
}

fn read_command(line: &str) -> Option<CommandSpec> {
    let mut words = line.split(' ');
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
    let (label, rest) = fact.split_once(' ').unwrap_or((fact, ""));
    match label {
        "docs" => read_docs(spec, rest)?,
        "complexity" => spec.complexity = Some(rest.to_owned()),
        "tips" => spec.tips = rest.split(' ').collect(),
        "key" => spec.keys.push(read_key(rest)?),
        "arg" => group(&mut spec.arguments, depth)?.push(read_argument(rest)?),
        _ => return None,
    }
    Some(())
}

fn read_docs(spec: &mut CommandSpec, fields: &str) -> Option<()> {
    for field in fields.split_terminator(' ') {
        match field.split_once('=')? {
            ("group", group) => spec.group = Some(group.to_owned()),
            ("since", version) => spec.since = Some(version.to_owned()),
            ("deprecated", version) => spec.deprecated_since = Some(version.to_owned()),
            _ => return None,
        }
    }
    Some(())
}

fn read_key(rule: &str) -> Option<KeySpec> {
    let number = |word: &str| word.parse().ok();
    let words: Vec<&str> = rule.split(' ').collect();
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
    let mut words = text.split(' ');
    let mut argument = ArgumentSpec {
        name: words.next()?.to_owned(),
        kind: ArgumentKind::from_word(words.next()?)?,
        ..ArgumentSpec::default()
    };
    for field in words {
        let (label, value) = field.split_once('=')?;
        match label {
            "token" => argument.token = Some(value.to_owned()),
            "display" => argument.display = Some(value.to_owned()),
            "spec" => argument.key_spec = Some(value.parse().ok()?),
            "flags" => argument.flags = value.split(',').collect(),
            "since" => argument.since = Some(value.to_owned()),
            "deprecated" => argument.deprecated_since = Some(value.to_owned()),
            _ => return None,
        }
    }
    Some(argument)
}
