//! The line editor's helpers: completion, hints, colours, keys, and output above the line that is being edited.

pub(crate) mod above;
pub(crate) mod assistant;
pub(crate) mod bell;
pub(crate) mod browser;
pub(crate) mod complete;
pub(crate) mod highlight;
pub(crate) mod keys;
pub(crate) mod listing;
pub(crate) mod secret;
pub(crate) mod seen_keys;
