//! Redis Sentinel as data: parsing replies, and searching for the primary.
//!
//! Replies come in as [`Value`](crate::resp::Value)s, decisions go out. This module knows no connections, threads or
//! time; [`client::Sentinels`](crate::client::Sentinels) asks.
//!
//! Source: <https://redis.io/docs/latest/develop/reference/sentinel-clients/>.

mod discovery;
mod event;
mod no_primary;
mod reply;
mod roster;

pub use discovery::find_primary;
pub use event::{FAILOVER_CHANNELS, new_primary};
pub use no_primary::{NoPrimary, NotPrimary, SentinelAnswer};
pub use reply::{ReportedRole, SentinelRefusal, primary, replicas, role, sentinels};
pub use roster::Roster;
