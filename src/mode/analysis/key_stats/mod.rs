//! `--keystats`: the memory and the lengths of keys, the largest keys, and the distribution of sizes and of names.

mod figures;
mod fold;
mod largest_keys;
mod name_lengths;
mod size_distribution;
mod text;

use std::io::{self, Write};

use redsh_engine::client::ScannedPage;
use redsh_engine::keys::KeyQuery;
use redsh_engine::scan::ScanPosition;

pub(super) use self::fold::KeyStats;
use super::KeyAnalysis;
use super::data_report::KeyFold;
use super::live_display::{LiveDisplay, draw_last, redraw};
use crate::process::called_as::CalledAs;
use crate::terminal::size;

pub(super) struct KeyStatsReport<W> {
    /// The number of keys of the servers; `None` if they do not report it.
    total: Option<u64>,
    stats: KeyStats,
    /// Redraws the first lines, if stdout is a terminal.
    live: Option<LiveDisplay>,
    out: W,
}

impl<W: Write> KeyStatsReport<W> {
    pub(super) fn new(
        stats: KeyStats,
        total: Option<u64>,
        live: Option<LiveDisplay>,
        out: W,
    ) -> Self {
        KeyStatsReport {
            total,
            stats,
            live,
            out,
        }
    }

    fn display(&self) -> Vec<String> {
        text::display(&self.stats, self.share(), self.live.is_some())
    }

    /// The share of the keys that was scanned. More than all may be found while keys are added.
    fn share(&self) -> f64 {
        match self.total {
            None | Some(0) => 0.0,
            Some(total) => (self.stats.keys() as f64 / total as f64).min(1.0),
        }
    }

    fn print(&mut self, text: &str) -> io::Result<()> {
        self.out.write_all(text.as_bytes())?;
        self.out.flush()
    }
}

impl<W: Write> KeyAnalysis for KeyStatsReport<W> {
    fn query(&self) -> KeyQuery {
        self.stats.query()
    }

    fn begin(&mut self) -> io::Result<()> {
        self.print(text::HEAD)
    }

    fn add(&mut self, page: &ScannedPage) -> anyhow::Result<()> {
        self.stats.add(page)?;
        if self.live.as_mut().is_some_and(LiveDisplay::is_due) {
            let text = redraw(&self.display(), size::of_stdout());
            self.print(&text).map_err(redsh_engine::Error::Output)?;
        }
        Ok(())
    }

    fn keys(&self) -> u64 {
        self.stats.keys()
    }

    fn end(&mut self, rest: Option<&ScanPosition>) -> io::Result<()> {
        let mut lines = self.display();
        lines.extend(text::tables(&self.stats));
        lines.extend(rest.into_iter().flat_map(advice));
        let text = match self.live {
            None => lines.join("\n") + "\n",
            Some(_) => draw_last(&lines),
        };
        self.print(&text)
    }
}

/// The advice of redis-cli after Ctrl-C.
fn advice(rest: &ScanPosition) -> [String; 3] {
    let program = CalledAs::of_process().name();
    let cluster = match rest {
        ScanPosition::Cursor(_) => "",
        ScanPosition::Nodes(_) => " -c",
    };
    let again = format!("{program}{cluster} --keystats --cursor {rest}");
    [
        String::new(),
        "Scan interrupted:".to_owned(),
        format!("Use '{again}' to restart from the last cursor."),
    ]
}
