//! SLOWLOG GET: a row for each command, newest first.

use redsh_engine::resp::Value;

use super::super::word;
use super::clock::Clock;
use super::figure;
use super::page::{ViewPage, elements, shown, shown_option, shown_value, time};
use super::table::{Side, ViewColumn, ViewTable};

pub(super) fn draw(reply: &Value, page: &mut ViewPage<'_>) -> Option<()> {
    let mut table = ViewTable::new([
        ViewColumn::new(Side::Right, "id"),
        ViewColumn::new(Side::Left, "time"),
        ViewColumn::new(Side::Right, "took"),
        ViewColumn::new(Side::Left, "client").rank(1),
        ViewColumn::new(Side::Left, "name").rank(2),
        ViewColumn::new(Side::Open, "command"),
    ]);
    for entry in elements(reply)? {
        table.row(row(entry.as_slice()?, &page.screen.clock)?);
    }
    table.draw(page);
    Some(())
}

/// Servers send the client since 4.0.
fn row(entry: &[Value], clock: &Clock) -> Option<Vec<String>> {
    let (id, at, took, words, client, name) = match entry {
        [id, at, took, words] => (id, at, took, words, None, None),
        [id, at, took, words, client, name] => (id, at, took, words, Some(client), Some(name)),
        _ => return None,
    };
    Some(vec![
        shown_value(id)?,
        time(at, clock)?,
        figure::micros(took.as_integer()?.try_into().ok()?),
        shown_option(client)?,
        shown_option(name)?,
        command(words)?,
    ])
}

fn command(words: &Value) -> Option<String> {
    let words = words.as_slice()?.iter();
    let words: Option<Vec<String>> = words.map(|word| Some(typed(word.as_bytes()?))).collect();
    Some(words?.join(" "))
}

/// Formats a word as typed. The server's note about omitted arguments is not a word.
fn typed(word: &[u8]) -> String {
    if word.starts_with(b"... (") && word.ends_with(b" more arguments)") {
        return shown(word);
    }
    shown(word::typed(&[word], true).as_bytes())
}
