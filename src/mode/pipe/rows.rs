//! Loads the rows of CSV.

use std::io::Read;

use redsh_engine::client::load::LoadCommand;
use redsh_engine::resp::encode_command;

use super::Pipe;
use super::csv::{CsvCommand, CsvCommands, RowError};
use crate::input::template::RowTemplate;
use crate::process::unread::UnreadInput;

impl Pipe {
    /// Loads the command of each row, until a row is malformed or nothing more can be sent. Returns whether all rows were
    /// read.
    pub(super) fn feed_rows(
        &mut self,
        input: impl Read,
        template: &RowTemplate,
    ) -> anyhow::Result<bool> {
        let mut rows = CsvCommands::open(input, template).map_err(load_error)?;
        let mut wire = Vec::new();
        loop {
            if !rows.has_row_buffered() {
                self.loader.flush();
                self.show(rows.offset());
                self.journal.lock().flush();
                if self.is_over() {
                    return Ok(false);
                }
            }
            match rows.next() {
                Err(RowError::Read(_)) if self.interrupts.is_stopped() => return Ok(false),
                row => match row.map_err(load_error)? {
                    Some(row) => self.load_row(&row, &mut wire),
                    None => return Ok(true),
                },
            }
        }
    }

    fn load_row(&mut self, row: &CsvCommand<'_>, wire: &mut Vec<u8>) {
        self.pace(row.offset);
        self.last = (row.number, row.offset);
        wire.clear();
        encode_command(row.words, wire);
        let words: Vec<&[u8]> = row.words.iter().map(Vec::as_slice).collect();
        self.loader.push(&LoadCommand {
            number: row.number,
            offset: row.offset,
            wire,
            words: &words,
        });
    }
}

fn load_error(error: RowError) -> anyhow::Error {
    match error {
        RowError::Read(error) => UnreadInput::load(error).into(),
        RowError::TooFew { .. }
        | RowError::Uneven { .. }
        | RowError::OpenQuote { .. }
        | RowError::TooLong { .. } => {
            anyhow::anyhow!("{error}; nothing from this row on was loaded")
        }
        other => other.into(),
    }
}
