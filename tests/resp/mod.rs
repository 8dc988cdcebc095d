//! The decoder with whole files of replies, real and hand-made (`tests/corpus/`), and with hostile replies; the
//! splitter with hostile requests.

mod corpus;
mod events;
mod hostile;
mod requests;
mod values;
