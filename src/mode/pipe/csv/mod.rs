//! Rows of CSV, from stdin, as commands of a template.
//!
//! CSV as RFC 4180 defines it, with any bytes: commas separate fields, line ends of any kind separate rows, empty lines
//! are skipped, and a field in double quotes may contain all of these. Every row must have as many fields as the first: a
//! row that differs most likely lacks quotes, and its fields are in the wrong columns. An empty field is an empty string.

mod error;
mod record;

use std::io::{self, Cursor, Read};

use redsh_engine::resp::split::ForeignInput;

pub(crate) use self::error::RowError;

use self::record::{Record, RecordReader};
use crate::input::template::{ResolvedTemplate, RowTemplate};

/// The longest record, in bytes: 64 MiB.
const MAX_RECORD: u64 = 64 << 20;

/// As many bytes as identify the format of the input.
const BEGINNING: usize = 16;

const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";

/// Reads the rows of an input as commands.
pub(crate) struct CsvCommands<R> {
    reader: RecordReader<io::Chain<Cursor<Vec<u8>>, R>>,
    form: ResolvedTemplate,
    /// The words of the last command.
    words: Vec<Vec<u8>>,
    /// The number of fields in the first row, and so in every other.
    width: Option<usize>,
}

/// A row as a command of the template.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct CsvCommand<'r> {
    /// The number of the row, from 1. The row of names has none.
    pub(crate) number: u64,
    /// Where the row begins in the input, in bytes.
    pub(crate) offset: u64,
    /// The command's name and arguments.
    pub(crate) words: &'r [Vec<u8>],
}

impl<R: Read> CsvCommands<R> {
    /// Checks the format of the input, and reads the names of the columns from the first row if the template has names.
    ///
    /// # Errors
    /// The input fails, is no text, or lacks a column that the template names.
    pub(crate) fn open(mut input: R, template: &RowTemplate) -> Result<Self, RowError> {
        let beginning = beginning(&mut input)?;
        let skipped = mark_length(&beginning)?;
        let mut beginning = Cursor::new(beginning);
        beginning.set_position(skipped);
        let first_row = u64::from(!template.has_names());
        let mut commands = CsvCommands {
            reader: RecordReader::new(beginning.chain(input), skipped, first_row),
            form: ResolvedTemplate::default(),
            words: Vec::new(),
            width: None,
        };
        if template.has_names() && !commands.read()? {
            return Err(RowError::NoNames);
        }
        let names = &commands.reader.record;
        commands.form = template.resolve(|name| place_of(name, names))?;
        Ok(commands)
    }

    /// Reads the next row as a command.
    ///
    /// # Errors
    /// The input fails, or the row is malformed. The rows before it are well-formed.
    pub(crate) fn next(&mut self) -> Result<Option<CsvCommand<'_>>, RowError> {
        if !self.read()? {
            return Ok(None);
        }
        let (record, at) = (&self.reader.record, self.reader.last);
        self.form
            .fill(|place| record.get(place), &mut self.words)
            .map_err(|place| RowError::TooFew {
                at,
                count: record.len(),
                wanted: place + 1,
            })?;
        Ok(Some(CsvCommand {
            number: at.row,
            offset: at.offset,
            words: &self.words,
        }))
    }

    /// Whether [`next`](Self::next) can return a row without waiting for the input.
    pub(crate) fn has_row_buffered(&mut self) -> bool {
        self.reader.parse_buffered()
    }

    /// Returns where the last row begins, in bytes.
    pub(crate) fn offset(&self) -> u64 {
        self.reader.last.offset
    }

    fn read(&mut self) -> Result<bool, RowError> {
        let is_row = self.reader.read()?;
        if is_row {
            self.check_width()?;
        }
        Ok(is_row)
    }

    fn check_width(&mut self) -> Result<(), RowError> {
        let count = self.reader.record.len();
        match *self.width.get_or_insert(count) {
            width if width == count => Ok(()),
            width => Err(RowError::Uneven {
                at: self.reader.last,
                count,
                width,
            }),
        }
    }
}

/// Reads the first bytes, up to the end of a line: the program that writes the input may wait for a result after that.
fn beginning(input: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut beginning = Vec::new();
    while beginning.len() < BEGINNING
        && !beginning.ends_with(b"\n")
        && input.take(1).read_to_end(&mut beginning)? > 0
    {}
    Ok(beginning)
}

/// Returns the length of the byte order mark that the input begins with.
fn mark_length(beginning: &[u8]) -> Result<u64, RowError> {
    match ForeignInput::of(beginning) {
        Some(ForeignInput::Utf8Mark) => Ok(UTF8_MARK.len() as u64),
        Some(foreign) => Err(RowError::Foreign(foreign)),
        None => Ok(0),
    }
}

/// Returns the place of the one column of this name.
fn place_of(name: &[u8], names: &Record) -> Result<usize, RowError> {
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

/// Lists the first names of a row for a message.
fn listed(names: &Record) -> String {
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
