//! The interactive mode: the shell, the line editor, history, completion from the server, and the pager.

pub(crate) mod command_docs;
mod danger;
mod editor;
mod editor_file;
pub(crate) mod history;
mod idle_worker;
mod output;
mod peek;
mod plain_lines;
mod server_lookup;
pub(crate) mod shell;
mod signals;
mod timing;
