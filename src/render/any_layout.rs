//! The layout of a reply, which is that of the format unless the command has another presentation.

use std::io::{self, Write};

use redsh_engine::resp::Event;

use super::csv::Csv;
use super::exec::Exec;
use super::invalidation::Invalidation;
use super::json::Json;
use super::json_string::JsonForm;
use super::layout::Layout;
use super::raw::Raw;
use super::standard::Standard;
use super::value_layout::ValueLayout;
use super::view::{Paged, Shaped};
use super::{Format, Style};

pub(super) enum AnyLayout {
    Standard(Invalidation<Standard>),
    Raw(ValueLayout<Raw>),
    Csv(ValueLayout<Csv>),
    Json(ValueLayout<Json>),
    /// A view that is drawn while the reply arrives.
    Shaped(Box<Shaped>),
    /// A view that is drawn from the whole reply.
    Paged(Box<Paged<AnyLayout>>),
    /// The reply to EXEC, with the views of the queued commands.
    Exec(Box<Exec<AnyLayout>>),
}

impl AnyLayout {
    /// Returns the layout of the format.
    pub(super) fn new(style: &Style) -> Self {
        let medium = style.medium;
        match style.format {
            Format::Standard => AnyLayout::Standard(Invalidation::new(
                Standard::new(style.palette, medium),
                medium,
            )),
            Format::Raw => {
                let raw = Raw::new(style.delimiter.clone(), style.end.clone(), false);
                AnyLayout::Raw(ValueLayout::new(raw))
            }
            Format::Csv => AnyLayout::Csv(ValueLayout::new(Csv)),
            Format::Json => AnyLayout::json(JsonForm::unquoted(medium.is_terminal())),
            Format::QuotedJson => AnyLayout::json(JsonForm::Quoted),
        }
    }

    fn json(form: JsonForm) -> Self {
        AnyLayout::Json(ValueLayout::new(Json::new(form)))
    }

    /// Returns the layout for replies that are shown as text in every format. Nothing is added after them.
    pub(super) fn verbatim(style: &Style) -> Self {
        let on_screen = style.medium.is_terminal() && style.format != Format::Raw;
        let raw = Raw::new(style.delimiter.clone(), Vec::new(), on_screen);
        AnyLayout::Raw(ValueLayout::new(raw))
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
