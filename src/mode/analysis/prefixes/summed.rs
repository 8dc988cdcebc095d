//! The prefixes with the figures of all their keys, in order. Pure.

use std::borrow::Cow;
use std::cmp::Reverse;

use super::prefix_totals::PrefixTotals;
use super::tree::{NUMBER, PrefixNode, PrefixTree, REMOVED, ROOT, TreeParts, above};

pub(super) struct SummedPrefixes {
    /// The figures of a node are those of all keys below it.
    nodes: Vec<PrefixNode>,
    /// The names of the nodes.
    names: Vec<Box<[u8]>>,
    own: Vec<OwnKeys>,
    /// All nodes but the root: those below the same node together, the heaviest first.
    order: Vec<u32>,
}

/// The keys that belong to a prefix itself, not to a longer one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct OwnKeys {
    pub(super) keys: u64,
    pub(super) bytes: u64,
}

/// A row of a report.
#[derive(Debug, Clone, Copy)]
pub(super) struct PrefixRow {
    /// The number of the prefix, or of the one above.
    number: u32,
    /// The number of segments; the row of all keys has none.
    pub(super) depth: usize,
    kind: RowKind,
}

#[derive(Debug, Clone, Copy)]
enum RowKind {
    Prefix,
    /// The prefixes below that were folded.
    Folded,
    /// The prefixes below that the report leaves out: the first position in `order`, and the one after the last.
    Hidden(usize, usize),
}

impl SummedPrefixes {
    /// Adds up the figures of each prefix and all longer ones.
    pub(super) fn of(tree: PrefixTree) -> Self {
        let TreeParts { mut nodes, names } = tree.into_parts();
        let own = nodes.iter().map(|node| OwnKeys {
            keys: node.own.keys,
            bytes: node.own.bytes,
        });
        let own = own.collect();
        let mut order = deepest_first(&nodes);
        for &number in &order {
            add_to_above(&mut nodes, number);
        }
        order.retain(|&number| number != ROOT);
        let rank = |number: u32| {
            let (node, name) = (&nodes[number as usize], &names[number as usize]);
            (node.above, Reverse((node.own.bytes, node.own.keys)), name)
        };
        order.sort_unstable_by(|&a, &b| rank(a).cmp(&rank(b)));
        SummedPrefixes {
            nodes,
            names,
            own,
            order,
        }
    }

    /// The figures of all keys.
    pub(super) fn all(&self) -> &PrefixTotals {
        &self.nodes[ROOT as usize].own
    }

    /// The keys without a prefix.
    pub(super) fn without_prefix(&self) -> OwnKeys {
        self.own[ROOT as usize]
    }

    /// The number of prefixes.
    pub(super) fn len(&self) -> usize {
        self.order.len()
    }

    /// The number and bytes of all folded keys.
    pub(super) fn folded(&self) -> OwnKeys {
        let mut all = OwnKeys::default();
        for folded in self.nodes.iter().filter_map(|node| node.folded.as_ref()) {
            all.keys += folded.keys;
            all.bytes = all.bytes.saturating_add(folded.bytes);
        }
        all
    }

    /// The most bytes that any row may lack.
    pub(super) fn largest_error(&self) -> u64 {
        let rows = self.nodes.iter().map(|node| node.lacking);
        rows.max().unwrap_or(0)
    }

    /// Returns the rows in the order of the tree: the prefixes of at most `depth` segments, and at most `top` below each.
    /// The first row is all keys.
    pub(super) fn rows(&self, depth: usize, top: usize) -> Vec<PrefixRow> {
        let mut rows = Vec::new();
        self.add_rows(ROOT, 0, (depth, top), &mut rows);
        rows
    }

    /// The recursion is as deep as the longest prefix.
    fn add_rows(
        &self,
        number: u32,
        depth: usize,
        limits: (usize, usize),
        rows: &mut Vec<PrefixRow>,
    ) {
        let row = |depth, kind| PrefixRow {
            number,
            depth,
            kind,
        };
        rows.push(row(depth, RowKind::Prefix));
        let (deepest, top) = limits;
        if depth == deepest {
            return;
        }
        let (start, end) = self.below(number);
        let shown = start.saturating_add(top).min(end);
        for &number in &self.order[start..shown] {
            self.add_rows(number, depth + 1, limits, rows);
        }
        if shown < end {
            rows.push(row(depth + 1, RowKind::Hidden(shown, end)));
        }
        if self.nodes[number as usize].folded.is_some() {
            rows.push(row(depth + 1, RowKind::Folded));
        }
    }

