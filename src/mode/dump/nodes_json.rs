//! `nodes.json`, the description of a cluster beside the snapshots of its primaries, as `redis-cli --cluster backup` writes it.
//! Pure.

use std::fmt::Write;

use redsh_engine::cluster::{NodeLine, OwnView, Slot, SlotSet};
use redsh_engine::net::Address;
use redsh_engine::resp::Value;

use crate::render::json_text;

/// A node's description of itself.
pub(super) struct DescribedNode {
    pub(super) id: String,
    host: String,
    port: u16,
    primary: Option<String>,
    /// `5-9`, or `7` for a single slot.
    ranges: Vec<String>,
    slots: SlotSet,
    flags: String,
    epoch: u64,
    /// The slots that move to other nodes, each with the id of the node.
    migrating: Vec<(String, String)>,
    /// The slots that move from other nodes.
    importing: Vec<(String, String)>,
}

impl DescribedNode {
    /// Reads a node's reply to CLUSTER NODES. `None` if it does not describe itself.
    pub(super) fn read(address: &Address, reply: &Value) -> Option<Self> {
        let view = OwnView::from_nodes(reply)?;
        let mut lines = reply.as_str()?.lines().filter_map(NodeLine::parse);
        let line = lines.find(|line| line.has_flag(&["myself"]))?;
        let (host, port) = match address {
            Address::Tcp { host, port } => (host.clone(), *port),
            Address::Unix(path) => (path.display().to_string(), 0),
        };
        let flags = line.flags.iter().filter(|flag| **flag != "myself");
        let is_owned = |word: &&&str| !word.is_empty() && !word.starts_with('[');
        Some(DescribedNode {
            id: view.id,
            host,
            port,
            primary: line.primary.map(str::to_owned),
            ranges: line
                .slots
                .iter()
                .filter(is_owned)
                .map(|word| (*word).to_owned())
                .collect(),
            slots: view.slots,
            flags: flags.copied().collect::<Vec<_>>().join(","),
            epoch: view.epoch,
            migrating: moving(&line, "->-"),
            importing: moving(&line, "-<-"),
        })
    }

    /// The name of the node's snapshot.
    pub(super) fn file_name(&self) -> String {
        let name = format!("redis-node-{}-{}-{}.rdb", self.host, self.port, self.id);
        // The server chooses the host and the id.
        name.replace(['/', '\\'], "_")
    }

    /// The number of problems that redis-cli would find at this node.
    fn open_states(&self) -> usize {
        usize::from(!self.migrating.is_empty()) + usize::from(!self.importing.is_empty())
    }

    fn json(&self, errors: usize) -> String {
        let text = |text: &str| json_text(text);
        let mut out = String::from("  {\n");
        let slots: Vec<String> = self.ranges.iter().map(|range| range_json(range)).collect();
        for (name, value) in [
            ("name", text(&self.id)),
            ("host", text(&self.host)),
            ("port", self.port.to_string()),
            (
                "replicate",
                self.primary.as_deref().map_or("null".to_owned(), text),
            ),
            ("slots", format!("[{}]", slots.join(","))),
            ("slots_count", self.slots.len().to_string()),
            ("flags", text(&self.flags)),
        ] {
            let _ = writeln!(out, "    \"{name}\": {value},");
        }
        let _ = write!(out, "    \"current_epoch\": {}", self.epoch);
        if errors > 0 {
            let _ = write!(out, ",\n    \"cluster_errors\": {errors}");
        }
        for (name, slots) in [
            ("migrating", &self.migrating),
            ("importing", &self.importing),
        ] {
            let pairs = slots
                .iter()
                .map(|(slot, id)| format!("{}: {}", text(slot), text(id)));
            let pairs: Vec<String> = pairs.collect();
            if !pairs.is_empty() {
                let _ = write!(out, ",\n    \"{name}\": {{{}}}", pairs.join(","));
            }
        }
        out + "\n  }"
    }
}

/// The slots that move in this direction: `[93->-ID]`, `[93-<-ID]`.
fn moving(line: &NodeLine<'_>, direction: &str) -> Vec<(String, String)> {
    let words = line.slots.iter().filter_map(|word| {
        let word = word.strip_prefix('[')?.strip_suffix(']')?;
        let (slot, id) = word.split_once(direction)?;
        Some((slot.to_owned(), id.to_owned()))
    });
    words.collect()
}

