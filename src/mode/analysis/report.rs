//! Creates the report of an analysis: the text of redis-cli, or exact figures.

use std::io::Write;

use super::KeyAnalysis;
use super::data_report::{DataReport, KeyFold};
use super::hot_key_fold::HotKeyFold;
use super::hot_key_report::HotKeyReport;
use super::key_stats::{KeyStats, KeyStatsReport};
use super::live_display::LiveDisplay;
use super::prefixes::PrefixReport;
use super::report_lines::ReportLines;
use super::size_fold::SizeFold;
use super::size_report::SizeReport;
use super::unknown_facts::UnknownFacts;
use crate::cli::AnalysisKind;
use crate::mode::progress::ProgressLog;
use crate::render::{FigureFormat, Format, Medium};

/// The form of a report.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ReportStyle {
    /// `None` prints a text.
    figures: Option<FigureFormat>,
    /// Whether a text may be redrawn meanwhile.
    is_live: bool,
}

impl ReportStyle {
    pub(crate) fn new(format: Format, medium: Medium) -> Self {
        ReportStyle {
            figures: FigureFormat::new(format, medium),
            is_live: format == Format::Standard,
        }
    }
}

/// Creates the report. `total` is the number of keys, if it is known.
pub(super) fn new<'o>(
    kind: AnalysisKind,
    style: ReportStyle,
    total: Option<u64>,
    log: ProgressLog,
    out: impl Write + 'o,
) -> Box<dyn KeyAnalysis + 'o> {
    let name = kind.name();
    match kind {
        AnalysisKind::HotKeys(count) => {
            let fold = HotKeyFold::new(count, log);
            choose(name, style, fold, out, |fold, out| {
                Box::new(HotKeyReport::new(fold, ReportLines::new(total, out)))
            })
        }
        AnalysisKind::Sizes(measure) => {
            let fold = SizeFold::new(measure, UnknownFacts::new(log));
            choose(name, style, fold, out, |fold, out| {
                Box::new(SizeReport::new(fold, ReportLines::new(total, out)))
            })
        }
        AnalysisKind::Prefixes(run) => {
            let unknown = UnknownFacts::new(log);
            Box::new(PrefixReport::new(run, style.figures, unknown, out))
        }
        AnalysisKind::Stats(stats) => {
            let fold = KeyStats::new(stats, UnknownFacts::new(log));
            choose(name, style, fold, out, |fold, out| {
                let live = style.is_live.then(LiveDisplay::new);
                Box::new(KeyStatsReport::new(fold, total, live, out))
            })
        }
    }
}

/// Returns the report of the figures, or the text that `text` creates.
fn choose<'o, F: KeyFold + 'o, W: Write + 'o>(
    name: &'static str,
    style: ReportStyle,
    fold: F,
    out: W,
    text: impl FnOnce(F, W) -> Box<dyn KeyAnalysis + 'o>,
) -> Box<dyn KeyAnalysis + 'o> {
    match style.figures {
        Some(format) => Box::new(DataReport::new(name, fold, format, out)),
        None => text(fold, out),
    }
}
