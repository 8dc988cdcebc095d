//! The end of the line: keys to stdout.

use std::io::Write;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use engine::Error;
use engine::scan::Page;

use crate::render::Listing;

/// What is printed in one write. A page may be as small as the user likes, and a write for each would cost as much as the
/// server's work.
const FULL: usize = 16 * 1024;

/// How long less than that is kept back: who reads along does not notice.
const HOLD: Duration = Duration::from_millis(10);

/// Prints keys, in large pieces, up to a limit.
pub(crate) struct Lister<W: Write> {
    listing: Listing,
    out: W,
    /// How many more keys are wanted; `None` is all.
    left: Option<u64>,
    buffer: Vec<u8>,
    /// When something was printed last.
    printed: Option<Instant>,
}

impl<W: Write> Lister<W> {
    /// To `out`, which should not be buffered, at most `limit` keys.
    pub(crate) fn new(listing: Listing, out: W, limit: Option<u64>) -> Self {
        Lister {
            listing,
            out,
            left: limit,
            buffer: Vec::new(),
            printed: None,
        }
    }

    /// Prints the keys of a page. `Break` where no more are wanted.
    ///
    /// # Errors
    /// [`Error::Output`].
    pub(crate) fn take(&mut self, page: &mut Page) -> Result<ControlFlow<()>, Error> {
        if let Some(left) = &mut self.left {
            page.truncate(usize::try_from(*left).unwrap_or(usize::MAX));
            *left -= page.len() as u64;
        }
        let keys = page.keys();
        keys.for_each(|key| self.listing.key(key, &mut self.buffer));
        if self.buffer.len() >= FULL || self.printed.is_none_or(|printed| printed.elapsed() >= HOLD)
        {
            self.write()?;
        }
        Ok(match self.left {
            Some(0) => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        })
    }

    /// Prints what was kept back, and what is behind the last key.
    ///
    /// # Errors
    /// [`Error::Output`].
    pub(crate) fn end(mut self) -> Result<(), Error> {
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

    fn page(keys: &[&str]) -> Page {
        let mut page = Page::new();
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
        let mut lister = Lister::new(Listing::new(Format::Raw, false), &mut sink, None);
        let key = "k".repeat(FULL - 1);
        for keys in [&["a", "b"][..], &[], &[&key], &[&key, &key]] {
            let flow = lister.take(&mut page(keys)).expect("it is written");
            assert!(flow.is_continue());
        }
        lister.end().expect("it is written");
        assert_eq!((sink.bytes.len(), sink.writes), (4 + 3 * FULL, 3));
        assert!(sink.bytes.starts_with(b"a\nb\nk"));
    }

    #[test]
    fn no_more_keys_are_printed_than_are_wanted() {
        let mut out = Vec::new();
        let mut lister = Lister::new(Listing::new(Format::Json, false), &mut out, Some(3));
        let first = lister.take(&mut page(&["a", "b"])).expect("it is written");
        let second = lister.take(&mut page(&["c", "d"])).expect("it is written");
        assert!(first.is_continue() && second.is_break());
        lister.end().expect("it is written");
        assert_eq!(out, b"[\"a\",\"b\",\"c\"]\n");
    }
}
