//! Keys to stdout, in large writes.

use std::io::Write;
use std::time::{Duration, Instant};

use redsh_engine::Error;
use redsh_engine::keys::Facts;
use redsh_engine::scan::KeyPage;

use super::columns::Columns;
use crate::render::KeyListing;

/// Bytes that are printed in one write. A page may be small, and a write for each would cost as much as the server's work.
const FULL: usize = 16 * 1024;

/// How long fewer bytes are held back. A reader of the output does not notice.
const HOLD: Duration = Duration::from_millis(10);

pub(crate) struct Lister<W: Write> {
    listing: KeyListing,
    columns: Option<Columns>,
    out: W,
    buffer: Vec<u8>,
    printed: Option<Instant>,
}

impl<W: Write> Lister<W> {
    /// Prints to `out`, which should not be buffered.
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

    /// Prints the keys of a page, with their facts if there are columns.
    pub(super) fn list(&mut self, page: &KeyPage, facts: &[Facts]) -> Result<(), Error> {
        match self.columns {
            None => page
                .keys()
                .for_each(|key| self.listing.key(key, &mut self.buffer)),
            Some(columns) => {
                for (key, facts) in page.keys().zip(facts) {
                    let (before, after) = (columns.before(facts), columns.after());
                    self.listing.entry(&before, key, after, &mut self.buffer);
                }
            }
        }
        if self.buffer.len() >= FULL || self.printed.is_none_or(|printed| printed.elapsed() >= HOLD)
        {
            self.write()?;
        }
        Ok(())
    }

    /// Prints the buffered keys, and the end of the list.
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
    use crate::render::{Format, Medium};

    fn page(keys: &[&str]) -> KeyPage {
        keys.iter().map(|key| key.as_bytes()).collect()
    }

    /// Counts writes.
    #[derive(Default)]
    struct CountingSink {
        bytes: Vec<u8>,
        writes: usize,
    }

    impl Write for &mut CountingSink {
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
    fn the_first_keys_are_printed_immediately_and_the_others_in_large_writes() {
        let mut sink = CountingSink::default();
        let mut lister = Lister::new(
            KeyListing::new(Format::Raw, Medium::Program),
            None,
            &mut sink,
        );
        let key = "k".repeat(FULL - 1);
        for keys in [&["a", "b"][..], &[], &[&key], &[&key, &key]] {
            lister.list(&page(keys), &[]).expect("it is written");
        }
        lister.end().expect("it is written");
        assert_eq!((sink.bytes.len(), sink.writes), (4 + 3 * FULL, 3));
        assert!(sink.bytes.starts_with(b"a\nb\nk"));
    }

    #[test]
    fn columns_have_a_header_even_without_keys() {
        let listed = |keys: &[&str]| {
            let mut out = Vec::new();
            let listing = KeyListing::new(Format::Csv, Medium::Program);
            let mut lister = Lister::new(listing, Some(Columns::Csv), &mut out);
            let facts = vec![Facts::default(); keys.len()];
            lister.list(&page(keys), &facts).expect("it is written");
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
