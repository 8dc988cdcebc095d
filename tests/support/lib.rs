//! Tools for the tests: real servers, programs run as black boxes, terminals, and peers that play a script.

pub mod authority;
pub mod ciphers;
pub mod cluster;
pub mod coprocess;
pub mod dice;
pub mod fault_proxy;
pub mod full;
pub mod migration;
pub mod outcome;
pub mod peer;
pub mod proxy;
pub mod recording;
pub mod script;
pub mod sentinel;
pub mod server;
pub mod shell;
pub mod terminal;
pub mod vacant;
pub mod wait;
