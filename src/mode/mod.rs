//! The kinds of runs: a file or folder for each.

pub(crate) mod eval;
pub(crate) mod hint;
pub(crate) mod ldb;
pub(crate) mod oneshot;
pub(crate) mod pipe;
pub(crate) mod progress;
pub(crate) mod scan;
pub(crate) mod script;
