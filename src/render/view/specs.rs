//! COMMAND and COMMAND INFO: a row for each command, and for its subcommands below it.
//!
//! The keys of a command are shown as positions of words, with 0 for its name: `1`, `1..-1` (up to the last), `1..-1/2`
//! (every other one), `#2` (as many as word 2 says), `STORE` (after that word), `STREAMS..-1:2` (the first half of the
//! words after it), `?` (unknown).

use redsh_engine::command::{BeginSearch, CommandTable, FindKeys, KeySpec};
use redsh_engine::resp::Value;

use super::page::{ViewPage, elements, joined, shown, shown_value};
use super::table::{Side, ViewColumn, ViewTable};

pub(super) fn draw(reply: &Value, page: &mut ViewPage<'_>) -> Option<()> {
    let entries = elements(reply)?;
    let mut specs = CommandTable::default();
    specs.learn(reply);
    let mut table = ViewTable::new([
        ViewColumn::new(Side::Left, "name"),
        ViewColumn::new(Side::Right, "arity"),
        ViewColumn::new(Side::Left, "keys").rank(1),
        ViewColumn::new(Side::Left, "access").rank(3),
        ViewColumn::new(Side::Left, "categories").rank(2),
        ViewColumn::new(Side::Left, "tips").rank(4),
        ViewColumn::new(Side::Open, "flags"),
    ]);
    add_all(entries, &specs, &mut table)?;
    table.draw(page);
    Some(())
}

fn add_all(entries: &[Value], specs: &CommandTable, table: &mut ViewTable) -> Option<()> {
    for entry in entries {
        match entry {
            // The command does not exist.
            Value::Null(_) => table.row(vec!["(nil)".to_owned()]),
            entry => add(entry.as_slice()?, specs, table)?,
        }
    }
    Some(())
}

/// An entry has six elements, seven since 6.0, and ten since 7.0.
fn add(entry: &[Value], specs: &CommandTable, table: &mut ViewTable) -> Option<()> {
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
        joined(categories, " ")?,
        joined(tips, " ")?,
        joined(flags.as_slice()?, " ")?,
    ]);
    (more.len() <= 4).then_some(())?;
    add_all(subcommands, specs, table)
}

/// Returns the flags of each key specification.
fn access(key_specs: &[Value]) -> Option<String> {
    let flags = key_specs
        .iter()
        .map(|spec| joined(spec.field("flags")?.as_slice()?, " "));
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

/// Formats the last key of a range, which is negative if it counts from the end, with the step and the limit.
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
