//! MONITOR's lines, and filters for them.
//!
//! A server sends a line for every command of every client, and cannot filter them. A [`Filter`] does.

mod filter;
mod line;

pub use filter::{Filter, FilterError};
pub use line::MonitorLine;
