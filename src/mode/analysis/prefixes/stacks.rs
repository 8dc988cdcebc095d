//! Folded stacks for flame graph tools: `user;*;profile 1234`, with the bytes of the keys that belong to the prefix itself.
//! Pure.

use super::summed::SummedPrefixes;
use crate::render::harmless_line;

/// The stack of keys without a prefix.
const NO_PREFIX: &str = "(no prefix)";

/// Returns a line for each prefix that has keys of its own.
pub(super) fn stacks(prefixes: &SummedPrefixes, depth: Option<usize>) -> Vec<String> {
    let depth = depth.unwrap_or(usize::MAX);
    let rows = prefixes.rows(depth, usize::MAX);
    let lines = rows.iter().filter_map(|row| {
        // Deeper levels count for the deepest row.
        let bytes = match prefixes.own(row) {
            Some(own) if row.depth < depth => own.bytes,
            _ => prefixes.totals(row).bytes,
        };
        let path = prefixes.path(row);
        let frames = path.iter().map(|segment| frame(segment));
        let stack = frames.collect::<Vec<_>>().join(";");
        let stack = if path.is_empty() { NO_PREFIX } else { &stack };
        (bytes > 0).then(|| format!("{stack} {bytes}"))
    });
    lines.collect()
}

/// Escapes a segment: a semicolon separates frames.
fn frame(segment: &[u8]) -> String {
    harmless_line(segment).replace(';', r"\x3b")
}

#[cfg(test)]
mod tests {
    use super::super::prefix_totals::PrefixTotals;
    use super::super::tree::PrefixTree;
    use super::*;

    #[test]
    fn the_bytes_of_all_lines_are_those_of_all_keys() {
        let mut tree = PrefixTree::new(100);
        for (prefix, bytes) in [("a", 5), ("a|b;c", 7), ("a|b;c|d", 1), ("", 2)] {
            let totals = PrefixTotals::of_key(bytes, None, None);
            let segments = prefix.split('|').filter(|segment| !segment.is_empty());
            tree.add(segments, &totals);
        }
        let prefixes = SummedPrefixes::of(tree);
        let all = ["(no prefix) 2", "a 5", r"a;b\x3bc 7", r"a;b\x3bc;d 1"];
        assert_eq!(stacks(&prefixes, None), all);
        assert_eq!(stacks(&prefixes, Some(1)), ["(no prefix) 2", "a 13"]);
    }
}
