//! The language of the prompt: the shell's own commands, the grammar of the server's commands, hints, completion, colours, help,
//! secrets and preferences.
//!
//! Pure: nothing here reads a terminal or sends a command, so that other modes can use it.

pub(crate) mod complete;
pub(crate) mod grammar;
pub(crate) mod help;
pub(crate) mod highlight;
pub(crate) mod hint;
pub(crate) mod key_words;
pub(crate) mod preferences;
pub(crate) mod prompt;
pub(crate) mod secrets;
pub(crate) mod shell_commands;
pub(crate) mod typed;
