//! RESP2 and RESP3: bytes to values and values to bytes.
//!
//! A reply is never collected before it is used: a [`Decoder`] is fed bytes in any pieces and tells a [`Visitor`] what
//! comes by. [`Tree`] builds a [`Value`] where the program must look at a reply; each output format is a visitor that
//! writes while the reply is still arriving. [`encode_command`] is the way out, and a [`Splitter`] takes a stream of
//! requests apart into commands.
//!
//! This layer knows bytes and values. It must not know sockets, threads, or what a command means.
//!
//! Source: <https://github.com/redis/redis-specifications/blob/master/protocol/RESP3.md>.

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
