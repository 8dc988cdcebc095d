//! Replies to bytes for stdout, in each of the formats that redis-cli has, written while the reply arrives.
//!
//! [`Printer`] is the visitor that a decoder is given. It owns the buffer before the sink and hands every event to the
//! one layout in use; a layout keeps a few bytes for each level of nesting and nothing else, so that memory does not
//! grow with a string or an aggregate. Without a terminal the bytes are redis-cli's; what it cannot decode (attributes,
//! streamed values, big numbers, bulk errors) is laid out as each format's module says.
//!
//! Nothing here knows connections, options or the environment, or decides which format is used.

mod bytes;
mod csv;
mod decimal;
mod exec;
mod invalidation;
mod json;
mod layout;
mod listing;
mod nesting;
mod nodes;
mod quote;
mod raw;
mod sanitize;
mod shown;
mod span;
mod standard;
#[cfg(test)]
mod tests;
mod text;
mod utf8;
mod verbatim;
mod view;
mod word;

use std::io::{self, BufWriter, Write};

use redsh_engine::resp::{Aggregate, Scalar, StringKind, Visitor};

use self::layout::{AnyLayout, Layout};

pub(crate) use self::bytes::Bytes;
pub(crate) use self::listing::Listing;
pub(crate) use self::nodes::NodeReply;
pub(crate) use self::quote::quoted;
pub(crate) use self::sanitize::{harmless, harmless_line, is_hidden};
pub(crate) use self::shown::Shown;
pub(crate) use self::span::Span;
pub(crate) use self::text::readable;
pub(crate) use self::view::Screen;
pub(crate) use self::word::{typed, write_words};
pub(crate) use crate::terminal::style::{Ink, Palette, Tint};

/// Bytes kept back before the sink. A piece of a string that is as large goes to the sink without being copied.
const BUFFER: usize = 32 * 1024;

/// How replies look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// Typed, numbered, nested: for people.
    Standard,
    /// The bytes of the strings: for programs.
    Raw,
    /// All elements in one line, with commas.
    Csv,
    /// JSON, one value a line.
    Json,
    /// JSON in ASCII: strings are quoted as in the standard format first, so that any bytes survive.
    QuotedJson,
}

/// All that the user can say about how replies look.
#[derive(Debug, Clone)]
pub(crate) struct Style {
    /// The layout.
    pub(crate) format: Format,
    /// `-d`: between the elements of a raw reply.
    pub(crate) delimiter: Vec<u8>,
    /// `-D`: after a raw reply.
    pub(crate) end: Vec<u8>,
    /// Colour in the standard format.
    pub(crate) palette: Palette,
    /// Whether stdout really is a terminal. If so, printable UTF-8 is shown as it is in the standard format, and in no
    /// format but raw can a reply drive the terminal; if not, the bytes are redis-cli's.
    pub(crate) terminal: bool,
}

/// A visitor that prints each reply as it arrives.
///
/// Output is buffered here: the sink should not be buffered again, and [`flush`](Self::flush) is the caller's to call
/// when nothing more is expected.
pub(crate) struct Printer<W: Write> {
    out: BufWriter<W>,
    style: Style,
    /// What views are shown on, where there are any.
    screen: Option<Screen>,
    layout: AnyLayout,
    /// What the next reply, or the present one, is laid out with in place of the format's layout.
    own: Option<AnyLayout>,
    /// The present one is a push message, which comes in between: it has nothing of its own.
    is_push: bool,
    /// Open aggregates.
    depth: usize,
    /// What is printed is read by a program of the user's, though the session is a terminal's.
    is_for_program: bool,
}

impl<W: Write> Printer<W> {
    /// A printer of the given style, with a buffer of its own before `sink`.
    pub(crate) fn new(sink: W, style: Style) -> Self {
        Printer {
            out: BufWriter::with_capacity(BUFFER, sink),
            layout: AnyLayout::new(style.clone()),
            style,
            screen: None,
            own: None,
            is_push: false,
            depth: 0,
            is_for_program: false,
        }
    }

    /// Which one it prints in.
    pub(crate) fn format(&self) -> Format {
        self.style.format
    }

