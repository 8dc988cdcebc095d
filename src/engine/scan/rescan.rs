//! Which slots of a cluster may hold keys that a scan of all its primaries has not seen.
//!
//! SCAN sees every key that is at its node from the beginning of the scan to the end. So a key that was in the cluster all
//! the time can have been missed only where it was not at one node all the time. It came there, then, after the scan had
//! begun, or was to come later; or its node was not scanned to the end. What is compared is what the primaries say of
//! themselves before the scan and after it (nobody has to have heard of anybody else), and in doubt is:
//!
//! 1. a slot whose owner before is not its owner after: its keys have gone from the one to the other;
//! 2. a slot that was on its way before or after: some of its keys are here and some there;
//! 3. a slot of which a key was seen at a node that does not own it, which is left out there;
//! 4. every slot of a node to which keys have come back, or may have. A slot that leaves and comes back has the same owner
//!    before and after; and where a move is given up half way the keys come back with no change of the owner at all. Keys
//!    are moved with MIGRATE, which has RESTORE-ASKING run where they go: if a node has run none since before, no key has come
//!    to it that way. Servers that move whole slots by other means give the receiver a greater epoch, as they do at the
//!    end of every move, so a node is trusted only if its epoch is the same too, and if it was there before;
//! 5. every slot of a node that was not scanned to the end. A cursor is worth nothing at the replica that takes over.
//!
//! A slot that nobody owned before is not in doubt: its keys were not to be had. What is in doubt is looked at again, key
//! by key (see the client's part), so that a doubt too many costs time and nothing else.

use super::{NodeView, Snapshot};
use crate::cluster::{Slot, SlotSet};

/// What is known of the scan of one primary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Walked {
    /// The slots that are its own, by the snapshot before.
    pub slots: SlotSet,
    /// The slots of keys that were left out, since they are another node's.
    pub foreign: SlotSet,
    /// Whether all of it was scanned.
    pub is_complete: bool,
}

/// The slots that have to be looked at again: of those only that the scanned nodes owned before.
pub fn slots_to_rescan(before: &Snapshot, after: &Snapshot, walks: &[Walked]) -> SlotSet {
    let mut doubt = before.open();
    doubt.add(&after.open());
    let moved = |slot: &Slot| id(before.owner(*slot)) != id(after.owner(*slot));
    doubt.add(&Slot::all().filter(moved).collect());
    for node in after
        .witnesses
        .iter()
        .filter(|node| !is_settled(node, before))
    {
        doubt.add(&node.view.slots);
    }
    let mut scanned = SlotSet::new();
    for walk in walks {
        scanned.add(&walk.slots);
        doubt.add(&walk.foreign);
        if !walk.is_complete {
            doubt.add(&walk.slots);
        }
    }
    doubt.keep(&scanned);
    doubt
}

fn id(owner: Option<&NodeView>) -> Option<&str> {
    owner.map(|owner| owner.view.id.as_str())
}

/// Whether no key can have come to a node.
fn is_settled(node: &NodeView, before: &Snapshot) -> bool {
    let then = before.by_id(&node.view.id);
    then.is_some_and(|then| then.view.epoch == node.view.epoch && then.imports == node.imports)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::OwnView;
    use crate::net::Address;

    fn set(numbers: &[u16]) -> SlotSet {
        numbers
            .iter()
            .filter_map(|number| Slot::new(*number))
            .collect()
    }

    fn node(id: &str, slots: &[u16]) -> NodeView {
        NodeView {
            address: Address::tcp(id, 1),
            view: OwnView {
                id: id.to_owned(),
                epoch: 1,
                slots: set(slots),
                open: SlotSet::new(),
            },
            imports: Some(0),
        }
    }

    /// Three nodes with two slots each.
    fn three() -> Snapshot {
        Snapshot {
            witnesses: vec![node("a", &[1, 2]), node("b", &[3, 4]), node("c", &[5, 6])],
        }
    }

    fn walks(snapshot: &Snapshot) -> Vec<Walked> {
        let walk = |node: &NodeView| Walked {
            slots: node.view.slots.clone(),
            foreign: SlotSet::new(),
            is_complete: true,
        };
        snapshot.witnesses.iter().map(walk).collect()
    }

    /// The slots that are in doubt when this has happened to the three.
    fn doubt(change: impl Fn(&mut Snapshot, &mut Snapshot, &mut Vec<Walked>)) -> SlotSet {
        let (mut before, mut after) = (three(), three());
        let mut walks = walks(&before);
        change(&mut before, &mut after, &mut walks);
        slots_to_rescan(&before, &after, &walks)
    }

    #[test]
    fn nothing_is_in_doubt_where_nothing_has_changed() {
        assert!(doubt(|_, _, _| {}).is_empty());
    }

    #[test]
    fn a_slot_that_has_moved_is_in_doubt() {
        let moved = doubt(|_, after, _| {
            after.witnesses[0].view.slots = set(&[1]);
            after.witnesses[1].view.slots = set(&[2, 3, 4]);
        });
        assert_eq!(moved, set(&[2]));
    }

    #[test]
    fn a_slot_that_was_on_its_way_before_or_after_is_in_doubt() {
        let open = doubt(|before, after, _| {
            before.witnesses[0].view.open = set(&[1]);
            after.witnesses[2].view.open = set(&[4]);
        });
        assert_eq!(open, set(&[1, 4]));
    }

    #[test]
    fn a_slot_that_nobody_or_more_than_one_owns_after_is_in_doubt() {
        let lost = doubt(|_, after, _| {
            after.witnesses[0].view.slots = set(&[1, 3]);
            after.witnesses[2].view.slots = set(&[5]);
        });
        assert_eq!(lost, set(&[2, 3, 6]));
    }

    #[test]
    fn a_slot_of_which_a_key_was_elsewhere_is_in_doubt() {
        assert_eq!(
            doubt(|_, _, walks| walks[2].foreign = set(&[3, 9])),
            set(&[3])
        );
    }

    #[test]
    fn all_slots_of_a_node_that_keys_may_have_come_back_to_are_in_doubt() {
        let come = doubt(|_, after, _| after.witnesses[0].imports = Some(1));
        assert_eq!(come, set(&[1, 2]));
        let epoch = doubt(|_, after, _| after.witnesses[1].view.epoch = 9);
        assert_eq!(epoch, set(&[3, 4]));
        let not_said = doubt(|before, after, _| {
            before.witnesses[2].imports = None;
            after.witnesses[2].imports = None;
        });
        assert!(
            not_said.is_empty(),
            "the epoch alone serves where no more is said"
        );
    }

    #[test]
    fn all_slots_of_a_node_that_was_not_scanned_to_the_end_or_was_replaced_are_in_doubt() {
        assert_eq!(
            doubt(|_, _, walks| walks[1].is_complete = false),
            set(&[3, 4])
        );
        let replaced = doubt(|_, after, _| after.witnesses[1].view.id = "d".to_owned());
        assert_eq!(replaced, set(&[3, 4]));
    }

    #[test]
    fn slots_of_nodes_that_were_not_to_be_scanned_are_not() {
        let moved = doubt(|_, after, walks| {
            walks.truncate(1);
            after.witnesses[0].view.slots = set(&[1]);
            after.witnesses[1].view.slots = set(&[2, 3]);
            after.witnesses[2].view.slots = set(&[4, 5, 6]);
        });
        assert_eq!(moved, set(&[2]));
    }
}
