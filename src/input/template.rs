//! The command template of `--pipe-csv`, such as `HSET user:{1} name {2}`. Pure: knows neither CSV nor servers.
//!
//! The template is split into words before the columns are filled in. So a value with blanks or quotes stays within one
//! argument. The first word has no column: a file with `FLUSHALL` in it must not run that.

use std::fmt;

use crate::input::braces::{self, BraceError, Piece};
use crate::input::line;

#[derive(Clone, PartialEq, Eq)]
pub(crate) struct RowTemplate {
    words: Vec<Vec<Piece<Column>>>,
}

/// A template whose columns are all given by number.
#[derive(Default)]
pub(crate) struct ResolvedTemplate {
    words: Vec<Vec<Piece<usize>>>,
}

#[derive(Clone, PartialEq, Eq)]
enum Column {
    /// `{1}`, counted from 0 here.
    Place(usize),
    /// `{mail}`: the name in the first row.
    Name(Vec<u8>),
}

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
        "--pipe-csv: a {{ has no }} in the same word; quote a word with blanks, write {{{{ for a brace"
    )]
    Open,
    #[error("--pipe-csv: a }} has no {{ before it; write }}}} for a brace")]
    Close,
    #[error("--pipe-csv: {{}} names no column; write its number or its name in the first row")]
    Empty,
    #[error("--pipe-csv: invalid column number; columns are counted from 1")]
    Number,
}

impl fmt::Debug for RowTemplate {
    /// Omits the words, which may contain a password.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "RowTemplate({} words)", self.words.len())
    }
}

impl RowTemplate {
    /// Parses a template: `{2}` is the second column, `{mail}` the column with that name in the first row. `{{` and `}}` stand
    /// for braces.
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

    /// Whether the template refers to columns by name, so that the first row has the names.
    pub(crate) fn has_names(&self) -> bool {
        let mut parts = self.words.iter().flatten();
        parts.any(|part| matches!(part, Piece::Field(Column::Name(_))))
    }

    /// Replaces the names of columns by numbers, with `find`.
    pub(crate) fn resolve<E>(
        &self,
        find: impl Fn(&[u8]) -> Result<usize, E>,
    ) -> Result<ResolvedTemplate, E> {
        let place = |part: &Piece<Column>| {
            Ok(match part {
                Piece::Text(text) => Piece::Text(text.clone()),
                Piece::Field(Column::Place(place)) => Piece::Field(*place),
                Piece::Field(Column::Name(name)) => Piece::Field(find(name)?),
            })
        };
        let words = self.words.iter();
        let words = words.map(|word| word.iter().map(place).collect());
        Ok(ResolvedTemplate {
            words: words.collect::<Result<_, _>>()?,
        })
    }
}

impl ResolvedTemplate {
    /// Fills in the fields of a row, and stores the command in `words`.
    ///
    /// # Errors
    /// The number, from 0, of a column that the row does not have.
    pub(crate) fn fill<'f>(
        &self,
        field: impl Fn(usize) -> Option<&'f [u8]>,
        words: &mut Vec<Vec<u8>>,
    ) -> Result<(), usize> {
        words.resize_with(self.words.len(), Vec::new);
        let value = |place: &usize| field(*place).ok_or(*place);
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

fn column(name: &[u8]) -> Result<Column, TemplateError> {
    if name.is_empty() {
        return Err(TemplateError::Empty);
    }
    if !name.iter().all(u8::is_ascii_digit) {
        return Ok(Column::Name(name.to_vec()));
    }
    let place = line::parse(name).and_then(|number: usize| number.checked_sub(1));
    place.map(Column::Place).ok_or(TemplateError::Number)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIELDS: [&[u8]; 3] = [b"7", b"Ann \"A\" O'Hara", b"\xff\r\n"];

    /// Returns the command for the fields; `{name}` is the second one.
    fn filled(template: &str) -> Vec<Vec<u8>> {
        let template = RowTemplate::parse(template.as_bytes()).unwrap();
        let form = template
            .resolve(|name| if name == b"name" { Ok(1) } else { Err(()) })
            .unwrap();
        let mut words = vec![b"old".to_vec(); 9];
        form.fill(|place| FIELDS.get(place).copied(), &mut words)
            .unwrap();
        words
    }

    #[test]
    fn a_column_stays_within_its_word() {
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
    fn a_reference_that_is_not_a_number_is_a_name() {
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
    fn a_missing_column_is_an_error() {
        let form = RowTemplate::parse(b"SET {1} {4}")
            .unwrap()
            .resolve(|_| Err(()))
            .unwrap();
        let filled = form.fill(|place| FIELDS.get(place).copied(), &mut Vec::new());
        assert_eq!(filled, Err(3));
        let unknown = RowTemplate::parse(b"SET {1} {mail}")
            .unwrap()
            .resolve(|name| Err(name.to_vec()));
        assert_eq!(unknown.err().as_deref(), Some(&b"mail"[..]));
    }

    #[test]
    fn an_invalid_template_is_an_error() {
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
