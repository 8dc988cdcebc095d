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
    let mut words = rule.split(' ');
    let begin = read_begin(&mut words)?;
    let find = read_find(&mut words)?;
    let flags = words.map(KeyFlag::from_word).collect::<Option<_>>()?;
    Some(KeySpec { begin, find, flags })
}

fn read_begin<'a>(words: &mut impl Iterator<Item = &'a str>) -> Option<BeginSearch> {
    match words.next()? {
        "index" => Some(BeginSearch::Index(read_number(words)?)),
        "keyword" => {
            let keyword = words.next()?.to_owned();
            Some(BeginSearch::Keyword {
                keyword,
                start_from: read_number(words)?,
            })
        }
        "unknown" => Some(BeginSearch::Unknown),
        _ => None,
    }
}

fn read_find<'a>(words: &mut impl Iterator<Item = &'a str>) -> Option<FindKeys> {
    let kind = words.next()?;
    if kind == "unknown" {
        return Some(FindKeys::Unknown);
    }
    let [first, second, third] = [
        read_number(words)?,
        read_number(words)?,
        read_number(words)?,
    ];
    match kind {
        "range" => Some(FindKeys::Range {
            last_key: first,
            step: second,
            limit: third,
        }),
        "keynum" => Some(FindKeys::KeyNum {
            key_num: first,
            first_key: second,
            step: third,
        }),
        _ => None,
    }
}

fn read_number<'a>(words: &mut impl Iterator<Item = &'a str>) -> Option<i64> {
    words.next()?.parse().ok()
}

/// The list for arguments of this depth, inside the last argument of each depth above.
fn group(arguments: &mut Vec<ArgumentSpec>, depth: usize) -> Option<&mut Vec<ArgumentSpec>> {
    (1..depth).try_fold(arguments, |group, _| Some(&mut group.last_mut()?.arguments))
}

fn read_argument(text: &str) -> Option<ArgumentSpec> {
    let mut words = text.split(' ');
    let name = words.next()?.to_owned();
    let mut argument = ArgumentSpec::new(name, ArgumentKind::from_word(words.next()?)?);
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
