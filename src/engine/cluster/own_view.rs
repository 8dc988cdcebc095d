//! A node's own line in CLUSTER NODES, which has the flag `myself`.
//!
//! In all server versions, only this line lists the slots that are migrating, and only for the node itself:
//! `[93->-ID]` moves to another node, `[93-<-ID]` comes from one.

use super::{NodeLine, Slot, SlotSet};
use crate::resp::Value;

/// A node's report of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnView {
    /// Its 40-digit id.
    pub id: String,
    /// The configuration epoch. It grows when the node takes over a slot or its primary's place, unless it is already
    /// the greatest.
    pub epoch: u64,
    /// The slots that the node owns.
    pub slots: SlotSet,
    /// The slots that are migrating from or to the node.
    pub open: SlotSet,
}

impl OwnView {
    /// Parses a reply to CLUSTER NODES. Returns `None` for an error or a malformed reply.
    pub fn from_nodes(reply: &Value) -> Option<Self> {
        let mut nodes = reply.as_str()?.lines().filter_map(NodeLine::parse);
        let own = nodes.find(|node| node.has_flag(&["myself"]))?;
        let mut view = OwnView {
            id: own.id.to_owned(),
            epoch: own.epoch.parse().ok()?,
            slots: SlotSet::default(),
            open: SlotSet::default(),
        };
        let mut slots = own.slots.iter().filter(|word| !word.is_empty());
        slots.try_for_each(|word| view.read(word))?;
        Some(view)
    }

    fn read(&mut self, word: &str) -> Option<()> {
        if let Some(open) = word.strip_prefix('[') {
            self.open.insert(slot(open.split('-').next()?)?);
            return Some(());
        }
        // `0-5460` or `77`.
        let (first, last) = word.split_once('-').unwrap_or((word, word));
        self.slots.insert_range(&(slot(first)?..=slot(last)?));
        Some(())
    }
}

fn slot(digits: &str) -> Option<Slot> {
    Slot::new(digits.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OTHER: &str =
        "07c37df 127.0.0.1:30004@31004,host slave e7d1eec 0 1426238317239 4 connected\n";

    fn view(line: &str) -> Option<OwnView> {
        OwnView::from_nodes(&Value::Bulk(format!("{OTHER}{line}\n").into_bytes()))
    }

    fn set(numbers: impl IntoIterator<Item = u16>) -> SlotSet {
        numbers.into_iter().filter_map(Slot::new).collect()
    }

    #[test]
    fn the_nodes_own_line_is_read() {
        let line = "e7d1eec 127.0.0.1:30001@31001 myself,master - 0 0 7 connected 0-2 77 16383 [93->-292f8b3] [4-<-6ec2392]";
        let expected = OwnView {
            id: "e7d1eec".to_owned(),
            epoch: 7,
            slots: set([0, 1, 2, 77, 16383]),
            open: set([4, 93]),
        };
        assert_eq!(view(line), Some(expected));
    }

    #[test]
    fn a_node_without_slots_is_read() {
        let own = view("e7d1eec :0@0 myself,master - 0 0 0 connected").expect("a view");
        assert!(own.slots.is_empty() && own.open.is_empty());
    }

    #[test]
    fn malformed_replies_are_rejected() {
        let lines = [
            "",
            "e7d1eec :0@0 myself,master - 0 0",
            "e7d1eec :0@0 myself,master - 0 0 x connected",
            "e7d1eec :0@0 myself,master - 0 0 1 connected 16384",
            "e7d1eec :0@0 myself,master - 0 0 1 connected 1-x",
            "e7d1eec :0@0 myself,master - 0 0 1 connected [x->-1]",
        ];
        for line in lines {
            assert_eq!(view(line), None, "{line}");
        }
        assert_eq!(
            OwnView::from_nodes(&Value::Error(b"ERR no cluster".to_vec())),
            None
        );
    }
}
