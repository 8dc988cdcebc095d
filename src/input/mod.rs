//! Text to commands: lines, pasted blocks and templates, split into arguments.
//!
//! Pure: knows no commands, no servers and no terminal.

pub(crate) mod line;
pub(crate) mod paste;
pub(crate) mod shell_pipe;
pub(crate) mod template;
pub(crate) mod typed_words;
