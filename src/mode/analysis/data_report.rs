//! The exact figures of an analysis as CSV or JSON, printed at the end.

use std::io::{self, BufWriter, Write};

use redsh_engine::client::ScannedPage;
use redsh_engine::keys::KeyQuery;
use redsh_engine::scan::ScanPosition;

use super::KeyAnalysis;
use crate::render::{Figure, FigureFormat, FigureSource};

/// The figures of keys, as they are added.
pub(super) trait KeyFold: FigureSource {
    /// The facts to request.
    fn query(&self) -> KeyQuery;

    /// Adds the keys of a page.
    fn add(&mut self, page: &ScannedPage) -> anyhow::Result<()>;

    /// The number of keys so far.
    fn keys(&self) -> u64;
}

pub(super) struct DataReport<F, W> {
    /// The name of the analysis.
    name: &'static str,
    fold: F,
    format: FigureFormat,
    out: W,
}

impl<F: KeyFold, W: Write> DataReport<F, W> {
    pub(super) fn new(name: &'static str, fold: F, format: FigureFormat, out: W) -> Self {
        DataReport {
            name,
            fold,
            format,
            out,
        }
    }
}

impl<F: KeyFold, W: Write> KeyAnalysis for DataReport<F, W> {
    fn query(&self) -> KeyQuery {
        self.fold.query()
    }

    fn begin(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn add(&mut self, page: &ScannedPage) -> anyhow::Result<()> {
        self.fold.add(page)
    }

    fn keys(&self) -> u64 {
        self.fold.keys()
    }

    fn end(&mut self, rest: Option<&ScanPosition>) -> io::Result<()> {
        let mut out = BufWriter::new(&mut self.out);
        let head = head(self.name, rest);
        self.format.write(&head, &self.fold, &mut out)?;
        out.flush()
    }
}

/// The first values of every JSON object: the analysis, and whether it has seen all keys.
pub(super) fn head(
    name: &'static str,
    rest: Option<&ScanPosition>,
) -> [(&'static str, Figure<'static>); 2] {
    [
        ("analysis", Figure::text(name)),
        ("complete", Figure::Flag(rest.is_none())),
    ]
}
