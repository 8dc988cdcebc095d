//! Extensions of the line editor: its helper, key bindings, and output above the line.

pub(crate) mod candidate_list;
pub(crate) mod keys;
pub(crate) mod line_helper;
pub(crate) mod output_above_prompt;
