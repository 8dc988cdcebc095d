//! The command that each row of CSV fills in: `HSET user:{1} name {2}`. Pure; it knows neither CSV nor servers.
//!
//! The template is split into words before any column is put in, by the quoting rules of the shell. So a value is a whole
//! argument, or within one, whatever it holds: it never needs quotes, and never becomes a second argument. The first word
//! takes no column: a file that holds `FLUSHALL` must not get to run it.

use std::fmt;

use crate::input::line;

/// A template as it was given.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Template {
    words: Vec<Vec<Part<Column>>>,
}

/// A template whose columns are known by their places.
#[derive(Default)]
pub(crate) struct Form {
    words: Vec<Vec<Part<usize>>>,
}

/// A piece of a word.
#[derive(Clone, PartialEq, Eq)]
enum Part<C> {
    Text(Vec<u8>),
    Column(C),
}

/// How a column is named in a template.
#[derive(Clone, PartialEq, Eq)]
enum Column {
    /// `{1}`: its place, from 0.
    Place(usize),
    /// `{mail}`: its name in the first row.
    Name(Vec<u8>),
}

/// Why a text is no template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TemplateError {
    #[error(
        "--pipe-csv wants a command, and a quote in it is not closed, or not at the end of its word"
    )]
    Quotes,
    #[error("--pipe-csv wants a command with a column in it: 'SET user:{{1}} {{2}}'")]
    NoColumn,
    #[error("--pipe-csv wants a command's name before the first column: 'SET user:{{1}} {{2}}'")]
    NoName,
    #[error(
        "--pipe-csv: a \"{{\" has no \"}}\" in its word; a name with blanks wants quotes around the word, and a brace itself is written twice"
    )]
    Open,
    #[error("--pipe-csv: a \"}}\" has no \"{{\" before it; a brace itself is written twice")]
    Close,
    #[error(
        "--pipe-csv: \"{{}}\" names no column; write its number, from 1, or its name in the first row"
    )]
    Empty,
    #[error("--pipe-csv: columns are counted from 1")]
    Number,
}

impl fmt::Debug for Template {
    /// Not its words: a password may be among them.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Template({} words)", self.words.len())
    }
}

impl Template {
    /// Reads a template: `{2}` is the second column, `{mail}` the one that the first row calls so, `{{` and `}}` are braces.
    ///
    /// # Errors
    /// It is none, and why.
    pub(crate) fn parse(text: &[u8]) -> Result<Self, TemplateError> {
        let words = line::split(text).map_err(|_| TemplateError::Quotes)?;
        let words = words
            .iter()
            .map(|word| parts(word))
            .collect::<Result<Vec<_>, _>>()?;
        let mut with_column = words
            .iter()
            .map(|word| word.iter().any(|part| matches!(part, Part::Column(_))));
        match (with_column.next(), with_column.any(|has_column| has_column)) {
            (Some(true), _) => Err(TemplateError::NoName),
            (_, false) => Err(TemplateError::NoColumn),
            (_, true) => Ok(Template { words }),
        }
    }

    /// Whether a column is meant by its name, so that the first row holds names.
    pub(crate) fn has_names(&self) -> bool {
        let mut parts = self.words.iter().flatten();
        parts.any(|part| matches!(part, Part::Column(Column::Name(_))))
    }

    /// Finds the columns.
    ///
    /// # Errors
    /// The first one of `find`.
    pub(crate) fn resolve<E>(&self, find: impl Fn(&[u8]) -> Result<usize, E>) -> Result<Form, E> {
        let place = |part: &Part<Column>| {
            Ok(match part {
                Part::Text(text) => Part::Text(text.clone()),
                Part::Column(Column::Place(place)) => Part::Column(*place),
                Part::Column(Column::Name(name)) => Part::Column(find(name)?),
            })
        };
        let words = self.words.iter();
        let words = words.map(|word| word.iter().map(place).collect());
        Ok(Form {
            words: words.collect::<Result<_, _>>()?,
        })
    }
}

impl Form {
    /// Makes the words of a command out of the fields of a row, in place of those in `words`.
    ///
    /// # Errors
    /// The place, from 0, of a column that the row does not have.
    pub(crate) fn fill<'f>(
        &self,
        field: impl Fn(usize) -> Option<&'f [u8]>,
        words: &mut Vec<Vec<u8>>,
    ) -> Result<(), usize> {
        words.resize_with(self.words.len(), Vec::new);
        for (word, parts) in words.iter_mut().zip(&self.words) {
            word.clear();
            for part in parts {
                word.extend_from_slice(match part {
                    Part::Text(text) => text,
                    Part::Column(place) => field(*place).ok_or(*place)?,
                });
            }
        }
        Ok(())
    }
}

