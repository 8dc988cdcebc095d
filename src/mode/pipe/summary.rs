//! What a load has come to, in words. Pure.

use std::path::Path;

use redsh_engine::client::load::Totals;

/// Whether every command was answered without an error.
pub(super) fn is_all_in(totals: &Totals) -> bool {
    let Totals {
        replies: _,
        errors,
        rejected,
        unknown,
        unsent,
    } = totals;
    [errors, rejected, unknown, unsent]
        .iter()
        .all(|count| **count == 0)
}

/// The line that is said where a connection was lost or commands have no reply; `None` where there is nothing to be said.
/// `rejects` is the file in which they are kept.
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
        "{why}; {replies} commands were answered, {unknown} may have run, {unsent} were not sent"
    );
    Some(match rejects {
        Some(path) => format!("{counts}: the last two are in {}", path.display()),
        None => format!("{counts}; --pipe-rejects FILE keeps the last two"),
    })
}
