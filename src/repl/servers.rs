//! The servers that have names, for `:use`. Where the names come from, and what is behind them, is not known here.

use redsh_engine::client::Client;

use crate::session::context::CommandContext;
use crate::words::preferences::Layer;

/// A server that a session can go on with. It is not connected to yet.
pub(crate) struct Server {
    pub(crate) client: Client<CommandContext>,
    /// What stands in the prompt in place of an address.
    pub(crate) primary: Option<String>,
    /// What is preferred there.
    pub(crate) layer: Layer,
}

/// Makes a client of the server of this name.
type Open<'e> = dyn Fn(&str) -> anyhow::Result<Server> + 'e;

/// The servers by name.
pub(crate) struct Servers<'e> {
    /// In the order in which they are listed.
    pub(crate) names: Vec<String>,
    /// Where that fails, the error is one to be told, and nothing has changed.
    pub(crate) open: Box<Open<'e>>,
}

impl Servers<'_> {
    /// All of them, a line each; the one that is used is marked.
    pub(super) fn list(&self, used: Option<&str>) -> String {
        let line = |name: &String| {
            let mark = if used == Some(name) { '*' } else { ' ' };
            format!("{mark} {name}\n")
        };
        match self.names.is_empty() {
            true => "the configuration has no profiles\n".to_owned(),
            false => self.names.iter().map(line).collect(),
        }
    }
}
