//! The settings that a shell starts with.

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use redsh_engine::client::Client;
use redsh_engine::cluster::NatMap;
use redsh_engine::net::Endpoint;

use crate::render::{Format, Palette};
use crate::session::context::CommandContext;
use crate::words::preferences::{PreferenceLayer, Preferences};
use crate::words::shell_commands::ShellAnalysis;

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
    pub(crate) analyse: Box<AnalyseKeys<'e>>,
}

/// Analyses the keys of a server or a cluster, and prints the report.
pub(crate) type AnalyseKeys<'e> = dyn Fn(AnalysisRequest<'_>) -> anyhow::Result<()> + 'e;

/// The keys to analyse.
pub(crate) struct AnalysisRequest<'r> {
    pub(crate) analysis: ShellAnalysis,
    pub(crate) pattern: Option<&'r [u8]>,
    /// The server, as the user of the session and in its database.
    pub(crate) endpoint: Endpoint,
    /// The map of announced addresses, if the session is one with a cluster.
    pub(crate) cluster: Option<NatMap>,
    pub(crate) format: Format,
    /// Ends the analysis, whose report is printed.
    pub(crate) stop: &'r AtomicBool,
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
