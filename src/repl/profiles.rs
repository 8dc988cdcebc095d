//! The servers that `:use` can switch to. The configuration that they come from is not known here.

use redsh_engine::client::Client;

use crate::session::context::CommandContext;
use crate::words::preferences::PreferenceLayer;

/// The server of a profile, not connected yet.
pub(crate) struct NamedServer {
    pub(crate) client: Client<CommandContext>,
    /// The name of the primary that sentinels reported, if any.
    pub(crate) primary: Option<String>,
    pub(crate) layer: PreferenceLayer,
}

/// Creates the client for a profile's name. An error is for the user.
type OpenProfile<'e> = dyn Fn(&str) -> anyhow::Result<NamedServer> + 'e;

/// The profiles of the configuration.
pub(crate) struct Profiles<'e> {
    /// The names, in the order of the list.
    pub(crate) names: Vec<String>,
    pub(crate) open: Box<OpenProfile<'e>>,
}

impl Profiles<'_> {
    /// Returns the names, one per line, with a mark at the profile in use.
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
