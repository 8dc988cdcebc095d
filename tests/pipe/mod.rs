//! Bulk loading.

mod bad_input;
mod chaos;
mod cluster;
mod csv;
mod load;
mod losing;
mod progress;
mod read_only;
mod rejects;
