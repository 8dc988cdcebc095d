//! The presentation of a reply, which depends on its command: as plain text, as a view, or as in the format.

use std::io::Write;

use super::exec::Exec;
use super::layout::AnyLayout;
use super::view::{self, Screen, View};
use super::{Format, Printer, Style, verbatim};

#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Presentation {
    /// The reply is text for people.
    is_text: bool,
    view: Option<&'static View>,
}

impl Presentation {
    /// Returns the layout for the reply, if it is not that of the format.
    pub(super) fn layout(self, screen: Option<&Screen>, style: &Style) -> Option<AnyLayout> {
        match (self.view, screen) {
            (Some(view), Some(screen)) => Some(view.layout(screen, style, self.is_text)),
            _ => self.is_text.then(|| AnyLayout::verbatim(style)),
        }
    }

    /// Returns whether the reply is printed as plain text, without a line end after it.
    pub(super) fn is_verbatim(self) -> bool {
        self.is_text && self.view.is_none()
    }
}

impl<W: Write> Printer<W> {
    pub(crate) fn shown(&self, words: &[Vec<u8>]) -> Presentation {
        Presentation {
            is_text: verbatim::is_shown_raw(words),
            // The lookup is skipped when it is useless, because scripts contain many commands.
            view: self.has_views().then(|| view::find(words)).flatten(),
        }
    }

    /// Returns whether views are enabled. A program that chose another format gets that format.
    pub(crate) fn has_views(&self) -> bool {
        self.screen.is_some() && self.style.terminal && self.style.format == Format::Standard
    }

    /// Sets the presentation of the next reply, which is that of EXEC, if one of the queued commands has a view.
    pub(crate) fn expect_each(&mut self, queued: &[Presentation]) {
        let any_view = queued.iter().any(|shown| shown.view.is_some());
        let screen = self
            .screen
            .as_ref()
            .filter(|_| any_view && self.has_views());
        self.reply_layout = screen.map(|screen| {
            let exec = Exec::new(queued.to_vec(), screen.clone(), self.style.clone());
            AnyLayout::Exec(Box::new(exec))
        });
    }
}
