//! The decoder against whole files of replies, real and hand-made (`tests/corpus/`), and against what is hostile.

mod corpus;
mod events;
mod hostile;
mod values;
