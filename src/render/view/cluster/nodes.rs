//! CLUSTER NODES: a row for each node, ordered by slots, with replicas below their primary.

use redsh_engine::resp::Value;

use super::super::clock::Clock;
use super::super::page::{ViewPage, shown};
use super::super::table::{ViewColumn, ViewTable};

/// A line of the reply.
struct Node {
    id: String,
    address: String,
    flags: Vec<String>,
    /// The id of the primary, if the node is a replica of a known one.
    primary: Option<String>,
    ping: String,
    pong: String,
    epoch: String,
    link: String,
    slots: Vec<String>,
}

/// Draws the view.
pub(in super::super) fn draw(reply: &Value, page: &mut ViewPage<'_>) -> Option<()> {
    let text = reply.as_bytes()?;
    let lines = text.split(|&byte| byte == b'\n');
    let nodes: Option<Vec<Node>> = lines
        .filter(|line| !line.is_empty())
        .map(Node::read)
        .collect();
    let nodes = by_shard(nodes?);
    let mut table = ViewTable::new([
        ViewColumn::text("role"),
        ViewColumn::text("address"),
        ViewColumn::text("flags").rank(1),
        ViewColumn::text("link").rank(2),
        ViewColumn::number("epoch").rank(4),
        ViewColumn::text("id").rank(3),
        ViewColumn::text("pong").rank(5),
        ViewColumn::text("ping").rank(6),
        ViewColumn::open("slots"),
    ]);
    nodes
        .iter()
        .for_each(|node| table.row(node.row(page.clock())));
    table.draw(page);
    Some(())
}

impl Node {
    fn read(line: &[u8]) -> Option<Node> {
        let line = shown(line.strip_suffix(b"\r").unwrap_or(line));
        let words: Vec<&str> = line.split(' ').collect();
        let [
            id,
            address,
            flags,
            primary,
            ping,
            pong,
            epoch,
            link,
            slots @ ..,
        ] = words.as_slice()
        else {
            return None;
        };
        let owned = |text: &&str| (*text).to_owned();
        Some(Node {
            id: owned(id),
            address: owned(address),
            flags: flags.split(',').map(str::to_owned).collect(),
            primary: Some(owned(primary)).filter(|id| id != "-"),
            ping: owned(ping),
            pong: owned(pong),
            epoch: owned(epoch),
            link: owned(link),
            slots: slots.iter().map(owned).collect(),
        })
    }

    fn is_replica(&self) -> bool {
        self.flags
            .iter()
            .any(|flag| flag == "slave" || flag == "replica")
    }

    fn is_primary(&self) -> bool {
        self.flags
            .iter()
            .any(|flag| flag == "master" || flag == "primary")
    }

    /// Returns the first slot. Nodes without slots are last.
    fn first_slot(&self) -> u32 {
        let first = self.slots.iter().find_map(|range| {
            let start = range.split('-').next()?;
            start.parse().ok()
        });
        first.unwrap_or(u32::MAX)
    }

    fn row(&self, clock: &Clock) -> Vec<String> {
        let role = match (self.is_primary(), self.is_replica()) {
            (true, _) => "primary",
            (false, true) => "  replica",
            (false, false) => "",
        };
        let is_role =
            |flag: &&String| ["master", "slave", "primary", "replica"].contains(&flag.as_str());
        let flags = self.flags.iter().filter(|flag| !is_role(flag));
        let flags: Vec<&str> = flags.map(String::as_str).collect();
        vec![
            role.to_owned(),
            self.address.clone(),
            flags.join(","),
            self.link.clone(),
            self.epoch.clone(),
            self.id.clone(),
            time(&self.pong, clock),
            time(&self.ping, clock),
            self.slots.join(" "),
        ]
    }
}

fn time(millis: &str, clock: &Clock) -> String {
    let time = millis.parse().ok().and_then(|it| clock.millis(it));
    time.unwrap_or_else(|| millis.to_owned())
}

/// Orders each primary before its replicas. A replica of an unknown primary is on its own.
fn by_shard(mut nodes: Vec<Node>) -> Vec<Node> {
    let place = |node: &Node| (node.first_slot(), node.id.clone());
    let primaries = nodes.iter().map(|node| (node.id.clone(), place(node)));
    let places: std::collections::HashMap<_, _> = primaries.collect();
    nodes.sort_by_cached_key(|node| {
        let primary = node.primary.as_ref().and_then(|id| places.get(id));
        let shard = primary.cloned().unwrap_or_else(|| place(node));
        (shard, node.primary.is_some(), node.address.clone())
    });
    nodes
}
