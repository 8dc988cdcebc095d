//! The figures of all prefixes, in a tree of limited size. Pure.
//!
//! A node has the figures of the keys that belong to its prefix itself, and not to a longer one. If there are too many
//! nodes, the lightest leaves are folded: their figures are added to the folded part of the node above. So the figures of
//! all nodes together are always exact.
//!
//! If a folded prefix occurs again, it gets a new node, which lacks the earlier keys: they stay in the folded part of a
//! node above. In each fold, a prefix loses at most the bytes of the heaviest node of that fold. So a new node has an upper
//! bound for the bytes that it lacks, and a heavy prefix, which is never folded, lacks nothing.

use std::collections::HashMap;

use super::prefix_totals::PrefixTotals;

/// The part of the limit that is folded at once, as a divisor.
const FOLDED_PART: usize = 10;

/// The number of the node above all others.
pub(super) const ROOT: u32 = 0;

/// The node above one that was folded.
pub(super) const REMOVED: u32 = u32::MAX;

/// The bytes in front of the segment in the name of a node: the number of the node above it.
pub(super) const NUMBER: usize = size_of::<u32>();

pub(super) struct PrefixTree {
    /// The most nodes besides the root.
    limit: usize,
    /// The root is the first.
    nodes: Vec<PrefixNode>,
    /// The numbers of nodes that were folded, to be used again.
    unused: Vec<u32>,
    /// The number of each node, by its name: the number of the node above it, and its segment.
    numbers: HashMap<Box<[u8]>, u32>,
    /// A buffer for the name that is looked up in `numbers`.
    lookup: Vec<u8>,
    /// An upper bound for the folded bytes of any one prefix: the sum of the heaviest node of each fold.
    most_folded: u64,
}

/// The content of a tree.
pub(super) struct TreeParts {
    /// The root is the first. A node that was folded has [`REMOVED`] above it.
    pub(super) nodes: Vec<PrefixNode>,
    /// The name of each node: the number of the node above it in [`NUMBER`] bytes, and its segment.
    pub(super) names: Vec<Box<[u8]>>,
}

#[derive(Default)]
pub(super) struct PrefixNode {
    pub(super) above: u32,
    /// The number of nodes below.
    below: u32,
    /// The figures of the keys that belong to this prefix itself, not to a longer one.
    pub(super) own: PrefixTotals,
    /// The figures of the nodes below that were folded.
    pub(super) folded: Option<Box<PrefixTotals>>,
    /// The most bytes of this prefix that were folded before the node was created.
    pub(super) lacking: u64,
}

impl PrefixTree {
    /// An empty tree of at most `limit` prefixes.
    pub(super) fn new(limit: usize) -> Self {
        PrefixTree {
            limit,
            nodes: vec![PrefixNode::default()],
            unused: Vec::new(),
            numbers: HashMap::new(),
            lookup: Vec::new(),
            most_folded: 0,
        }
    }

    /// The number of prefixes.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.numbers.len()
    }

    /// Adds the figures of a key with this prefix.
    pub(super) fn add<S: AsRef<[u8]>>(
        &mut self,
        prefix: impl Iterator<Item = S>,
        totals: &PrefixTotals,
    ) {
        let mut number = ROOT;
        for segment in prefix {
            number = self.below(number, segment.as_ref());
        }
        self.node(number).own.add(totals);
        // Not before: a node of this prefix might be folded.
        if self.numbers.len() > self.limit {
            self.fold();
        }
    }

    /// Returns the node of a segment below another one.
    fn below(&mut self, above: u32, segment: &[u8]) -> u32 {
        self.lookup.clear();
        self.lookup.extend_from_slice(&above.to_ne_bytes());
        self.lookup.extend_from_slice(segment);
        if let Some(&number) = self.numbers.get(&*self.lookup) {
            return number;
        }
        let node = PrefixNode {
            above,
            lacking: self.folded_above(above).min(self.most_folded),
            ..PrefixNode::default()
        };
        let number = match self.unused.pop() {
            Some(number) => {
                *self.node(number) = node;
                number
            }
            None => {
                self.nodes.push(node);
                u32::try_from(self.nodes.len() - 1).expect("the limit is smaller")
            }
        };
        self.numbers.insert(self.lookup.as_slice().into(), number);
        self.node(above).below += 1;
        number
    }

    /// The bytes that were folded into a node and into those above it.
    fn folded_above(&self, number: u32) -> u64 {
        let folded = above(&self.nodes, number)
            .filter_map(|number| self.nodes[number as usize].folded.as_ref());
        folded
            .map(|folded| folded.bytes)
            .fold(0, u64::saturating_add)
    }

    fn node(&mut self, number: u32) -> &mut PrefixNode {
        &mut self.nodes[number as usize]
    }

    /// Folds the lightest nodes until a tenth of the limit is free.
    fn fold(&mut self) {
        let free = (self.limit / FOLDED_PART).max(1);
        let most = self.limit.saturating_sub(free);
        while self.numbers.len() > most {
            let mut leaves = self.leaves();
            let count = (self.numbers.len() - most).min(leaves.len());
            if count < leaves.len() {
                leaves.select_nth_unstable(count);
            }
            leaves.truncate(count);
            let heaviest = leaves.iter().map(|&((bytes, _), _)| bytes).max();
            self.most_folded = self.most_folded.saturating_add(heaviest.unwrap_or(0));
            for (_, number) in leaves {
                self.fold_node(number);
            }
            let nodes = &self.nodes;
            self.numbers
                .retain(|_, number| nodes[*number as usize].above != REMOVED);
        }
    }

    /// The bytes and keys of each node without nodes below it.
    fn leaves(&self) -> Vec<((u64, u64), u32)> {
        let nodes = (ROOT..).zip(&self.nodes).skip(1);
        let leaves = nodes.filter(|(_, node)| node.below == 0 && node.above != REMOVED);
        let weighed = leaves.map(|(number, node)| {
            let totals = node.totals();
            ((totals.bytes, totals.keys), number)
        });
        weighed.collect()
    }

    fn fold_node(&mut self, number: u32) {
        let node = std::mem::replace(
            self.node(number),
            PrefixNode {
                above: REMOVED,
                ..PrefixNode::default()
            },
        );
        self.unused.push(number);
        let above = self.node(node.above);
        above.below -= 1;
        above.folded.get_or_insert_default().add(&node.totals());
    }

    /// Takes the tree apart.
    pub(super) fn into_parts(self) -> TreeParts {
        let mut names = vec![Box::default(); self.nodes.len()];
        for (name, number) in self.numbers {
            names[number as usize] = name;
        }
        TreeParts {
            nodes: self.nodes,
            names,
        }
    }
}

/// Returns a node, and those above it up to the root.
pub(super) fn above(nodes: &[PrefixNode], number: u32) -> impl Iterator<Item = u32> {
    let next = |&number: &u32| (number != ROOT).then(|| nodes[number as usize].above);
    std::iter::successors(Some(number), next)
}

impl PrefixNode {
    /// The figures of a node without nodes below it.
    fn totals(&self) -> PrefixTotals {
        let mut totals = self.own.clone();
        self.folded.iter().for_each(|folded| totals.add(folded));
        totals
    }
}
