//! The stream that a server sends after SYNC or PSYNC: a header, a snapshot, and then the commands that it propagates.
//!
//! Bytes come in. This module knows no sockets, and not the content of a snapshot.
//!
//! Source: <https://redis.io/docs/latest/commands/psync/>.

mod header;
mod snapshot;

pub use header::{MARK_LENGTH, SnapshotEnd, SyncHeader, SyncHeaderReader};
pub use snapshot::{SnapshotDecoder, SnapshotSink};
