//! The settings that a shell starts with.

use std::path::PathBuf;

use redsh_engine::client::Client;

use crate::render::Palette;
use crate::session::context::CommandContext;
use crate::words::preferences::{PreferenceLayer, Preferences};

pub(crate) struct ShellSettings<'e> {
    pub(crate) history: Option<PathBuf>,
    /// The folder that caches the servers' command docs, if any.
    pub(crate) cache: Option<PathBuf>,
    /// The name of the primary that sentinels reported; the prompt shows it in place of the address.
    pub(crate) primary: Option<String>,
    pub(crate) profile: Option<String>,
    pub(crate) palette: Palette,
    /// Whether the terminal has no line editor.
    pub(crate) is_dumb: bool,
    pub(crate) preferences: Preferences,
    /// The preferences for this server, on top of the others.
    pub(crate) layer: PreferenceLayer,
    /// The preferences of the command line, which the layer of every server contains.
    pub(crate) overrides: PreferenceLayer,
    pub(crate) pager: Vec<String>,
    pub(crate) text_editor: Vec<String>,
    pub(crate) profiles: Profiles<'e>,
}

pub(crate) struct Profiles<'e> {
    /// The names, in the order of the list.
    pub(crate) names: Vec<String>,
    pub(crate) open: Box<OpenProfile<'e>>,
}

/// Creates the client for a profile's name. An error is for the user.
type OpenProfile<'e> = dyn Fn(&str) -> anyhow::Result<NamedServer> + 'e;

/// The server of a profile, not connected yet.
pub(crate) struct NamedServer {
    pub(crate) client: Client<CommandContext>,
    /// The name of the primary that sentinels reported, if any.
    pub(crate) primary: Option<String>,
    pub(crate) layer: PreferenceLayer,
}
