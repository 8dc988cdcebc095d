//! The cursor of each node of a cluster. Pure.

use crate::Error;
use crate::cluster::NatMap;
use crate::net::Address;
use crate::scan::{NodeView, ScanPosition, Snapshot};

/// The nodes that are scanned, and the cursor of each; `None` for a node that is done.
pub(super) struct Cursors<'s>(Vec<(&'s NodeView, Option<u64>)>);

impl<'s> Cursors<'s> {
    /// Returns all nodes that own slots, from the beginning; or the nodes that a position names, by their address in the
    /// snapshot or by the address that `natmap` maps it to.
    ///
    /// # Errors
    /// [`Error::NoSuchPrimary`] if a named node does not own slots.
    pub(super) fn new(
        snapshot: &'s Snapshot,
        position: &ScanPosition,
        natmap: &NatMap,
    ) -> Result<Self, Error> {
        let with_slots = || {
            snapshot
                .nodes
                .iter()
                .filter(|node| !node.view.slots.is_empty())
        };
        let named = |(address, cursor): &(Address, u64)| {
            let reached = natmap.apply(address);
            let is_meant = |node: &&NodeView| node.address == *address || node.address == reached;
            match with_slots().find(is_meant) {
                Some(node) => Ok((node, Some(*cursor))),
                None => Err(Error::NoSuchPrimary(address.clone())),
            }
        };
        let nodes = match position {
            ScanPosition::Cursor(cursor) => {
                Ok(with_slots().map(|node| (node, Some(*cursor))).collect())
            }
            ScanPosition::Nodes(nodes) => nodes.iter().map(named).collect(),
        };
        nodes.map(Cursors)
    }

    /// The nodes that are not done.
    pub(super) fn nodes(&self) -> impl Iterator<Item = (&'s NodeView, u64)> {
        let nodes = self.0.iter();
        nodes.filter_map(|(node, cursor)| Some((*node, (*cursor)?)))
    }

    /// A page of this node was processed; `next` is the cursor of the next one, 0 after the last.
    pub(super) fn advance(&mut self, node: usize, next: u64) {
        self.0[node].1 = (next != 0).then_some(next);
    }

    pub(super) fn position(&self) -> ScanPosition {
        let left = self.nodes();
        ScanPosition::Nodes(
            left.map(|(node, cursor)| (node.address.clone(), cursor))
                .collect(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::{OwnView, Slot, SlotSet};

    fn view(host: &str, slots: SlotSet) -> NodeView {
        NodeView {
            address: Address::tcp(host, 1),
            view: OwnView {
                id: host.to_owned(),
                epoch: 1,
                slots,
                open: SlotSet::default(),
            },
            imports: None,
        }
    }

    fn snapshot() -> Snapshot {
        let some = || [Slot::FIRST].into_iter().collect();
        Snapshot {
            nodes: vec![
                view("a", some()),
                view("empty", SlotSet::default()),
                view("b", some()),
            ],
        }
    }

    fn cursors<'s>(snapshot: &'s Snapshot, text: &str) -> Result<Cursors<'s>, Error> {
        let natmap = "outside=b".parse().expect("a map of addresses");
        Cursors::new(snapshot, &text.parse().expect("a position"), &natmap)
    }

    #[test]
    fn a_position_has_the_nodes_that_are_not_done() {
        let snapshot = snapshot();
        let mut cursors = cursors(&snapshot, "0").expect("all nodes");
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
                matches!(cursors(&snapshot, text), Err(Error::NoSuchPrimary(_))),
                "{text}"
            );
        }
    }
}
