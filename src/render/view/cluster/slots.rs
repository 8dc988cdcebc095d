//! CLUSTER SLOTS: a row for each node of each range, the primary first.

use redsh_engine::resp::Value;

use super::super::page::{Page, shown_value};
use super::super::table::{Column, Table};

/// Draws it.
pub(in super::super) fn draw(reply: &Value, page: &mut Page<'_>) -> Option<()> {
    let ranges = reply.as_slice().filter(|ranges| !ranges.is_empty())?;
    let mut table = Table::new([
        Column::text("slots"),
        Column::text("role"),
        Column::text("address"),
        Column::text("id").rank(1),
        Column::open("more").rank(2),
    ]);
    for range in ranges {
        add(range.as_slice()?, &mut table)?;
    }
    table.draw(page);
    Some(())
}

fn add(range: &[Value], table: &mut Table) -> Option<()> {
    let [first, last, nodes @ ..] = range else {
        return None;
    };
    let slots = format!("{}-{}", shown_value(first)?, shown_value(last)?);
    for (number, node) in nodes.iter().enumerate() {
        let (slots, role) = match number {
            0 => (slots.clone(), "primary"),
            _ => (String::new(), "  replica"),
        };
        let mut row = vec![slots, role.to_owned()];
        row.extend(node_cells(node.as_slice()?)?);
        table.row(row);
    }
    Some(())
}

/// Its address, its id since 4.0, and names that it has besides since 7.0.
fn node_cells(node: &[Value]) -> Option<[String; 3]> {
    let (host, port, id, more) = match node {
        [host, port] => (host, port, None, None),
        [host, port, id] => (host, port, Some(id), None),
        [host, port, id, more] => (host, port, Some(id), Some(more)),
        _ => return None,
    };
    let more = more.into_iter().flat_map(Value::pairs);
    let more: Option<Vec<String>> = more
        .map(|(name, value)| Some(format!("{}={}", shown_value(name)?, shown_value(value)?)))
        .collect();
    Some([
        format!("{}:{}", shown_value(host)?, shown_value(port)?),
        id.map_or(Some(String::new()), shown_value)?,
        more?.join(" "),
    ])
}
