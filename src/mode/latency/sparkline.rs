//! A line of bars, one for each of the last values. Pure.

const UTF8: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const ASCII: [char; 8] = ['_', '.', ',', '-', '=', '+', '*', '#'];

/// Returns a bar for each value, the largest in full height. A missing value is a blank.
pub(super) fn sparkline(values: &[Option<u64>], has_utf8: bool) -> String {
    let bars = if has_utf8 { UTF8 } else { ASCII };
    let largest = values.iter().flatten().copied().max().unwrap_or(0).max(1);
    let bar = |value: &Option<u64>| match value {
        None => ' ',
        Some(value) => bars[(value * (bars.len() as u64 - 1)).div_ceil(largest) as usize],
    };
    values.iter().map(bar).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_value_has_the_highest_bar() {
        let values = [Some(0), Some(1), None, Some(50), Some(100)];
        assert_eq!(sparkline(&values, true), "▁▂ ▅█");
        assert_eq!(sparkline(&values, false), "_. =#");
        assert_eq!(sparkline(&[Some(0)], true), "▁");
        assert_eq!(sparkline(&[], true), "");
    }
}
