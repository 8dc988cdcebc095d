//! EXEC: behind its number, each element of the reply as the reply to its own command.
//!
//! Only where the reply is a list with an element for each command that was queued; else it is shown like any other.

use std::io::{self, Write};

use redsh_engine::resp::{Aggregate, Scalar, StringKind};

use super::decimal::width;
use super::layout::{AnyLayout, Layout};
use super::view::Screen;
use super::{Shown, Style};
use crate::terminal::style::{Paint, StyleRole};

/// The layout.
pub(super) struct Exec {
    queued: Vec<Shown>,
    screen: Screen,
    style: Style,
    state: State,
}

enum State {
    /// Nothing has come.
    Fresh,
    /// Elements come.
    Listed(Box<Elements>),
    /// It is shown like any other.
    Plain(Box<AnyLayout>),
}

impl Exec {
    /// For commands that are shown so, on this screen.
    pub(super) fn new(queued: Vec<Shown>, screen: Screen, style: Style) -> Self {
        Exec {
            queued,
            screen,
            style,
            state: State::Fresh,
        }
    }

    /// Something comes that is no such list.
    fn decide(&mut self) {
        if let State::Fresh = self.state {
            let layout = AnyLayout::new(self.style.clone());
            self.state = State::Plain(Box::new(layout));
        }
    }

    /// Whether this is the list.
    fn opens(&mut self, kind: Aggregate, len: Option<u64>) -> bool {
        let is_fresh = matches!(self.state, State::Fresh);
        let has_all = len == Some(self.queued.len() as u64);
        let opens = is_fresh && has_all && kind == Aggregate::Array && !self.queued.is_empty();
        if opens {
            let queued = std::mem::take(&mut self.queued);
            let elements = Elements::new(queued, self.screen.clone(), self.style.clone());
            self.state = State::Listed(Box::new(elements));
        }
        opens
    }
}

/// Hands an event on to whoever shows it.
macro_rules! pass {
    ($exec:ident, $out:ident, $step:expr, $layout:ident, $sink:ident => $call:expr) => {{
        $exec.decide();
        match &mut $exec.state {
            State::Listed(elements) => elements.pass($out, $step, |$layout, $sink| $call),
            State::Plain($layout) => {
                let $sink = $out;
                $call
            }
            State::Fresh => Ok(()),
        }
    }};
}

impl Layout for Exec {
    fn scalar<W: Write>(&mut self, out: &mut W, scalar: Scalar<'_>) -> io::Result<()> {
        pass!(self, out, Step::Whole, layout, sink => layout.scalar(sink, scalar))
    }

    fn begin_string<W: Write>(&mut self, out: &mut W, kind: StringKind) -> io::Result<()> {
        pass!(self, out, Step::Opens, layout, sink => layout.begin_string(sink, kind))
    }

    fn piece<W: Write>(&mut self, out: &mut W, bytes: &[u8]) -> io::Result<()> {
        pass!(self, out, Step::Inside, layout, sink => layout.piece(sink, bytes))
    }

    fn end_string<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        pass!(self, out, Step::Closes, layout, sink => layout.end_string(sink))
    }

    fn begin<W: Write>(
        &mut self,
        out: &mut W,
        kind: Aggregate,
        len: Option<u64>,
    ) -> io::Result<()> {
        if self.opens(kind, len) {
            return Ok(());
        }
        let step = match kind {
            Aggregate::Attribute => Step::OpensAttribute,
            _ => Step::Opens,
        };
        pass!(self, out, step, layout, sink => layout.begin(sink, kind, len))
    }

    fn end<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        pass!(self, out, Step::Closes, layout, sink => layout.end(sink))
    }

    fn finish<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        match &mut self.state {
            State::Listed(elements) => elements.end(out),
            State::Plain(layout) => layout.finish(out),
            State::Fresh => Ok(()),
        }
    }
}

/// What an event is in its element.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    /// A value, all of it.
    Whole,
    Opens,
    /// Of what says something about the value that comes next.
    OpensAttribute,
    Inside,
    Closes,
}

/// The elements of the list, one after the other.
struct Elements {
    queued: std::vec::IntoIter<Shown>,
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

impl Elements {
    fn new(queued: Vec<Shown>, mut screen: Screen, style: Style) -> Self {
        let digits = width(queued.len() as u64);
        let margin = Margin {
            columns: digits + MARK.len(),
            is_due: false,
        };
        screen.columns = screen.columns.saturating_sub(margin.columns);
        Elements {
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

    fn pass<W: Write>(
        &mut self,
        out: &mut W,
        step: Step,
        tell: impl FnOnce(&mut AnyLayout, &mut Indented<'_>) -> io::Result<()>,
    ) -> io::Result<()> {
        if self.layout.is_none() && step == Step::Closes {
            // The list itself.
            return Ok(());
        }
        self.begin(out)?;
        if let Some(layout) = &mut self.layout {
            let margin = &mut self.margin;
            tell(layout, &mut Indented { out, margin })?;
        }
        match self.is_complete_with(step) {
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
    fn is_complete_with(&mut self, step: Step) -> bool {
        match step {
            Step::Opens | Step::OpensAttribute => {
                self.is_attribute |= self.depth == 0 && step == Step::OpensAttribute;
                self.depth += 1;
                false
            }
            Step::Inside => false,
            Step::Whole => self.depth == 0,
            Step::Closes => {
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
