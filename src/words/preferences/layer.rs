//! What one place says of preferences, to be laid over what others say: a file, a profile, the command line.

use super::{Preferences, Row, find, name_of, unknown};

/// What is said of some of them, each of which is known and can be so. What is said later wins.
#[derive(Debug, Clone, Default)]
pub(crate) struct Layer(Vec<(&'static Row, String)>);

/// A value, as a file has it.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Said<'s> {
    /// `true`, `false`
    Switch(bool),
    /// In quotes.
    Text(&'s str),
    /// What no preference is.
    Other,
}

impl Layer {
    /// Whether there is a preference of this name, with dashes or underscores.
    pub(crate) fn has(name: &str) -> bool {
        find(&name_of(name.as_bytes())).is_some()
    }

    /// Adds what is said of one.
    ///
    /// # Errors
    /// There is none of this name, or it cannot be so; the words for the user.
    pub(crate) fn say(&mut self, name: &str, said: Said<'_>) -> Result<(), String> {
        let row = find(&name_of(name.as_bytes())).ok_or_else(|| unknown(name))?;
        let text = match (said, row.is_switch()) {
            (Said::Switch(true), true) => "on",
            (Said::Switch(false), true) => "off",
            (Said::Text(text), false) => text,
            (_, true) => return Err(format!("{name} is true or false")),
            (_, false) => return Err(format!("{name} is a text, in quotes")),
        };
        let read = Preferences::default().put(row, text);
        read.map_err(|wanted| format!("{name} is {wanted}"))?;
        self.0.push((row, text.to_owned()));
        Ok(())
    }

    /// Adds what an option of a preference's name has been found to say.
    pub(crate) fn add(&mut self, name: &str, said: Said<'_>) {
        let said = self.say(name, said);
        said.expect("the option is understood, and the table has the preference");
    }

    /// This, and another one over it.
    pub(crate) fn under(mut self, over: &Layer) -> Layer {
        self.0.extend(over.0.iter().cloned());
        self
    }
}

impl Preferences {
    /// These, and a layer over them.
    pub(crate) fn under(&self, layer: &Layer) -> Preferences {
        let mut preferences = self.clone();
        for (row, text) in &layer.0 {
            let read = preferences.put(row, text);
            read.expect("what is in a layer was read once, and is no other now");
        }
        preferences
    }
}
