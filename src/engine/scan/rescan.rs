//! The slots that a scan of all primaries may have missed, because they moved.
//!
//! SCAN returns every key that is on its node from the beginning of the scan to the end. So a key that was in the
//! cluster all the time is missed only if it changed its node, or if its node was not scanned to the end. The
//! primaries are asked about themselves before and after the scan; nodes need not agree about each other. The
//! following slots are scanned again:
//!
//! 1. A slot with another owner after the scan: its keys have moved.
//! 2. A slot that was migrating before or after the scan: its keys are on two nodes.
//! 3. A slot of which a key was found on a node that does not own it. The scan of that node skips such keys.
//! 4. Every slot of a node to which keys may have come back. A slot that leaves and returns, and a migration that is
//!    abandoned, leave the owner unchanged. MIGRATE runs RESTORE-ASKING on its target, so if the count of that
//!    command is unchanged, no key has arrived that way. Servers that move whole slots by other means increase the
//!    receiver's epoch. So a node is trusted only if it was there before, with the same count and the same epoch.
//! 5. Every slot of a node that was not scanned to the end: its cursor is invalid on the replica that takes over.
//!
//! Slots without an owner before the scan are not considered, since their keys were unavailable. The client scans the
//! resulting slots key by key, so a slot too many costs only time.

use super::{NodeView, Snapshot};
use crate::cluster::{Slot, SlotSet};

/// The result of scanning one primary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScannedNode {
    /// The slots that it owned before the scan.
    pub slots: SlotSet,
    /// The slots of keys that were skipped because another node owns them.
    pub foreign: SlotSet,
    /// Whether the scan of this primary finished.
    pub is_complete: bool,
}

/// Returns the slots to scan again, among those that the scanned nodes owned before.
pub fn slots_to_rescan(before: &Snapshot, after: &Snapshot, walks: &[ScannedNode]) -> SlotSet {
    let mut suspects = before.open();
    suspects.add(&after.open());
    let moved = |slot: &Slot| id(before.owner(*slot)) != id(after.owner(*slot));
    suspects.add(&Slot::all().filter(moved).collect());
    for node in after.nodes.iter().filter(|node| !is_settled(node, before)) {
        suspects.add(&node.view.slots);
    }
    let mut scanned = SlotSet::default();
    for walk in walks {
        scanned.add(&walk.slots);
        suspects.add(&walk.foreign);
        if !walk.is_complete {
            suspects.add(&walk.slots);
        }
    }
    suspects.keep(&scanned);
    suspects
}

fn id(owner: Option<&NodeView>) -> Option<&str> {
    owner.map(|owner| owner.view.id.as_str())
}

/// Whether no key can have arrived on a node.
fn is_settled(node: &NodeView, before: &Snapshot) -> bool {
    let mut nodes = before.nodes.iter();
    let then = nodes.find(|then| then.view.id == node.view.id);
    then.is_some_and(|then| then.view.epoch == node.view.epoch && then.imports == node.imports)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::Address;
    use crate::cluster::OwnView;

    fn node(id: &str, slots: &[u16]) -> NodeView {
        NodeView {
            address: Address::tcp(id, 1),
            view: OwnView {
                id: id.to_owned(),
                epoch: 1,
                slots: SlotSet::of_numbers(slots),
                open: SlotSet::default(),
            },
            imports: Some(0),
        }
    }

    /// Three nodes with two slots each.
    fn three() -> Snapshot {
        Snapshot {
            nodes: vec![node("a", &[1, 2]), node("b", &[3, 4]), node("c", &[5, 6])],
        }
    }

    fn walks(snapshot: &Snapshot) -> Vec<ScannedNode> {
        let walk = |node: &NodeView| ScannedNode {
            slots: node.view.slots.clone(),
            foreign: SlotSet::default(),
            is_complete: true,
        };
        snapshot.nodes.iter().map(walk).collect()
    }

    /// The slots to scan again after this change to the three nodes.
    fn rescanned(change: impl Fn(&mut Snapshot, &mut Snapshot, &mut Vec<ScannedNode>)) -> SlotSet {
        let (mut before, mut after) = (three(), three());
        let mut walks = walks(&before);
        change(&mut before, &mut after, &mut walks);
        slots_to_rescan(&before, &after, &walks)
    }

    #[test]
    fn an_unchanged_cluster_is_not_scanned_again() {
        assert!(rescanned(|_, _, _| {}).is_empty());
    }

    #[test]
    fn a_moved_slot_is_scanned_again() {
        let moved = rescanned(|_, after, _| {
            after.nodes[0].view.slots = SlotSet::of_numbers(&[1]);
            after.nodes[1].view.slots = SlotSet::of_numbers(&[2, 3, 4]);
        });
        assert_eq!(moved, SlotSet::of_numbers(&[2]));
    }

    #[test]
    fn a_slot_that_is_migrating_before_or_after_is_scanned_again() {
        let open = rescanned(|before, after, _| {
            before.nodes[0].view.open = SlotSet::of_numbers(&[1]);
            after.nodes[2].view.open = SlotSet::of_numbers(&[4]);
        });
        assert_eq!(open, SlotSet::of_numbers(&[1, 4]));
    }

    #[test]
    fn a_slot_with_no_owner_or_several_is_scanned_again() {
        let lost = rescanned(|_, after, _| {
            after.nodes[0].view.slots = SlotSet::of_numbers(&[1, 3]);
            after.nodes[2].view.slots = SlotSet::of_numbers(&[5]);
        });
        assert_eq!(lost, SlotSet::of_numbers(&[2, 3, 6]));
    }

    #[test]
    fn a_slot_with_a_key_on_another_node_is_scanned_again() {
        assert_eq!(
            rescanned(|_, _, walks| walks[2].foreign = SlotSet::of_numbers(&[3, 9])),
            SlotSet::of_numbers(&[3])
        );
    }

    #[test]
    fn a_node_that_may_have_received_keys_is_scanned_again() {
        let come = rescanned(|_, after, _| after.nodes[0].imports = Some(1));
        assert_eq!(come, SlotSet::of_numbers(&[1, 2]));
        let epoch = rescanned(|_, after, _| after.nodes[1].view.epoch = 9);
        assert_eq!(epoch, SlotSet::of_numbers(&[3, 4]));
        let not_said = rescanned(|before, after, _| {
            before.nodes[2].imports = None;
            after.nodes[2].imports = None;
        });
        assert!(
            not_said.is_empty(),
            "the epoch alone serves where no more is said"
        );
    }

    #[test]
    fn an_unfinished_or_replaced_node_is_scanned_again() {
        assert_eq!(
            rescanned(|_, _, walks| walks[1].is_complete = false),
            SlotSet::of_numbers(&[3, 4])
        );
        let replaced = rescanned(|_, after, _| after.nodes[1].view.id = "d".to_owned());
        assert_eq!(replaced, SlotSet::of_numbers(&[3, 4]));
    }

    #[test]
    fn slots_of_other_nodes_are_not_scanned() {
        let moved = rescanned(|_, after, walks| {
            walks.truncate(1);
            after.nodes[0].view.slots = SlotSet::of_numbers(&[1]);
            after.nodes[1].view.slots = SlotSet::of_numbers(&[2, 3]);
            after.nodes[2].view.slots = SlotSet::of_numbers(&[4, 5, 6]);
        });
        assert_eq!(moved, SlotSet::of_numbers(&[2]));
    }
}
