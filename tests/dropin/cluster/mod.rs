//! `-c`: on a real cluster, redsh prints and writes the same as redis-cli.

mod oneshot;
mod scripts;
mod subscriptions;
mod volume;

use super::reference;
use redsh_sandbox::{Reply, Sandbox};
use support::cluster::Cluster;
use support::shell::Shell;

/// redsh with `-c`, started at the first node.
fn redsh(cluster: &Cluster) -> Shell {
    Shell::redsh().on(&cluster.nodes()[0]).arg("-c")
}

/// redis-cli with `-c`, started at the first node.
fn redis_cli(cluster: &Cluster) -> Shell {
    reference::demand();
    Shell::redis_cli().on(&cluster.nodes()[0]).arg("-c")
}

/// The output without the lines in which redis-cli reports a redirect.
fn without_notes(stdout: &[u8]) -> Vec<u8> {
    const NOTE: &str = "-> Redirected to slot [";
    let mut said = String::from_utf8_lossy(stdout).into_owned();
    while let Some(at) = said.find(NOTE) {
        let end = said[at..]
            .find('\n')
            .map_or(said.len(), |length| at + length + 1);
        said.replace_range(at..end, "");
    }
    said.into_bytes()
}

/// Deletes all data on all primaries.
fn empty(cluster: &Cluster) {
    for node in cluster.nodes() {
        node.command(&["FLUSHALL"]);
    }
}

/// A digest of the names and values of all keys of each node.
fn digests(cluster: &Cluster) -> Vec<Reply> {
    const DIGEST: &str = "local keys = redis.call('KEYS', '*') \
        table.sort(keys) \
        for n, key in ipairs(keys) do keys[n] = key .. redis.sha1hex(redis.call('DUMP', key)) end \
        return #keys .. ' keys, ' .. redis.sha1hex(table.concat(keys))";
    let digest = |node: &Sandbox| node.ask(&["EVAL", DIGEST, "0"]).expect("a digest");
    cluster.nodes().iter().map(digest).collect()
}
