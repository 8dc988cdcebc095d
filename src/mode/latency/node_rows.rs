//! The rows of several nodes. Pure.

use super::node_sampler::NodeWindow;
use super::sparkline::sparkline;
use crate::cli::LatencyRun;
use crate::render::{Format, json_text};

/// The number of windows that a sparkline shows.
const WINDOWS: usize = 20;

/// A bar of the sparkline is this percentile of its window, as a share.
const BAR_PERCENTILE: f64 = 0.99;

/// The width of a column with a latency.
const LATENCY: usize = 9;

/// Formats the rows of all nodes, window by window.
pub(super) struct NodeRows<'r> {
    run: &'r LatencyRun,
    format: Format,
    has_utf8: bool,
    /// The name of each node, and the latencies of its last windows.
    nodes: Vec<(String, Vec<Option<u64>>)>,
}

impl<'r> NodeRows<'r> {
    pub(super) fn new(
        run: &'r LatencyRun,
        format: Format,
        has_utf8: bool,
        nodes: Vec<String>,
    ) -> Self {
        let nodes = nodes.into_iter().map(|node| (node, Vec::new()));
        NodeRows {
            run,
            format,
            has_utf8,
            nodes: nodes.collect(),
        }
    }

    /// Returns the line above the rows. Only the standard format has one.
    pub(super) fn header(&self) -> Option<String> {
        if self.format != Format::Standard {
            return None;
        }
        let percentiles = self.run.percentiles.iter();
        let percentiles = percentiles.map(|it| format!("p{}", it.text));
        let names = percentiles.chain(["max".to_owned()]);
        let columns: String = names.map(|name| column(&name)).collect();
        Some(format!(
            "{:<width$}  samples{columns}",
            "node",
            width = self.name_width()
        ))
    }

    /// Returns the rows of a window, one for each node, for a screen with this number of columns.
    pub(super) fn rows(&mut self, windows: Vec<NodeWindow>, screen: usize) -> Vec<String> {
        let width = self.name_width();
        let (run, format, has_utf8) = (self.run, self.format, self.has_utf8);
        let nodes = self.nodes.iter_mut().zip(windows);
        let rows = nodes.map(|((node, last), window)| {
            let has_samples = window.figures.count > 0;
            last.push(has_samples.then(|| window.figures.percentile(BAR_PERCENTILE)));
            last.drain(..last.len().saturating_sub(WINDOWS));
            match format {
                Format::Standard => {
                    let name = format!("{node:<width$}  ");
                    let room = screen.saturating_sub(name.len());
                    name + &standard(run, &window, last, has_utf8, room)
                }
                format => program_row(run, format, node, &window),
            }
        });
        rows.collect()
    }

    fn name_width(&self) -> usize {
        self.nodes
            .iter()
            .map(|(node, _)| node.len())
            .max()
            .unwrap_or(0)
    }
}

fn column(text: &str) -> String {
    format!("{text:>LATENCY$}")
}

/// The figures, and as many of the last windows as there is room for.
fn standard(
    run: &LatencyRun,
    window: &NodeWindow,
    last: &[Option<u64>],
    has_utf8: bool,
    room: usize,
) -> String {
    let failure = window.failure.as_deref();
    if window.figures.count == 0 {
        return format!("      0  {}", failure.unwrap_or("no reply"));
    }
    let texts = window.figures.texts(run);
    let percentiles = texts.percentiles.into_iter().map(|(_, latency)| latency);
    let latencies = percentiles.chain([texts.max]);
    let columns: String = latencies.map(|latency| column(&latency)).collect();
    let figures = format!("{:>7}{columns}  ", texts.count);
    let bars = last.len().min(room.saturating_sub(figures.len()));
    let bars = sparkline(&last[last.len() - bars..], has_utf8);
    let lost = failure.map_or(String::new(), |why| format!("  {why}"));
    figures + &bars + &lost
}

