//! SCAN over a server or a cluster, as data: requests, replies, pace, and the slots that move meanwhile.
//!
//! This module knows no connections, threads or time: the caller measures the steps and asks the nodes.

mod glob;
mod key_page;
mod listed_keys;
mod pace;
mod position;
mod reply;
mod request;
mod rescan;
mod snapshot;

pub use glob::is_match;
pub use key_page::KeyPage;
pub use listed_keys::ListedKeys;
pub use pace::ScanPace;
pub use position::{ScanPosition, ScanPositionError};
pub use reply::{ScanReply, ScanResult};
pub use request::ScanOptions;
pub use rescan::{ScannedNode, slots_to_rescan};
pub use snapshot::{NodeView, Snapshot};
