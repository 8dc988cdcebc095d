//! Snapshots in the RDB format. No sockets, no files: bytes come in.

mod checksum;

pub use checksum::{ChecksumVerdict, RdbChecksum};
