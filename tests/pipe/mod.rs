//! Bulk loading.

mod bad_input;
mod chaos;
mod cluster;
mod csv;
mod load;
mod losing;
mod order;
mod progress;
mod read_only;
mod rejects;
