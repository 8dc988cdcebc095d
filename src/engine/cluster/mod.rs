//! Redis Cluster as data: slots, topology, redirects, routes.
//!
//! Replies come in as [`Value`](crate::resp::Value)s, decisions go out. This module knows no connections, threads or
//! time: the client decides when to ask for the topology.

mod announced;
mod merge;
mod natmap;
mod node_line;
mod node_word;
mod own_view;
mod redirect;
mod route;
mod slot;
mod slot_map;
mod slot_set;
mod split;
mod topology;

pub use merge::{in_key_order, merge};
pub use natmap::{NatMap, NatMapError};
pub use node_line::NodeLine;
pub use node_word::{Member, NodeWord, NodeWordError};
pub use own_view::OwnView;
pub use redirect::Redirect;
pub use route::Route;
pub use slot::Slot;
pub use slot_map::SlotMap;
pub use slot_set::SlotSet;
pub use split::CrossSlotCommand;
pub use topology::{ClusterNode, NodeHealth, Shard, Topology};
