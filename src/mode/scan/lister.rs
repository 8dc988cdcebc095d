//! The end of the line: keys to stdout.

use std::io::Write;
use std::time::{Duration, Instant};

use redsh_engine::Error;
use redsh_engine::scan::KeyPage;

use super::columns::Columns;
use super::facts::Facts;
use crate::render::KeyListing;

/// What is printed in one write. A page may be as small as the user likes, and a write for each would cost as much as the
/// server's work.
const FULL: usize = 16 * 1024;

/// How long less than that is kept back: who reads along does not notice.
const HOLD: Duration = Duration::from_millis(10);

/// Prints keys, in large pieces.
pub(crate) struct Lister<W: Write> {
    listing: KeyListing,
    /// What is known of a key is printed beside it.
    columns: Option<Columns>,
    out: W,
    buffer: Vec<u8>,
    /// When something was printed last.
    printed: Option<Instant>,
}

impl<W: Write> Lister<W> {
    /// To `out`, which should not be buffered; in columns, where what is known of a key is to be printed beside it.
    pub(crate) fn new(listing: KeyListing, columns: Option<Columns>, out: W) -> Self {
        let header = columns.map_or("", Columns::header);
        Lister {
            listing,
            columns,
            out,
            buffer: header.into(),
            printed: None,
        }
    }

    /// Prints the keys of a page; what is known of them is looked at only where there are columns.
    ///
    /// # Errors
    /// [`Error::Output`].
    pub(super) fn take(&mut self, page: &KeyPage, facts: &[Facts]) -> Result<(), Error> {
        match self.columns {
            None => page
                .keys()
                .for_each(|key| self.listing.key(key, &mut self.buffer)),
            Some(columns) => {
                for (key, facts) in page.keys().zip(facts) {
                    let (before, behind) = (columns.before(facts), columns.behind());
                    self.listing.entry(&before, key, behind, &mut self.buffer);
                }
            }
        }
        if self.buffer.len() >= FULL || self.printed.is_none_or(|printed| printed.elapsed() >= HOLD)
        {
            self.write()?;
        }
        Ok(())
    }

    /// Prints what was kept back, and what is behind the last key.
    ///
    /// # Errors
    /// [`Error::Output`].
    pub(super) fn end(mut self) -> Result<(), Error> {
        self.listing.end(&mut self.buffer);
        self.write()
    }

    fn write(&mut self) -> Result<(), Error> {
        if self.buffer.is_empty() {
            return Ok(());
        }
        let written = self
            .out
            .write_all(&self.buffer)
            .and_then(|()| self.out.flush());
        self.buffer.clear();
        self.printed = Some(Instant::now());
        written.map_err(Error::Output)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::Format;

    fn page(keys: &[&str]) -> KeyPage {
        let mut page = KeyPage::new();
        keys.iter().for_each(|key| page.push(key.as_bytes()));
        page
    }

    /// Counts the writes.
    #[derive(Default)]
    struct Sink {
        bytes: Vec<u8>,
        writes: usize,
    }

    impl Write for &mut Sink {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.bytes.extend_from_slice(bytes);
            self.writes += 1;
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn the_first_keys_are_printed_at_once_and_others_in_large_pieces() {
        let mut sink = Sink::default();
        let mut lister = Lister::new(KeyListing::new(Format::Raw, false), None, &mut sink);
        let key = "k".repeat(FULL - 1);
        for keys in [&["a", "b"][..], &[], &[&key], &[&key, &key]] {
            lister.take(&page(keys), &[]).expect("it is written");
        }
        lister.end().expect("it is written");
        assert_eq!((sink.bytes.len(), sink.writes), (4 + 3 * FULL, 3));
        assert!(sink.bytes.starts_with(b"a\nb\nk"));
    }

    #[test]
    fn columns_have_their_header_even_where_there_are_no_keys() {
        let listed = |keys: &[&str]| {
            let mut out = Vec::new();
            let listing = KeyListing::new(Format::Csv, false);
            let mut lister = Lister::new(listing, Some(Columns::Csv), &mut out);
            let facts = vec![Facts::default(); keys.len()];
            lister.take(&page(keys), &facts).expect("it is written");
            lister.end().expect("it is written");
            String::from_utf8(out).expect("it is text")
        };
        let header = Columns::Csv.header();
        assert_eq!(listed(&[]), header);
        assert_eq!(
            listed(&["k"]),
            format!("{header}NULL,NULL,NULL,NULL,\"k\"\n")
        );
    }
}
