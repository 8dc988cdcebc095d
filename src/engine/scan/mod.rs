//! Going through all keys with SCAN, as data: what is asked for, what comes back, and what a cluster that changes meanwhile
//! makes of it.
//!
//! Nothing here knows connections, threads or the time: how long a step took is told, and what was seen of the nodes.

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
