//! The modes: a file or folder for each variant of [`Run`](crate::cli::Run), and one for hints. `progress`,
//! `reconnecting` and `cluster_nodes` are shared by them.

pub(crate) mod analysis;
mod cluster_nodes;
pub(crate) mod dump;
pub(crate) mod eval;
pub(crate) mod hint;
pub(crate) mod intrinsic;
pub(crate) mod latency;
pub(crate) mod ldb;
pub(crate) mod lru_test;
pub(crate) mod monitor;
pub(crate) mod oneshot;
pub(crate) mod pipe;
pub(crate) mod progress;
mod reconnecting;
pub(crate) mod replica;
pub(crate) mod scan;
pub(crate) mod script;
pub(crate) mod stat;

use std::fs;
use std::path::Path;
use std::time::Duration;

use crate::process::unread::{UnreadInput, UnreadSource};

/// Returns the interval of `-i`; zero is the default, as in redis-cli.
fn interval_or(interval: Duration, default: Duration) -> Duration {
    if interval.is_zero() {
        default
    } else {
        interval
    }
}

fn read_file(path: &Path) -> anyhow::Result<Vec<u8>> {
    fs::read(path).map_err(|error| {
        let input = UnreadSource::File(path.to_owned());
        UnreadInput { input, error }.into()
    })
}
