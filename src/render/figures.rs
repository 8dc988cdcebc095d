//! Exact figures for programs: tables as CSV with a header, or as one line of JSON.
//!
//! Strings are those of replies in the same format. An unknown value is `NULL` or `null`.

use std::borrow::Cow;
use std::io::{self, Write};

use super::escaper::write_quoted;
use super::json_string::{JsonForm, JsonString};
use super::{Format, Medium};

/// The format of figures.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FigureFormat(FigureNotation);

#[derive(Debug, Clone, Copy)]
enum FigureNotation {
    Csv,
    Json(JsonForm),
}

/// A value in a table.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Figure<'f> {
    Unknown,
    Count(u64),
    Decimal(f64),
    Flag(bool),
    Text(Cow<'f, [u8]>),
}

impl<'f> Figure<'f> {
    pub(crate) fn text(text: &'f (impl AsRef<[u8]> + ?Sized)) -> Self {
        Figure::Text(Cow::Borrowed(text.as_ref()))
    }

    /// Unknown, if there is no number.
    pub(crate) fn count(number: Option<u64>) -> Self {
        number.map_or(Figure::Unknown, Figure::Count)
    }
}

/// Rows with the same columns.
pub(crate) struct FigureTable<'f> {
    /// The name of the table in JSON.
    pub(crate) name: &'static str,
    pub(crate) columns: &'static [&'static str],
    /// Each row has a value for each column.
    pub(crate) rows: Box<dyn Iterator<Item = Vec<Figure<'f>>> + 'f>,
}

/// The origin of figures.
pub(crate) trait FigureSource {
    /// The values of the JSON object, with their names.
    fn values(&self) -> Vec<(&'static str, Figure<'_>)>;

    /// The tables of the JSON object.
    fn tables(&self) -> Vec<FigureTable<'_>>;

    /// The table in CSV.
    fn csv_table(&self) -> FigureTable<'_>;
}

impl FigureFormat {
    /// Returns `None` for the formats that are texts for people.
    pub(crate) fn new(format: Format, medium: Medium) -> Option<Self> {
        match format {
            Format::Standard | Format::Raw => None,
            Format::Csv => Some(FigureNotation::Csv),
            Format::Json => Some(FigureNotation::Json(JsonForm::unquoted(
                medium.is_terminal(),
            ))),
            Format::QuotedJson => Some(FigureNotation::Json(JsonForm::Quoted)),
        }
        .map(FigureFormat)
    }

    /// Writes the figures: as CSV one table, as JSON an object of the values in `head` and all figures.
    pub(crate) fn write<W: Write>(
        self,
        head: &[(&'static str, Figure<'_>)],
        source: &impl FigureSource,
        out: &mut W,
    ) -> io::Result<()> {
        match self.0 {
            FigureNotation::Csv => write_csv(source.csv_table(), out),
            FigureNotation::Json(form) => write_json(form, head, source, out),
        }
    }
}

fn write_csv<W: Write>(table: FigureTable<'_>, out: &mut W) -> io::Result<()> {
    let names = table.columns.iter();
    write_csv_row(names.map(Figure::text), out)?;
    for row in table.rows {
        write_csv_row(row.into_iter(), out)?;
    }
    Ok(())
}

fn write_csv_row<'f, W: Write>(
    values: impl Iterator<Item = Figure<'f>>,
    out: &mut W,
) -> io::Result<()> {
    for (number, value) in values.enumerate() {
        if number > 0 {
            out.write_all(b",")?;
        }
        match value {
            Figure::Text(text) => write_quoted(out, &text, false)?,
            value => write_word(value, "NULL", out)?,
        }
    }
    out.write_all(b"\n")
}

/// Writes a value that is not a text.
fn write_word<W: Write>(value: Figure<'_>, unknown: &str, out: &mut W) -> io::Result<()> {
    match value {
        Figure::Unknown | Figure::Text(_) => out.write_all(unknown.as_bytes()),
        Figure::Count(count) => write!(out, "{count}"),
        Figure::Decimal(number) => write!(out, "{number}"),
        Figure::Flag(flag) => write!(out, "{flag}"),
    }
}

