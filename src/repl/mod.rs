//! The words that the shell itself understands.

pub(crate) mod builtin;
