//! The latency of all nodes of a cluster at the same time, a row for each node.

use std::io::Write;
use std::thread;

use redsh_engine::client::Client;
use redsh_engine::net::Endpoint;

use super::node_rows::NodeRows;
use super::node_sampler::NodeSampler;
use super::settings::LatencySettings;
use crate::cli::LatencyRun;
use crate::mode::cluster_nodes::all_nodes;
use crate::mode::reconnecting::print;
use crate::process::exit::Exit;
use crate::render::{Format, harmless_line};
use crate::terminal::size;

/// The percentiles without a choice of the user.
const PERCENTILES: [&str; 3] = ["50", "99", "99.9"];

/// Prints the rows of each window. People see them drawn again in place until Ctrl-C, or with a history below each other; programs
/// get one window, or with a history one after the other. `endpoint` has the settings of the connections.
pub(crate) fn run(
    mut client: Client<()>,
    endpoint: &Endpoint,
    settings: LatencySettings<'_>,
    has_utf8: bool,
    out: &mut impl Write,
) -> anyhow::Result<Exit> {
    let Some(members) = all_nodes(&mut client)? else {
        return super::run(endpoint.clone(), settings, out);
    };
    drop(client);
    let samplers = members
        .into_iter()
        .map(|member| NodeSampler::start(endpoint.at(member.address, endpoint.login.clone())));
    let samplers: Vec<NodeSampler> = samplers.collect();
    let run = with_percentiles(settings.run);
    let nodes = samplers
        .iter()
        .map(|sampler| sampler.node.clone())
        .collect();
    let mut rows = NodeRows::new(&run, settings.format, has_utf8, nodes);
    let (is_standard, is_history) = (settings.format == Format::Standard, run.is_history);
    let mut lines_above = 0;
    loop {
        thread::sleep(settings.length);
        let windows = samplers.iter().map(NodeSampler::take).collect();
        let lines: Vec<String> = rows
            .header()
            .into_iter()
            .chain(rows.rows(windows, size::columns()))
            .collect();
        let is_redrawn = is_standard && !is_history;
        print(out, &drawn(&lines, is_redrawn.then_some(lines_above)))?;
        if !is_standard && !is_history {
            return Ok(Exit::Success);
        }
        lines_above = lines.len();
    }
}

fn with_percentiles(run: &LatencyRun) -> LatencyRun {
    let mut run = run.clone();
    run.has_micros = true;
    if run.percentiles.is_empty() {
        let percentiles = PERCENTILES.iter().filter_map(|text| text.parse().ok());
        run.percentiles = percentiles.collect();
    }
    run
}

/// Returns the lines, and before them the movement to the first of those that they replace. A line that the terminal would break
/// is cut there.
fn drawn(lines: &[String], lines_above: Option<usize>) -> String {
    let Some(above) = lines_above else {
        return lines.iter().map(|line| format!("{line}\n")).collect();
    };
    let width = size::columns();
    let mut text = match above {
        0 => String::new(),
        above => format!("\x1b[{above}A"),
    };
    for line in lines {
        let line: String = harmless_line(line.as_bytes()).chars().take(width).collect();
        text += &format!("\r\x1b[2K{line}\n");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_drawn_in_place_of_those_before() {
        let lines = ["a", "b\x1b"].map(str::to_owned);
        assert_eq!(drawn(&lines, None), "a\nb\x1b\n");
        assert_eq!(drawn(&lines, Some(0)), "\r\x1b[2Ka\n\r\x1b[2Kb\\x1b\n");
        assert_eq!(
            drawn(&lines, Some(2)),
            "\x1b[2A\r\x1b[2Ka\n\r\x1b[2Kb\\x1b\n"
        );
    }
}
