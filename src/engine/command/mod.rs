//! Facts about commands: names, arities, flags, key positions, syntax.
//!
//! A [`CommandTable`] is built in (`builtin.txt`, generated from a real server's COMMAND and COMMAND DOCS). A client
//! extends it with the replies of its server, so newer servers and modules need no new release. A [`Verb`] tells the
//! effect of a command on its connection.
//!
//! This module knows no sockets: replies are passed in as [`Value`](crate::resp::Value)s.

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
pub use tips::{RequestPolicy, ResponsePolicy, Tips};
pub use verb::Verb;
pub use word::ServerWord;
