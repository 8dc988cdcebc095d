//! What clusters say of themselves: nodes, by shard.

pub(super) mod links;
pub(super) mod nodes;
pub(super) mod shards;
pub(super) mod slots;
