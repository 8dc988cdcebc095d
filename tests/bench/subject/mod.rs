//! The rows of the table: a file for each subject, a [`Case`] for each row.

mod cluster;
mod coprocess;
mod oneshot;
mod reply;
mod script;

use crate::case::Case;

/// All rows, in the order of the table.
pub(crate) fn all() -> Vec<Case> {
    [
        oneshot::cases(),
        script::cases(),
        reply::cases(),
        coprocess::cases(),
        cluster::cases(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
