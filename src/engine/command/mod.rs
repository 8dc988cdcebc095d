//! Commands: what is known of them without asking anybody.
//!
//! A [`CommandTable`] knows names, arities, flags, where the keys are, how replies of several nodes belong together,
//! and the syntax of the arguments. It is built in (`builtin.txt`, made from a real server's COMMAND and COMMAND DOCS),
//! and overlaid by what the server at hand says, so that newer servers and modules need nothing here.
//!
//! Nothing here knows sockets: replies come in as [`Value`](crate::resp::Value)s.

mod advice;
mod irregular;
mod key_spec;
mod keys;
mod learn;
mod spec;
mod syntax;
mod table;
mod text;
mod tips;
mod usage;
mod verb;
mod word;

pub use key_spec::{BeginSearch, FindKeys, KeyFlag, KeySpec};
pub use keys::Keys;
pub use spec::{CommandFlag, CommandSpec};
pub use syntax::{ArgumentFlag, ArgumentKind, ArgumentSpec};
pub use table::CommandTable;
pub use text::TextError;
pub use tips::{RequestPolicy, ResponsePolicy, Tips};
pub use verb::Verb;
pub use word::{ServerWord, WordSet};
