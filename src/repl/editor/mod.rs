//! The line editor's helpers: completion, hints, colours, keys, and output above the line that is being edited.

pub(crate) mod candidate_list;
pub(crate) mod complete;
pub(crate) mod highlight;
pub(crate) mod keys;
pub(crate) mod line_helper;
pub(crate) mod output_above_prompt;
pub(crate) mod redraw_signal;
pub(crate) mod secret;
pub(crate) mod seen_keys;
pub(crate) mod server_lookup;
