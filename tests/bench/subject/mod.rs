//! The rows of the table: a file for each subject, a [`Case`] for each row.

mod cluster;
mod coprocess;
mod load;
mod messages;
mod oneshot;
mod presses;
mod prompt;
mod reply;
mod scan;
mod script;

use crate::case::Case;

pub(crate) use presses::presses;

/// All rows, in the order of the table.
pub(crate) fn all() -> Vec<Case> {
    [
        oneshot::cases(),
        script::cases(),
        reply::cases(),
        coprocess::cases(),
        cluster::cases(),
        load::cases(),
        scan::cases(),
        messages::cases(),
        prompt::cases(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
