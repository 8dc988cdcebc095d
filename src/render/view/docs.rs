//! COMMAND DOCS: the syntax, summary and history of each command, and other facts.

use redsh_engine::command::CommandTable;
use redsh_engine::resp::Value;

use super::page::{ViewPage, joined, shown, shown_value, width};

/// The fields that have their own lines, or are part of the syntax.
const OMITTED: [&str; 4] = ["summary", "arguments", "subcommands", "history"];

pub(super) fn draw(reply: &Value, page: &mut ViewPage<'_>) -> Option<()> {
    let mut table = CommandTable::default();
    table.learn_docs(reply);
    let mut commands = reply.pairs().peekable();
    commands.peek()?;
    for (number, (name, docs)) in commands.enumerate() {
        if number > 0 {
            page.end_line();
        }
        draw_command(name, docs, &table, page)?;
    }
    Some(())
}

fn draw_command(
    name: &Value,
    docs: &Value,
    table: &CommandTable,
    page: &mut ViewPage<'_>,
) -> Option<()> {
    let name = name.as_str()?;
    let words: Vec<&str> = name.split('|').collect();
    let usage = table.find(&words)?.usage();
    page.heading(&shown(usage.as_bytes()));
    if let Some(summary) = docs.field("summary") {
        page.text(&shown_value(summary)?);
        page.end_line();
    }
    draw_facts(docs, page)?;
    draw_history(docs, page)?;
    for (name, docs) in docs.field("subcommands").into_iter().flat_map(Value::pairs) {
        page.end_line();
        draw_command(name, docs, table, page)?;
    }
    Some(())
}

/// Draws the fields that are a word or a list of words.
fn draw_facts(docs: &Value, page: &mut ViewPage<'_>) -> Option<()> {
    let mut facts = Vec::new();
    for (name, value) in docs.pairs() {
        let name = name.as_str()?;
        if !OMITTED.contains(&name) {
            facts.push((name, words(value)?));
        }
    }
    let columns = facts.iter().map(|(name, _)| width(name)).max()?;
    for (name, value) in facts {
        page.field(columns, name, &value, None);
    }
    Some(())
}

fn words(value: &Value) -> Option<String> {
    match value.as_slice() {
        Some(items) => joined(items, ", "),
        None => shown_value(value),
    }
}

fn draw_history(docs: &Value, page: &mut ViewPage<'_>) -> Option<()> {
    let Some(changes) = docs.field("history") else {
        return Some(());
    };
    for change in changes.as_slice()? {
        let [version, what] = change.as_slice()? else {
            return None;
        };
        page.field(0, &shown_value(version)?, &shown_value(what)?, None);
    }
    Some(())
}