fn range_json(range: &str) -> String {
    format!("[{}]", range.replace('-', ","))
}

/// The number of problems of the cluster: nodes with moving slots, and slots without an owner.
pub(super) fn problems(nodes: &[&DescribedNode]) -> usize {
    let mut covered = SlotSet::default();
    nodes.iter().for_each(|node| covered.add(&node.slots));
    let is_uncovered = covered.len() < usize::from(Slot::COUNT);
    let open: usize = nodes.iter().map(|node| node.open_states()).sum();
    open + usize::from(is_uncovered)
}

/// Returns the content of the file.
pub(super) fn nodes_json(nodes: &[&DescribedNode]) -> String {
    let errors = problems(nodes);
    let nodes: Vec<String> = nodes.iter().map(|node| node.json(errors)).collect();
    format!("[\n{}\n]", nodes.join(",\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "1111111111111111111111111111111111111111";
    const TWO: &str = "2222222222222222222222222222222222222222";

    fn node(port: u16, line: &str) -> DescribedNode {
        let reply = Value::Bulk(format!("{line}\n").into_bytes());
        DescribedNode::read(&Address::tcp("127.0.0.1", port), &reply).expect("a description")
    }

    #[test]
    fn a_healthy_cluster_is_described_as_by_redis_cli() {
        let primary = format!("{ONE} :1@2 myself,master - 0 0 1 connected 0-7 9 12-16383");
        let rest = format!("{TWO} :1@2 myself,master - 0 0 2 connected 8 10-11");
        let replica = format!("3333 :1@2 myself,slave {ONE} 0 0 1 connected");
        let nodes = [
            node(20001, &primary),
            node(20002, &rest),
            node(20003, &replica),
        ];
        let expected = r#"[
  {
    "name": "1111111111111111111111111111111111111111",
    "host": "127.0.0.1",
    "port": 20001,
    "replicate": null,
    "slots": [[0,7],[9],[12,16383]],
    "slots_count": 16381,
    "flags": "master",
    "current_epoch": 1
  },
  {
    "name": "2222222222222222222222222222222222222222",
    "host": "127.0.0.1",
    "port": 20002,
    "replicate": null,
    "slots": [[8],[10,11]],
    "slots_count": 3,
    "flags": "master",
    "current_epoch": 2
  },
  {
    "name": "3333",
    "host": "127.0.0.1",
    "port": 20003,
    "replicate": "1111111111111111111111111111111111111111",
    "slots": [],
    "slots_count": 0,
    "flags": "slave",
    "current_epoch": 1
  }
]"#;
        assert_eq!(nodes_json(&nodes.each_ref()), expected);
        let name = format!("redis-node-127.0.0.1-20001-{ONE}.rdb");
        assert_eq!(nodes[0].file_name(), name);
    }

    #[test]
    fn moving_slots_are_listed_and_counted() {
        let one =
            format!("{ONE} :1@2 myself,master - 0 0 1 connected 0-16383 [7->-{TWO}] [9->-{TWO}]");
        let two = format!("{TWO} :1@2 myself,master - 0 0 2 connected [7-<-{ONE}]");
        let json = nodes_json(&[&node(20001, &one), &node(20002, &two)]);
        assert_eq!(
            json.matches("\"cluster_errors\": 2,\n").count(),
            2,
            "{json}"
        );
        let migrating = format!("    \"migrating\": {{\"7\": \"{TWO}\",\"9\": \"{TWO}\"}}\n  }}");
        let importing = format!("    \"importing\": {{\"7\": \"{ONE}\"}}\n  }}");
        assert!(
            json.contains(&migrating) && json.contains(&importing),
            "{json}"
        );
    }

    #[test]
    fn a_snapshot_stays_in_its_folder() {
        let reply = Value::Bulk(b"../x :1@2 myself,master - 0 0 1 connected".to_vec());
        let node = DescribedNode::read(&Address::tcp("a/../b", 1), &reply).expect("a description");
        assert_eq!(node.file_name(), "redis-node-a_.._b-1-.._x.rdb");
    }
}
