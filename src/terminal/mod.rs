//! The terminal: size, modes and colours.
//!
//! Other modes than the shell can use it. It knows neither replies nor commands.

use std::ffi::OsStr;

pub(crate) mod modes;
pub(crate) mod size;
pub(crate) mod style;
pub(crate) mod waiting_line;

/// Values of TERM, in lower case, whose terminals have no cursor control, so that a line cannot be edited.
const DUMB: [&str; 3] = ["dumb", "cons25", "emacs"];

/// Whether the terminal that this value of TERM names cannot edit lines. Without a value it can, as in redis-cli.
pub(crate) fn is_dumb(term: Option<&OsStr>) -> bool {
    term.is_some_and(|term| DUMB.iter().any(|name| term.eq_ignore_ascii_case(name)))
}