    /// The places of the nodes below another one.
    fn below(&self, number: u32) -> (usize, usize) {
        let above = |node: &u32| self.nodes[*node as usize].above;
        let start = self.order.partition_point(|node| above(node) < number);
        let end = self.order.partition_point(|node| above(node) <= number);
        (start, end)
    }

    pub(super) fn totals(&self, row: &PrefixRow) -> Cow<'_, PrefixTotals> {
        let node = &self.nodes[row.number as usize];
        match (row.kind, &node.folded) {
            (RowKind::Prefix, _) => Cow::Borrowed(&node.own),
            (RowKind::Folded, Some(folded)) => Cow::Borrowed(folded),
            (RowKind::Folded, None) => Cow::default(),
            (RowKind::Hidden(start, end), _) => {
                let mut totals = PrefixTotals::default();
                for number in &self.order[start..end] {
                    totals.add(&self.nodes[*number as usize].own);
                }
                Cow::Owned(totals)
            }
        }
    }

    /// The keys that belong to the row's prefix itself. `None` if the row stands for several prefixes.
    pub(super) fn own(&self, row: &PrefixRow) -> Option<OwnKeys> {
        row.is_prefix().then(|| self.own[row.number as usize])
    }

    /// The bytes that the row may lack at most. `None` for several prefixes.
    pub(super) fn error(&self, row: &PrefixRow) -> Option<u64> {
        row.is_prefix()
            .then(|| self.nodes[row.number as usize].lacking)
    }

    /// The segments of a row's prefix; the last one stands for several prefixes if it is `…`.
    pub(super) fn path(&self, row: &PrefixRow) -> Vec<Cow<'_, [u8]>> {
        let path = above(&self.nodes, row.number).filter(|number| *number != ROOT);
        let path = path.map(|number| Cow::Borrowed(&self.names[number as usize][NUMBER..]));
        let mut path: Vec<_> = path.collect();
        path.reverse();
        path.extend(row.label().map(|label| Cow::Owned(label.into_bytes())));
        path
    }
}

impl PrefixRow {
    /// Whether the row is one prefix, or all keys.
    pub(super) fn is_prefix(&self) -> bool {
        matches!(self.kind, RowKind::Prefix)
    }

    /// Whether the row stands for prefixes that the report leaves out.
    pub(super) fn is_hidden(&self) -> bool {
        matches!(self.kind, RowKind::Hidden(..))
    }

    /// The name of a row that stands for several prefixes.
    fn label(&self) -> Option<String> {
        match self.kind {
            RowKind::Prefix => None,
            RowKind::Folded => Some("…".to_owned()),
            RowKind::Hidden(start, end) => Some(format!("{} more", end - start)),
        }
    }
}

/// Returns the nodes of the tree in an order in which each precedes the one above it.
fn deepest_first(nodes: &[PrefixNode]) -> Vec<u32> {
    let mut order: Vec<u32> = (ROOT..).take(nodes.len()).collect();
    order.retain(|&number| nodes[number as usize].above != REMOVED);
    order.sort_by_cached_key(|&number| Reverse(above(nodes, number).count()));
    order
}

