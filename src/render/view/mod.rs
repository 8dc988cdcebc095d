//! Views: a more readable form of the replies to some commands, on terminals.
//!
//! The table in [`commands`] assigns views to commands. There are two kinds. A [`Shape`] describes how each value is
//! shown while it arrives, so the reply may have any size. A [`Draw`] function draws the whole reply; a reply that is
//! too large or of an unexpected form is shown as usual. Neither omits data silently: the view names hidden columns.
//!
//! Each view has its own module. Only the table depends on command names.

mod acl;
mod clients;
mod clock;
mod cluster;
mod commands;
mod docs;
mod event_record;
mod figure;
mod info;
mod latency;
mod memory;
mod page;
mod paged;
mod pairs;
mod scores;
mod sentinel;
mod shape;
mod shaped;
mod slowlog;
mod specs;
mod stream;
mod table;
#[cfg(test)]
mod tests;
mod times;

use self::clock::Clock;
pub(super) use self::commands::find;
use self::page::Draw;
pub(super) use self::paged::Paged;
use self::shape::Shape;
pub(super) use self::shaped::Shaped;
use super::Style;
use super::layout::AnyLayout;

/// The screen of a view.
#[derive(Debug, Clone, Default)]
pub(crate) struct Screen {
    /// The width of the screen.
    pub(crate) columns: usize,
    /// The clock for timestamps.
    pub(crate) clock: Clock,
}

/// A view.
#[derive(Debug)]
pub(super) struct View(ViewKind);

/// The kinds of views.
#[derive(Debug)]
enum ViewKind {
    /// Shown while it arrives.
    Shaped(&'static Shape),
    /// Drawn as a whole.
    Drawn(Draw),
}

impl View {
    /// Returns the layout of a reply. `is_text` says that its usual form is plain text.
    pub(super) fn layout(&self, screen: &Screen, style: &Style, is_text: bool) -> AnyLayout {
        let screen = screen.clone();
        match &self.0 {
            ViewKind::Shaped(shape) => {
                let shaped = Shaped::new(shape, style.palette, screen.clock);
                AnyLayout::Shaped(Box::new(shaped))
            }
            ViewKind::Drawn(draw) => {
                let paged = Paged::new(*draw, screen, style.clone(), is_text);
                AnyLayout::Paged(Box::new(paged))
            }
        }
    }
}
