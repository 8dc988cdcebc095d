//! Pub/Sub as data: the messages that a subscriber receives, and its subscriptions.
//!
//! This module knows no connections: the client knows where a message came from, and where to resubscribe.

mod event;
mod subscription_kind;
mod subscriptions;

pub use event::{Confirmation, MessageClassifier, PubSubEvent};
pub use subscription_kind::SubscriptionKind;
pub use subscriptions::Subscriptions;
