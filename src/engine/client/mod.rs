//! Many commands over connections that are made again when they are lost, to one server or to a cluster.
//!
//! It must not know stdout, the environment or the process: what becomes of a reply is its [`Handler`]'s to say.

mod aside;
mod attend;
mod backoff;
mod blocking;
mod canceller;
mod destination;
mod dispatch;
mod fanout;
mod flight;
mod gate;
mod handler;
mod identify;
mod lane;
mod listener;
pub mod load;
mod lookup;
mod map;
mod pacer;
mod pool;
mod readers;
mod recover;
mod request;
mod routing;
mod scanner;
mod sentinels;
mod submit;
mod unblock;
mod window;

pub use backoff::Backoff;
pub use canceller::Canceller;
pub use dispatch::{Client, Until};
pub use gate::Gate;
pub use handler::{Handler, Received};
pub use listener::{Listener, Waker};
pub use map::Map;
pub use pacer::Pacer;
pub use pool::{Lease, Pool, PoolOptions};
pub use request::{Fate, Link};
pub use routing::Routing;
pub use scanner::{End, Outcome, Scanner, Take};
pub use sentinels::{SentinelOptions, Sentinels};

use window::Window;
