//! What a preference can be.

use std::fmt;

use redsh_engine::monitor::Filter;

use crate::render::TextColour;
use crate::words::prompt::Template;

/// A preference as text, whatever it is inside.
pub(super) trait Value: fmt::Debug {
    /// Takes in what is said.
    ///
    /// # Errors
    /// What it could be, and why this is not that, to stand behind `NAME is`. It stays as it was.
    fn read(&mut self, text: &str) -> Result<(), String>;

    /// What [`read`](Self::read) would make this of.
    fn text(&self) -> String;

    /// Whether it is on or off, and nothing else.
    fn is_switch(&self) -> bool {
        false
    }

    /// Whether several words are a value, each of them in quotes where it needs them.
    fn is_of_words(&self) -> bool {
        false
    }
}

impl Value for bool {
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

impl Value for Template {
    fn read(&mut self, text: &str) -> Result<(), String> {
        *self = Template::parse(text)?;
        Ok(())
    }

    fn text(&self) -> String {
        self.source().to_owned()
    }
}

/// What stands for no colour.
const NONE: &str = "none";

/// What stands for no filter.
const ALL: &str = "all";

impl Value for Option<TextColour> {
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

impl Value for Option<Filter> {
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
