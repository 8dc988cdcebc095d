//! Views: the replies to some commands, shown at a terminal in a form that is easier to read than the standard one.
//!
//! [`commands`] is the table that says which command has which. A view is one of two things. A [`Shape`] says what is made of each value while
//! it arrives, so a reply may have any size. A [`Draw`] looks at the whole reply, and is given up for the plain form where
//! that is too large, or is not what it reads. Neither loses anything that a server sends: what is left out is named.
//!
//! A module for each view; which commands there are is known nowhere but in the table.

mod acl;
mod clients;
mod clock;
mod cluster;
mod commands;
mod docs;
mod figure;
mod info;
mod latency;
mod memory;
mod page;
mod paged;
mod pairs;
mod record;
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

/// What views are shown on.
#[derive(Debug, Clone, Default)]
pub(crate) struct Screen {
    /// Columns of a line.
    pub(crate) columns: usize,
    /// For timestamps.
    pub(crate) clock: Clock,
}

/// One view.
#[derive(Debug)]
pub(super) struct View(Way);

/// How a view comes about.
#[derive(Debug)]
enum Way {
    /// Value by value, while they arrive.
    Shaped(&'static Shape),
    /// The whole of it.
    Drawn(Draw),
}

impl View {
    /// The layout of one reply. `is_text` says that its plain form is the text that it is.
    pub(super) fn layout(&self, screen: &Screen, style: &Style, is_text: bool) -> AnyLayout {
        let screen = screen.clone();
        match &self.0 {
            Way::Shaped(shape) => {
                let shaped = Shaped::new(shape, style.palette, screen.clock);
                AnyLayout::Shaped(Box::new(shaped))
            }
            Way::Drawn(draw) => {
                let paged = Paged::new(*draw, screen, style.clone(), is_text);
                AnyLayout::Paged(Box::new(paged))
            }
        }
    }
}