/// The pieces of a word of the template.
fn parts(word: &[u8]) -> Result<Vec<Part<Column>>, TemplateError> {
    let (mut parts, mut text, mut rest) = (Vec::new(), Vec::new(), word);
    loop {
        rest = match rest {
            [] => break,
            [b'{', b'{', behind @ ..] | [b'}', b'}', behind @ ..] => {
                text.push(rest[0]);
                behind
            }
            [b'}', ..] => return Err(TemplateError::Close),
            [b'{', behind @ ..] => {
                let end = memchr::memchr(b'}', behind).ok_or(TemplateError::Open)?;
                if !text.is_empty() {
                    parts.push(Part::Text(std::mem::take(&mut text)));
                }
                parts.push(Part::Column(column(&behind[..end])?));
                &behind[end + 1..]
            }
            [byte, behind @ ..] => {
                text.push(*byte);
                behind
            }
        };
    }
    if !text.is_empty() {
        parts.push(Part::Text(text));
    }
    Ok(parts)
}

/// The column that stands between braces.
fn column(name: &[u8]) -> Result<Column, TemplateError> {
    if name.is_empty() {
        return Err(TemplateError::Empty);
    }
    if !name.iter().all(u8::is_ascii_digit) {
        return Ok(Column::Name(name.to_vec()));
    }
    let number = std::str::from_utf8(name)
        .ok()
        .and_then(|digits| digits.parse::<usize>().ok());
    let place = number.and_then(|number| number.checked_sub(1));
    place.map(Column::Place).ok_or(TemplateError::Number)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIELDS: [&[u8]; 3] = [b"7", b"Ann \"A\" O'Hara", b"\xff\r\n"];

    /// The words that a template makes of the fields, where `{name}` is the second of them.
    fn filled(template: &str) -> Vec<Vec<u8>> {
        let template = Template::parse(template.as_bytes()).unwrap();
        let form = template
            .resolve(|name| if name == b"name" { Ok(1) } else { Err(()) })
            .unwrap();
        let mut words = vec![b"old".to_vec(); 9];
        form.fill(|place| FIELDS.get(place).copied(), &mut words)
            .unwrap();
        words
    }

    #[test]
    fn columns_go_into_words_whatever_they_hold() {
        let [id, name, raw] = FIELDS;
        let table: [(&str, &[&[u8]]); 6] = [
            ("GET {1}", &[b"GET", id]),
            (
                "HSET user:{1} name {name} raw '{3}'",
                &[b"HSET", b"user:7", b"name", name, b"raw", raw],
            ),
            (
                "APPEND x '{2}, {1}\n'",
                &[b"APPEND", b"x", b"Ann \"A\" O'Hara, 7\n"],
            ),
            ("SET {{user:{1}}}:x {01}", &[b"SET", b"{user:7}:x", id]),
            (
                "JSON.SET {1} $ '{{\"id\": {1}}}'",
                &[b"JSON.SET", id, b"$", b"{\"id\": 7}"],
            ),
            ("SET \"\" \"{1}\\x00\"", &[b"SET", b"", b"7\0"]),
        ];
        for (template, words) in table {
            assert_eq!(filled(template), words, "{template}");
        }
    }

    #[test]
    fn names_are_what_is_no_number() {
        for (template, has_names) in [
            ("GET {1}", false),
            ("SET {1} {a b}", false),
            ("SET {1} '{a b}'", true),
            ("GET {1x}", true),
        ] {
            let names = Template::parse(template.as_bytes()).map(|template| template.has_names());
            assert_eq!(names.unwrap_or(false), has_names, "{template}");
        }
    }

    #[test]
    fn a_column_that_is_not_there_is_named() {
        let form = Template::parse(b"SET {1} {4}")
            .unwrap()
            .resolve(|_| Err(()))
            .unwrap();
        let filled = form.fill(|place| FIELDS.get(place).copied(), &mut Vec::new());
        assert_eq!(filled, Err(3));
        let unknown = Template::parse(b"SET {1} {mail}")
            .unwrap()
            .resolve(|name| Err(name.to_vec()));
        assert_eq!(unknown.err().as_deref(), Some(&b"mail"[..]));
    }

    #[test]
    fn what_is_no_template_is_refused() {
        use TemplateError::{Close, Empty, NoColumn, NoName, Number, Open, Quotes};
        for (template, error) in [
            ("", NoColumn),
            ("PING", NoColumn),
            ("GET {{1}}", NoColumn),
            ("{1} {2}", NoName),
            ("x{1}", NoName),
            ("GET '{1}", Quotes),
            ("GET {1", Open),
            ("GET {a b}", Open),
            ("GET {1}}", Close),
            ("GET }", Close),
            ("GET {}", Empty),
            ("GET {0}", Number),
            ("GET {99999999999999999999}", Number),
        ] {
            assert_eq!(
                Template::parse(template.as_bytes()).unwrap_err(),
                error,
                "{template}"
            );
        }
    }
}
