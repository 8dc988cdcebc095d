//! The shell at a terminal: a prompt, a line, its reply, and again.

pub(crate) mod command_docs;
mod danger;
mod editor;
mod editor_file;
pub(crate) mod history;
mod idle_worker;
mod output;
mod peek;
pub(crate) mod servers;
pub(crate) mod shell;
mod signals;
mod timing;
