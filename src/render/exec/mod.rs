//! The reply to EXEC: each element has its number, and the presentation of its own command.
//!
//! This applies if the reply is a list with an element for each queued command. Other replies have the layout of the
//! format.

use std::io::{self, Write};

use redsh_engine::resp::{Aggregate, Event};

use super::decimal::width;
use super::layout::{AnyLayout, Layout};
use super::view::Screen;
use super::{Presentation, Style};
use crate::terminal::style::StyleRole;

pub(super) struct Exec {
    queued: std::vec::IntoIter<Presentation>,
    screen: Screen,
    style: Style,
    form: ReplyForm,
    /// The number of elements that have begun.
    count: u64,
    /// The width of the largest number.
    digits: usize,
    /// The layout of the current element, or of a reply that is not the list.
    layout: Option<AnyLayout>,
    /// The number of strings and aggregates that are open in the element.
    depth: usize,
    /// The outermost of them is an attribute.
    is_attribute: bool,
    margin: Margin,
}

#[derive(PartialEq, Eq)]
enum ReplyForm {
    Unknown,
    List,
    Other,
}

impl Exec {
    pub(super) fn new(queued: Vec<Presentation>, mut screen: Screen, style: Style) -> Self {
        let digits = width(queued.len() as u64);
        let margin = Margin {
            columns: digits + MARK.len(),
            is_due: false,
        };
        screen.columns = screen.columns.saturating_sub(margin.columns);
        Exec {
            queued: queued.into_iter(),
            screen,
            style,
            form: ReplyForm::Unknown,
            count: 0,
            digits,
            layout: None,
            depth: 0,
            is_attribute: false,
            margin,
        }
    }

    /// Handles the first event of the reply. Returns whether the reply is the list.
    fn opens(&mut self, event: Event<'_>) -> bool {
        let len = self.queued.len() as u64;
        let is_list = len > 0 && event == Event::Begin(Aggregate::Array, Some(len));
        self.form = match is_list {
            true => ReplyForm::List,
            false => ReplyForm::Other,
        };
        if !is_list {
            self.layout = Some(AnyLayout::new(self.style.clone()));
        }
        is_list
    }

    fn element<W: Write>(&mut self, out: &mut W, event: Event<'_>) -> io::Result<()> {
        if self.layout.is_none() && event == Event::End {
            // The end of the list.
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

    /// Begins the next element, unless one is open.
    fn begin<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        if self.layout.is_some() {
            return Ok(());
        }
        let shown = self.queued.next().unwrap_or_default();
        let own = shown.layout(Some(&self.screen), &self.style);
        self.layout = Some(own.unwrap_or_else(|| AnyLayout::new(self.style.clone())));
        self.count += 1;
        self.style.palette.begin(out, StyleRole::Faint)?;
        write!(out, "{:>digits$}", self.count, digits = self.digits)?;
        out.write_all(MARK)?;
        self.style.palette.end(out)
    }

    /// Counts the open strings and aggregates, and returns whether the element ends with this event.
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

    /// Ends the current element, and its last line.
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

impl Layout for Exec {
    fn event<W: Write>(&mut self, out: &mut W, event: Event<'_>) -> io::Result<()> {
        if self.form == ReplyForm::Unknown && self.opens(event) {
            return Ok(());
        }
        match &mut self.layout {
            Some(layout) if self.form == ReplyForm::Other => layout.event(out, event),
            _ => self.element(out, event),
        }
    }

    fn finish<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        match &mut self.layout {
            Some(layout) if self.form == ReplyForm::Other => layout.finish(out),
            _ => self.end(out),
        }
    }
}

/// The text after the number of an element.
const MARK: &[u8] = b") ";

/// The margin of all lines of an element except the first.
struct Margin {
    columns: usize,
    /// A line has ended, so the margin precedes the next byte.
    is_due: bool,
}

/// An output with a margin. It is not generic over its output, because an element can be such a list too.
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
