//! The types of preferences, converted from and to text.

use redsh_engine::monitor::Filter;

use crate::render::TextColour;
use crate::words::prompt::PromptTemplate;

/// The value of a preference.
#[derive(Debug)]
pub(super) enum PreferenceValue<'p> {
    Switch(&'p mut bool),
    Prompt(&'p mut PromptTemplate),
    /// A colour, or [`NONE`].
    Colour(&'p mut Option<TextColour>),
    /// Conditions on the lines of MONITOR, or [`ALL`].
    Monitor(&'p mut Option<Filter>),
}

const NONE: &str = "none";
const ALL: &str = "all";

impl PreferenceValue<'_> {
    /// Parses and stores a value.
    ///
    /// # Errors
    /// A description of valid values, to follow `NAME must be`. The value is unchanged.
    pub(super) fn read(self, text: &str) -> Result<(), String> {
        match self {
            PreferenceValue::Switch(value) => {
                *value = match text.to_ascii_lowercase().as_str() {
                    "on" | "yes" | "true" => true,
                    "off" | "no" | "false" => false,
                    _ => return Err("on or off".to_owned()),
                };
            }
            PreferenceValue::Prompt(value) => *value = PromptTemplate::parse(text)?,
            PreferenceValue::Colour(value) => {
                *value = match TextColour::parse(text) {
                    None if text != NONE => {
                        return Err(format!("{}, or {NONE}", TextColour::NAMES));
                    }
                    colour => colour,
                };
            }
            PreferenceValue::Monitor(value) if text == ALL => *value = None,
            PreferenceValue::Monitor(value) => {
                let filter = text.parse::<Filter>();
                *value = Some(filter.map_err(|why| format!("{ALL}, or conditions: {why}"))?);
            }
        }
        Ok(())
    }

    /// Returns a text that [`read`](Self::read) parses into this value.
    pub(super) fn text(&self) -> String {
        match self {
            PreferenceValue::Switch(true) => "on".to_owned(),
            PreferenceValue::Switch(false) => "off".to_owned(),
            PreferenceValue::Prompt(value) => value.source().to_owned(),
            PreferenceValue::Colour(Some(colour)) => colour.to_string(),
            PreferenceValue::Colour(None) => NONE.to_owned(),
            PreferenceValue::Monitor(Some(filter)) => filter.to_string(),
            PreferenceValue::Monitor(None) => ALL.to_owned(),
        }
    }
}
