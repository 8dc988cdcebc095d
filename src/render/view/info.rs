//! INFO: sections of names and values, aligned, with what a number means beside it.

use redsh_engine::resp::Value;

use super::clock::Clock;
use super::page::{Page, shown, width};
use super::shape::Note;
use crate::terminal::style::StyleRole;

/// What the numbers mean whose names end so; the first row counts. Where a name and `_human` is there too, the server
/// itself says it.
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

/// A line of it.
enum Line<'t> {
    Heading(&'t str),
    Field(&'t str, &'t str),
    Other(&'t str),
}

/// Draws it.
pub(super) fn draw(reply: &Value, page: &mut Page<'_>) -> Option<()> {
    let text = reply.as_bytes()?;
    if text.is_empty() {
        return Some(());
    }
    let text = shown_lines(text);
    let lines: Vec<Line<'_>> = text.iter().map(|line| read(line)).collect();
    let names = lines.iter().filter_map(|line| match line {
        Line::Field(name, _) => Some(*name),
        Line::Heading(_) | Line::Other(_) => None,
    });
    let names: Vec<&str> = names.collect();
    let sections = lines.split_inclusive(|line| matches!(line, Line::Other("")));
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

fn read(line: &str) -> Line<'_> {
    match (line.starts_with('#'), line.split_once(':')) {
        (true, _) => Line::Heading(line),
        (false, Some((name, value))) => Line::Field(name, value),
        (false, None) => Line::Other(line),
    }
}

fn draw_section(section: &[Line<'_>], names: &[&str], page: &mut Page<'_>) {
    let widths = section.iter().map(|line| match line {
        Line::Field(name, _) => width(name),
        Line::Heading(_) | Line::Other(_) => 0,
    });
    let columns = widths.max().unwrap_or(0);
    for line in section {
        match line {
            Line::Field(name, value) => {
                let note = note(name, value, names, page.clock());
                page.field(columns, name, value, note.as_deref());
            }
            Line::Heading(text) => {
                page.painted(StyleRole::Heading, text);
                page.end_line();
            }
            Line::Other(text) => {
                page.text(text);
                page.end_line();
            }
        }
    }
}

fn note(name: &str, value: &str, names: &[&str], clock: &Clock) -> Option<String> {
    let is_said = names
        .iter()
        .any(|other| other.strip_suffix("_human") == Some(name));
    let (_, note) = NOTES.iter().find(|(end, _)| name.ends_with(end))?;
    note.text(value, clock).filter(|_| !is_said)
}
