//! The process: its name, exit codes, signals, standard streams, and private files.
//!
//! Knows no servers, options or shell.

pub(crate) mod askpass;
pub(crate) mod called_as;
pub(crate) mod exit;
pub(crate) mod interrupt;
pub(crate) mod lost_commands;
pub(crate) mod private;
pub(crate) mod stderr;
pub(crate) mod stdin;
pub(crate) mod stdout;
pub(crate) mod unread;
