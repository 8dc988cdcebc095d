//! Many commands over connections that are restored after a loss, to one server, to a cluster, or to the primary that
//! sentinels name.
//!
//! One owner for each responsibility:
//!
//! | module | owns |
//! | --- | --- |
//! | `connections` | one pipeline for each node, side channels, interrupts |
//! | `routing` | topology, replicas, the open transaction, fences |
//! | `pipeline` | commands in flight, their order, the window |
//! | `answered_names` | commands that a server is known to have |
//! | `state` | login, database, transaction, subscriptions |
//! | `order` | refused commands that later ones may have overtaken |
//! | `recent` | slots and nodes that refused a command a short time ago |
//! | `faults` | refusals and losses since all replies were in |
//! | `lost` | the fate of each command of a lost connection |
//! | `retry` | one refused or lost command, until it has a reply |
//! | `retry_clock` | how long anything is retried, and the report about it |
//!
//! The client knows neither stdout nor the environment: a [`ReplyHandler`] decides where replies go.

mod answered_names;
mod backoff;
mod blocking;
mod canceller;
#[allow(clippy::module_inception)]
mod client;
mod connections;
mod faults;
pub mod load;
mod lost;
mod node_pipeline;
mod nodes;
mod order;
mod pacer;
mod pipeline;
mod pool;
mod primary_watch;
mod recent;
mod reply;
mod reply_errors;
mod retry;
mod retry_clock;
mod routing;
mod run;
mod scanner;
mod sentinels;
mod state;
mod subscriptions;
mod sync_stream;
mod unblock;
mod window;
mod write_policy;

pub use backoff::Backoff;
pub use canceller::Canceller;
pub use client::Client;
pub use lost::CommandFate;
pub use nodes::NodeReply;
pub use pacer::Pacer;
pub use pool::{Lease, Pool, PoolOptions};
pub use reply::{DiscardReplies, Reply, ReplyHandler, ReplyKind};
pub use retry_clock::RetryNotice;
pub use routing::{ClusterMap, Routing};
pub use run::Until;
pub use scanner::{ProcessPage, ScanEnd, ScanOutcome, ScannedPage, Scanner};
pub use sentinels::{SentinelOptions, Sentinels};
pub use state::request::TransactionPosition;
pub use state::{Subscribed, changes_connection};
pub use subscriptions::{Resubscribed, SubscriptionMode};
pub use sync_stream::SyncStream;
pub use window::MOST_IN_FLIGHT;
pub use write_policy::WritePolicy;
