//! What the user wants in the prompt: text, and fields between braces.

use redsh_engine::net::Address;

use crate::input::braces::{self, BraceError, Piece};
use crate::render;
use crate::words::prompt::Place;

/// redis-cli's prompt.
const USUAL: &str = "{address}{db}{state}> ";

/// Text with fields in it: `{profile} {db}> `.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Template {
    source: String,
    pieces: Vec<Piece<Field>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
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

/// Why a text is no template.
struct FieldError(String);

const FIELDS: [(&str, Field); 9] = [
    ("address", Field::Address),
    ("host", Field::Host),
    ("port", Field::Port),
    ("db", Field::Db),
    ("database", Field::Database),
    ("user", Field::User),
    ("name", Field::Name),
    ("profile", Field::Profile),
    ("state", Field::State),
];

impl Template {
    /// Reads one. Twice a brace is the brace itself.
    ///
    /// # Errors
    /// There is no such field, a brace is alone, or some of it would drive a terminal. What it can be, and why it is not
    /// that.
    pub(crate) fn parse(source: &str) -> Result<Template, String> {
        let pieces = pieces(source).map_err(|FieldError(why)| {
            let fields: Vec<_> = FIELDS.iter().map(|(name, _)| *name).collect();
            let fields = fields.join("}, {");
            format!("a text with {{{fields}}} in it; {why}")
        })?;
        Ok(Template {
            source: source.to_owned(),
            pieces,
        })
    }

    /// What it was read from.
    pub(crate) fn source(&self) -> &str {
        &self.source
    }

    /// What it is now.
    pub(crate) fn fill(&self, place: &Place<'_>) -> String {
        let value = |field: &Field| {
            let value = render::harmless_line(field.of(place).as_bytes());
            Ok::<_, std::convert::Infallible>(value)
        };
        let mut text = Vec::new();
        let Ok(()) = braces::fill(&self.pieces, value, &mut text);
        String::from_utf8_lossy(&text).into_owned()
    }
}

impl Default for Template {
    fn default() -> Self {
        Template::parse(USUAL).expect("redis-cli's prompt is a template")
    }
}

impl Field {
    fn of(self, place: &Place<'_>) -> String {
        let status = &place.status;
        match self {
            Field::Address => place.address(),
            Field::Host => match status.address {
                Address::Tcp { host, .. } => host.clone(),
                Address::Unix(path) => path.display().to_string(),
            },
            Field::Port => match status.address {
                Address::Tcp { port, .. } => port.to_string(),
                Address::Unix(_) => String::new(),
            },
            Field::Db => place.db(),
            Field::Database => status.db.to_string(),
            // A server's own name for who has not said.
            Field::User => status.user.unwrap_or("default").to_owned(),
            Field::Name => status.name.unwrap_or_default().to_owned(),
            Field::Profile => place.profile.unwrap_or_default().to_owned(),
            Field::State => place.state().to_owned(),
        }
    }
}

impl From<BraceError> for FieldError {
    fn from(_: BraceError) -> Self {
        FieldError("a brace is alone; two stand for one".to_owned())
    }
}

fn pieces(source: &str) -> Result<Vec<Piece<Field>>, FieldError> {
    if source.chars().any(render::is_hidden) {
        return Err(FieldError("control characters cannot be".to_owned()));
    }
    braces::parse(source.as_bytes(), |name| {
        let found = FIELDS.iter().find(|(known, _)| known.as_bytes() == name);
        let unknown = || format!("there is no {{{}}}", String::from_utf8_lossy(name));
        found
            .map(|(_, field)| *field)
            .ok_or_else(|| FieldError(unknown()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_template_is_told() {
        for (source, why) in [
            ("{hots}> ", "there is no {hots}"),
            ("{}", "there is no {}"),
            ("{host", "a brace is alone; two stand for one"),
            ("host}", "a brace is alone; two stand for one"),
            ("{{host}", "a brace is alone; two stand for one"),
            ("\x1b[31m", "control characters cannot be"),
            ("a\nb", "control characters cannot be"),
            ("\u{202e}", "control characters cannot be"),
        ] {
            let error = Template::parse(source).expect_err(source);
            assert!(error.ends_with(why), "{error}");
        }
    }
}
