//! The terminal: size, modes and colours.
//!
//! Other modes than the shell can use it. It knows neither replies nor commands.

pub(crate) mod modes;
pub(crate) mod size;
pub(crate) mod style;
