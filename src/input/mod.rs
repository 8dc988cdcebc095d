//! Input text: lines, pasted blocks and templates, split into arguments.
//!
//! Pure: knows no commands, servers or terminal.

pub(crate) mod braces;
pub(crate) mod line;
pub(crate) mod paste;
pub(crate) mod shell_pipe;
pub(crate) mod template;
pub(crate) mod typed_words;
