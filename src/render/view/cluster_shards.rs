//! CLUSTER SHARDS: a row for each node, with replicas below their primary.

use redsh_engine::resp::Value;

use super::page::{ViewPage, elements, shown_option, shown_value};
use super::table::{Side, ViewColumn, ViewTable, rank};

/// The first columns with their ranks. Other fields of nodes follow.
const FIRST: [(&str, usize); 5] = [
    ("role", 0),
    ("address", 0),
    ("health", 1),
    ("replication-offset", 3),
    ("id", 2),
];

/// The fields of the [`address`].
const ADDRESS: [&str; 2] = ["ip", "port"];

pub(super) fn draw(reply: &Value, page: &mut ViewPage<'_>) -> Option<()> {
    let shards = elements(reply)?;
    let names = names(shards)?;
    let columns = names.iter().enumerate();
    let columns =
        columns.map(|(at, name)| ViewColumn::new(Side::Left, name).rank(rank(&FIRST, at)));
    let mut table = ViewTable::new(columns.chain([ViewColumn::new(Side::Open, "slots")]));
    for shard in shards {
        add(shard, &names, &mut table)?;
    }
    table.draw(page);
    Some(())
}

/// Returns the names of all fields of nodes.
fn names(shards: &[Value]) -> Option<Vec<&str>> {
    let mut names = FIRST.map(|(name, _)| name).to_vec();
    for shard in shards {
        // The view has no room for other fields.
        let known =
            |(name, _): (&Value, _)| matches!(name.as_str(), Some("slots" | "nodes" | "id"));
        shard.pairs().all(known).then_some(())?;
        for node in shard.field("nodes")?.as_slice()? {
            for (name, _) in node.pairs() {
                let name = name.as_str()?;
                if !names.contains(&name) && !ADDRESS.contains(&name) {
                    names.push(name);
                }
            }
        }
    }
    Some(names)
}

fn add(shard: &Value, names: &[&str], table: &mut ViewTable) -> Option<()> {
    let slots = slots(shard.field("slots")?)?;
    let mut nodes: Vec<&Value> = shard.field("nodes")?.as_slice()?.iter().collect();
    nodes.sort_by_key(|node| !is_primary(node));
    for (number, node) in nodes.into_iter().enumerate() {
        let slots = if number == 0 {
            slots.clone()
        } else {
            String::new()
        };
        let row = names.iter().map(|name| cell(node, name));
        table.row(row.chain([Some(slots)]).collect::<Option<_>>()?);
    }
    Some(())
}

fn is_primary(node: &Value) -> bool {
    let role = node.field("role").and_then(Value::as_str);
    matches!(role, Some("master" | "primary"))
}

fn cell(node: &Value, name: &str) -> Option<String> {
    match name {
        "address" => address(node),
        "role" if is_primary(node) => Some("primary".to_owned()),
        "role" => Some(format!("  {}", shown_value(node.field("role")?)?)),
        // An endpoint that equals the address is not repeated.
        "endpoint" if node.field("endpoint") == node.field("ip") => Some(String::new()),
        other => shown_option(node.field(other)),
    }
}

/// A server without a plain port accepts only TLS.
fn address(node: &Value) -> Option<String> {
    let ip = shown_value(node.field("ip")?)?;
    match node.field("port") {
        Some(port) => Some(format!("{ip}:{}", shown_value(port)?)),
        None => Some(ip),
    }
}

/// Formats ranges, whose first and last slots alternate in the reply.
fn slots(value: &Value) -> Option<String> {
    let bounds: Option<Vec<String>> = value.as_slice()?.iter().map(shown_value).collect();
    let bounds = bounds?;
    let ranges = bounds.chunks(2).map(|range| match range {
        [first, last] if first != last => format!("{first}-{last}"),
        range => range[0].clone(),
    });
    Some(ranges.collect::<Vec<_>>().join(" "))
}
