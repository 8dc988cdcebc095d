//! The interface of a format: an event sink that borrows its output, so that several can share it.

use std::io::{self, Write};

use redsh_engine::resp::{AttributeFilter, Event};

use super::csv::Csv;
use super::exec::Exec;
use super::invalidation::Invalidation;
use super::json::Json;
use super::json::string::JsonForm;
use super::raw::Raw;
use super::standard::Standard;
use super::view::{Paged, Shaped};
use super::{Format, Style};

pub(super) trait Layout {
    /// Writes the text of one event. Never gets [`Event::Wait`].
    fn event<W: Write>(&mut self, out: &mut W, event: Event<'_>) -> io::Result<()>;

    /// Writes the separator after a reply, and forgets aggregates that are still open.
    fn finish<W: Write>(&mut self, out: &mut W) -> io::Result<()>;
}

pub(super) enum AnyLayout {
    Standard(Invalidation<Standard>),
    Raw(WithoutAttributes<Raw>),
    Csv(WithoutAttributes<Csv>),
    Json(WithoutAttributes<Json>),
    /// A view that is drawn while the reply arrives.
    Shaped(Box<Shaped>),
    /// A view that is drawn from the whole reply.
    Paged(Box<Paged>),
    /// The reply to EXEC, with the views of the queued commands.
    Exec(Box<Exec>),
}

impl AnyLayout {
    pub(super) fn new(style: Style) -> Self {
        let terminal = style.terminal;
        match style.format {
            Format::Standard => AnyLayout::Standard(Invalidation::new(
                Standard::new(style.palette, terminal),
                terminal,
            )),
            Format::Raw => {
                AnyLayout::Raw(WithoutAttributes::new(Raw::new(style.delimiter, style.end)))
            }
            Format::Csv => AnyLayout::Csv(WithoutAttributes::new(Csv::default())),
            Format::Json => AnyLayout::json(JsonForm::unquoted(terminal)),
            Format::QuotedJson => AnyLayout::json(JsonForm::Quoted),
        }
    }

    fn json(form: JsonForm) -> Self {
        AnyLayout::Json(WithoutAttributes::new(Json::new(form)))
    }

    /// Returns the layout for replies that are shown as text in every format.
    pub(super) fn verbatim(style: &Style) -> Self {
        let on_screen = style.terminal && style.format != Format::Raw;
        AnyLayout::Raw(WithoutAttributes::new(Raw::verbatim(
            style.delimiter.clone(),
            on_screen,
        )))
    }
}

/// Calls a method of the layout in any variant.
macro_rules! each {
    ($any:ident, $layout:ident => $call:expr) => {
        match $any {
            AnyLayout::Standard($layout) => $call,
            AnyLayout::Raw($layout) => $call,
            AnyLayout::Csv($layout) => $call,
            AnyLayout::Json($layout) => $call,
            AnyLayout::Shaped($layout) => $call,
            AnyLayout::Paged($layout) => $call,
            AnyLayout::Exec($layout) => $call,
        }
    };
}

impl Layout for AnyLayout {
    #[inline(always)]
    fn event<W: Write>(&mut self, out: &mut W, event: Event<'_>) -> io::Result<()> {
        each!(self, layout => layout.event(out, event))
    }

    fn finish<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        each!(self, layout => layout.finish(out))
    }
}

/// Drops attributes before they reach a format without a notation for them. Programs that read the output expect only
/// values.
pub(super) struct WithoutAttributes<L> {
    layout: L,
    attributes: AttributeFilter,
}

impl<L: Layout> WithoutAttributes<L> {
    fn new(layout: L) -> Self {
        WithoutAttributes {
            layout,
            attributes: AttributeFilter::default(),
        }
    }
}

impl<L: Layout> Layout for WithoutAttributes<L> {
    #[inline(always)]
    fn event<W: Write>(&mut self, out: &mut W, event: Event<'_>) -> io::Result<()> {
        match self.attributes.matches(&event) {
            true => Ok(()),
            false => self.layout.event(out, event),
        }
    }

    fn finish<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.attributes = AttributeFilter::default();
        self.layout.finish(out)
    }
}
