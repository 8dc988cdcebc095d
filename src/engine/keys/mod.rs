//! Facts about keys: which commands request them, how their replies are read, and in which order they are requested. Pure.
//!
//! To add a fact, add a variant to [`KeyFact`] and, if keys of every type have it, to [`KeyFact::OF_EVERY_TYPE`], and a field to
//! [`Facts`]. The program prints facts in `src/mode/scan/columns.rs`.

mod fact;
mod inquiry;

pub use fact::{ExpiryTime, Facts, KeyFact, Ttl, length_command};
pub use inquiry::{Inquiry, KeyQuery};
