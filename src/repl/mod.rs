//! The shell at a terminal, the words that it understands itself, and the hint for a half-typed line.

mod assistant;
pub(crate) mod builtin;
mod consumer;
mod danger;
pub(crate) mod hint;
pub(crate) mod history;
mod keys;
mod lessons;
mod outlet;
mod owner;
mod pager;
mod peek;
pub(crate) mod preferences;
mod prompt;
pub(crate) mod shell;
mod signals;
mod timing;
mod tty;
