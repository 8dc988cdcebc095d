//! The reply to EXEC: each element has its number, and the presentation of its own command.
//!
//! This applies if the reply is a list with an element for each queued command. Other replies have the layout of the
//! format.

use std::io::{self, Write};

use redsh_engine::resp::{Aggregate, Event};

use super::layout::Layout;
use super::standard::digits;
use crate::terminal::style::{Palette, StyleRole};

pub(super) struct Exec<L> {
    /// The layouts of the elements.
    elements: ElementLayouts<L>,
    /// The layout of a reply that is not the list.
    usual: L,
    palette: Palette,
    /// Whether the reply is the list, which its first event shows.
    is_list: Option<bool>,
    /// The number of elements that have begun.
    count: u64,
    /// The width of the largest number.
    digits: usize,
    /// The layout of the current element.
    layout: Option<L>,
    /// The number of strings and aggregates that are open in the element.
    depth: usize,
    /// The outermost of them is an attribute.
    is_attribute: bool,
    margin: Margin,
}

type ElementLayouts<L> = Box<dyn ExactSizeIterator<Item = L> + Send>;

/// Returns the width of the numbers before the elements.
pub(super) fn margin(count: usize) -> usize {
    digits(count as u64) + MARK.len()
}

impl<L: Layout> Exec<L> {
    pub(super) fn new(elements: ElementLayouts<L>, usual: L, palette: Palette) -> Self {
        let count = elements.len();
        Exec {
            elements,
            usual,
            palette,
            is_list: None,
            count: 0,
            digits: digits(count as u64),
            layout: None,
            depth: 0,
            is_attribute: false,
            margin: Margin {
                columns: margin(count),
                is_due: false,
            },
        }
    }

    fn element<W: Write>(&mut self, out: &mut W, event: Event<'_>) -> io::Result<()> {
        if self.layout.is_none() {
            if event == Event::End {
                // The end of the list.
                return Ok(());
            }
            self.begin(out)?;
        }
        if let Some(layout) = &mut self.layout {
            let margin = &mut self.margin;
            layout.event(&mut Indented { out, margin }, event)?;
        }
        match self.is_complete_with(event) {
            true => self.end(out),
            false => Ok(()),
        }
    }

    /// Begins the next element.
    fn begin<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.layout = self.elements.next();
        self.count += 1;
        self.palette.begin(out, StyleRole::Faint)?;
        write!(out, "{:>digits$}", self.count, digits = self.digits)?;
        out.write_all(MARK)?;
        self.palette.end(out)
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

impl<L: Layout> Layout for Exec<L> {
    fn event<W: Write>(&mut self, out: &mut W, event: Event<'_>) -> io::Result<()> {
        match self.is_list {
            Some(true) => self.element(out, event),
            Some(false) => self.usual.event(out, event),
            None => {
                let len = self.elements.len() as u64;
                self.is_list = Some(len > 0 && event == Event::Begin(Aggregate::Array, Some(len)));
                match self.is_list {
                    Some(true) => Ok(()),
                    _ => self.usual.event(out, event),
                }
            }
        }
    }

    fn finish<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        match self.is_list {
            Some(false) => self.usual.finish(out),
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
