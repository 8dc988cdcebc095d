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
pub use pace::Pace;
pub use page::Page;
pub use position::{Position, PositionError};
pub use reply::{RecheckReply, ScanReply};
pub use request::ScanOptions;
pub use rescan::{Walked, slots_to_rescan};
pub use snapshot::{NodeView, Snapshot};
pub use tally::Tally;
