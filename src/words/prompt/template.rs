//! The template of the prompt: text with fields in braces.

use redsh_engine::net::Address;

use crate::input::braces::{self, BracePart};
use crate::render;
use crate::words::prompt::ServerPlace;

/// redis-cli's prompt.
const DEFAULT: &str = "{address}{db}{state}> ";

/// A template, such as `{profile} {db}> `.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PromptTemplate {
    source: String,
    parts: Vec<PromptPart>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PromptField {
    Address,
    Host,
    Port,
    Db,
    Database,
    User,
    Name,
    Profile,
    State,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum PromptPart {
    Text(String),
    Field(PromptField),
}

const FIELDS: [(&str, PromptField); 9] = [
    ("address", PromptField::Address),
    ("host", PromptField::Host),
    ("port", PromptField::Port),
    ("db", PromptField::Db),
    ("database", PromptField::Database),
    ("user", PromptField::User),
    ("name", PromptField::Name),
    ("profile", PromptField::Profile),
    ("state", PromptField::State),
];

impl PromptTemplate {
    /// Parses a template. Two braces stand for one.
    ///
    /// # Errors
    /// A message for the user: the template has an unknown field, a single brace, or a control character.
    pub(crate) fn parse(source: &str) -> Result<PromptTemplate, String> {
        let parts = parts(source).map_err(|why| {
            let fields: Vec<_> = FIELDS.iter().map(|(name, _)| *name).collect();
            let fields = fields.join("}, {");
            format!("a text with the fields {{{fields}}}; {why}")
        })?;
        Ok(PromptTemplate {
            source: source.to_owned(),
            parts,
        })
    }

    pub(crate) fn source(&self) -> &str {
        &self.source
    }

    /// Fills the fields in, with control characters escaped.
    pub(crate) fn fill(&self, place: &ServerPlace<'_>) -> String {
        let part = |part: &PromptPart| match part {
            PromptPart::Text(text) => text.clone(),
            PromptPart::Field(field) => render::harmless_line(field.of(place).as_bytes()),
        };
        self.parts.iter().map(part).collect()
    }
}

impl Default for PromptTemplate {
    fn default() -> Self {
        PromptTemplate::parse(DEFAULT).expect("redis-cli's prompt is a valid template")
    }
}

impl PromptField {
    fn of(self, place: &ServerPlace<'_>) -> String {
        let status = &place.status;
        match self {
            PromptField::Address => place.address(),
            PromptField::Host => match status.address {
                Address::Tcp { host, .. } => host.clone(),
                Address::Unix(path) => path.display().to_string(),
            },
            PromptField::Port => match status.address {
                Address::Tcp { port, .. } => port.to_string(),
                Address::Unix(_) => String::new(),
            },
            PromptField::Db => place.db(),
            PromptField::Database => status.db.to_string(),
            // The server's name for a user who has not logged in.
            PromptField::User => status.user.unwrap_or("default").to_owned(),
            PromptField::Name => status.name.unwrap_or_default().to_owned(),
            PromptField::Profile => place.profile.unwrap_or_default().to_owned(),
            PromptField::State => place.state().to_owned(),
        }
    }
}

fn parts(source: &str) -> Result<Vec<PromptPart>, String> {
    if source.chars().any(render::is_hidden) {
        return Err("control characters are not allowed".to_owned());
    }
    let parts = braces::parts(source.as_bytes());
    let parts = parts.map_err(|_| "a single brace is not allowed; write {{ or }}".to_owned())?;
    parts.into_iter().map(part).collect()
}

fn part(part: BracePart) -> Result<PromptPart, String> {
    let (BracePart::Text(bytes) | BracePart::Field(bytes)) = &part;
    let text = String::from_utf8_lossy(bytes).into_owned();
    match part {
        BracePart::Text(_) => Ok(PromptPart::Text(text)),
        BracePart::Field(_) => {
            let mut fields = FIELDS.iter().filter(|(name, _)| *name == text);
            let (_, field) = fields
                .next()
                .ok_or_else(|| format!("unknown field {{{text}}}"))?;
            Ok(PromptPart::Field(*field))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invalid_templates_are_errors() {
        for (source, why) in [
            ("{hots}> ", "unknown field {hots}"),
            ("{}", "unknown field {}"),
            ("{host", "a single brace is not allowed; write {{ or }}"),
            ("host}", "a single brace is not allowed; write {{ or }}"),
            ("{{host}", "a single brace is not allowed; write {{ or }}"),
            ("\x1b[31m", "control characters are not allowed"),
            ("a\nb", "control characters are not allowed"),
            ("\u{202e}", "control characters are not allowed"),
        ] {
            let error = PromptTemplate::parse(source).expect_err(source);
            assert!(error.ends_with(why), "{error}");
        }
    }
}
