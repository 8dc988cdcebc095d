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

mod attributes;
mod decode;
mod discard;
mod encode;
mod event;
mod inline;
pub mod split;
mod tee;
mod tree;
mod value;

pub use attributes::AttributeFilter;
pub use decode::{DecodeError, Decoder, Fed, MAX_DEPTH, ProtocolError};
pub use discard::Discard;
pub use encode::{command_words, encode_command, encode_value};
pub use event::{Aggregate, Event, EventSink, Null, Scalar, StringKind};
pub use inline::{InlineWords, UnbalancedQuotes, is_blank};
pub use split::{SplitCommand, SplitError, Splitter};
pub use tee::Tee;
pub use tree::Tree;
pub use value::Value;
