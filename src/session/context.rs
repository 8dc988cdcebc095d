//! The context of a command in flight: the line that it came from, and how its reply is printed.

use crate::render::Presentation;

#[derive(Debug, Clone)]
pub(crate) struct CommandContext {
    /// The line of the script, from 1; 0 for the command line.
    pub(crate) line: u64,
    pub(crate) output: LineOutput,
}

#[derive(Debug, Clone)]
pub(crate) enum LineOutput {
    /// A text, in its place between the replies.
    Text(Vec<u8>),
    /// The replies to the line's command.
    Reply {
        /// How a reply is shown, apart from the format.
        shown: Presentation,
        /// The command is EXEC, whose reply holds those to the queued commands.
        is_exec: bool,
    },
}

impl CommandContext {
    /// The context of a command whose reply is shown like any other.
    pub(crate) fn plain(line: u64) -> Self {
        CommandContext::shown(line, Presentation::default())
    }

    /// The context of a command whose reply is shown in this way.
    pub(crate) fn shown(line: u64, shown: Presentation) -> Self {
        let output = LineOutput::Reply {
            shown,
            is_exec: false,
        };
        CommandContext { line, output }
    }

    pub(crate) fn text(line: u64, text: impl AsRef<[u8]>) -> Self {
        let output = LineOutput::Text(text.as_ref().to_vec());
        CommandContext { line, output }
    }
}
