//! Listing the keys; redis-cli's part of the output is compared in the `dropin` target.

mod cluster;
mod each;
mod ending;
mod export;
mod filter;
mod globs;
mod long;
mod lost;
mod moving;
mod resharding;
mod single;

use std::collections::BTreeSet;

use redsh_sandbox::Sandbox;
use support::cluster::Cluster;
use support::outcome::Outcome;
use support::shell::Shell;

/// `redsh --scan`, started at a server.
fn scan(server: &Sandbox) -> Shell {
    Shell::redsh().on(server).arg("--scan")
}

/// `redsh --scan -c`, started at the first node.
fn scan_cluster(cluster: &Cluster) -> Shell {
    scan(&cluster.nodes()[0]).arg("-c")
}

/// Runs these lines on a cluster.
fn prepare(cluster: &Cluster, lines: String) {
    let shell = Shell::redsh().on(&cluster.nodes()[0]).arg("-c");
    shell.stdin(lines).run().assert_success().assert_stderr("");
}

/// The names of this number of keys: as arguments for a server, and as a sorted list.
fn names(count: usize) -> Vec<String> {
    (0..count)
        .map(|number| format!("key:{number:06}"))
        .collect()
}

fn set(server: &Sandbox, keys: &[String]) {
    for keys in keys.chunks(1000) {
        let pairs = keys.iter().flat_map(|key| [key.as_str(), "v"]);
        let words: Vec<&str> = std::iter::once("MSET").chain(pairs).collect();
        server.command(&words);
    }
}

/// The printed lines, sorted.
#[track_caller]
fn lines(outcome: &Outcome) -> Vec<String> {
    let stdout = String::from_utf8(outcome.stdout.clone()).expect("the keys are text");
    assert!(
        stdout.is_empty() || stdout.ends_with('\n'),
        "a line is cut: {outcome:?}"
    );
    let mut lines: Vec<String> = stdout.lines().map(str::to_owned).collect();
    lines.sort();
    lines
}

/// The distinct lines.
fn distinct(lines: impl IntoIterator<Item = String>) -> Vec<String> {
    lines
        .into_iter()
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect()
}

/// The cursor that stderr gives to resume from.
#[track_caller]
fn cursor(outcome: &Outcome) -> String {
    let stderr = String::from_utf8_lossy(&outcome.stderr);
    let (_, cursor) = stderr
        .trim_end()
        .rsplit_once("resume with --cursor ")
        .unwrap_or_else(|| panic!("no cursor: {outcome:?}"));
    cursor.to_owned()
}
