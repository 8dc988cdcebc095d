//! Pub/Sub as data: the messages that a subscriber receives, and its subscriptions.
//!
//! This module knows no connections: the client knows where a message came from, and where to resubscribe.

mod event;
mod family;
mod subscriptions;

pub use event::{Confirmation, MessageClassifier, PubSubEvent};
pub use family::SubscriptionKind;
pub use subscriptions::Subscriptions;
