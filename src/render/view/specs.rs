//! COMMAND and COMMAND INFO: a row for each command, its subcommands below it.
//!
//! Where its keys are is told by the numbers of its words, the name being 0: `1`, `1..-1` (to the last), `1..-1/2` (every
//! other one), `#2` (as many as word 2 says), `STORE` (behind that word), `STREAMS..-1:2` (the first half of what is behind
//! it), `?` (nobody can say).

use redsh_engine::command::{BeginSearch, CommandTable, FindKeys, KeySpec};
use redsh_engine::resp::Value;

use super::page::{Page, shown, shown_value};
use super::table::{Column, Table};

/// Draws it.
pub(super) fn draw(reply: &Value, page: &mut Page<'_>) -> Option<()> {
    let entries = reply.as_slice().filter(|entries| !entries.is_empty())?;
    let mut specs = CommandTable::empty();
    specs.learn(reply);
    let mut table = Table::new([
        Column::text("name"),
        Column::number("arity"),
        Column::text("keys").rank(1),
        Column::text("access").rank(3),
        Column::text("categories").rank(2),
        Column::text("tips").rank(4),
        Column::open("flags"),
    ]);
    add_all(entries, &specs, &mut table)?;
    table.draw(page);
    Some(())
}

fn add_all(entries: &[Value], specs: &CommandTable, table: &mut Table) -> Option<()> {
    for entry in entries {
        match entry {
            // There is no such command.
            Value::Null(_) => table.row(vec!["(nil)".to_owned()]),
            entry => add(entry.as_slice()?, specs, table)?,
        }
    }
    Some(())
}

/// Six elements, seven since 6.0, and ten since 7.0.
fn add(entry: &[Value], specs: &CommandTable, table: &mut Table) -> Option<()> {
    let [name, arity, flags, _first, _last, _step, more @ ..] = entry else {
        return None;
    };
    let of = |place: usize| {
        more.get(place)
            .and_then(Value::as_slice)
            .unwrap_or_default()
    };
    let [categories, tips, key_specs, subcommands] = [0, 1, 2, 3].map(of);
    let words: Vec<&str> = name.as_str()?.split('|').collect();
    table.row(vec![
        shown(words.join(" ").as_bytes()),
        shown_value(arity)?,
        keys(&specs.find(&words)?.keys),
        access(key_specs)?,
        texts(categories)?,
        texts(tips)?,
        texts(flags.as_slice()?)?,
    ]);
    (more.len() <= 4).then_some(())?;
    add_all(subcommands, specs, table)
}

fn texts(words: &[Value]) -> Option<String> {
    let words: Option<Vec<String>> = words.iter().map(shown_value).collect();
    Some(words?.join(" "))
}

/// What is done to the keys of each rule.
fn access(key_specs: &[Value]) -> Option<String> {
    let flags = key_specs
        .iter()
        .map(|spec| texts(spec.field("flags")?.as_slice()?));
    let flags: Option<Vec<String>> = flags.collect();
    Some(flags?.join(", "))
}

fn keys(rules: &[KeySpec]) -> String {
    let rules: Vec<String> = rules.iter().map(rule).collect();
    rules.join(" ")
}

fn rule(rule: &KeySpec) -> String {
    let first = match &rule.begin {
        BeginSearch::Index(index) => index.to_string(),
        BeginSearch::Keyword { keyword, .. } => shown(keyword.as_bytes()),
        BeginSearch::Unknown => return "?".to_owned(),
    };
    match (&rule.find, &rule.begin) {
        (FindKeys::Unknown, _) => "?".to_owned(),
        (FindKeys::KeyNum { key_num, .. }, BeginSearch::Index(index)) => {
            format!("#{}", index.saturating_add(*key_num))
        }
        (FindKeys::KeyNum { .. }, _) => format!("#{first}"),
        (FindKeys::Range { last_key: 0, .. }, _) => first,
        (
            FindKeys::Range {
                last_key,
                step,
                limit,
            },
            begin,
        ) => format!("{first}..{}", range_end(*last_key, *step, *limit, begin)),
    }
}

/// The last word that is a key, counted from the end of the call where it is negative, and which before it are not.
fn range_end(last_key: i64, step: i64, limit: i64, begin: &BeginSearch) -> String {
    let mut end = match begin {
        BeginSearch::Index(index) if last_key > 0 => index.saturating_add(last_key).to_string(),
        _ if last_key > 0 => format!("+{last_key}"),
        _ => last_key.to_string(),
    };
    if step != 1 {
        end += &format!("/{step}");
    }
    if limit > 1 {
        end += &format!(":{limit}");
    }
    end
}
