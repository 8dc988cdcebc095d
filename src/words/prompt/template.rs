//! What the user wants in the prompt: text, and fields between braces.

use redsh_engine::net::Address;

use crate::render;
use crate::words::prompt::Place;

/// redis-cli's prompt.
const USUAL: &str = "{address}{db}{state}> ";

/// Text with fields in it: `{profile} {db}> `.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Template {
    source: String,
    parts: Vec<Part>,
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

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Field(Field),
}

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
        let parts = parts(source).map_err(|why| {
            let fields: Vec<_> = FIELDS.iter().map(|(name, _)| *name).collect();
            let fields = fields.join("}, {");
            format!("a text with {{{fields}}} in it; {why}")
        })?;
        Ok(Template {
            source: source.to_owned(),
            parts,
        })
    }

    /// What it was read from.
    pub(crate) fn source(&self) -> &str {
        &self.source
    }

    /// What it is now.
    pub(crate) fn fill(&self, place: &Place<'_>) -> String {
        let part = |part: &Part| match part {
            Part::Text(text) => text.clone(),
            Part::Field(field) => render::harmless_line(field.of(place).as_bytes()),
        };
        self.parts.iter().map(part).collect()
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

fn parts(source: &str) -> Result<Vec<Part>, String> {
    if source.chars().any(render::is_hidden) {
        return Err("control characters cannot be".to_owned());
    }
    let (mut parts, mut text, mut rest) = (Vec::new(), String::new(), source);
    while let Some(at) = rest.find(['{', '}']) {
        let (before, brace) = rest.split_at(at);
        text.push_str(before);
        if brace.starts_with("{{") || brace.starts_with("}}") {
            text.push_str(&brace[..1]);
            rest = &brace[2..];
        } else {
            let (field, behind) = field(brace)?;
            parts.push(Part::Text(std::mem::take(&mut text)));
            parts.push(Part::Field(field));
            rest = behind;
        }
    }
    text.push_str(rest);
    parts.push(Part::Text(text));
    Ok(parts)
}

/// The field that stands between the first two braces, and what is behind them.
fn field(text: &str) -> Result<(Field, &str), String> {
    let inside = text.strip_prefix('{').and_then(|text| text.split_once('}'));
    let (name, behind) = inside.ok_or("a brace is alone; two stand for one")?;
    let found = FIELDS.iter().find(|(known, _)| *known == name);
    let (_, field) = found.ok_or_else(|| format!("there is no {{{name}}}"))?;
    Ok((*field, behind))
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