/// A row without samples has empty fields, and in JSON the reason.
fn program_row(run: &LatencyRun, format: Format, node: &str, window: &NodeWindow) -> String {
    let texts = window.figures.texts(run);
    let is_empty = texts.count == 0;
    let mut fields = texts.fields();
    if is_empty {
        let empty = if format == Format::Raw { "-" } else { "" };
        fields
            .iter_mut()
            .for_each(|field| *field = empty.to_owned());
        // The number of samples.
        fields[3] = "0".to_owned();
    }
    let separator = if format == Format::Csv { "," } else { " " };
    match format {
        Format::Json | Format::QuotedJson => {
            let members = match is_empty {
                true => "\"count\": 0".to_owned(),
                false => texts.json_members(),
            };
            let failure = window.failure.as_ref();
            let error = failure.map(|why| format!(", \"error\": {}", json_text(why)));
            let node = json_text(node);
            format!(
                "{{\"node\": {node}, {members}{}}}",
                error.unwrap_or_default()
            )
        }
        _ => [&[node.to_owned()][..], &fields].concat().join(separator),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn run() -> LatencyRun {
        LatencyRun {
            is_history: false,
            has_micros: true,
            percentiles: vec!["50".parse().expect("a percentile")],
        }
    }

    fn windows() -> Vec<NodeWindow> {
        let mut one = NodeWindow::default();
        one.figures.add(Duration::from_micros(100));
        one.figures.add(Duration::from_micros(300));
        let gone = NodeWindow {
            failure: Some("no \"route\"".to_owned()),
            ..NodeWindow::default()
        };
        vec![one, gone]
    }

    fn rows(format: Format) -> (Option<String>, Vec<String>) {
        let run = run();
        let nodes = ["127.0.0.1:7001", "h:7002"].map(str::to_owned).to_vec();
        let mut rows = NodeRows::new(&run, format, true, nodes);
        rows.rows(windows(), 80);
        (rows.header(), rows.rows(windows(), 80))
    }

    #[test]
    fn people_see_columns_and_the_last_windows() {
        let (header, rows) = rows(Format::Standard);
        let expected = "node            samples      p50      max";
        assert_eq!(header.as_deref(), Some(expected));
        assert_eq!(
            rows,
            [
                "127.0.0.1:7001        2    0.100    0.300  ██",
                "h:7002                0  no \"route\"",
            ]
        );
    }

    #[test]
    fn a_narrow_screen_shows_the_last_windows() {
        let run = run();
        let mut rows = NodeRows::new(&run, Format::Standard, true, vec!["h:1".to_owned()]);
        let window = |micros| {
            let mut window = NodeWindow::default();
            window.figures.add(Duration::from_micros(micros));
            vec![window]
        };
        for micros in [800, 800, 100] {
            rows.rows(window(micros), 80);
        }
        // The name, the number of samples and two latencies have 32 columns.
        let row = rows.rows(window(200), 34);
        assert_eq!(row, ["h:1        1    0.200    0.200  ▅█"]);
    }

    #[test]
    fn programs_get_the_figures_behind_the_node() {
        let raw = [
            "127.0.0.1:7001 0.100 0.300 0.200 2 0.100",
            "h:7002 - - - 0 -",
        ];
        let csv = ["127.0.0.1:7001,0.100,0.300,0.200,2,0.100", "h:7002,,,,0,"];
        let json = [
            "{\"node\": \"127.0.0.1:7001\", \"min\": 0.100, \"max\": 0.300, \"avg\": 0.200, \"count\": 2, \
             \"percentiles\": {\"50\": 0.100}}",
            "{\"node\": \"h:7002\", \"count\": 0, \"error\": \"no \\\"route\\\"\"}",
        ];
        for (format, expected) in [(Format::Raw, raw), (Format::Csv, csv), (Format::Json, json)] {
            assert_eq!(rows(format), (None, expected.map(str::to_owned).to_vec()));
        }
    }
}
