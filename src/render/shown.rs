//! How the reply to one command is shown, apart from the format: as the text that it is, through a view, or like any
//! other.

use std::io::Write;

use super::exec::Exec;
use super::layout::AnyLayout;
use super::view::{self, Screen, View};
use super::{Format, Printer, Style, verbatim};

/// What is known of a reply from its command alone.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Presentation {
    /// A text for people.
    is_text: bool,
    view: Option<&'static View>,
}

impl Presentation {
    /// The layout that it has to itself, if any; on this screen, where there is one for views.
    pub(super) fn layout(self, screen: Option<&Screen>, style: &Style) -> Option<AnyLayout> {
        match (self.view, screen) {
            (Some(view), Some(screen)) => Some(view.layout(screen, style, self.is_text)),
            _ => self.is_text.then(|| AnyLayout::verbatim(style)),
        }
    }

    /// Whether it is shown as the text that it is, with nothing behind it.
    pub(super) fn is_verbatim(self) -> bool {
        self.is_text && self.view.is_none()
    }
}

impl<W: Write> Printer<W> {
    /// How the reply to this command, its name first, is to be shown.
    pub(crate) fn shown(&self, words: &[Vec<u8>]) -> Presentation {
        Presentation {
            is_text: verbatim::is_shown_raw(words),
            // Not looked for in vain: a script has many commands.
            view: self.has_views().then(|| view::find(words)).flatten(),
        }
    }

    /// Views are for people, in the typed format: a program that asked for another gets that.
    pub(crate) fn has_views(&self) -> bool {
        self.screen.is_some() && self.style.terminal && self.style.format == Format::Standard
    }

    /// The layout of EXEC's reply, where one of the commands that were queued has a view.
    pub(super) fn exec_layout(&self, queued: &[Presentation]) -> Option<AnyLayout> {
        let screen = self.screen.as_ref().filter(|_| self.has_views())?;
        let exec = || Exec::new(queued.to_vec(), screen.clone(), self.style.clone());
        let any_view = queued.iter().any(|shown| shown.view.is_some());
        any_view.then(|| AnyLayout::Exec(Box::new(exec())))
    }
}