    /// A printer like this one, before another sink.
    pub(crate) fn beside(&self, sink: W) -> Self {
        let mut printer = Printer::new(sink, self.style.clone());
        printer.screen.clone_from(&self.screen);
        printer
    }

    /// A printer for a program that reads, before another sink: raw where this one is for people.
    pub(crate) fn for_program(&self, sink: W) -> Self {
        let format = match self.style.format {
            Format::Standard => Format::Raw,
            other => other,
        };
        let style = Style {
            format,
            palette: Palette::Plain,
            terminal: false,
            ..self.style.clone()
        };
        Printer {
            is_for_program: true,
            ..Printer::new(sink, style)
        }
    }

    /// Whether what is printed is for a program, which expects replies and nothing else.
    pub(crate) fn is_for_program(&self) -> bool {
        self.is_for_program
    }

    /// Shows views where a command has one, on this screen; none without a screen. Only where stdout is a terminal, and in
    /// the standard format.
    pub(crate) fn set_screen(&mut self, screen: Option<Screen>) {
        self.screen = screen;
    }

    /// How the next reply is shown: a text as it is, whatever the format, and without anything after it; or through a
    /// view. Lasts until that reply is [finished](Self::finish); push messages that come before it are shown as ever.
    pub(crate) fn expect(&mut self, shown: Shown) {
        self.own = self.own_layout(shown);
    }

    /// The same for the reply to EXEC, by the commands that were queued.
    pub(crate) fn expect_each(&mut self, queued: &[Shown]) {
        self.own = self.exec_layout(queued);
    }

    /// To be called after each whole reply or push message: ends its last line. A reply that broke off is forgotten.
    ///
    /// # Errors
    /// The sink's.
    pub(crate) fn finish(&mut self) -> io::Result<()> {
        let (layout, out) = self.current();
        layout.finish(out)?;
        if !std::mem::take(&mut self.is_push) {
            self.own = None;
        }
        self.depth = 0;
        Ok(())
    }

    /// What is no reply: the shell's own words, with their line ends.
    ///
    /// # Errors
    /// The sink's.
    pub(crate) fn text(&mut self, text: &[u8]) -> io::Result<()> {
        self.out.write_all(text)
    }

    /// What is said about a reply, to people.
    ///
    /// # Errors
    /// The sink's.
    pub(crate) fn remark(&mut self, text: &[u8]) -> io::Result<()> {
        match self.is_for_program {
            true => Ok(()),
            false => self.text(text),
        }
    }

    /// Hands all that was printed to the sink, and flushes that.
    ///
    /// # Errors
    /// The sink's.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    fn current(&mut self) -> (&mut AnyLayout, &mut BufWriter<W>) {
        let own = self.own.as_mut().filter(|_| !self.is_push);
        (own.unwrap_or(&mut self.layout), &mut self.out)
    }
}

impl<W: Write> Visitor for Printer<W> {
    fn scalar(&mut self, scalar: Scalar<'_>) -> io::Result<()> {
        let (layout, out) = self.current();
        layout.scalar(out, scalar)
    }

    fn begin_string(&mut self, kind: StringKind, _len: Option<u64>) -> io::Result<()> {
        let (layout, out) = self.current();
        layout.begin_string(out, kind)
    }

    fn piece(&mut self, bytes: &[u8]) -> io::Result<()> {
        let (layout, out) = self.current();
        layout.piece(out, bytes)
    }

    fn end_string(&mut self) -> io::Result<()> {
        let (layout, out) = self.current();
        layout.end_string(out)
    }

    fn begin(&mut self, kind: Aggregate, len: Option<u64>) -> io::Result<()> {
        self.is_push |= kind == Aggregate::Push && self.depth == 0;
        self.depth += 1;
        let (layout, out) = self.current();
        layout.begin(out, kind, len)
    }

    fn end(&mut self) -> io::Result<()> {
        self.depth = self.depth.saturating_sub(1);
        let (layout, out) = self.current();
        layout.end(out)
    }

    fn wait(&mut self) -> io::Result<()> {
        self.flush()
    }
}
