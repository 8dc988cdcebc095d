//! Destinations of replies other than the terminal: the pager, and programs behind a `|`.

pub(crate) mod consumer;
pub(crate) mod outlet;
pub(crate) mod owner;
pub(crate) mod pager;
