//! The settings that a shell starts with.

use std::path::PathBuf;

use crate::repl::profiles::Profiles;
use crate::words::preferences::{PreferenceLayer, Preferences};

/// The settings that a shell starts with.
pub(crate) struct ShellSettings<'e> {
    /// The history file, if any.
    pub(crate) history: Option<PathBuf>,
    /// The folder that caches the servers' command docs, if any.
    pub(crate) cache: Option<PathBuf>,
    /// The name of the primary that sentinels reported; the prompt shows it in place of the address.
    pub(crate) primary: Option<String>,
    /// The profile in use.
    pub(crate) profile: Option<String>,
    /// Whether colours are allowed.
    pub(crate) color: bool,
    pub(crate) preferences: Preferences,
    /// The preferences for this server, on top of the others.
    pub(crate) layer: PreferenceLayer,
    /// The pager and its arguments.
    pub(crate) pager: Vec<String>,
    /// The text editor and its arguments.
    pub(crate) text_editor: Vec<String>,
    pub(crate) profiles: Profiles<'e>,
}
