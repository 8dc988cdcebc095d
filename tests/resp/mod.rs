//! The decoder against whole files of replies, real and hand-made (`tests/corpus/`), and against what is hostile; the
//! splitter against requests that are.

mod corpus;
mod events;
mod hostile;
mod requests;
mod values;
