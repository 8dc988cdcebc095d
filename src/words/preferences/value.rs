//! The types of preferences.

use std::fmt;

use redsh_engine::monitor::Filter;

use crate::render::TextColour;
use crate::words::prompt::PromptTemplate;

/// A preference that is converted from and to text.
pub(super) trait PreferenceValue: fmt::Debug {
    /// Parses and stores a value.
    ///
    /// # Errors
    /// A description of valid values, to follow `NAME must be`. The value is unchanged.
    fn read(&mut self, text: &str) -> Result<(), String>;

    /// Returns a text that [`read`](Self::read) parses into this value.
    fn text(&self) -> String;

    fn is_switch(&self) -> bool {
        false
    }

    /// Whether a value may consist of several words.
    fn is_of_words(&self) -> bool {
        false
    }
}

impl PreferenceValue for bool {
    fn read(&mut self, text: &str) -> Result<(), String> {
        *self = match text.to_ascii_lowercase().as_str() {
            "on" | "yes" | "true" => true,
            "off" | "no" | "false" => false,
            _ => return Err("on or off".to_owned()),
        };
        Ok(())
    }

    fn text(&self) -> String {
        if *self { "on" } else { "off" }.to_owned()
    }

    fn is_switch(&self) -> bool {
        true
    }
}

impl PreferenceValue for PromptTemplate {
    fn read(&mut self, text: &str) -> Result<(), String> {
        *self = PromptTemplate::parse(text)?;
        Ok(())
    }

    fn text(&self) -> String {
        self.source().to_owned()
    }
}

const NONE: &str = "none";

const ALL: &str = "all";

impl PreferenceValue for Option<TextColour> {
    fn read(&mut self, text: &str) -> Result<(), String> {
        *self = match TextColour::parse(text) {
            None if text != NONE => return Err(format!("{}, or {NONE}", TextColour::NAMES)),
            tint => tint,
        };
        Ok(())
    }

    fn text(&self) -> String {
        let tint = self.as_ref();
        tint.map_or_else(|| NONE.to_owned(), TextColour::to_string)
    }
}

impl PreferenceValue for Option<Filter> {
    fn read(&mut self, text: &str) -> Result<(), String> {
        *self = match text {
            ALL => None,
            text => {
                let filter = text.parse::<Filter>();
                let filter = filter.map_err(|why| format!("{ALL}, or conditions: {why}"))?;
                Some(filter)
            }
        };
        Ok(())
    }

    fn text(&self) -> String {
        let filter = self.as_ref();
        filter.map_or_else(|| ALL.to_owned(), Filter::to_string)
    }

    fn is_of_words(&self) -> bool {
        true
    }
}
