//! Finding the primary through sentinels, as data: what they reply is read here, and what is to be done next decided.
//!
//! Replies come in as [`Value`](crate::resp::Value)s and decisions go out. Nothing here knows connections, threads or time:
//! [`client::Sentinels`](crate::client::Sentinels) asks.
//!
//! Source: <https://redis.io/docs/latest/develop/reference/sentinel-clients/>.

mod discovery;
mod no_primary;
mod reply;
mod roster;
mod switch;

pub use discovery::{Discovery, Step};
pub use no_primary::{Doubt, NoPrimary, Said};
pub use reply::{Refusal, ReportedRole, primary, replicas, role, sentinels};
pub use roster::Roster;
pub use switch::Switch;
