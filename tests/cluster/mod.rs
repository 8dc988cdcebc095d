//! `-c`: commands go to the node that has their keys, while the cluster changes.
//!
//! Real clusters show their own behaviour; scripted peers show behaviour that no real node produces on demand.

mod access;
mod failover;
pub(crate) mod fakes;
mod maps;
mod moving;
mod natmap;
mod oneshot;
mod order;
mod redirects;
mod refusals;
mod scripts;
mod volume;

use support::cluster::Cluster;
use support::shell::Shell;

/// redsh with `-c`, started at the first node.
fn redsh(cluster: &Cluster) -> Shell {
    Shell::redsh().on(&cluster.nodes()[0]).arg("-c")
}
