//! SLOWLOG GET: a row for each command, the last first, with when and how long it ran.

use engine::resp::Value;

use super::super::quote::quoted;
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

fn typed(word: &[u8]) -> String {
    let is_plain = |text: &str| {
        !text.is_empty()
            && !text
                .contains(|it: char| it.is_whitespace() || it.is_control() || "\"'\\".contains(it))
    };
    match std::str::from_utf8(word) {
        // What a terminal must not get is not typed either.
        Ok(text) if is_plain(text) && shown(word) == text => text.to_owned(),
        // The servers' own words for what they have left out.
        Ok(text) if text.starts_with("... (") && text.ends_with(" more arguments)") => {
            text.to_owned()
        }
        _ => String::from_utf8_lossy(&quoted(word)).into_owned(),
    }
}
