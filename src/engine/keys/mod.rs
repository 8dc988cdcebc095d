//! Facts about keys: which commands request them, how their replies are read, and in which order they are requested. Pure.
//!
//! To add a fact, add a variant to [`KeyFact`] and to [`KeyFact::ALL`], and a field to [`Facts`]. The program prints facts in
//! `src/mode/scan/columns.rs`.

mod fact;
mod inquiry;

pub use fact::{Facts, KeyFact, Ttl};
pub use inquiry::{Inquiry, KeyQuery};
