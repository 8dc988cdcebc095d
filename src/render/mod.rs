//! Formatting of replies for stdout, in the formats of redis-cli, while the replies arrive.
//!
//! [`Printer`] is an event sink. It buffers output, and passes every event to the layout in use. A layout keeps only a
//! few bytes for each level of nesting, so memory does not grow with the size of strings or aggregates. If stdout is
//! not a terminal, the output is that of redis-cli. The module of each format documents how it prints replies that
//! redis-cli cannot decode: attributes, streamed values, big numbers and bulk errors.
//!
//! This module must not depend on connections, options or the environment. The caller chooses the format.

mod any_layout;
mod command_rule;
mod csv;
mod escaper;
mod exec;
mod figures;
mod human_bytes;
mod human_duration;
mod invalidation;
mod json;
mod json_string;
mod layout;
mod listing;
mod medium;
mod nodes;
mod presentation;
mod quote;
mod raw;
mod redis_bytes;
mod sanitize;
mod standard;
#[cfg(test)]
mod tests;
mod utf8;
mod value_layout;
mod verbatim;
mod view;
mod word;

use std::io::{self, BufWriter, Write};

use redsh_engine::resp::{Aggregate, Event, EventSink, Value};

use self::any_layout::AnyLayout;
use self::layout::Layout;

pub(crate) use self::escaper::{harmless, harmless_line, quoted, readable};
pub(crate) use self::figures::{Figure, FigureFormat, FigureSource, FigureTable};
pub(crate) use self::human_bytes::HumanBytes;
pub(crate) use self::human_duration::HumanDuration;
pub(crate) use self::json_string::json_text;
pub(crate) use self::listing::KeyListing;
pub(crate) use self::medium::Medium;
pub(crate) use self::nodes::NodeReply;
pub(crate) use self::presentation::Presentation;
pub(crate) use self::redis_bytes::redis_bytes;
pub(crate) use self::sanitize::is_hidden;
pub(crate) use self::utf8::{Utf8Chunk, Utf8Decoder};
pub(crate) use self::view::Screen;
pub(crate) use self::word::{typed, write_words};
pub(crate) use crate::terminal::style::{Palette, SyntaxRole, TextColour};

/// The size of the output buffer. Larger pieces of a string are written without copying them.
const BUFFER: usize = 32 * 1024;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// Typed, numbered and indented, for people.
    Standard,
    /// The bytes of strings, for programs.
    Raw,
    /// One line of values with commas between them.
    Csv,
    /// One JSON value on a line.
    Json,
    /// ASCII JSON, in which strings are first quoted as in the standard format, so that every byte survives.
    QuotedJson,
}

/// The output settings.
#[derive(Debug, Clone)]
pub(crate) struct Style {
    pub(crate) format: Format,
    pub(crate) delimiter: Vec<u8>,
    /// `-D`: the text after a raw reply.
    pub(crate) end: Vec<u8>,
    pub(crate) palette: Palette,
    pub(crate) medium: Medium,
}

/// An event sink that prints replies as they arrive.
///
/// The printer has its own buffer, so the sink should have none. The caller [flushes](Self::flush) it when no reply is
/// expected.
pub(crate) struct Printer<W: Write> {
    out: BufWriter<W>,
    style: Style,
    /// The screen for views. Without it there are none.
    screen: Option<Screen>,
    layout: AnyLayout,
    /// The layout of the next or the current reply, instead of the one of the format.
    reply_layout: Option<AnyLayout>,
    /// Whether the current reply is a push message, which always has the layout of the format.
    is_push: bool,
    /// The number of open aggregates.
    depth: usize,
    /// Whether a program of the user reads the output of a terminal session.
    is_for_program: bool,
}

impl<W: Write> Printer<W> {
    pub(crate) fn new(sink: W, style: Style) -> Self {
        Printer {
            out: BufWriter::with_capacity(BUFFER, sink),
            layout: AnyLayout::new(&style),
            style,
            screen: None,
            reply_layout: None,
            is_push: false,
            depth: 0,
            is_for_program: false,
        }
    }

    pub(crate) fn format(&self) -> Format {
        self.style.format
    }

