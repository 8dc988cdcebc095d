//! The shell at a terminal: a prompt, a line, its reply, and again.

mod attendant;
mod danger;
mod draft;
mod editor;
pub(crate) mod history;
pub(crate) mod lessons;
mod output;
mod peek;
pub(crate) mod servers;
pub(crate) mod shell;
mod signals;
mod timing;
