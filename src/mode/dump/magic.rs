//! The first bytes of a snapshot, by which it is told from other bytes. Pure.

use anyhow::bail;

/// The first bytes of snapshots of Redis and of older Valkeys, and of Valkey since version 9.
const MAGICS: [&[u8]; 2] = [b"REDIS", b"VALKEY"];

/// The bytes that [`check`] needs.
pub(super) const LENGTH: usize = 6;

/// Whether bytes begin like a snapshot.
pub(super) fn is_at_start_of(bytes: &[u8]) -> bool {
    MAGICS.iter().any(|magic| bytes.starts_with(magic))
}

/// Checks the first bytes that a server sent as a snapshot.
///
/// # Errors
/// They are those of something else.
pub(super) fn check(head: &[u8]) -> anyhow::Result<()> {
    match head {
        [] => bail!("the server sent an empty snapshot; nothing was saved"),
        head if !is_at_start_of(head) => bail!(
            "the server sent no snapshot: it begins with \"{}\"; nothing was saved",
            head.escape_ascii()
        ),
        _ => Ok(()),
    }
}
