//! Rows of CSV, from stdin, as commands of a template. The one module that knows the csv package.
//!
//! CSV as RFC 4180 has it, and any bytes: fields stand apart by commas, rows by line ends of any kind, empty lines are no
//! rows, and a field in double quotes may hold all of that. Every row has as many fields as the first: one that has not
//! is most likely missing quotes, and its fields are in the wrong columns. An empty field is an empty string.

mod error;
mod watch;

use std::io::{self, Cursor, Read};

use csv::{ByteRecord, Reader, ReaderBuilder};
use redsh_engine::resp::split::ForeignInput;

pub(crate) use self::error::RowError;

use self::error::Place;
use self::watch::{Start, Watch};
use crate::input::template::{ResolvedTemplate, RowTemplate};

/// Bytes of the input that are read at once.
const READ_SIZE: usize = 256 * 1024;

/// As many bytes as tell what the input is.
const BEGINNING: usize = 16;

const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";

/// The rows of an input, as commands.
pub(crate) struct Rows<R> {
    reader: Reader<Watch<io::Chain<Cursor<Vec<u8>>, R>>>,
    form: ResolvedTemplate,
    /// The row at hand.
    record: ByteRecord,
    /// Its command.
    words: Vec<Vec<u8>>,
    /// How many commands there were.
    number: u64,
    /// How many fields a row has: as many as the first.
    width: Option<usize>,
}

/// A command that a row has filled in.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Row<'r> {
    /// Which of the commands it is, from 1. A row of names is none.
    pub(crate) number: u64,
    /// Where its row begins in the input, in bytes.
    pub(crate) offset: u64,
    /// Its name and its arguments.
    pub(crate) words: &'r [Vec<u8>],
}

impl<R: Read> Rows<R> {
    /// Looks at the beginning of the input, and takes the first row for the names of the columns where the template has
    /// any.
    ///
    /// # Errors
    /// The input cannot be read, is no text, or has not the columns that the template names.
    pub(crate) fn open(mut input: R, template: &RowTemplate) -> Result<Self, RowError> {
        let beginning = beginning(&mut input)?;
        let skipped = checked_beginning(&beginning)?;
        let mut beginning = Cursor::new(beginning);
        beginning.set_position(skipped as u64);
        let input = beginning.chain(input);
        let mut rows = Rows {
            reader: reader(Watch::new(input, skipped as u64)),
            form: ResolvedTemplate::default(),
            record: ByteRecord::new(),
            words: Vec::new(),
            number: 0,
            width: None,
        };
        if template.has_names() && !rows.read()? {
            return Err(RowError::NoNames);
        }
        rows.form = template.resolve(|name| place_of(name, &rows.record))?;
        Ok(rows)
    }

    /// The command of the next row.
    ///
    /// # Errors
    /// The input cannot be read, or there is something wrong with the row. All rows before it are as good as they look.
    pub(crate) fn next(&mut self) -> Result<Option<Row<'_>>, RowError> {
        self.number += 1;
        if !self.read()? {
            return Ok(None);
        }
        let record = &self.record;
        self.form
            .fill(|place| record.get(place), &mut self.words)
            .map_err(|place| RowError::TooFew {
                at: self.place(),
                count: record.len(),
                wanted: place + 1,
            })?;
        Ok(Some(Row {
            number: self.number,
            offset: self.offset(),
            words: &self.words,
        }))
    }

    /// Whether the next row is there already: if not, asking for it may take as long as whoever writes it.
    pub(crate) fn has_more_at_once(&self) -> bool {
        self.reader.get_ref().has_whole_row()
    }

    /// Where the row begins that was given out last, in bytes.
    pub(crate) fn offset(&self) -> u64 {
        self.start().offset
    }

    /// Reads the next row. False where there is none.
    fn read(&mut self) -> Result<bool, RowError> {
        let is_row = match self.reader.read_byte_record(&mut self.record) {
            Ok(is_row) => is_row,
            Err(error) => return Err(self.read_error(error)),
        };
        if is_row {
            self.reader.get_mut().next_row();
            self.check_quotes()?;
            self.check_width()?;
        }
        Ok(is_row)
    }

    /// At the end of the input the csv package closes a quote by itself.
    fn check_quotes(&self) -> Result<(), RowError> {
        let opened = self.reader.get_ref().open_quote();
        opened.map_or(Ok(()), |line| {
            Err(RowError::OpenQuote {
                at: self.place(),
                line,
            })
        })
    }

    fn check_width(&mut self) -> Result<(), RowError> {
        let count = self.record.len();
        match *self.width.get_or_insert(count) {
            width if width == count => Ok(()),
            width => Err(RowError::Uneven {
                at: self.place(),
                count,
                width,
            }),
        }
    }

    fn read_error(&mut self, error: csv::Error) -> RowError {
        if self.reader.get_ref().is_too_long() {
            self.reader.get_mut().next_row();
            return RowError::TooLong { at: self.place() };
        }
        match error.into_kind() {
            csv::ErrorKind::Io(error) => RowError::Read(error),
            other => RowError::Read(io::Error::other(format!("{other:?}"))),
        }
    }

    /// Where the row at hand is.
    fn place(&self) -> Place {
        Place {
            row: self.number,
            line: self.start().line,
        }
    }

    fn start(&self) -> Start {
        self.reader.get_ref().row()
    }
}

/// Rows are as they come: what is to be said of their widths is said here, with their numbers.
fn reader<R: Read>(input: R) -> Reader<R> {
    ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .buffer_capacity(READ_SIZE)
        .from_reader(input)
}

/// The first bytes, up to the end of a line: behind that, whoever writes may wait for what becomes of it.
fn beginning(input: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut beginning = Vec::new();
    let mut byte = [0];
    while beginning.len() < BEGINNING && byte != *b"\n" && watch::read(input, &mut byte)? > 0 {
        beginning.extend_from_slice(&byte);
    }
    Ok(beginning)
}

/// How many of the first bytes are to be left out.
fn checked_beginning(beginning: &[u8]) -> Result<usize, RowError> {
    match ForeignInput::of(beginning) {
        Some(ForeignInput::Utf8Mark) => Ok(UTF8_MARK.len()),
        Some(foreign) => Err(RowError::Foreign(foreign)),
        None => Ok(0),
    }
}

/// The place of the one column that is named so.
fn place_of(name: &[u8], names: &ByteRecord) -> Result<usize, RowError> {
    let mut places = names
        .iter()
        .enumerate()
        .filter(|(_, other)| *other == name)
        .map(|(place, _)| place);
    let name = name.to_vec();
    match (places.next(), places.count()) {
        (Some(place), 0) => Ok(place),
        (Some(_), more) => Err(RowError::Ambiguous {
            name,
            count: more + 1,
        }),
        (None, _) => Err(RowError::Unknown {
            name,
            among: listed(names),
        }),
    }
}

/// The first names of a row, for people.
fn listed(names: &ByteRecord) -> String {
    const MOST: usize = 10;
    let shown = names
        .iter()
        .take(MOST)
        .map(|name| format!("\"{}\"", name.escape_ascii()));
    let more = if names.len() > MOST { ", …" } else { "" };
    shown.collect::<Vec<_>>().join(", ") + more
}

#[cfg(test)]
mod tests;
