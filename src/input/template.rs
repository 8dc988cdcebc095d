//! The command template of `--pipe-csv`: `HSET user:{1} name {2}`. Pure; knows neither CSV nor servers.
//!
//! The template is split into words before the columns are inserted. A value is therefore a whole argument or a part of one,
//! whatever it contains: it needs no quotes, and never becomes a second argument. The first word must not contain a column: a
//! file must not choose the command, such as `FLUSHALL`.

use std::fmt;

use crate::input::braces::{self, BraceError, Piece};
use crate::input::line;

/// A parsed template, whose columns may have names.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct RowTemplate {
    words: Vec<Vec<Piece<Column>>>,
}

/// A template whose columns are indexes into a row.
#[derive(Default)]
pub(crate) struct ResolvedTemplate {
    words: Vec<Vec<Piece<usize>>>,
}

/// A column of a template.
#[derive(Clone, PartialEq, Eq)]
enum Column {
    /// `{1}`: the index of the column, from 0.
    Index(usize),
    /// `{mail}`: the name in the first row.
    Name(Vec<u8>),
}

/// An invalid template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TemplateError {
    #[error("--pipe-csv: unbalanced quotes in the command")]
    Quotes,
    #[error("--pipe-csv needs a command with a column, such as 'SET user:{{1}} {{2}}'")]
    NoColumn,
    #[error(
        "--pipe-csv needs the name of a command before the first column, such as 'SET user:{{1}} {{2}}'"
    )]
    NoName,
    #[error(
        "--pipe-csv: no \"}}\" for a \"{{\" in the same word; quote a word with spaces, and write {{{{ for a brace"
    )]
    Open,
    #[error("--pipe-csv: no \"{{\" for a \"}}\"; write }}}} for a brace")]
    Close,
    #[error(
        "--pipe-csv: \"{{}}\" names no column; write its number, from 1, or its name in the first row"
    )]
    Empty,
    #[error("--pipe-csv: column numbers start at 1")]
    Number,
}

impl fmt::Debug for RowTemplate {
    /// Leaves the words out, which may include a password.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "RowTemplate({} words)", self.words.len())
    }
}

impl RowTemplate {
    /// Parses a template: `{2}` is the second column, `{mail}` the one with this name in the first row.
    pub(crate) fn parse(text: &[u8]) -> Result<Self, TemplateError> {
        let words = line::split(text).map_err(|_| TemplateError::Quotes)?;
        let words = words
            .iter()
            .map(|word| braces::parse(word, column))
            .collect::<Result<Vec<_>, _>>()?;
        let mut with_column = words
            .iter()
            .map(|word| word.iter().any(|part| matches!(part, Piece::Field(_))));
        match (with_column.next(), with_column.any(|has_column| has_column)) {
            (Some(true), _) => Err(TemplateError::NoName),
            (_, false) => Err(TemplateError::NoColumn),
            (_, true) => Ok(RowTemplate { words }),
        }
    }

    /// Whether a column has a name, so that the first row holds names.
    pub(crate) fn has_names(&self) -> bool {
        let mut parts = self.words.iter().flatten();
        parts.any(|part| matches!(part, Piece::Field(Column::Name(_))))
    }

    /// Replaces names by indexes, which `find` returns.
    pub(crate) fn resolve<E>(
        &self,
        find: impl Fn(&[u8]) -> Result<usize, E>,
    ) -> Result<ResolvedTemplate, E> {
        let resolve = |part: &Piece<Column>| {
            Ok(match part {
                Piece::Text(text) => Piece::Text(text.clone()),
                Piece::Field(Column::Index(index)) => Piece::Field(*index),
                Piece::Field(Column::Name(name)) => Piece::Field(find(name)?),
            })
        };
        let words = self.words.iter();
        let words = words.map(|word| word.iter().map(resolve).collect());
        Ok(ResolvedTemplate {
            words: words.collect::<Result<_, _>>()?,
        })
    }
}

impl ResolvedTemplate {
    /// Fills `words` with the words of a command, from the fields of a row.
    ///
    /// # Errors
    /// The index of a column that the row does not have.
    pub(crate) fn fill<'f>(
        &self,
        field: impl Fn(usize) -> Option<&'f [u8]>,
        words: &mut Vec<Vec<u8>>,
    ) -> Result<(), usize> {
        words.resize_with(self.words.len(), Vec::new);
        let value = |index: &usize| field(*index).ok_or(*index);
        let mut filled = words.iter_mut().zip(&self.words);
        filled.try_for_each(|(word, pieces)| braces::fill(pieces, value, word))
    }
}

impl From<BraceError> for TemplateError {
    fn from(error: BraceError) -> Self {
        match error {
            BraceError::NotClosed => TemplateError::Open,
            BraceError::NotOpened => TemplateError::Close,
        }
    }
}

/// Parses the name of a column.
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
    let index = number.and_then(|number| number.checked_sub(1));
    index.map(Column::Index).ok_or(TemplateError::Number)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIELDS: [&[u8]; 3] = [b"7", b"Ann \"A\" O'Hara", b"\xff\r\n"];

    /// Fills a template with [`FIELDS`]. `{name}` is the second one.
    fn filled(template: &str) -> Vec<Vec<u8>> {
        let template = RowTemplate::parse(template.as_bytes()).unwrap();
        let resolved = template
            .resolve(|name| if name == b"name" { Ok(1) } else { Err(()) })
            .unwrap();
        let mut words = vec![b"old".to_vec(); 9];
        resolved
            .fill(|place| FIELDS.get(place).copied(), &mut words)
            .unwrap();
        words
    }

    #[test]
    fn a_value_is_part_of_one_word_whatever_it_contains() {
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
    fn a_column_that_is_no_number_is_a_name() {
        for (template, has_names) in [
            ("GET {1}", false),
            ("SET {1} {a b}", false),
            ("SET {1} '{a b}'", true),
            ("GET {1x}", true),
        ] {
            let names =
                RowTemplate::parse(template.as_bytes()).map(|template| template.has_names());
            assert_eq!(names.unwrap_or(false), has_names, "{template}");
        }
    }

    #[test]
    fn a_missing_column_is_reported() {
        let resolved = RowTemplate::parse(b"SET {1} {4}")
            .unwrap()
            .resolve(|_| Err(()))
            .unwrap();
        let filled = resolved.fill(|place| FIELDS.get(place).copied(), &mut Vec::new());
        assert_eq!(filled, Err(3));
        let unknown = RowTemplate::parse(b"SET {1} {mail}")
            .unwrap()
            .resolve(|name| Err(name.to_vec()));
        assert_eq!(unknown.err().as_deref(), Some(&b"mail"[..]));
    }

    #[test]
    fn an_invalid_template_is_refused() {
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
                RowTemplate::parse(template.as_bytes()).unwrap_err(),
                error,
                "{template}"
            );
        }
    }
}
