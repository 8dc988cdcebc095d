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
mod volume;

use support::cluster::Cluster;
use support::shell::Shell;

/// redsh with `-c`, on its way to the first node.
fn redsh(cluster: &Cluster) -> Shell {
    Shell::redsh().on(&cluster.nodes()[0]).arg("-c")
}