/// Adds the figures of everything below a node, which is complete but for its folded part, to the node above it.
fn add_to_above(nodes: &mut [PrefixNode], number: u32) {
    let node = &mut nodes[number as usize];
    if let Some(folded) = &node.folded {
        node.own.add(folded);
    }
    if number != ROOT {
        let (above, totals) = (node.above as usize, node.own.clone());
        nodes[above].own.add(&totals);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn tree(limit: usize, keys: &[(String, u64)]) -> SummedPrefixes {
        let mut tree = PrefixTree::new(limit);
        for (prefix, bytes) in keys {
            let totals = PrefixTotals::of_key(*bytes, None, None);
            tree.add(prefix.split(':'), &totals);
            assert!(tree.len() <= limit);
        }
        SummedPrefixes::of(tree)
    }

    /// The bytes of each prefix and all longer ones.
    fn full_count(keys: &[(String, u64)]) -> BTreeMap<String, u64> {
        let mut counts = BTreeMap::new();
        for (prefix, bytes) in keys {
            let ends = prefix.match_indices(':').map(|(at, _)| at);
            for end in ends.chain([prefix.len()]) {
                *counts.entry(prefix[..end].to_owned()).or_default() += bytes;
            }
        }
        counts
    }

    /// Few heavy prefixes, and many light ones in an order that has no pattern.
    fn keys() -> Vec<(String, u64)> {
        let mut state = 1u64;
        let mut random = move |most: u64| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (state >> 33) % most
        };
        let key = |_| match random(3) {
            0 => (format!("heavy:{}", random(5)), 100 + random(100)),
            1 => (format!("many:{}:{}", random(40), random(100)), 10),
            _ => (format!("light:{}", random(5000)), 1 + random(20)),
        };
        (0..20_000).map(key).collect()
    }

    fn texts(summed: &SummedPrefixes) -> Vec<(String, u64, Option<u64>)> {
        let rows = summed.rows(usize::MAX, usize::MAX);
        let rows = rows.iter().map(|row| {
            let path = summed.path(row).join(&b':');
            let path = String::from_utf8(path).expect("text");
            (path, summed.totals(row).bytes, summed.error(row))
        });
        rows.collect()
    }

    #[test]
    fn without_folding_every_figure_is_exact() {
        let keys = keys();
        let (summed, expected) = (tree(100_000, &keys), full_count(&keys));
        let rows = texts(&summed);
        assert_eq!(rows.len(), expected.len() + 1);
        for (path, bytes, error) in &rows[1..] {
            assert_eq!(expected.get(path), Some(bytes), "{path}");
            assert_eq!(*error, Some(0));
        }
        assert_eq!(summed.largest_error(), 0);
    }

    #[test]
    fn with_folding_no_row_lacks_more_than_it_says() {
        let keys = keys();
        let expected = full_count(&keys);
        for limit in [1, 2, 9, 30, 200, 2000] {
            let summed = tree(limit, &keys);
            let rows = texts(&summed);
            let all: u64 = keys.iter().map(|(_, bytes)| bytes).sum();
            assert_eq!(rows[0].1, all, "all keys are counted");
            for (path, bytes, error) in &rows[1..] {
                let Some(error) = error else { continue };
                let expected = expected[path];
                assert!(*bytes <= expected, "{path} {bytes} {expected}");
                assert!(
                    expected - bytes <= *error,
                    "{path} {bytes} {expected} {error}"
                );
            }
        }
    }

    #[test]
    fn heavy_prefixes_stay_exact_while_light_ones_fold() {
        let keys = keys();
        let (summed, expected) = (tree(500, &keys), full_count(&keys));
        assert!(summed.folded().keys > 0);
        let rows = texts(&summed);
        for number in 0..5 {
            let path = format!("heavy:{number}");
            let row = rows.iter().find(|row| row.0 == path).expect("a row");
            assert_eq!((row.1, row.2), (expected[&path], Some(0)));
        }
    }

    #[test]
    fn the_rows_are_sorted_and_limited() {
        let keys = [
            ("a", 5),
            ("b", 1),
            ("b:x", 9),
            ("b:y", 3),
            ("c", 5),
            ("b:x:z", 1),
            ("d", 2),
        ];
        let keys = keys.map(|(prefix, bytes)| (prefix.to_owned(), bytes));
        let summed = tree(100, &keys);
        let row = |path: &str, bytes| (path.to_owned(), bytes, Some(0));
        let all = [
            row("", 26),
            row("b", 14),
            row("b:x", 10),
            row("b:x:z", 1),
            row("b:y", 3),
            row("a", 5),
            row("c", 5),
            row("d", 2),
        ];
        assert_eq!(texts(&summed), all);
        let shown = summed.rows(2, 1);
        let shown = shown.iter().map(|row| {
            let path = summed.path(row).join(&b':');
            (
                String::from_utf8(path).expect("text"),
                summed.totals(row).bytes,
            )
        });
        let expected = [
            ("", 26),
            ("b", 14),
            ("b:x", 10),
            ("b:1 more", 3),
            ("3 more", 12),
        ];
        let expected = expected.map(|(path, bytes)| (path.to_owned(), bytes));
        assert_eq!(shown.collect::<Vec<_>>(), expected);
    }
}
