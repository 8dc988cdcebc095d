//! Many commands over connections that are made again when they are lost, to one server or to a cluster.
//!
//! It must not know stdout, the environment or the process: what becomes of a reply is its [`ReplyHandler`]'s to say.

mod backoff;
mod blocking;
mod canceller;
mod destination;
mod dispatch;
mod fanout;
mod flight;
mod handler;
mod identify;
mod listener;
pub mod load;
mod lookup;
mod map;
mod node_pipeline;
mod pacer;
mod pool;
mod replica_routing;
mod request;
mod retry;
mod routing;
mod scanner;
mod sentinels;
mod side_channel;
mod submit;
mod unblock;
mod unsolicited;
mod window;
mod write_policy;

pub use backoff::Backoff;
pub use canceller::Canceller;
pub use dispatch::{Client, Until};
pub use handler::{Received, ReplyHandler};
pub use listener::{Listener, Waker};
pub use map::Map;
pub use pacer::Pacer;
pub use pool::{Lease, Pool, PoolOptions};
pub use request::{CommandFate, TransactionPosition};
pub use routing::Routing;
pub use scanner::{End, Outcome, Scanner, Take};
pub use sentinels::{SentinelOptions, Sentinels};
pub use write_policy::WritePolicy;

use window::Window;
