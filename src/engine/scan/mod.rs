//! Going through all keys with SCAN, as data: what is asked for, what comes back, and what a cluster that changes meanwhile
//! makes of it.
//!
//! Nothing here knows connections, threads or the time: how long a step took is told, and what was seen of the nodes.

mod doubt;
mod glob;
mod pace;
mod page;
mod position;
mod reply;
mod request;
mod snapshot;
mod tally;

pub use doubt::{Walked, in_doubt};
pub use glob::is_match;
pub use pace::Pace;
pub use page::Page;
pub use position::{Position, PositionError};
pub use reply::{Answer, ScanReply};
pub use request::ScanOptions;
pub use snapshot::{Snapshot, Witness};
pub use tally::Tally;
