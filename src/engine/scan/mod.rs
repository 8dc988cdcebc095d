//! SCAN over a server or a cluster, as data: requests, replies, pace, and the slots that move meanwhile.
//!
//! This module knows no connections, threads or time: the caller measures the steps and asks the nodes.

mod glob;
mod pace;
mod page;
mod position;
mod reply;
mod request;
mod rescan;
mod snapshot;
mod tally;

pub use glob::is_match;
pub use pace::ScanPace;
pub use page::KeyPage;
pub use position::{ScanPosition, ScanPositionError};
pub use reply::{RecheckReply, ScanReply};
pub use request::ScanOptions;
pub use rescan::{ScannedNode, slots_to_rescan};
pub use snapshot::{NodeView, Snapshot};
pub use tally::ListedKeys;
