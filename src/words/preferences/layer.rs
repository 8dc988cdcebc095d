//! The preferences of one source: a file, a profile or the command line. Later sources override earlier ones.

use super::{PreferenceRow, Preferences, find, name_of, unknown};

/// Valid values of some preferences. Later values win.
#[derive(Debug, Clone, Default)]
pub(crate) struct PreferenceLayer(pub(super) Vec<(&'static PreferenceRow, String)>);

/// A value in a configuration file.
#[derive(Debug, Clone, Copy)]
pub(crate) enum LayerValue<'s> {
    /// `true`, `false`
    Switch(bool),
    /// A string in quotes.
    Text(&'s str),
    /// A value of another type, which no preference has.
    Other,
}

impl PreferenceLayer {
    /// Whether a preference has this name, with dashes or underscores.
    pub(crate) fn has(name: &str) -> bool {
        find(&name_of(name.as_bytes())).is_some()
    }

    /// Adds a value.
    ///
    /// # Errors
    /// A message for the user: the name is unknown, or the value is invalid.
    pub(crate) fn set(&mut self, name: &str, value: LayerValue<'_>) -> Result<(), String> {
        let row = find(&name_of(name.as_bytes())).ok_or_else(|| unknown(name))?;
        let text = match (value, row.is_switch()) {
            (LayerValue::Switch(true), true) => "on",
            (LayerValue::Switch(false), true) => "off",
            (LayerValue::Text(text), false) => text,
            (_, true) => return Err(format!("{name} must be true or false")),
            (_, false) => return Err(format!("{name} must be a string in quotes")),
        };
        let read = Preferences::default().put(row, text);
        read.map_err(|wanted| format!("{name} must be {wanted}"))?;
        self.0.push((row, text.to_owned()));
        Ok(())
    }

    /// Adds the valid value of a command-line option.
    pub(crate) fn add(&mut self, name: &str, value: LayerValue<'_>) {
        let outcome = self.set(name, value);
        outcome.expect("the option has the name and a value of a preference");
    }

    /// Returns this layer with the values of another one on top.
    pub(crate) fn overridden_by(mut self, upper: &PreferenceLayer) -> PreferenceLayer {
        self.0.extend(upper.0.iter().cloned());
        self
    }
}
