//! Facts about keys: which commands request them, how their replies are read, and in which order they are requested. Pure.
//!
//! To add a fact, add a variant to [`KeyFact`] and a field to [`Facts`].

mod fact;
mod inquiry;

pub use fact::{Facts, KeyFact, Ttl};
pub use inquiry::{Inquiry, KeyQuery};
