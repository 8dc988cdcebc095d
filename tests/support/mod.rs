//! What every test stands on: real servers, programs run as black boxes, and peers that play a script.
#![allow(
    dead_code,
    reason = "one set of tools for all tests, whether or not each is in use today"
)]

pub(crate) mod cluster;
pub(crate) mod coprocess;
pub(crate) mod full;
pub(crate) mod migration;
pub(crate) mod outcome;
pub(crate) mod peer;
pub(crate) mod script;
pub(crate) mod sentinel;
pub(crate) mod server;
pub(crate) mod shell;
pub(crate) mod terminal;
pub(crate) mod vacant;
pub(crate) mod wait;

#[path = "../../src/sandbox/mod.rs"]
pub(crate) mod sandbox;
