//! SLOWLOG GET: a row for each command, the last first, with when and how long it ran.

use redsh_engine::resp::Value;

use super::super::word;
use super::clock::Clock;
use super::figure;
use super::page::{Page, shown, shown_value};
use super::table::{Column, Table};

/// Draws it.
pub(super) fn draw(reply: &Value, page: &mut Page<'_>) -> Option<()> {
    let mut table = Table::new([
        Column::number("id"),
        Column::text("time"),
        Column::number("took"),
        Column::text("client").rank(1),
        Column::text("name").rank(2),
        Column::open("command"),
    ]);
    let entries = reply.as_slice().filter(|entries| !entries.is_empty())?;
    for entry in entries {
        table.row(row(entry.as_slice()?, page.clock())?);
    }
    table.draw(page);
    Some(())
}

/// Since 4.0 the client is told too.
fn row(entry: &[Value], clock: &Clock) -> Option<Vec<String>> {
    let (id, at, took, words, client, name) = match entry {
        [id, at, took, words] => (id, at, took, words, None, None),
        [id, at, took, words, client, name] => (id, at, took, words, Some(client), Some(name)),
        _ => return None,
    };
    let text = |value: Option<&Value>| value.map_or(Some(String::new()), shown_value);
    Some(vec![
        shown_value(id)?,
        clock
            .seconds(at.as_integer()?)
            .or_else(|| shown_value(at))?,
        figure::micros(took.as_integer()?.try_into().ok()?),
        text(client)?,
        text(name)?,
        command(words)?,
    ])
}

/// Words as they would be typed.
fn command(words: &Value) -> Option<String> {
    let words = words.as_slice()?.iter();
    let words: Option<Vec<String>> = words.map(|word| Some(typed(word.as_bytes()?))).collect();
    Some(words?.join(" "))
}

/// The servers' own words for what they have left out are no word of the command.
fn typed(word: &[u8]) -> String {
    if word.starts_with(b"... (") && word.ends_with(b" more arguments)") {
        return shown(word);
    }
    shown(word::typed(&[word], true).as_bytes())
}
