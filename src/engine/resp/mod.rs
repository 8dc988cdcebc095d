//! RESP2 and RESP3: encoding and decoding of values.
//!
//! A [`Decoder`] accepts bytes in pieces of any size and sends [`Event`]s to an [`EventSink`], so a reply need not fit
//! into memory. [`Tree`] is a sink that builds a [`Value`], for callers that need the whole reply. Each output format
//! is a sink that writes while the reply still arrives. [`encode_command`] encodes a command, and a [`Splitter`] reads
//! commands from a stream.
//!
//! This layer must not depend on sockets, threads, or the meaning of commands.
//!
//! Specification: <https://github.com/redis/redis-specifications/blob/master/protocol/RESP3.md>.

mod decode;
mod encode;
mod event;
mod inline;
mod sinks;
pub mod split;
mod tree;
mod value;

pub use decode::{DecodeError, Decoder, Fed, MAX_DEPTH, ProtocolError};
pub use encode::{command_words, encode_command, encode_value};
pub use event::{Aggregate, Event, EventSink, Null, Scalar, StringKind};
pub use inline::{InlineWords, UnbalancedQuotes, is_blank};
pub use sinks::{AttributeFilter, Bounded, Discard, Tee};
pub use split::{SplitCommand, SplitError, Splitter};
pub use tree::Tree;
pub use value::Value;
