//! MONITOR's lines as data, and which of them are wanted.
//!
//! A server sends a line for every command that anybody runs. It cannot be asked for some of them only, so they are chosen
//! here, by a [`Filter`].

mod filter;
mod line;

pub use filter::{Filter, FilterError};
pub use line::Line;
