//! Who has which slots, as the nodes themselves say at one time.

use crate::cluster::{OwnView, Slot, SlotSet};
use crate::net::Address;
use crate::resp::Value;

/// The counter of INFO commandstats of the command by which keys come to a node that they are moved to.
const IMPORTS: &str = "cmdstat_restore-asking:calls=";

/// One primary, and what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeView {
    /// Where it is.
    pub address: Address,
    /// Its line of CLUSTER NODES.
    pub view: OwnView,
    /// How many keys were moved to it since it was started; `None` where it does not say.
    pub imports: Option<u64>,
}

/// What all primaries that answer say.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Snapshot {
    /// In no order.
    pub witnesses: Vec<NodeView>,
}

impl NodeView {
    /// From a node's replies to CLUSTER NODES and INFO COMMANDSTATS. `None` where it does not say who it is.
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
    /// The one node that says that it owns a slot. `None` where there is none, or several.
    pub fn owner(&self, slot: Slot) -> Option<&NodeView> {
        let mut owners = self
            .witnesses
            .iter()
            .filter(|witness| witness.view.slots.contains(slot));
        owners.next().filter(|_| owners.next().is_none())
    }

    /// The slots that nodes say are on their way.
    pub fn open(&self) -> SlotSet {
        let mut open = SlotSet::new();
        self.witnesses
            .iter()
            .for_each(|witness| open.add(&witness.view.open));
        open
    }

    /// The slots that any node says that it owns.
    pub fn owned(&self) -> SlotSet {
        let mut owned = SlotSet::new();
        self.witnesses
            .iter()
            .for_each(|witness| owned.add(&witness.view.slots));
        owned
    }

    /// What a node says, by its id.
    pub fn by_id(&self, id: &str) -> Option<&NodeView> {
        self.witnesses.iter().find(|witness| witness.view.id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn witness(stats: Value) -> Option<NodeView> {
        let nodes = Value::Bulk(b"a1 h:1@2 myself,master - 0 0 3 connected 0-9".to_vec());
        NodeView::new(Address::tcp("h", 1), &nodes, &stats)
    }

    #[test]
    fn a_witness_tells_how_many_keys_were_moved_to_it() {
        let stats = "# Commandstats\r\ncmdstat_restore:calls=9,usec=1\r\ncmdstat_restore-asking:calls=12,usec=5\r\n";
        let cases = [
            (Value::Bulk(stats.into()), Some(12)),
            (Value::Bulk(b"# Commandstats\r\n".to_vec()), Some(0)),
            (Value::Error(b"NOPERM".to_vec()), None),
        ];
        for (stats, imports) in cases {
            assert_eq!(witness(stats).and_then(|witness| witness.imports), imports);
        }
    }

    #[test]
    fn an_owner_is_the_only_one_to_say_so() {
        let one = witness(Value::Error(Vec::new())).expect("a witness");
        let mut other = one.clone();
        other.view.slots = [Slot::FIRST, Slot::LAST].into_iter().collect();
        other.view.id = "b2".to_owned();
        let snapshot = Snapshot {
            witnesses: vec![one, other],
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
