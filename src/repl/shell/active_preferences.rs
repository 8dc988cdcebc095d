//! The preferences in force, and how they follow a change of profile.

use crate::process::stdout::Sink;
use crate::repl::shell::line_reader::LineReader;
use crate::session::Session;
use crate::words::preferences::{PreferenceLayer, Preferences};

/// The preferences in force.
pub(super) struct ActivePreferences {
    /// The preferences below every profile's.
    base: Preferences,
    /// The base, overridden by the profile in use.
    current: Preferences,
}

impl ActivePreferences {
    pub(super) fn new(base: Preferences, layer: &PreferenceLayer) -> Self {
        let current = base.overridden_by(layer);
        ActivePreferences { base, current }
    }

    pub(super) fn current(&self) -> &Preferences {
        &self.current
    }

    /// Runs the arguments of `:set`, and returns the text to show.
    pub(super) fn set(&mut self, words: &[Vec<u8>]) -> String {
        let outcome = self.current.set(words);
        if outcome.is_ok() {
            // Profiles that do not mention the preference keep the new value.
            let _ = self.base.set(words);
        }
        outcome.unwrap_or_else(|why| why + "\n")
    }

    /// Switches to the preferences of another profile.
    pub(super) fn use_layer(&mut self, layer: &PreferenceLayer) {
        self.current = self.base.overridden_by(layer);
    }

    /// Passes the preferences to the session and the line reader.
    pub(super) fn apply(&self, session: &mut Session<Sink>, reader: &mut LineReader) {
        let current = &self.current;
        session.set_read_only(current.read_only);
        session.set_cross_slot(current.cross_slot);
        session
            .replies()
            .set_monitor_filter(current.monitor.clone());
        let helper = reader.helper();
        helper.hints = current.hints;
        helper.prompt_color = current.prompt_color;
    }
}
