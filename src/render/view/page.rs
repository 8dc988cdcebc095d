//! The page that a view draws on: lines of styled text. All text is escaped, because most of it is sent by servers.

use unicode_width::UnicodeWidthStr;

use redsh_engine::resp::Value;

/// Escapes text of a server for one line.
pub(super) use super::super::escaper::harmless_line as shown;
use super::Screen;
use super::clock::Clock;
use crate::terminal::style::{Palette, StyleRole};

/// The space between a name, its value, and its note.
const GAP: usize = 2;

/// Draws a whole reply. Returns `None` if the reply has an unexpected form.
pub(super) type Draw = fn(&Value, &mut ViewPage<'_>) -> Option<()>;

pub(in crate::render) struct ViewPage<'s> {
    pub(super) screen: &'s Screen,
    palette: Palette,
    pub(super) out: Vec<u8>,
}

impl<'s> ViewPage<'s> {
    pub(super) fn new(screen: &'s Screen, palette: Palette) -> Self {
        ViewPage {
            screen,
            palette,
            out: Vec::new(),
        }
    }

    pub(super) fn text(&mut self, text: &str) {
        self.out
            .extend_from_slice(shown(text.as_bytes()).as_bytes());
    }

    pub(super) fn painted(&mut self, role: StyleRole, text: &str) {
        // Writing to a vector never fails.
        let _ = self.palette.begin(&mut self.out, role);
        self.text(text);
        let _ = self.palette.end(&mut self.out);
    }

    pub(super) fn write(&mut self, role: Option<StyleRole>, text: &str) {
        match role {
            Some(role) => self.painted(role, text),
            None => self.text(text),
        }
    }

    pub(super) fn space(&mut self, columns: usize) {
        self.out.extend(std::iter::repeat_n(b' ', columns));
    }

    pub(super) fn heading(&mut self, text: &str) {
        self.painted(StyleRole::Heading, text);
        self.end_line();
    }

    pub(super) fn end_line(&mut self) {
        self.out.push(b'\n');
    }

    /// Writes a line with a name, padded to a width, its value, and a note. If the screen is too narrow, the padding
    /// and the note are omitted.
    pub(super) fn field(&mut self, columns: usize, name: &str, value: &str, note: Option<&str>) {
        let columns = self.filled(columns.max(width(name)), name, value);
        self.painted(StyleRole::Faint, name);
        if !value.is_empty() {
            self.space(GAP + columns - width(name));
            self.text(value);
        }
        let end = columns + GAP + width(value) + GAP;
        if let Some(note) = note.filter(|note| end + width(note) <= self.screen.columns) {
            self.space(GAP);
            self.painted(StyleRole::Faint, note);
        }
        self.end_line();
    }

    /// Returns the width of the padded name. If the value does not fit without padding either, it stays aligned with
    /// the others.
    fn filled(&self, columns: usize, name: &str, value: &str) -> usize {
        let fits = |columns: usize| columns + GAP + width(value) <= self.screen.columns;
        match fits(width(name)) && !fits(columns) {
            true => width(name),
            false => columns,
        }
    }
}

/// Escapes a text or a number for one line.
pub(super) fn shown_value(value: &Value) -> Option<String> {
    match value {
        Value::Integer(number) => Some(number.to_string()),
        Value::Null(_) => Some(String::new()),
        Value::Boolean(truth) => Some(truth.to_string()),
        other if other.as_error().is_some() => None,
        other => other.as_bytes().map(shown),
    }
}

/// Escapes the lines of a text, without their ends.
pub(super) fn shown_lines(text: &[u8]) -> Vec<String> {
    let text = text.strip_suffix(b"\n").unwrap_or(text);
    let lines = text.split(|&byte| byte == b'\n');
    lines
        .map(|line| shown(line.strip_suffix(b"\r").unwrap_or(line)))
        .collect()
}

/// Returns the elements of a list as text, with a separator between them.
pub(super) fn joined(items: &[Value], separator: &str) -> Option<String> {
    let items: Option<Vec<String>> = items.iter().map(shown_value).collect();
    Some(items?.join(separator))
}

/// Returns the elements of a list that is not empty.
pub(super) fn elements(reply: &Value) -> Option<&[Value]> {
    reply.as_slice().filter(|items| !items.is_empty())
}

pub(super) fn width(text: &str) -> usize {
    text.width()
}

/// Escapes an optional text or number, which is empty if it is missing.
pub(super) fn shown_option(value: Option<&Value>) -> Option<String> {
    value.map_or(Some(String::new()), shown_value)
}

/// Formats a Unix time in seconds. Other numbers stay as they are.
pub(super) fn time(value: &Value, clock: &Clock) -> Option<String> {
    clock
        .seconds(value.as_integer()?)
        .or_else(|| shown_value(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(columns: usize) -> String {
        let screen = Screen {
            columns,
            ..Screen::default()
        };
        let mut page = ViewPage::new(&screen, Palette::Plain);
        page.field(9, "used_size", "1024", Some("1.00K"));
        page.field(9, "鍵", "一二三", None);
        page.field(9, "id", "0123456789abcdef", None);
        String::from_utf8(page.out).expect("a page is UTF-8")
    }

    #[test]
    fn values_are_aligned_if_the_screen_is_wide_enough() {
        assert_eq!(
            drawn(27),
            "used_size  1024  1.00K\n鍵         一二三\nid         0123456789abcdef\n"
        );
        assert_eq!(
            drawn(21),
            "used_size  1024\n鍵         一二三\nid  0123456789abcdef\n"
        );
        assert_eq!(
            drawn(15),
            "used_size  1024\n鍵  一二三\nid         0123456789abcdef\n"
        );
    }
}
