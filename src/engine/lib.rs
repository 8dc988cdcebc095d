//! The engine of redsh: it speaks to Redis and Valkey servers, and knows nothing of terminals, arguments or processes.
//!
//! Four layers, each using only those above it:
//!
//! - [`resp`]: bytes and values. No sockets, no threads, no commands.
//! - [`command`], [`cluster`], [`sentinel`], [`scan`], [`keys`], [`pubsub`], [`monitor`], [`error`]: what commands mean, what comes of
//!   them, and what to do about a server's errors. No sockets, no threads.
//! - [`net`]: one connection to one address. No clusters, no threads.
//! - [`client`]: many connections, retries, threads. No stdout, no environment, no process.

pub mod client;
pub mod cluster;
pub mod command;
pub mod error;
pub mod keys;
pub mod monitor;
pub mod net;
pub mod pubsub;
pub mod resp;
pub mod scan;
pub mod sentinel;
#[cfg(test)]
mod wait;

pub use error::Error;
