//! Destinations of replies other than the terminal: the pager, and programs after a `|`.

pub(crate) mod destination;
pub(crate) mod pager;
pub(crate) mod piped_process;
