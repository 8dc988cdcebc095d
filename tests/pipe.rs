//! Bulk loading, from the outside.

mod bad_input;
mod load;
mod rejects;
