//! Rounds of `--scan --each`: the command takes an element from the list of each key, which is the name of the key. So the
//! replies name the keys, and the lengths show how often the command ran.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{PipeReader, Read};
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;

use support::cluster::Cluster;
use support::dice::Dice;
use support::shell::Shell;

use crate::COMMANDS;
use crate::data::{lengths, primaries};
use crate::faults::{self, Fault};
use crate::ledger::{Excuses, Tally};
use crate::progress::{Progress, during};

/// The elements of each list.
const ELEMENTS: usize = 3;

/// One key in this many is in a slot that may move.
const PER_MOVING_KEY: usize = 20;

/// redsh waits for the reader of its output, so that a round lasts a second.
const READ_AT_ONCE: usize = 16 * 1024;
const PAUSE: Duration = Duration::from_millis(8);
/// The bytes that are read before the fault begins.
const READ_BEFORE: usize = 100_000;

/// The errors that redsh reports with their keys; it counts the others.
const MOST_ERRORS_NAMED: usize = 20;

pub(crate) fn in_cluster(fault: Fault, seeds: impl Iterator<Item = u64>) -> Vec<Tally> {
    let mut cluster = Cluster::start(3, 1);
    let keys = keys();
    let rounds = seeds.map(|seed| {
        println!("Each {fault:?}, seed {seed}");
        fill(&cluster, &keys);
        let port = cluster.ports()[0];
        let mut dice = Dice(seed);
        let report = during(
            |progress| run(port, progress),
            |done| faults::disturb_cluster(&mut cluster, fault, &mut dice, done),
        );
        let primaries = primaries(cluster.nodes());
        let left = primaries.iter().flat_map(|node| lengths(node)).collect();
        primaries
            .iter()
            .for_each(|node| drop(node.command(&["FLUSHALL"])));
        check(&keys, &report, &left, fault.excuses())
    });
    rounds.collect()
}

/// Long names, so that the replies fill the pipe.
fn keys() -> Vec<String> {
    let padding = "x".repeat(80);
    let keys = (0..COMMANDS).map(|number| match number % PER_MOVING_KEY {
        0 => format!("{{t{}}}:{number}:{padding}", number % faults::MOVING),
        _ => format!("{number}:{padding}"),
    });
    keys.collect()
}

fn fill(cluster: &Cluster, keys: &[String]) {
    let lines = keys
        .iter()
        .map(|key| format!("RPUSH {key}{}\n", format!(" {key}").repeat(ELEMENTS)));
    let load = Shell::redsh()
        .on(&cluster.nodes()[0])
        .args(["-c", "--pipe"]);
    load.stdin(lines.collect::<String>()).run().assert_success();
    (0..3).for_each(|shard| cluster.wait_until_replicated(shard));
}

/// The output of redsh.
struct EachReport {
    stdout: String,
    stderr: String,
}

fn run(port: u16, progress: &Progress) -> EachReport {
    let (reader, writer) = std::io::pipe().expect("a pipe can be made");
    let redsh = Shell::redsh().args(["-c", "-p", &port.to_string(), "--raw"]);
    let redsh = redsh.args(["--scan", "--count", "100", "--each", "LPOP {}"]);
    let redsh = redsh.stdout(writer).start();
    let stdout = read_slowly(reader, progress);
    let outcome = redsh.finish();
    EachReport {
        stdout,
        stderr: String::from_utf8_lossy(&outcome.stderr).into_owned(),
    }
}

fn read_slowly(mut reader: PipeReader, progress: &Progress) -> String {
    let (mut bytes, mut buffer) = (Vec::new(), [0; READ_AT_ONCE]);
    while let length @ 1.. = reader.read(&mut buffer).expect("a pipe can be read") {
        bytes.extend_from_slice(&buffer[..length]);
        let has_begun = bytes.len() >= READ_BEFORE;
        progress.has_begun.store(has_begun, Ordering::Release);
        thread::sleep(PAUSE);
    }
    progress.has_begun.store(true, Ordering::Release);
    String::from_utf8(bytes).expect("the keys are text")
}

