//! The terminal itself: its modes and its colours.
//!
//! A mode uses it without the shell; it knows neither replies nor commands.

pub(crate) mod modes;
pub(crate) mod style;