    /// Changes the format of the next replies. Returns the format before.
    pub(crate) fn set_format(&mut self, format: Format) -> Format {
        let before = std::mem::replace(&mut self.style.format, format);
        self.layout = AnyLayout::new(&self.style);
        before
    }

    /// Creates a printer with the same settings and another sink.
    pub(crate) fn beside(&self, sink: W) -> Self {
        let mut printer = Printer::new(sink, self.style.clone());
        printer.screen.clone_from(&self.screen);
        printer
    }

    /// Creates a printer for a program that reads from `sink`. The format is raw if that of this printer is standard.
    pub(crate) fn for_program(&self, sink: W) -> Self {
        let format = match self.style.format {
            Format::Standard => Format::Raw,
            other => other,
        };
        let style = Style {
            format,
            palette: Palette::Plain,
            medium: Medium::Program,
            ..self.style.clone()
        };
        Printer {
            is_for_program: true,
            ..Printer::new(sink, style)
        }
    }

    /// Returns whether a program reads the output. A program expects nothing but replies.
    pub(crate) fn is_for_program(&self) -> bool {
        self.is_for_program
    }

    /// Enables views on a screen, or disables them. Views require a terminal and the standard format.
    pub(crate) fn set_screen(&mut self, screen: Option<Screen>) {
        self.screen = screen;
    }

    /// Sets the presentation of the next reply: plain text in every format, or a view. It lasts until that reply is
    /// [finished](Self::finish), and does not affect push messages before it.
    pub(crate) fn expect(&mut self, shown: Presentation) {
        self.reply_layout = shown.layout(self.screen.as_ref(), &self.style);
    }

    /// Ends a reply or push message, and its last line. An incomplete reply is discarded.
    pub(crate) fn finish(&mut self) -> io::Result<()> {
        let (layout, out) = self.current();
        layout.finish(out)?;
        if !std::mem::take(&mut self.is_push) {
            self.reply_layout = None;
        }
        self.depth = 0;
        Ok(())
    }

    /// Prints a whole reply.
    pub(crate) fn value(&mut self, value: &Value) -> io::Result<()> {
        value.replay(self)?;
        self.finish()
    }

    /// Ends the line of a reply that breaks off. The text of `-D` follows only whole replies.
    pub(crate) fn break_off(&mut self) -> io::Result<()> {
        if self.style.format != Format::Raw || self.style.end == b"\n" {
            return self.finish();
        }
        self.layout = AnyLayout::new(&self.style);
        (self.reply_layout, self.is_push, self.depth) = (None, false, 0);
        Ok(())
    }

    /// Prints text that is not a reply, with its line ends.
    pub(crate) fn text(&mut self, text: &[u8]) -> io::Result<()> {
        self.out.write_all(text)
    }

    /// Prints a note about a reply, unless a program reads the output.
    pub(crate) fn remark(&mut self, text: &[u8]) -> io::Result<()> {
        match self.is_for_program {
            true => Ok(()),
            false => self.text(text),
        }
    }

    /// Writes the buffer to the sink, and flushes the sink.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    #[inline(never)]
    fn lay_out(&mut self, event: Event<'_>) -> io::Result<()> {
        let (layout, out) = self.current();
        layout.event(out, event)
    }

    fn current(&mut self) -> (&mut AnyLayout, &mut BufWriter<W>) {
        let own = self.reply_layout.as_mut().filter(|_| !self.is_push);
        (own.unwrap_or(&mut self.layout), &mut self.out)
    }
}

impl<W: Write> EventSink for Printer<W> {
    #[inline(always)]
    fn event(&mut self, event: Event<'_>) -> io::Result<()> {
        match event {
            Event::Wait => return self.flush(),
            Event::Begin(kind, _) => {
                self.is_push |= kind == Aggregate::Push && self.depth == 0;
                self.depth += 1;
            }
            Event::End => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        match event {
            // Inlined into the decoder, because most events belong to strings. With the other events inlined too, an
            // integer would cost 5 % more instructions.
            Event::BeginString(..) | Event::Bytes(_) | Event::EndString => {
                let (layout, out) = self.current();
                layout.event(out, event)
            }
            _ => self.lay_out(event),
        }
    }
}
