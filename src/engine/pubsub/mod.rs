//! Pub/Sub as data: what a subscriber is sent, and what it has subscribed to.
//!
//! Nothing here knows connections: which of them a message has come by, and where a subscription is to be made again, is
//! for others to say.

mod event;
mod family;
mod subscriptions;

pub use event::{Confirmation, Follower, PubSubEvent};
pub use family::Family;
pub use subscriptions::Subscriptions;
