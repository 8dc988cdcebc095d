//! CLUSTER SLOTS: a row for each node of each range, with the primary first.

use redsh_engine::resp::Value;

use super::page::{ViewPage, elements, shown_option, shown_value};
use super::table::{Side, ViewColumn, ViewTable};

pub(super) fn draw(reply: &Value, page: &mut ViewPage<'_>) -> Option<()> {
    let mut table = ViewTable::new([
        ViewColumn::new(Side::Left, "slots"),
        ViewColumn::new(Side::Left, "role"),
        ViewColumn::new(Side::Left, "address"),
        ViewColumn::new(Side::Left, "id").rank(1),
        ViewColumn::new(Side::Open, "more").rank(2),
    ]);
    for range in elements(reply)? {
        add(range.as_slice()?, &mut table)?;
    }
    table.draw(page);
    Some(())
}

fn add(range: &[Value], table: &mut ViewTable) -> Option<()> {
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

/// Returns the address, the id (since 4.0), and other names (since 7.0).
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
        shown_option(id)?,
        more?.join(" "),
    ])
}
