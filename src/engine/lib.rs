//! A client library for Redis and Valkey: single servers, clusters and Sentinel, over TCP, Unix sockets and TLS.
//!
//! Sockets are blocking, and there is no async runtime. Replies of any size are decoded while they arrive, in constant
//! memory. A [`client::Client`] pipelines commands, routes them to the nodes of a cluster, follows redirects, and
//! reconnects. It never sends a command again that may have been executed, unless the command only reads.
//!
//! ```no_run
//! use redsh_engine::client::{Client, Routing};
//! use redsh_engine::net::{Address, Endpoint};
//!
//! let endpoint = Endpoint::new(Address::tcp("127.0.0.1", 6379));
//! let mut client: Client = Client::new(endpoint, Routing::Single);
//! client.call(&["SET", "user:1", "Ada"])?;
//! println!("{:?}", client.call(&["GET", "user:1"])?);
//! # Ok::<(), redsh_engine::Error>(())
//! ```
//!
//! # Layers
//!
//! Each layer uses only those above it, so each can be used without those below.
//!
//! | Layer | Modules | Purpose |
//! | --- | --- | --- |
//! | Protocol | [`resp`] | Decodes and encodes RESP2 and RESP3. No sockets, no threads, no commands. |
//! | Logic | [`address`], [`command`], [`cluster`], [`sentinel`], [`scan`], [`keys`], [`pubsub`], [`monitor`], [`replication`], [`rdb`], [`error`] | Interprets commands, replies and errors. No sockets, no threads. |
//! | Connection | [`net`] | Connects to one address, with login and TLS. No clusters. |
//! | Client | [`client`] | Manages connections, routing, retries and threads. |
//!
//! The library does not use stdout, the environment or the state of the process.
//!
//! # Errors
//!
//! An error reply of a server is a [`resp::Value`]. An [`Error`] means that there is no reply; its message names the
//! server and the reason.

pub mod address;
pub mod client;
pub mod cluster;
pub mod command;
pub mod error;
pub mod keys;
pub mod monitor;
pub mod net;
pub mod pubsub;
pub mod rdb;
pub mod replication;
pub mod resp;
pub mod scan;
pub mod sentinel;
#[cfg(test)]
mod wait;

pub use error::Error;
