//! INFO: sections of aligned names and values, with notes about numbers.

use redsh_engine::resp::Value;

use super::clock::Clock;
use super::page::{ViewPage, shown_lines, width};
use super::shape::Note;

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

pub(super) fn draw(reply: &Value, page: &mut ViewPage<'_>) -> Option<()> {
    let text = reply.as_bytes()?;
    if text.is_empty() {
        return Some(());
    }
    let text = shown_lines(text);
    let names = text.iter().filter_map(|line| field(line));
    let names: Vec<&str> = names.map(|(name, _)| name).collect();
    let sections = text.split_inclusive(String::is_empty);
    sections.for_each(|section| draw_section(section, &names, page));
    Some(())
}

fn field(line: &str) -> Option<(&str, &str)> {
    line.split_once(':').filter(|_| !line.starts_with('#'))
}

fn draw_section(section: &[String], names: &[&str], page: &mut ViewPage<'_>) {
    let fields = section.iter().filter_map(|line| field(line));
    let columns = fields.map(|(name, _)| width(name)).max().unwrap_or(0);
    for line in section {
        if let Some((name, value)) = field(line) {
            let note = note(name, value, names, &page.screen.clock);
            page.field(columns, name, value, note.as_deref());
        } else if line.starts_with('#') {
            page.heading(line);
        } else {
            page.text(line);
            page.end_line();
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
