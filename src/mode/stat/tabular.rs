//! `--stat` with chosen columns, as CSV or JSON, or of all nodes of a cluster with their sum.

use std::io::Write;
use std::num::NonZeroU64;
use std::thread;
use std::time::{Duration, Instant};

use redsh_engine::client::{Client, DiscardReplies, NodeReply};
use redsh_engine::cluster::Member;
use redsh_engine::net::Endpoint;

use super::columns::StatWindow;
use super::sample::StatSample;
use super::table::StatTable;
use super::{LINES_PER_HEADER, SECOND, info};
use crate::cli::{StatColumn, StatRun};
use crate::mode::cluster_nodes::all_nodes;
use crate::mode::interval_or;
use crate::mode::reconnecting::print;
use crate::process::exit::Exit;
use crate::render::Format;

/// The name of the line with the figures of all nodes.
const SUM: &str = "sum";

/// A sample, and when it arrived.
type TimedSample = (StatSample, Instant);

/// Whether a single server has the lines of redis-cli.
pub(crate) fn is_of_redis_cli(run: &StatRun, format: Format) -> bool {
    run.columns.is_empty() && matches!(format, Format::Standard | Format::Raw)
}

/// Prints the lines of `count` moments, or until it is interrupted. In a cluster, a moment has a line for each node.
pub(crate) fn run(
    mut client: Client<()>,
    endpoint: Endpoint,
    run: &StatRun,
    interval: Duration,
    format: Format,
    out: &mut impl Write,
) -> anyhow::Result<Exit> {
    let nodes = ServerNodes::of(&mut client)?;
    if !nodes.is_cluster && is_of_redis_cli(run, format) {
        return super::run(endpoint, run.count, interval, out);
    }
    let interval = interval_or(interval, SECOND);
    let columns = match run.columns.as_slice() {
        [] => &StatColumn::OF_REDIS_CLI,
        columns => columns,
    };
    let names = nodes.names();
    let table = StatTable::new(format, columns, &names);
    let mut lines = StatLines::new(&nodes);
    let words = question(columns);
    let mut lines_since_header = None;
    for moment in 1.. {
        let replies = client.call_on(&nodes.members, &words, &mut DiscardReplies::default())?;
        let header = table
            .header()
            .filter(|_| is_header_due(format, lines_since_header));
        let has_header = header.is_some();
        let lines = lines.next(&table, replies)?;
        lines_since_header = match has_header {
            true => Some(lines.len() as u64),
            false => lines_since_header.map(|before| before + lines.len() as u64),
        };
        let text = header.into_iter().chain(lines).map(|line| line + "\n");
        print(out, &text.collect::<String>())?;
        if run.count.map(NonZeroU64::get) == Some(moment) {
            break;
        }
        thread::sleep(interval);
    }
    Ok(Exit::Success)
}

/// CSV has one header, and people see it again after some lines.
fn is_header_due(format: Format, lines_since: Option<u64>) -> bool {
    match lines_since {
        None => true,
        Some(lines) => format != Format::Csv && lines >= LINES_PER_HEADER,
    }
}

/// The servers that are asked.
struct ServerNodes {
    members: Vec<Member>,
    is_cluster: bool,
}

impl ServerNodes {
    fn of(client: &mut Client<()>) -> anyhow::Result<Self> {
        let nodes = match client.is_cluster() {
            true => all_nodes(client)?,
            false => None,
        };
        let is_cluster = nodes.is_some();
        let single = || Member {
            address: client.address().clone(),
            is_replica: false,
        };
        Ok(ServerNodes {
            members: nodes.unwrap_or_else(|| vec![single()]),
            is_cluster,
        })
    }

    /// The names in a table of several nodes.
    fn names(&self) -> Vec<String> {
        let members = self.members.iter().filter(|_| self.is_cluster);
        members.map(|member| member.address.to_string()).collect()
    }
}

/// The statistics of commands are long, and most columns do not need them.
fn question(columns: &[StatColumn]) -> Vec<Vec<u8>> {
    let words: &[&str] = match columns.contains(&StatColumn::CommandTime) {
        true => &["INFO", "all"],
        false => &["INFO"],
    };
    words.iter().map(|word| word.as_bytes().to_vec()).collect()
}

/// The lines of each moment, from the samples of this moment and of the one before.
struct StatLines {
    last: Vec<Option<TimedSample>>,
    has_sum: bool,
}

impl StatLines {
    fn new(nodes: &ServerNodes) -> Self {
        StatLines {
            last: vec![None; nodes.members.len()],
            has_sum: nodes.is_cluster,
        }
    }

    /// # Errors
    /// The only server refuses INFO. Other errors are a line.
    fn next(
        &mut self,
        table: &StatTable<'_>,
        replies: Vec<NodeReply>,
    ) -> anyhow::Result<Vec<String>> {
        let mut lines = Vec::new();
        let mut sum = StatSum::default();
        let has_sum = self.has_sum;
        for (last, NodeReply { address, reply }) in self.last.iter_mut().zip(replies) {
            let node = address.to_string();
            let sample = match reply.map(|reply| info(&reply)) {
                Ok(Err(refusal)) if !has_sum => return Err(refusal),
                Ok(info) => info
                    .map(|info| StatSample::read(&info))
                    .map_err(|why| why.to_string()),
                Err(error) => Err(error.to_string()),
            };
            match sample {
                Ok(sample) => {
                    let now = (sample, Instant::now());
                    lines.push(table.line(&node, Ok(window(&now, last.as_ref()))));
                    sum.add(&now, last.as_ref());
                    *last = Some(now);
                }
                Err(why) => {
                    lines.push(table.line(&node, Err(&why)));
                    *last = None;
                }
            }
        }
        if has_sum {
            lines.push(table.line(SUM, Ok(sum.window())));
        }
        Ok(lines)
    }
}

fn window<'s>((now, at): &'s TimedSample, before: Option<&'s TimedSample>) -> StatWindow<'s> {
    StatWindow {
        now,
        before: before.map(|(before, since)| (before, *at - *since)),
    }
}

/// The sum of the nodes that replied. It has rates if all of them replied before.
#[derive(Default)]
struct StatSum {
    now: StatSample,
    before: StatSample,
    elapsed: Duration,
    lacks_before: bool,
}

impl StatSum {
    fn add(&mut self, (now, at): &TimedSample, before: Option<&TimedSample>) {
        self.now.add(now);
        match before {
            Some((before, since)) => {
                self.before.add(before);
                self.elapsed = self.elapsed.max(*at - *since);
            }
            None => self.lacks_before = true,
        }
    }

    fn window(&self) -> StatWindow<'_> {
        let has_before = !self.lacks_before && !self.elapsed.is_zero();
        StatWindow {
            now: &self.now,
            before: has_before.then_some((&self.before, self.elapsed)),
        }
    }
}
