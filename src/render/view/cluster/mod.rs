//! The views of the CLUSTER commands.

pub(super) mod links;
pub(super) mod nodes;
pub(super) mod shards;
pub(super) mod slots;