/// Compares the lists with the report.
fn check(
    keys: &[String],
    report: &EachReport,
    left: &BTreeMap<String, usize>,
    excuses: Excuses,
) -> Tally {
    let mut tally = Tally {
        commands: keys.len(),
        ..Tally::default()
    };
    let replied = count_lines(&report.stdout);
    let named = named(&report.stderr);
    let counts = EachCounts::of(&report.stderr, replied.len());
    let mut secretly_run = Vec::new();
    for key in keys {
        let replies = replied.get(key.as_str()).copied().unwrap_or_default();
        let told = |ran: usize| format!("{key} has {replies} replies and ran {ran} times");
        let Some(ran) = left.get(key).map(|left| ELEMENTS - left) else {
            tally.lost.push(format!("{key} is gone"));
            continue;
        };
        match (replies, ran) {
            (1, 0) if excuses.loses => tally.unreplicated += 1,
            (1, 0) => tally.lost.push(told(ran)),
            (2.., _) | (_, 2..) => tally.duplicated.push(told(ran)),
            (0, 1) => secretly_run.push(key.as_str()),
            _ => {}
        }
        if replies > 0 && named.contains(key.as_str()) {
            tally
                .misreported
                .push(format!("{key} has a reply and is reported"));
        }
    }
    (tally.acknowledged, tally.refused) = (replied.len(), counts.errors);
    (tally.unknown, tally.not_run) = (counts.unknown, counts.not_run);
    let unnamed = secretly_run.iter().filter(|key| !named.contains(*key));
    tally.misreported.extend(counts.contradiction(
        keys.len(),
        secretly_run.len(),
        unnamed.count(),
        named.len(),
        &report.stderr,
    ));
    tally
}

fn count_lines(text: &str) -> BTreeMap<&str, usize> {
    let mut lines = BTreeMap::new();
    text.lines()
        .for_each(|line| *lines.entry(line).or_default() += 1);
    lines
}

/// The keys of `LPOP "key": may have run: …`.
fn named(stderr: &str) -> BTreeSet<&str> {
    let lines = stderr.lines();
    let keys = lines.filter_map(|line| line.strip_prefix("LPOP \"")?.split_once("\": "));
    keys.map(|(key, _)| key).collect()
}

/// The counts of `9 keys: 3 ok, 1 error, 2 unknown, 3 not run`.
#[derive(Debug, Default)]
struct EachCounts {
    keys: usize,
    ok: usize,
    errors: usize,
    unknown: usize,
    not_run: usize,
}

impl EachCounts {
    /// Without a failure there is no line of counts.
    fn of(stderr: &str, replied: usize) -> Self {
        let mut lines = stderr.lines();
        let found = lines.rfind(|line| line.contains(" keys: "));
        let found = found.and_then(|line| line.split_once(" keys: "));
        let Some((keys, rest)) = found else {
            return EachCounts {
                keys: replied,
                ok: replied,
                ..EachCounts::default()
            };
        };
        let number = |noun: &str| {
            let parts = rest.split(", ").filter_map(|part| part.split_once(' '));
            let mut own = parts.filter(|(_, of)| of.trim_end_matches('s') == noun);
            own.next()
                .map_or(0, |(count, _)| count.parse().expect("a number"))
        };
        EachCounts {
            keys: keys.parse().expect("a number"),
            ok: number("ok"),
            errors: number("error"),
            unknown: number("unknown"),
            not_run: number("not run"),
        }
    }

    /// The contradiction to the data, if there is any.
    fn contradiction(
        &self,
        keys: usize,
        secretly_run: usize,
        unnamed: usize,
        named: usize,
        stderr: &str,
    ) -> Option<String> {
        let told = |what: &str| Some(format!("{what}: {self:?}, of {keys}: {stderr}"));
        let failures = self.errors + self.unknown;
        match () {
            () if self.ok + failures + self.not_run != self.keys => told("wrong sum"),
            () if secretly_run > self.unknown => told("more ran than are unknown"),
            () if named != self.errors.min(MOST_ERRORS_NAMED) + self.unknown => {
                told("not all are named")
            }
            () if unnamed > 0 => told("others ran than are named"),
            () if self.keys < keys && !stderr.contains("resume with") => told("keys are missing"),
            () => None,
        }
    }
}
