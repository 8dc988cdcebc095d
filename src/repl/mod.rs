//! The words that the shell itself understands, and the hint for a half-typed line.

pub(crate) mod builtin;
pub(crate) mod hint;
