//! The lines of sessions before, as redsh and redis-cli keep them: a file of plain lines.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::Result;

/// After so many lines there is another [`rare`] one.
const RARE: u32 = 100;

/// Writes a history of so many lines.
pub(crate) fn write(path: &Path, lines: u32) -> Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    (0..lines).try_for_each(|n| writeln!(file, "{}", line(n)))?;
    Ok(file.flush()?)
}

/// The n-th from the end, from 0, of the few lines that begin with INCR in a history of so many lines.
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
