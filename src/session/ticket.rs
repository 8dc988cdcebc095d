//! What is known of a line while its command is under way.

use engine::client::Link;

use crate::render::Shown;
use crate::session::flow::Answer;
use crate::session::state::Effect;

/// What a command that is under way was, for when its reply comes.
#[derive(Debug)]
pub(crate) struct Ticket {
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
        answer: Answer,
        /// What the command changes.
        effect: Option<Effect>,
        /// Where it stands in a transaction.
        link: Link,
        /// How its reply is shown, apart from the format.
        shown: Shown,
    },
}
