//! `--keystats`: the memory and the lengths of keys, the largest keys, and the distribution of sizes and of names.

mod fold;
mod largest_keys;
mod name_lengths;
mod size_distribution;
mod text;

use std::io::{self, Write};

use redsh_engine::client::ScannedPage;
use redsh_engine::keys::{KeyFact, KeyQuery};
use redsh_engine::scan::ScanPosition;

use self::fold::KeyStats;
use super::KeyAnalysis;
use super::live_display::{LiveDisplay, draw_last, redraw};
use super::unknown_facts::UnknownFacts;
use crate::cli::KeyStatsRun;
use crate::process::called_as::CalledAs;
use crate::terminal::size;

pub(super) struct KeyStatsReport<W> {
    run: KeyStatsRun,
    /// The number of keys of the servers; `None` if they do not report it.
    total: Option<u64>,
    stats: KeyStats,
    unknown: UnknownFacts,
    /// Redraws the first lines, if stdout is a terminal.
    live: Option<LiveDisplay>,
    out: W,
}

impl<W: Write> KeyStatsReport<W> {
    pub(super) fn new(
        run: KeyStatsRun,
        total: Option<u64>,
        unknown: UnknownFacts,
        live: Option<LiveDisplay>,
        out: W,
    ) -> Self {
        KeyStatsReport {
            run,
            total,
            stats: KeyStats::new(run.top),
            unknown,
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
        let shown = [KeyFact::Size, KeyFact::Length];
        let query = KeyQuery::new(&[KeyFact::Type], &shown, |_| true);
        let query = query.expect("it requests facts");
        match self.run.samples {
            None => query,
            Some(samples) => query.with_samples(samples),
        }
    }

    fn begin(&mut self) -> io::Result<()> {
        self.print(text::HEAD)
    }

    fn add(&mut self, page: &ScannedPage) -> anyhow::Result<()> {
        self.unknown.refused(&page.refusals);
        for (key, facts) in page.keys.keys().zip(&page.facts) {
            let size = self.unknown.number(KeyFact::Size, key, facts);
            let length = self.unknown.number(KeyFact::Length, key, facts);
            self.stats.add(key, facts.kind.as_deref(), size, length);
        }
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
