//! CLUSTER NODES: a row for each node, ordered by slots, with replicas below their primary.

use redsh_engine::cluster::NodeLine;
use redsh_engine::resp::Value;

use super::clock::Clock;
use super::page::{ViewPage, shown_lines};
use super::table::{Side, ViewColumn, ViewTable};

pub(super) fn draw(reply: &Value, page: &mut ViewPage<'_>) -> Option<()> {
    let lines = shown_lines(reply.as_bytes()?);
    let lines = lines.iter().filter(|line| !line.is_empty());
    let nodes: Option<Vec<NodeLine>> = lines.map(|line| NodeLine::parse(line)).collect();
    let nodes = by_shard(nodes?);
    let mut table = ViewTable::new([
        ViewColumn::new(Side::Left, "role"),
        ViewColumn::new(Side::Left, "address"),
        ViewColumn::new(Side::Left, "flags").rank(1),
        ViewColumn::new(Side::Left, "link").rank(2),
        ViewColumn::new(Side::Right, "epoch").rank(4),
        ViewColumn::new(Side::Left, "id").rank(3),
        ViewColumn::new(Side::Left, "pong").rank(5),
        ViewColumn::new(Side::Left, "ping").rank(6),
        ViewColumn::new(Side::Open, "slots"),
    ]);
    nodes
        .iter()
        .for_each(|node| table.row(row(node, &page.screen.clock)));
    table.draw(page);
    Some(())
}

const PRIMARY: [&str; 2] = ["master", "primary"];
const REPLICA: [&str; 2] = ["slave", "replica"];

/// The lowest slot of a node. Nodes without slots come last.
fn first_slot(node: &NodeLine<'_>) -> u32 {
    let first = node.slots.iter().find_map(|range| {
        let start = range.split('-').next()?;
        start.parse().ok()
    });
    first.unwrap_or(u32::MAX)
}

fn row(node: &NodeLine<'_>, clock: &Clock) -> Vec<String> {
    let role = match (node.has_flag(&PRIMARY), node.has_flag(&REPLICA)) {
        (true, _) => "primary",
        (false, true) => "  replica",
        (false, false) => "",
    };
    let is_role = |flag: &str| PRIMARY.contains(&flag) || REPLICA.contains(&flag);
    let flags = node.flags.iter().filter(|flag| !is_role(flag));
    let flags: Vec<&str> = flags.copied().collect();
    vec![
        role.to_owned(),
        node.address.to_owned(),
        flags.join(","),
        node.link.to_owned(),
        node.epoch.to_owned(),
        node.id.to_owned(),
        time(node.pong_received, clock),
        time(node.ping_sent, clock),
        node.slots.join(" "),
    ]
}

fn time(millis: &str, clock: &Clock) -> String {
    let time = millis.parse().ok().and_then(|it| clock.millis(it));
    time.unwrap_or_else(|| millis.to_owned())
}

/// Sorts nodes by shard, with the primary first. A replica without a known primary is a shard of its own.
fn by_shard(mut nodes: Vec<NodeLine<'_>>) -> Vec<NodeLine<'_>> {
    let place = |node: &NodeLine<'_>| (first_slot(node), node.id.to_owned());
    let primaries = nodes.iter().map(|node| (node.id, place(node)));
    let places: std::collections::HashMap<_, _> = primaries.collect();
    nodes.sort_by_cached_key(|node| {
        let primary = node.primary.and_then(|id| places.get(id));
        let shard = primary.cloned().unwrap_or_else(|| place(node));
        (shard, node.primary.is_some(), node.address.to_owned())
    });
    nodes
}
