//! The presentation of a reply, which depends on its command: as plain text, as a view, or as in the format.

use std::io::Write;

use super::any_layout::AnyLayout;
use super::exec::{self, Exec};
use super::view::{self, Paged, Screen, Shaped, View};
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
        let verbatim = self.is_text.then(|| AnyLayout::verbatim(style));
        let Some((view, screen)) = self.view.zip(screen) else {
            return verbatim;
        };
        let (screen, palette) = (screen.clone(), style.palette);
        Some(match *view {
            View::Shaped(shape) => {
                let shaped = Shaped::new(shape, palette, style.medium, screen.clock);
                AnyLayout::Shaped(Box::new(shaped))
            }
            View::Drawn(draw) => {
                let usual = AnyLayout::new(style);
                let paged = Paged::new(draw, screen, palette, usual, verbatim);
                AnyLayout::Paged(Box::new(paged))
            }
        })
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
        self.screen.is_some()
            && self.style.medium.is_terminal()
            && self.style.format == Format::Standard
    }

    /// Sets the presentation of the next reply, which is that of EXEC, if one of the queued commands has a view.
    pub(crate) fn expect_each(&mut self, queued: &[Presentation]) {
        let any_view = queued.iter().any(|shown| shown.view.is_some());
        let screen = self
            .screen
            .as_ref()
            .filter(|_| any_view && self.has_views());
        self.reply_layout = screen.map(|screen| exec_layout(queued.to_vec(), screen, &self.style));
    }
}

/// Returns the layout of the reply to EXEC.
pub(super) fn exec_layout(queued: Vec<Presentation>, screen: &Screen, style: &Style) -> AnyLayout {
    let (mut screen, own) = (screen.clone(), style.clone());
    screen.columns = screen.columns.saturating_sub(exec::margin(queued.len()));
    let layout = move |shown: Presentation| {
        let layout = shown.layout(Some(&screen), &own);
        layout.unwrap_or_else(|| AnyLayout::new(&own))
    };
    let elements = Box::new(queued.into_iter().map(layout));
    let exec = Exec::new(elements, AnyLayout::new(style), style.palette);
    AnyLayout::Exec(Box::new(exec))
}
