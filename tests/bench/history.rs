//! A history as redsh and redis-cli store it: a file of plain lines.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::Result;

/// The distance between two [`rare`] lines.
const RARE: u32 = 100;

/// Writes a history of `lines` lines.
pub(crate) fn write(path: &Path, lines: u32) -> Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    (0..lines).try_for_each(|n| writeln!(file, "{}", line(n)))?;
    Ok(file.flush()?)
}

/// Returns the n-th line from the end, from 0, that begins with INCR.
pub(crate) fn rare(lines: u32, n: u32) -> String {
    line((lines / RARE).saturating_sub(n + 1) * RARE)
}

fn line(n: u32) -> String {
    if n.is_multiple_of(RARE) {
        format!("INCR counter:{n:05}")
    } else {
        format!("SET user:{n:05} value:{n:05}")
    }
}
