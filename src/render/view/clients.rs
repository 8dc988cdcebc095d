//! CLIENT LIST: a row for each client, with the columns that fit. CLIENT INFO: all fields.

use redsh_engine::resp::Value;

use super::figure;
use super::page::{ViewPage, shown_lines, width};
use super::table::{Side, ViewColumn, ViewTable, rank};

/// The first columns, in this order, with their ranks. Columns of rank 0 are always shown.
const FIRST: [(&str, usize); 10] = [
    ("id", 0),
    ("addr", 0),
    ("name", 5),
    ("age", 3),
    ("idle", 2),
    ("db", 4),
    ("cmd", 1),
    ("user", 6),
    ("flags", 7),
    ("tot-mem", 8),
];

/// The fields of a client, in the order of the server.
type Client<'t> = Vec<(&'t str, &'t str)>;

pub(super) fn draw_list(reply: &Value, page: &mut ViewPage<'_>) -> Option<()> {
    let lines = shown_lines(reply.as_bytes()?);
    let clients = read(&lines)?;
    let mut names: Vec<&str> = FIRST.map(|(name, _)| name).to_vec();
    for (name, _) in clients.iter().flatten() {
        if !names.contains(name) {
            names.push(name);
        }
    }
    let columns = names.iter().enumerate();
    let columns = columns.map(|(at, name)| column(name, &clients).rank(rank(&FIRST, at)));
    let mut table = ViewTable::new(columns);
    for client in &clients {
        table.row(names.iter().map(|name| cell(client, name)).collect());
    }
    table.draw(page);
    Some(())
}

pub(super) fn draw_one(reply: &Value, page: &mut ViewPage<'_>) -> Option<()> {
    let lines = shown_lines(reply.as_bytes()?);
    let clients = read(&lines)?;
    let [client] = clients.as_slice() else {
        return None;
    };
    let columns = client.iter().map(|(name, _)| width(name)).max()?;
    for (name, value) in client {
        let note = note(name, value);
        page.field(columns, name, value, note.as_deref());
    }
    Some(())
}

fn read(lines: &[String]) -> Option<Vec<Client<'_>>> {
    let lines = lines.iter().filter(|line| !line.is_empty());
    lines
        .map(|line| line.split(' ').map(|word| word.split_once('=')).collect())
        .collect()
}

/// Numbers are aligned to the right.
fn column(name: &str, clients: &[Client<'_>]) -> ViewColumn {
    let is_number = |value: &str| value.bytes().all(|byte| byte.is_ascii_digit());
    let mut values = clients.iter().flatten().filter(|field| field.0 == name);
    if is_time(name) || values.all(|(_, value)| is_number(value)) {
        ViewColumn::new(Side::Right, name)
    } else {
        ViewColumn::new(Side::Left, name)
    }
}

/// Returns whether the field is a duration in seconds.
fn is_time(name: &str) -> bool {
    matches!(name, "age" | "idle")
}

fn cell(client: &Client<'_>, name: &str) -> String {
    let field = client.iter().find(|field| field.0 == name);
    let value = field.map_or("", |(_, value)| value);
    match value.parse() {
        Ok(seconds) if is_time(name) => figure::seconds(seconds),
        _ => value.to_owned(),
    }
}

fn note(name: &str, value: &str) -> Option<String> {
    let number = value.parse().ok()?;
    match name {
        "age" | "idle" if number >= 60 => Some(figure::seconds(number)),
        "qbuf" | "qbuf-free" | "argv-mem" | "multi-mem" | "obl" | "omem" | "rbs" | "rbp"
        | "tot-mem" | "tot-net-in" | "tot-net-out" => figure::bytes(number),
        _ => None,
    }
}
