//! Views: a more readable form of the replies to some commands, on terminals.
//!
//! The table in [`commands`] assigns views to commands. There are two kinds. A [`Shape`] describes how each value is
//! shown while it arrives, so the reply may have any size. A [`Draw`] function draws the whole reply; a reply that is
//! too large or of an unexpected form is shown as usual. Neither omits data silently: the view names hidden columns.
//!
//! Each [`Draw`] function has its own module, and [`shapes`] has the shapes. Only the table depends on command names.

mod clients;
mod clock;
mod cluster_nodes;
mod cluster_shards;
mod cluster_slots;
mod commands;
mod docs;
mod figure;
mod info;
mod latency;
mod page;
mod paged;
mod shape;
mod shaped;
mod shapes;
mod slowlog;
mod specs;
mod table;
#[cfg(test)]
mod tests;

use self::clock::Clock;
pub(super) use self::commands::find;
use self::page::Draw;
pub(super) use self::paged::Paged;
use self::shape::Shape;
pub(super) use self::shaped::Shaped;

#[derive(Debug, Clone, Default)]
pub(crate) struct Screen {
    pub(crate) columns: usize,
    pub(crate) clock: Clock,
}

#[derive(Debug)]
pub(super) enum View {
    /// Shown while it arrives.
    Shaped(&'static Shape),
    /// Drawn as a whole.
    Drawn(Draw),
}
