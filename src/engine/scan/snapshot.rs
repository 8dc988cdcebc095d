//! The owners of the slots at one time, as the nodes report themselves.

use crate::address::Address;
use crate::cluster::{OwnView, Slot, SlotSet};
use crate::resp::Value;

/// INFO commandstats' counter of the command that stores migrated keys.
const IMPORTS: &str = "cmdstat_restore-asking:calls=";

/// A primary's report of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeView {
    /// The node's address.
    pub address: Address,
    /// Its line of CLUSTER NODES.
    pub view: OwnView,
    /// The number of keys that were moved to it since its start; `None` if it does not report it.
    pub imports: Option<u64>,
}

/// The reports of all reachable primaries.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Snapshot {
    /// The reports, in no particular order.
    pub nodes: Vec<NodeView>,
}

impl NodeView {
    /// Parses a node's replies to CLUSTER NODES and INFO COMMANDSTATS. Returns `None` without the node's own line.
    pub fn new(address: Address, nodes: &Value, stats: &Value) -> Option<Self> {
        let view = OwnView::from_nodes(nodes)?;
        let imports = match stats.as_error() {
            Some(_) => None,
            None => stats.as_str().map(imports),
        };
        Some(NodeView {
            address,
            view,
            imports,
        })
    }
}

/// A command that was never called has no line.
fn imports(stats: &str) -> u64 {
    let calls = |line: &str| line.strip_prefix(IMPORTS)?.split(',').next()?.parse().ok();
    stats.lines().find_map(calls).unwrap_or(0)
}

impl Snapshot {
    /// Returns the only node that claims a slot; `None` if there are none or several.
    pub fn owner(&self, slot: Slot) -> Option<&NodeView> {
        let nodes = self.nodes.iter();
        let mut owners = nodes.filter(|node| node.view.slots.contains(slot));
        owners.next().filter(|_| owners.next().is_none())
    }

    /// Returns the slots that are migrating.
    pub fn open(&self) -> SlotSet {
        self.union(|view| &view.open)
    }

    /// Returns the slots that any node claims.
    pub fn owned(&self) -> SlotSet {
        self.union(|view| &view.slots)
    }

    fn union(&self, slots: impl Fn(&OwnView) -> &SlotSet) -> SlotSet {
        let mut all = SlotSet::default();
        for node in &self.nodes {
            all.add(slots(&node.view));
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(stats: Value) -> Option<NodeView> {
        let nodes = Value::Bulk(b"a1 h:1@2 myself,master - 0 0 3 connected 0-9".to_vec());
        NodeView::new(Address::tcp("h", 1), &nodes, &stats)
    }

    #[test]
    fn the_number_of_imported_keys_is_read() {
        let stats = "# Commandstats\r\ncmdstat_restore:calls=9,usec=1\r\ncmdstat_restore-asking:calls=12,usec=5\r\n";
        let cases = [
            (Value::Bulk(stats.into()), Some(12)),
            (Value::Bulk(b"# Commandstats\r\n".to_vec()), Some(0)),
            (Value::Error(b"NOPERM".to_vec()), None),
        ];
        for (stats, imports) in cases {
            assert_eq!(node(stats).and_then(|node| node.imports), imports);
        }
    }

    #[test]
    fn an_owner_is_the_only_node_that_claims_the_slot() {
        let one = node(Value::Error(Vec::new())).expect("a node");
        let mut other = one.clone();
        other.view.slots = [Slot::FIRST, Slot::LAST].into_iter().collect();
        other.view.id = "b2".to_owned();
        let snapshot = Snapshot {
            nodes: vec![one, other],
        };
        let owner = |number| {
            let owner = snapshot.owner(Slot::new(number)?)?;
            Some(owner.view.id.as_str())
        };
        assert_eq!(
            [0, 1, 10, 16383].map(owner),
            [None, Some("a1"), None, Some("b2")]
        );
        assert_eq!(snapshot.owned().len(), 11);
    }
}
