//! What a session may send.

use std::io::Write;

use redsh_engine::client::WritePolicy;
use redsh_engine::cluster::NodeWord;
use redsh_engine::command::CommandTable;

use super::Session;

impl<W: Write> Session<W> {
    /// Whether commands that may write are refused, from now on.
    pub(crate) fn set_read_only(&mut self, read_only: bool) {
        *self.client.gate_mut() = match read_only {
            true => WritePolicy::for_reading(self.receiver.table().clone()),
            false => WritePolicy::open(),
        };
    }

    /// This is what is known of commands from now on.
    pub(crate) fn learn(&mut self, table: CommandTable) {
        self.client.gate_mut().learn(&table);
        *self.receiver.table() = table;
    }

    /// Why a command may not be sent, as a server would say it; `None` where it may. With a word for nodes before it, it
    /// is asked about the command behind that.
    pub(crate) fn refusal(&self, words: &[Vec<u8>]) -> Option<&'static str> {
        let command = match words {
            [_, command @ ..] if NodeWord::is_meant(words) => command,
            words => words,
        };
        self.client.gate().refusal(command)
    }
}
