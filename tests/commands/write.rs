//! Writes the text of the built-in table.

use std::collections::BTreeMap;
use std::fmt::{self, Display, Write};

use redsh_engine::command::{
    ArgumentSpec, BeginSearch, CommandSpec, FindKeys, KeySpec, ServerWord, Tips,
};

/// The first lines of the table.
const HEADER: &str = "# The commands of redis-server 7.0.15, by its COMMAND and COMMAND DOCS, and those that redis-server 8.2.3 and
# valkey-server 8.1.8 and 9.1.2 add. Generated, not to be edited.
";

/// Writes commands as text, in the order of their names.
pub(super) fn text(commands: &BTreeMap<String, CommandSpec>) -> String {
    let mut text = HEADER.to_owned();
    for spec in commands.values() {
        write_command(&mut text, spec).expect("writing to a string succeeds");
    }
    text
}

/// Writes all lines of one command.
fn write_command(out: &mut String, spec: &CommandSpec) -> fmt::Result {
    write!(out, "{} {}", spec.name, spec.arity)?;
    write_words(out, spec.flags)?;
    write!(out, "\n docs")?;
    write_field(out, "group", spec.group.as_ref())?;
    let since = spec.since.as_ref().map(|since| since.replace(' ', "_"));
    write_field(out, "since", since.as_ref())?;
    write_field(out, "deprecated", spec.deprecated_since.as_ref())?;
    writeln!(out)?;
    if let Some(complexity) = &spec.complexity {
        writeln!(out, " complexity {complexity}")?;
    }
    let tips = tips(spec.tips);
    if !tips.is_empty() {
        writeln!(out, " tips {}", tips.join(" "))?;
    }
    spec.keys.iter().try_for_each(|key| write_key(out, key))?;
    let mut arguments = spec.arguments.iter();
    arguments.try_for_each(|argument| write_argument(out, argument, 1))
}

fn write_key(out: &mut String, key: &KeySpec) -> fmt::Result {
    match &key.begin {
        BeginSearch::Index(index) => write!(out, " key index {index}")?,
        BeginSearch::Keyword {
            keyword,
            start_from,
        } => write!(out, " key keyword {keyword} {start_from}")?,
        BeginSearch::Unknown => write!(out, " key unknown")?,
    }
    match key.find {
        FindKeys::Range {
            last_key,
            step,
            limit,
        } => write!(out, " range {last_key} {step} {limit}")?,
        FindKeys::KeyNum {
            key_num,
            first_key,
            step,
        } => write!(out, " keynum {key_num} {first_key} {step}")?,
        FindKeys::Unknown => write!(out, " unknown")?,
    }
    write_words(out, key.flags)?;
    writeln!(out)
}

fn write_argument(out: &mut String, argument: &ArgumentSpec, depth: usize) -> fmt::Result {
    let (name, kind) = (&argument.name, word(argument.kind));
    write!(out, "{:depth$}arg {name} {kind}", "")?;
    write_field(out, "token", argument.token.as_ref())?;
    write_field(out, "display", argument.display.as_ref())?;
    let flags: Vec<_> = argument.flags.iter().map(word).collect();
    let flags = (!flags.is_empty()).then(|| flags.join(","));
    write_field(out, "flags", flags.as_ref())?;
    writeln!(out)?;
    let mut members = argument.arguments.iter();
    members.try_for_each(|member| write_argument(out, member, depth + 1))
}

fn write_words<W: ServerWord>(out: &mut String, words: impl IntoIterator<Item = W>) -> fmt::Result {
    let mut words = words.into_iter().map(word);
    words.try_for_each(|word| write!(out, " {word}"))
}

fn word<W: ServerWord>(value: W) -> &'static str {
    let mut words = W::WORDS.iter();
    let found = words.find(|(variant, _)| *variant == value);
    found.expect("every variant has a word").1
}

fn write_field(out: &mut String, name: &str, value: Option<&impl Display>) -> fmt::Result {
    value.map_or(Ok(()), |value| write!(out, " {name}={value}"))
}

fn tips(tips: Tips) -> Vec<String> {
    let policy = |name: &str, word: &str| format!("{name}_policy:{word}");
    let request = tips.request.map(|it| policy("request", word(it)));
    let response = tips.response.map(|it| policy("response", word(it)));
    request.into_iter().chain(response).collect()
}