fn write_json<W: Write>(
    form: JsonForm,
    head: &[(&'static str, Figure<'_>)],
    source: &impl FigureSource,
    out: &mut W,
) -> io::Result<()> {
    let mut json = JsonFigures::new(form, out);
    json.begin_object()?;
    for (name, value) in head.iter().cloned().chain(source.values()) {
        json.field(name, value)?;
    }
    for table in source.tables() {
        json.name(table.name)?;
        json.array(table)?;
    }
    json.end_object()?;
    out.write_all(b"\n")
}

struct JsonFigures<'w, W> {
    string: JsonString,
    /// Whether the open object or array has no element yet.
    is_first: bool,
    out: &'w mut W,
}

impl<'w, W: Write> JsonFigures<'w, W> {
    fn new(form: JsonForm, out: &'w mut W) -> Self {
        JsonFigures {
            string: JsonString::new(form),
            is_first: true,
            out,
        }
    }

    fn array(&mut self, table: FigureTable<'_>) -> io::Result<()> {
        self.out.write_all(b"[")?;
        self.is_first = true;
        for row in table.rows {
            self.separate()?;
            self.begin_object()?;
            for (name, value) in table.columns.iter().zip(row) {
                self.field(name, value)?;
            }
            self.end_object()?;
        }
        self.is_first = false;
        self.out.write_all(b"]")
    }

    fn begin_object(&mut self) -> io::Result<()> {
        self.is_first = true;
        self.out.write_all(b"{")
    }

    fn end_object(&mut self) -> io::Result<()> {
        self.is_first = false;
        self.out.write_all(b"}")
    }

    fn field(&mut self, name: &str, value: Figure<'_>) -> io::Result<()> {
        self.name(name)?;
        match value {
            Figure::Text(text) => self.string.write_whole(self.out, &text),
            value => write_word(value, "null", self.out),
        }
    }

    /// Writes the name of a field, which needs no escapes.
    fn name(&mut self, name: &str) -> io::Result<()> {
        self.separate()?;
        write!(self.out, "\"{name}\":")
    }

    fn separate(&mut self) -> io::Result<()> {
        match std::mem::replace(&mut self.is_first, false) {
            true => Ok(()),
            false => self.out.write_all(b","),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: [&[u8]; 2] = [b"a\"\n", b"\xff"];

    struct Keys;

    impl FigureSource for Keys {
        fn values(&self) -> Vec<(&'static str, Figure<'_>)> {
            vec![("mean", Figure::Decimal(1.5)), ("limit", Figure::Unknown)]
        }

        fn tables(&self) -> Vec<FigureTable<'_>> {
            let none = FigureTable {
                name: "none",
                columns: &["key"],
                rows: Box::new(std::iter::empty()),
            };
            vec![none, self.csv_table()]
        }

        fn csv_table(&self) -> FigureTable<'_> {
            let row = |key: &'static [u8]| vec![Figure::text(key), Figure::Count(u64::MAX)];
            FigureTable {
                name: "keys",
                columns: &["key", "bytes"],
                rows: Box::new(KEYS.into_iter().map(row)),
            }
        }
    }

    fn written(format: Format) -> String {
        let format = FigureFormat::new(format, Medium::Program).expect("for programs");
        let (head, mut out) = ([("complete", Figure::Flag(true))], Vec::new());
        format.write(&head, &Keys, &mut out).expect("it is written");
        String::from_utf8(out).expect("UTF-8")
    }

    #[test]
    fn csv_has_a_header() {
        let expected = r#""key","bytes"
"a\"\n",18446744073709551615
"\xff",18446744073709551615
"#;
        assert_eq!(written(Format::Csv), expected);
    }

    #[test]
    fn json_is_an_object_of_values_and_tables() {
        let expected = "{\"complete\":true,\"mean\":1.5,\"limit\":null,\"none\":[],\"keys\":[\
            {\"key\":\"a\\\"\\n\",\"bytes\":18446744073709551615},\
            {\"key\":\"\u{fffd}\",\"bytes\":18446744073709551615}]}\n";
        let text = written(Format::Json);
        assert_eq!(text, expected);
        serde_json::from_str::<serde_json::Value>(&text).expect("JSON");
    }

    #[test]
    fn quoted_json_keeps_every_byte() {
        let text = written(Format::QuotedJson);
        assert!(text.contains(r#"\\xff"#), "{text}");
    }

    #[test]
    fn texts_for_people_have_no_format_for_figures() {
        for format in [Format::Raw, Format::Standard] {
            assert!(FigureFormat::new(format, Medium::Program).is_none());
        }
    }
}
