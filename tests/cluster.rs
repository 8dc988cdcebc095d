//! `-c`: commands go to the node that has their keys, whatever becomes of the cluster meanwhile.
//!
//! Real clusters for what they do by themselves; scripted peers for what no real one does on demand.

mod access;
mod failover;
mod fakes;
mod maps;
mod moving;
mod oneshot;
mod redirects;
mod refusals;
mod scripts;
mod subscriptions;
mod volume;

use redsh_engine::resp::Value;

use crate::support::cluster::Cluster;
use crate::support::sandbox::Sandbox;
use crate::support::shell::Shell;

/// redsh with `-c`, on its way to the first node.
fn redsh(cluster: &Cluster) -> Shell {
    Shell::redsh().on(&cluster.nodes()[0]).arg("-c")
}

/// redis-cli, likewise.
fn redis_cli(cluster: &Cluster) -> Shell {
    Shell::redis_cli().on(&cluster.nodes()[0]).arg("-c")
}

/// What a program prints but for the lines in which redis-cli says that it follows a redirect.
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

/// All primaries forget all data.
fn empty(cluster: &Cluster) {
    for node in cluster.nodes() {
        node.command(&["FLUSHALL"]);
    }
}

/// The names and values of all keys, boiled down, node by node.
fn digests(cluster: &Cluster) -> Vec<Value> {
    const DIGEST: &str = "local keys = redis.call('KEYS', '*') \
        table.sort(keys) \
        for n, key in ipairs(keys) do keys[n] = key .. redis.sha1hex(redis.call('DUMP', key)) end \
        return #keys .. ' keys, ' .. redis.sha1hex(table.concat(keys))";
    let digest = |node: &Sandbox| node.ask(&["EVAL", DIGEST, "0"]).expect("a digest");
    cluster.nodes().iter().map(digest).collect()
}
