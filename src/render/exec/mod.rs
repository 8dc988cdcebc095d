//! EXEC: behind its number, each element of the reply as the reply to its own command.
//!
//! Only where the reply is a list with an element for each command that was queued; else it is shown like any other.

use std::io::{self, Write};

use redsh_engine::resp::{Aggregate, Event};

use super::decimal::width;
use super::layout::{AnyLayout, Layout};
use super::view::Screen;
use super::{Presentation, Style};
use crate::terminal::style::{Paint, StyleRole};

/// The layout.
pub(super) struct Exec {
    queued: Vec<Presentation>,
    screen: Screen,
    style: Style,
    state: ExecState,
}

enum ExecState {
    /// Nothing has come.
    Fresh,
    /// ExecElements come.
    Listed(Box<ExecElements>),
    /// It is shown like any other.
    Plain(Box<AnyLayout>),
}

impl Exec {
    /// For commands that are shown so, on this screen.
    pub(super) fn new(queued: Vec<Presentation>, screen: Screen, style: Style) -> Self {
        Exec {
            queued,
            screen,
            style,
            state: ExecState::Fresh,
        }
    }

    /// Something comes that is no such list.
    fn decide(&mut self) {
        if let ExecState::Fresh = self.state {
            let layout = AnyLayout::new(self.style.clone());
            self.state = ExecState::Plain(Box::new(layout));
        }
    }

    /// Whether this is the list.
    fn opens(&mut self, event: Event<'_>) -> bool {
        let len = self.queued.len() as u64;
        let is_list = len > 0 && event == Event::Begin(Aggregate::Array, Some(len));
        let opens = is_list && matches!(self.state, ExecState::Fresh);
        if opens {
            let queued = std::mem::take(&mut self.queued);
            let elements = ExecElements::new(queued, self.screen.clone(), self.style.clone());
            self.state = ExecState::Listed(Box::new(elements));
        }
        opens
    }
}

impl Layout for Exec {
    fn event<W: Write>(&mut self, out: &mut W, event: Event<'_>) -> io::Result<()> {
        if self.opens(event) {
            return Ok(());
        }
        self.decide();
        match &mut self.state {
            ExecState::Listed(elements) => elements.event(out, event),
            ExecState::Plain(layout) => layout.event(out, event),
            ExecState::Fresh => Ok(()),
        }
    }

    fn finish<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        match &mut self.state {
            ExecState::Listed(elements) => elements.end(out),
            ExecState::Plain(layout) => layout.finish(out),
            ExecState::Fresh => Ok(()),
        }
    }
}

/// The elements of the list, one after the other.
struct ExecElements {
    queued: std::vec::IntoIter<Presentation>,
    screen: Screen,
    style: Style,
    paint: Paint,
    /// How many have begun.
    count: u64,
    /// Columns of the largest number.
    digits: usize,
    /// The one under way.
    layout: Option<AnyLayout>,
    /// Strings and aggregates that are open in it.
    depth: usize,
    /// The outermost of them is an attribute.
    is_attribute: bool,
    margin: Margin,
}

impl ExecElements {
    fn new(queued: Vec<Presentation>, mut screen: Screen, style: Style) -> Self {
        let digits = width(queued.len() as u64);
        let margin = Margin {
            columns: digits + MARK.len(),
            is_due: false,
        };
        screen.columns = screen.columns.saturating_sub(margin.columns);
        ExecElements {
            queued: queued.into_iter(),
            paint: Paint::new(style.palette),
            screen,
            style,
            count: 0,
            digits,
            layout: None,
            depth: 0,
            is_attribute: false,
            margin,
        }
    }

    fn event<W: Write>(&mut self, out: &mut W, event: Event<'_>) -> io::Result<()> {
        if self.layout.is_none() && event == Event::End {
            // The list itself.
            return Ok(());
        }
        self.begin(out)?;
        if let Some(layout) = &mut self.layout {
            let margin = &mut self.margin;
            layout.event(&mut Indented { out, margin }, event)?;
        }
        match self.is_complete_with(event) {
            true => self.end(out),
            false => Ok(()),
        }
    }

    /// Begins the next element, where none is under way.
    fn begin<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        if self.layout.is_some() {
            return Ok(());
        }
        let shown = self.queued.next().unwrap_or_default();
        let own = shown.layout(Some(&self.screen), &self.style);
        self.layout = Some(own.unwrap_or_else(|| AnyLayout::new(self.style.clone())));
        self.count += 1;
        self.paint.begin(out, StyleRole::Faint)?;
        write!(out, "{:>digits$}", self.count, digits = self.digits)?;
        out.write_all(MARK)?;
        self.paint.end(out, StyleRole::Faint)
    }

    /// Counts what is open; whether the element ends here.
    fn is_complete_with(&mut self, event: Event<'_>) -> bool {
        match event {
            Event::BeginString(..) | Event::Begin(..) => {
                let is_attribute = matches!(event, Event::Begin(Aggregate::Attribute, _));
                self.is_attribute |= self.depth == 0 && is_attribute;
                self.depth += 1;
                false
            }
            Event::Bytes(_) | Event::Wait => false,
            Event::Scalar(_) => self.depth == 0,
            Event::EndString | Event::End => {
                self.depth = self.depth.saturating_sub(1);
                self.depth == 0 && !std::mem::take(&mut self.is_attribute)
            }
        }
    }

    /// Ends the element that is under way, if any, and its last line.
    fn end<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        let Some(mut layout) = self.layout.take() else {
            return Ok(());
        };
        let margin = &mut self.margin;
        layout.finish(&mut Indented { out, margin })?;
        match std::mem::take(&mut self.margin.is_due) {
            true => Ok(()),
            false => out.write_all(b"\n"),
        }
    }
}

/// Behind the number of an element.
const MARK: &[u8] = b") ";

/// What stands before each line of an element but the first.
struct Margin {
    columns: usize,
    /// A line has ended: it stands before what comes next.
    is_due: bool,
}

/// A sink behind a margin. Not one of any kind: an element can be such a list in turn, and its sink one of these.
struct Indented<'a> {
    out: &'a mut dyn Write,
    margin: &'a mut Margin,
}

impl Write for Indented<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            if std::mem::take(&mut self.margin.is_due) {
                write!(self.out, "{:columns$}", "", columns = self.margin.columns)?;
            }
            self.out.write_all(line)?;
            self.margin.is_due = line.ends_with(b"\n");
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests;
