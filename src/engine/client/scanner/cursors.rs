//! How far each node of a cluster has been scanned. Pure.

use crate::Error;
use crate::net::Address;
use crate::scan::{NodeView, ScanPosition, Snapshot};

/// The nodes that are scanned, and where each goes on.
pub(super) struct Cursors<'s> {
    nodes: Vec<Node<'s>>,
}

struct Node<'s> {
    node: &'s NodeView,
    cursor: u64,
    is_done: bool,
}

impl<'s> Cursors<'s> {
    /// All nodes that have slots, from the beginning; or those that a position names, as they stand in the snapshot or
    /// as `mapped` gives them.
    ///
    /// # Errors
    /// [`Error::NoSuchPrimary`].
    pub(super) fn new(
        snapshot: &'s Snapshot,
        position: &ScanPosition,
        mapped: impl Fn(Address) -> Address,
    ) -> Result<Self, Error> {
        let with_slots = || {
            snapshot
                .nodes
                .iter()
                .filter(|node| !node.view.slots.is_empty())
        };
        let named = |(address, cursor): &(Address, u64)| {
            let reached = mapped(address.clone());
            let is_meant = |node: &&NodeView| node.address == *address || node.address == reached;
            match with_slots().find(is_meant) {
                Some(node) => Ok(Node::new(node, *cursor)),
                None => Err(Error::NoSuchPrimary {
                    address: address.clone(),
                }),
            }
        };
        let nodes = match position {
            ScanPosition::Cursor(cursor) => {
                Ok(with_slots().map(|node| Node::new(node, *cursor)).collect())
            }
            ScanPosition::Nodes(nodes) => nodes.iter().map(named).collect(),
        };
        Ok(Cursors { nodes: nodes? })
    }

    /// The nodes, and where each goes on.
    pub(super) fn nodes(&self) -> impl Iterator<Item = (&'s NodeView, u64)> {
        self.nodes.iter().map(|node| (node.node, node.cursor))
    }

    /// A page of this node is done with, and the next one begins here; 0 is the end.
    pub(super) fn advance(&mut self, node: usize, next: u64) {
        self.nodes[node].cursor = next;
        self.nodes[node].is_done = next == 0;
    }

    /// Where to go on.
    pub(super) fn position(&self) -> ScanPosition {
        let left = self.nodes.iter().filter(|node| !node.is_done);
        ScanPosition::Nodes(
            left.map(|node| (node.node.address.clone(), node.cursor))
                .collect(),
        )
    }
}

impl<'s> Node<'s> {
    fn new(node: &'s NodeView, cursor: u64) -> Self {
        Node {
            node,
            cursor,
            is_done: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::{OwnView, Slot, SlotSet};

    fn node(host: &str, slots: SlotSet) -> NodeView {
        NodeView {
            address: Address::tcp(host, 1),
            view: OwnView {
                id: host.to_owned(),
                epoch: 1,
                slots,
                open: SlotSet::new(),
            },
            imports: None,
        }
    }

    fn snapshot() -> Snapshot {
        let some = || [Slot::FIRST].into_iter().collect();
        Snapshot {
            nodes: vec![
                node("a", some()),
                node("empty", SlotSet::new()),
                node("b", some()),
            ],
        }
    }

    fn cursors<'s>(snapshot: &'s Snapshot, text: &str) -> Result<Cursors<'s>, Error> {
        let mapped = |address| match address {
            Address::Tcp { host, port } if host == "outside" => Address::tcp("b", port),
            address => address,
        };
        Cursors::new(snapshot, &text.parse().expect("a position"), mapped)
    }

    #[test]
    fn nodes_are_gone_on_with_until_they_are_done() {
        let snapshot = snapshot();
        let mut cursors = cursors(&snapshot, "0").expect("all of them");
        assert_eq!(cursors.position().to_string(), "a:1=0,b:1=0");
        cursors.advance(0, 7);
        assert_eq!(cursors.position().to_string(), "a:1=7,b:1=0");
        cursors.advance(1, 0);
        assert_eq!(cursors.position().to_string(), "a:1=7");
    }

    #[test]
    fn a_position_names_nodes_of_the_cluster() {
        let snapshot = snapshot();
        for (text, expected) in [("b:1=9", "b:1=9"), ("outside:1=9,a:1=0", "b:1=9,a:1=0")] {
            let cursors = cursors(&snapshot, text).expect(text);
            assert_eq!(cursors.position().to_string(), expected);
        }
        for text in ["c:1=0", "a:2=0", "empty:1=0"] {
            assert!(
                matches!(cursors(&snapshot, text), Err(Error::NoSuchPrimary { .. })),
                "{text}"
            );
        }
    }
}
