//! Words that are typed: the shell's own commands, the grammar of the server's commands, hints, help and preferences.
//!
//! Pure: nothing here reads a terminal or sends a command, so scripts and one-shot commands use it too.

pub(crate) mod builtin;
pub(crate) mod grammar;
pub(crate) mod help;
pub(crate) mod hint;
pub(crate) mod key_words;
pub(crate) mod preferences;
pub(crate) mod prompt;
pub(crate) mod typed;
