//! The template of the prompt: text with fields in braces.

use std::convert::Infallible;

use redsh_engine::net::Address;

use crate::input::braces::{self, BraceError, Piece};
use crate::render;
use crate::words::prompt::ServerPlace;

const DEFAULT: &str = "{address}{db}{state}> ";

/// A template, such as `{profile} {db}> `.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PromptTemplate {
    source: String,
    /// A field is an index into [`FIELDS`].
    parts: Vec<Piece<usize>>,
}

type FieldText = fn(&ServerPlace<'_>) -> String;

const FIELDS: [(&str, FieldText); 9] = [
    ("address", |place| place.address()),
    ("host", |place| match place.status.address {
        Address::Tcp { host, .. } => host.clone(),
        Address::Unix(path) => path.display().to_string(),
    }),
    ("port", |place| match place.status.address {
        Address::Tcp { port, .. } => port.to_string(),
        Address::Unix(_) => String::new(),
    }),
    ("db", |place| place.db()),
    ("database", |place| place.status.db.to_string()),
    // The server's name for a user who has not logged in is "default".
    ("user", |place| {
        place.status.user.unwrap_or("default").to_owned()
    }),
    ("name", |place| {
        place.status.name.unwrap_or_default().to_owned()
    }),
    ("profile", |place| {
        place.profile.unwrap_or_default().to_owned()
    }),
    ("state", |place| place.state().to_owned()),
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
        let value = |index: &usize| render::harmless_line(FIELDS[*index].1(place).as_bytes());
        let mut prompt = Vec::new();
        let filled = braces::fill(
            &self.parts,
            |index| Ok::<_, Infallible>(value(index)),
            &mut prompt,
        );
        let Ok(()) = filled;
        String::from_utf8_lossy(&prompt).into_owned()
    }
}

impl Default for PromptTemplate {
    fn default() -> Self {
        PromptTemplate::parse(DEFAULT).expect("redis-cli's prompt is a valid template")
    }
}

impl From<BraceError> for String {
    fn from(_: BraceError) -> Self {
        "a single brace is not allowed; write {{ or }}".to_owned()
    }
}

fn parts(source: &str) -> Result<Vec<Piece<usize>>, String> {
    if source.chars().any(render::is_hidden) {
        return Err("control characters are not allowed".to_owned());
    }
    braces::parse(source.as_bytes(), |name| {
        let index = FIELDS
            .iter()
            .position(|(known, _)| known.as_bytes() == name);
        index.ok_or_else(|| format!("unknown field {{{}}}", String::from_utf8_lossy(name)))
    })
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
