//! COMMAND DOCS: for each command how it is written, what it does, since when, and what it costs.

use redsh_engine::command::CommandTable;
use redsh_engine::resp::Value;

use super::page::{Page, shown, shown_value, width};
use crate::terminal::style::StyleRole;

/// Fields that the line of usage tells, and those that have a place of their own.
const TOLD: [&str; 4] = ["summary", "arguments", "subcommands", "history"];

/// Draws it.
pub(super) fn draw(reply: &Value, page: &mut Page<'_>) -> Option<()> {
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
    page: &mut Page<'_>,
) -> Option<()> {
    let name = name.as_str()?;
    let words: Vec<&str> = name.split('|').collect();
    let usage = table.find(&words)?.usage();
    page.painted(StyleRole::Heading, &shown(usage.as_bytes()));
    page.end_line();
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

/// All that is a word or a list of words.
fn draw_facts(docs: &Value, page: &mut Page<'_>) -> Option<()> {
    let mut facts = Vec::new();
    for (name, value) in docs.pairs() {
        let name = name.as_str()?;
        if !TOLD.contains(&name) {
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
        Some(items) => {
            let items: Option<Vec<String>> = items.iter().map(shown_value).collect();
            Some(items?.join(", "))
        }
        None => shown_value(value),
    }
}

/// What has changed, version by version.
fn draw_history(docs: &Value, page: &mut Page<'_>) -> Option<()> {
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
