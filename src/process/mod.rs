//! The process around a run: exit status, signals, the standard streams, and programs that it starts.
//!
//! Knows nothing of servers, options or the shell.

pub(crate) mod askpass;
pub(crate) mod exit;
pub(crate) mod interrupt;
pub(crate) mod lost_commands;
pub(crate) mod private;
pub(crate) mod program;
pub(crate) mod stderr;
pub(crate) mod stdin;
pub(crate) mod stdout;
