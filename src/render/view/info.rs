//! INFO: sections of aligned names and values, with notes about numbers.

use redsh_engine::resp::Value;

use super::clock::Clock;
use super::page::{ViewPage, shown, width};
use super::shape::Note;
use crate::terminal::style::StyleRole;

/// The meaning of fields by the end of their names; the first match applies. A field has no note if the server also
/// sends it with `_human`.
const NOTES: &[(&str, Note)] = &[
    ("_save_time", Note::Seconds),
    ("_save_time_sec", Note::Span),
    ("_seconds", Note::Span),
    ("_seconds_ago", Note::Span),
    ("_bytes", Note::Bytes),
    ("_size", Note::Bytes),
    ("_memory", Note::Bytes),
    ("_memory_rss", Note::Bytes),
    ("_memory_peak", Note::Bytes),
    ("_memory_overhead", Note::Bytes),
    ("_memory_startup", Note::Bytes),
    ("_memory_dataset", Note::Bytes),
    ("_memory_lua", Note::Bytes),
    ("_memory_scripts", Note::Bytes),
    ("_memory_functions", Note::Bytes),
    ("_allocated", Note::Bytes),
    ("_active", Note::Bytes),
    ("_resident", Note::Bytes),
    ("_buffer", Note::Bytes),
    ("_buffers", Note::Bytes),
    ("_backlog", Note::Bytes),
    ("maxmemory", Note::Bytes),
];

/// A line of the reply.
enum InfoLine<'t> {
    Heading(&'t str),
    Field(&'t str, &'t str),
    Other(&'t str),
}

/// Draws the view.
pub(super) fn draw(reply: &Value, page: &mut ViewPage<'_>) -> Option<()> {
    let text = reply.as_bytes()?;
    if text.is_empty() {
        return Some(());
    }
    let text = shown_lines(text);
    let lines: Vec<InfoLine<'_>> = text.iter().map(|line| read(line)).collect();
    let names = lines.iter().filter_map(|line| match line {
        InfoLine::Field(name, _) => Some(*name),
        InfoLine::Heading(_) | InfoLine::Other(_) => None,
    });
    let names: Vec<&str> = names.collect();
    let sections = lines.split_inclusive(|line| matches!(line, InfoLine::Other("")));
    sections.for_each(|section| draw_section(section, &names, page));
    Some(())
}

fn shown_lines(text: &[u8]) -> Vec<String> {
    let text = text.strip_suffix(b"\n").unwrap_or(text);
    let lines = text.split(|&byte| byte == b'\n');
    lines
        .map(|line| shown(line.strip_suffix(b"\r").unwrap_or(line)))
        .collect()
}

fn read(line: &str) -> InfoLine<'_> {
    match (line.starts_with('#'), line.split_once(':')) {
        (true, _) => InfoLine::Heading(line),
        (false, Some((name, value))) => InfoLine::Field(name, value),
        (false, None) => InfoLine::Other(line),
    }
}

fn draw_section(section: &[InfoLine<'_>], names: &[&str], page: &mut ViewPage<'_>) {
    let widths = section.iter().map(|line| match line {
        InfoLine::Field(name, _) => width(name),
        InfoLine::Heading(_) | InfoLine::Other(_) => 0,
    });
    let columns = widths.max().unwrap_or(0);
    for line in section {
        match line {
            InfoLine::Field(name, value) => {
                let note = note(name, value, names, page.clock());
                page.field(columns, name, value, note.as_deref());
            }
            InfoLine::Heading(text) => {
                page.painted(StyleRole::Heading, text);
                page.end_line();
            }
            InfoLine::Other(text) => {
                page.text(text);
                page.end_line();
            }
        }
    }
}

fn note(name: &str, value: &str, names: &[&str], clock: &Clock) -> Option<String> {
    let is_readable = names
        .iter()
        .any(|other| other.strip_suffix("_human") == Some(name));
    let (_, note) = NOTES.iter().find(|(end, _)| name.ends_with(end))?;
    note.text(value, clock).filter(|_| !is_readable)
}
