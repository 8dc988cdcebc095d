//! The output of two programs side by side.

use std::fmt::Write;

use support::outcome::Outcome;

/// The number of bytes of a long output that are shown on each side of the first difference.
const SHOWN: usize = 300;

/// Both sides, one above the other, and the command line.
pub(super) fn side_by_side(theirs: &Outcome, ours: &Outcome) -> String {
    let differs = theirs
        .stdout
        .iter()
        .zip(&ours.stdout)
        .take_while(|(a, b)| a == b)
        .count();
    let mut text = String::new();
    for (name, outcome) in [("redis-cli", theirs), ("redsh", ours)] {
        let _ = writeln!(
            text,
            "   {name:<9} {:<3} {}",
            outcome.code,
            part(&outcome.stdout, differs)
        );
        let _ = writeln!(text, "   {:<9} err {}", "", part(&outcome.stderr, 0));
    }
    let _ = write!(text, "   {}", theirs.command_line);
    text
}

/// The bytes around a position, escaped.
fn part(bytes: &[u8], at: usize) -> String {
    let start = if bytes.len() > 2 * SHOWN {
        at.saturating_sub(SHOWN)
    } else {
        0
    };
    let end = bytes.len().min(start + 2 * SHOWN);
    let before = if start > 0 {
        format!("({start} bytes) … ")
    } else {
        String::new()
    };
    let after = if end < bytes.len() {
        format!(" … ({} bytes)", bytes.len() - end)
    } else {
        String::new()
    };
    format!("{before}{}{after}", bytes[start..end].escape_ascii())
}
