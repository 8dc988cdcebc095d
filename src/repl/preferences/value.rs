//! What a preference can be.

use std::fmt;

use crate::render::Tint;
use crate::repl::prompt::Template;

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

impl Value for Option<Tint> {
    fn read(&mut self, text: &str) -> Result<(), String> {
        *self = match Tint::parse(text) {
            None if text != NONE => return Err(format!("{}, or {NONE}", Tint::NAMES)),
            tint => tint,
        };
        Ok(())
    }

    fn text(&self) -> String {
        let tint = self.as_ref();
        tint.map_or_else(|| NONE.to_owned(), Tint::to_string)
    }
}
