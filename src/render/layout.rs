//! The interface of a layout: an event sink that borrows its output, so that several can share it.

use std::io::{self, Write};

use redsh_engine::resp::Event;

pub(super) trait Layout {
    /// Writes the text of one event. Never gets [`Event::Wait`].
    fn event<W: Write>(&mut self, out: &mut W, event: Event<'_>) -> io::Result<()>;

    /// Writes the separator after a reply, and forgets aggregates that are still open.
    fn finish<W: Write>(&mut self, out: &mut W) -> io::Result<()>;
}
