//! Loads the rows of CSV.

use std::io::Read;

use redsh_engine::client::load::LoadCommand;
use redsh_engine::resp::encode_command;

use super::Pipe;
use super::csv::{Row, RowError, Rows};
use crate::input::template::RowTemplate;

impl Pipe {
    /// Loads the command of each row, until the input ends, a row is invalid, or nothing can be sent or written any more.
    /// Returns whether the input has ended.
    pub(super) fn feed_rows(
        &mut self,
        input: impl Read,
        template: &RowTemplate,
    ) -> anyhow::Result<bool> {
        let mut rows = Rows::open(input, template).map_err(told)?;
        let mut wire = Vec::new();
        loop {
            if !rows.has_more_at_once() {
                self.loader.flush();
                self.show(rows.offset());
                self.loader.observer().flush();
                if self.is_over() {
                    return Ok(false);
                }
            }
            match rows.next().map_err(told)? {
                Some(row) => self.load_row(&row, &mut wire),
                None => return Ok(true),
            }
        }
    }

    fn load_row(&mut self, row: &Row<'_>, wire: &mut Vec<u8>) {
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

fn told(error: RowError) -> anyhow::Error {
    match error {
        RowError::Read(error) => anyhow::Error::from(error).context("could not read stdin"),
        RowError::TooFew { .. }
        | RowError::Uneven { .. }
        | RowError::OpenQuote { .. }
        | RowError::TooLong { .. } => {
            anyhow::anyhow!("{error}; nothing from there on is loaded")
        }
        other => other.into(),
    }
}
