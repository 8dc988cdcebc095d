//! What is known of a line while its command is under way.

use redsh_engine::client::TransactionPosition;

use crate::render::Shown;
use crate::session::connection_state::Effect;
use crate::session::sent_state::ExpectedReply;

/// What a command that is under way was, for when its reply comes.
#[derive(Debug)]
pub(crate) struct CommandContext {
    /// Where it stands in the script, from 1; 0 for one that stands on the command line.
    pub(crate) line: u64,
    /// What comes of it.
    pub(crate) action: Action,
}

/// What comes of a line.
#[derive(Debug)]
pub(crate) enum Action {
    /// A text to print, in its place between the replies.
    Say(Vec<u8>),
    /// A reply that is kept as data, for the shell itself.
    Keep,
    /// Replies to print.
    Print {
        /// How many.
        answer: ExpectedReply,
        /// What the command changes.
        effect: Option<Effect>,
        /// Where it stands in a transaction.
        link: TransactionPosition,
        /// How its reply is shown, apart from the format.
        shown: Shown,
    },
}
