//! The summary of a load. Pure.

use std::path::Path;

use redsh_engine::client::load::Totals;

/// Whether every command has a reply without an error.
pub(super) fn is_all_in(totals: &Totals) -> bool {
    let replies = totals.replies;
    let only_replies = Totals {
        replies,
        ..Totals::default()
    };
    *totals == only_replies
}

/// Returns the line that is printed if a connection was lost, or commands have no reply. `rejects` is the file with these
/// commands.
pub(super) fn of(totals: &Totals, fault: Option<&str>, rejects: Option<&Path>) -> Option<String> {
    let Totals {
        replies,
        unknown,
        unsent,
        ..
    } = totals;
    if fault.is_none() && *unknown == 0 && *unsent == 0 {
        return None;
    }
    let why = fault.unwrap_or("connections were lost");
    let counts = format!(
        "{why}; {replies} commands have a reply, {unknown} may have run, {unsent} were not sent"
    );
    Some(match rejects {
        Some(path) => format!("{counts}: the last two are in {}", path.display()),
        None => format!("{counts}; --pipe-rejects FILE writes the last two to a file"),
    })
}
